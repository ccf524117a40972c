"""support token: keys for the JSON API."""

import typer

from cli.opening import open_desk
from cli.printing import out, show_table
from core.actions.create_token import create_token
from core.actions.revoke_token import revoke_token
from core.queries.staff import api_tokens

app = typer.Typer(help="Tokens for the JSON API, each acting as an agent.", no_args_is_help=True)


@app.command()
def create(name: str) -> None:
    """Make a token that acts as the agent NAME; it is shown this once only."""
    print(create_token(open_desk(), name))


@app.command("list")
def list_() -> None:
    """Show all tokens, without their values."""
    rows = [
        [
            str(one.id),
            one.agent,
            one.created_at.isoformat(timespec="seconds"),
            "revoked" if one.revoked_at else "active",
        ]
        for one in api_tokens(open_desk())
    ]
    show_table(["Id", "Agent", "Created", "State"], rows)


@app.command()
def revoke(token_id: int) -> None:
    """Make a token open nothing from now on."""
    revoke_token(open_desk(), token_id)
    out.print(f"Token {token_id} is revoked.")
