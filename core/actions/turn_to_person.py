"""Give a turn that the bot cannot take to a person, so that it is neither lost nor tried for ever."""

from core.actions.respond import respond
from core.desk import Desk
from core.models import Conversation
from core.queries.turns import next_turn
from core.rules.decision import Decision, Line, Opening
from core.rules.triage import Act, Triage
from core.vocabulary import Category, DecisionKind, Language, Priority, Sentiment, Visibility


def turn_to_person(desk: Desk, conversation_id: int, lease: str) -> bool:
    """Open or keep the ticket for what waits, say that a person reads it, and end the turn."""
    with desk.db.reading() as session:
        conversation = session.get_one(Conversation, conversation_id)
        turn = next_turn(desk, session, conversation)
    if turn is None:
        return False
    public = turn.visibility is Visibility.PUBLIC
    opening = None if turn.case else Opening(Category.OTHER, None, Priority.NORMAL, "unreadable")
    decision = Decision(
        DecisionKind.HANDOFF,
        (Line("invite_dm" if public else "handoff_wait"),),
        opening=opening,
        invite=public,
    )
    language = turn.language or Language.EN
    triage = Triage(
        language=language,
        reply_language=language,
        category=Category.OTHER,
        child=None,
        act=Act.EMPTY,
        own_case=False,
        candidates=(),
        confidence=0.0,
        priority=Priority.NORMAL,
        priority_reason="unreadable",
        sentiment=Sentiment.NEUTRAL,
    )
    return respond(desk, turn, triage, decision, lease)
