"""support drafts: how well the bot would answer where it only suggests."""

from cli.opening import open_desk
from cli.printing import show_table
from core.queries.drafts import DraftScore, draft_score


def drafts() -> None:
    """Show how many of the bot's suggestions agents sent unchanged."""
    rows = [
        [one.channel, str(one.drafts), str(one.answered), str(one.unchanged), _share(one)]
        for one in draft_score(open_desk())
    ]
    show_table(["Channel", "Drafts", "Answered", "Unchanged", "Share"], rows)


def _share(score: DraftScore) -> str:
    return "-" if score.share is None else f"{score.share:.0%}"
