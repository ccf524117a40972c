"""Write something down that only agents see."""

from core import clock
from core.actions.find import find
from core.desk import Desk, Refused
from core.models import Change, Message
from core.queries.timeline import MessageView, message
from core.rules.storable import storable
from core.vocabulary import Author, Direction, Visibility

LONGEST = 20_000


def note(desk: Desk, number: str, agent_id: int, text: str) -> MessageView:
    """Add a note to the ticket's conversation. It has no delivery, so it can never be sent.

    Raises `NotFound`, and `Refused` for an empty or endless text.
    """
    if not text.strip():
        raise Refused("empty_text", "The note is empty; write something.")
    if len(text) > LONGEST:
        raise Refused("too_long", f"The note has {len(text)} characters; at most {LONGEST}.")
    with desk.db.transaction() as session:
        found, conversation = find(session, number)
        assert conversation.id is not None
        masked = storable(text)
        row = Message(
            conversation_id=conversation.id,
            channel_id=conversation.channel_id,
            ticket_id=found.id,
            direction=Direction.NOTE,
            author=Author.AGENT,
            agent_id=agent_id,
            text=masked.text,
            secrets=sorted({secret.kind for secret in masked.secrets}),
            visibility=Visibility.DIRECT,
            place="",
            sent_at=clock.now(),
        )
        session.add(row)
        session.add(
            Change(
                ticket_id=found.id,
                conversation_id=conversation.id,
                kind="message",
                at=clock.now(),
            )
        )
        session.flush()
        assert row.id is not None
        return message(session, row.id)
