"""Put a message to a customer on its way: written down and owed in one transaction."""

from collections.abc import Sequence

from sqlmodel import Session

from core import clock
from core.models import Change, Conversation, Delivery, Message
from core.vocabulary import Author, Direction, Visibility


def say(
    session: Session,
    conversation: Conversation,
    text: str,
    *,
    author: Author,
    visibility: Visibility,
    place: str,
    thread: str | None = None,
    reply_to: str | None = None,
    choices: Sequence[tuple[str, str]] = (),
    invite: bool = False,
    faq: str | None = None,
    ticket_id: int | None = None,
    agent_id: int | None = None,
) -> Message:
    """Write the message and its delivery. `place` is the chat, in private the person's id."""
    assert conversation.id is not None
    message = Message(
        conversation_id=conversation.id,
        channel_id=conversation.channel_id,
        ticket_id=ticket_id,
        direction=Direction.OUTBOUND,
        author=author,
        agent_id=agent_id,
        text=text,
        visibility=visibility,
        place=place,
        thread=thread,
        reply_to=reply_to,
        choices=[list(choice) for choice in choices],
        invite=invite,
        faq=faq,
        sent_at=clock.now(),
    )
    session.add(message)
    session.flush()
    assert message.id is not None
    session.add(
        Delivery(
            message_id=message.id,
            conversation_id=conversation.id,
            channel_id=conversation.channel_id,
            automatic=author is not Author.AGENT,
            due_at=clock.real_now(),
        )
    )
    session.add(
        Change(
            ticket_id=ticket_id,
            conversation_id=conversation.id,
            kind="message",
            at=clock.now(),
        )
    )
    return message
