"""Take the bot's turn in a conversation: read what waits, decide, respond."""

import sqlalchemy as sa
from sqlmodel import col

from core import clock
from core.actions.respond import respond
from core.desk import Desk
from core.models import Conversation
from core.queries.turns import Turn, next_turn
from core.rules import offers
from core.rules.decide import decide
from core.rules.decision import Situation
from core.rules.hours import is_open
from core.rules.normalise import READ_AT_MOST
from core.rules.reader import HIGH_AMOUNT, Facts, Reader, read
from core.rules.storable import only_masked
from core.rules.triage import Triage, with_masked_secret
from core.vocabulary import DecisionKind, Visibility

#: So many pieces of what a flood brought are read for one turn.
MOST_PIECES = 5


def take_turn(
    desk: Desk, reader: Reader, conversation_id: int, lease: str, *, opens_private: bool
) -> bool:
    """One turn of one place; False where nothing waited or the turn was no longer ours.

    The words are read outside the transaction that writes: reading them is the costly part.
    """
    with desk.db.reading() as session:
        conversation = session.get(Conversation, conversation_id)
        turn = next_turn(desk, session, conversation) if conversation is not None else None
    if turn is None:
        _release(desk, conversation_id, lease)
        return False
    facts = Facts(
        public=turn.visibility is Visibility.PUBLIC,
        last_language=turn.language,
        followers=turn.followers,
        high_amount=HIGH_AMOUNT | desk.policy.desk.amounts.high,
    )
    triage = _read(reader, turn, facts)
    if turn.masked:
        triage = with_masked_secret(triage)
    situation = _situation(desk, turn, opens_private)
    decision = decide(triage, situation, desk.library.categories, desk.library.risks)
    before = str(turn.context.get("said", ""))
    if decision.kind is DecisionKind.CLARIFY and before and turn.text and not situation.choice:
        # few words often go on from the question before them: "三天了还没到" after "提现"
        together = read(reader, f"{before}\n{turn.text}", facts)
        again = decide(together, situation, desk.library.categories, desk.library.risks)
        answers = again.kind is DecisionKind.ANSWER and again.faq != situation.last_faq
        if answers or again.kind is DecisionKind.TICKET:
            triage, decision = together, again
    return respond(desk, turn, triage, decision, lease)


def _read(reader: Reader, turn: Turn, facts: Facts) -> Triage:
    """What the turn says; of what was gathered from a flood the most urgent piece counts."""
    if not turn.flooding or len(turn.text) <= READ_AT_MOST:
        return read(reader, turn.text, facts)
    starts = range(0, min(len(turn.text), MOST_PIECES * READ_AT_MOST), READ_AT_MOST)
    pieces = [read(reader, turn.text[at : at + READ_AT_MOST], facts) for at in starts]
    return max(pieces, key=lambda piece: piece.priority.rank)


def _situation(desk: Desk, turn: Turn, opens_private: bool) -> Situation:
    hours = desk.policy.desk.hours
    offered = tuple(turn.context.get("offered", ()))
    return Situation(
        public=turn.visibility is Visibility.PUBLIC,
        first_contact=turn.first_contact,
        first_private=turn.first_private,
        opening=turn.opening and not turn.text,
        has_text=bool(turn.text.strip()),
        has_words=any(one.isalpha() for one in turn.text),
        attached=turn.attached,
        masked=turn.masked,
        only_masked=only_masked(turn.text),
        choice=turn.choice or offers.picked(turn.text, offered),
        case=turn.case,
        former=turn.former,
        last_faq=turn.context.get("faq"),
        misses=int(turn.context.get("misses", 0)),
        public_replies=turn.public_replies,
        invites=turn.invites,
        opens_private=opens_private,
        people_answer=is_open(
            clock.now(), hours.weekdays, hours.opens, hours.closes, desk.policy.zone
        ),
        stopping=turn.stopping,
        stopped=turn.stopped,
        stop_told=turn.stop_told,
    )


def _release(desk: Desk, conversation_id: int, lease: str) -> None:
    with desk.db.transaction() as session:
        session.execute(
            sa.update(Conversation)
            .where(col(Conversation.id) == conversation_id, col(Conversation.lease) == lease)
            .values(lease=None, lease_until=None, due_at=None, waiting_since=None)
        )
