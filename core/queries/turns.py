"""What the bot must know to take its turn in a conversation."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from core import clock
from core.desk import Desk
from core.models import Conversation, Identity, Message, Ticket
from core.rules.acts import asks_to_stop
from core.rules.decision import Case
from core.vocabulary import Author, Direction, Language, Visibility

#: A turn reads at most this many messages, the latest; all that wait in that place end with it.
MOST_READ = 50
#: What we offered or asked is forgotten after this; a "1" then means nothing any more.
REMEMBERED = timedelta(minutes=30)
#: In a conversation's context: that the wish for silence was confirmed.
STOP_TOLD = "stop_told"


@dataclass(frozen=True, slots=True)
class Turn:
    """Messages that came together, in one place, with what stands around them."""

    conversation_id: int
    last_id: int  #: of the latest message; the turn answers this and everything before it there
    text: str
    visibility: Visibility
    place: str
    thread: str | None
    reply_to: str | None
    person: str  #: external id
    followers: int | None
    choice: str | None
    opening: bool
    attached: bool
    masked: bool
    language: Language | None
    context: dict[str, Any]
    first_contact: bool
    first_private: bool
    public_replies: int
    invites: int
    flooding: bool
    stopping: bool  #: the last message asks for no more automatic messages
    stopped: bool  #: they had asked for that when this was read
    stop_told: bool  #: and were told that we heard
    case: Case | None
    former: Case | None


def next_turn(desk: Desk, session: Session, conversation: Conversation) -> Turn | None:
    """The oldest waiting messages of one place, or None where nothing waits."""
    together = _waiting(session, conversation)
    if not together:
        return None
    first, last = together[0], together[-1]
    stops = [one for one in together if asks_to_stop(one.text)]
    words = [one.text for one in together if one.text.strip() and not one.choice]
    told = [text for text in words if not asks_to_stop(text)] or words[-1:]
    pressed = [one.choice for one in together if one.choice]
    identity = session.get_one(Identity, conversation.identity_id)
    assert conversation.id is not None
    now = clock.now()
    said, said_privately, public_replies, invites = _ours(
        session, conversation, first.thread, now - timedelta(days=1)
    )
    return Turn(
        conversation_id=conversation.id,
        last_id=last.id or 0,
        text="\n".join(told),
        visibility=first.visibility,
        place=first.place,
        thread=first.thread,
        reply_to=last.external_id if first.visibility is Visibility.PUBLIC else None,
        person=identity.external_id,
        followers=identity.followers,
        choice=pressed[-1] if pressed else None,
        opening=any(one.opening for one in together),
        attached=any(one.attachments for one in together),
        masked=any(one.secrets for one in together),
        language=conversation.language,
        context=_context(conversation, now),
        first_contact=not said,
        first_private=not said_privately,
        public_replies=public_replies if first.thread else 0,
        invites=invites,
        flooding=identity.flooding,
        stopping=last in stops,
        stopped=conversation.stopped,
        stop_told=bool(conversation.context.get(STOP_TOLD)),
        case=_case(session, conversation, live=True, since=None),
        former=_case(
            session, conversation, live=False, since=now - desk.policy.desk.lifecycle.reopen_within
        ),
    )


def unanswered(conversation_id: int, visibility: Visibility, thread: str | None) -> Any:
    """What waits for the bot in one place of a conversation."""
    return sa.and_(
        col(Message.conversation_id) == conversation_id,
        col(Message.handled).is_(False),
        col(Message.visibility) == visibility,
        col(Message.thread).is_not_distinct_from(thread),
    )


def _waiting(session: Session, conversation: Conversation) -> list[Message]:
    """The latest messages of the place that waited first, in order."""
    first = session.scalar(
        sa.select(Message)
        .where(
            col(Message.conversation_id) == conversation.id,
            col(Message.handled).is_(False),
        )
        .order_by(col(Message.id))
        .limit(1)
    )
    if first is None:
        return []
    latest = session.scalars(
        sa.select(Message)
        .where(unanswered(first.conversation_id, first.visibility, first.thread))
        .order_by(col(Message.id).desc())
        .limit(MOST_READ)
    )
    return list(latest)[::-1]


def _context(conversation: Conversation, now: datetime) -> dict[str, Any]:
    """What the bot last offered or asked, if it is still fresh."""
    at = conversation.context.get("at")
    fresh = at is not None and now - datetime.fromisoformat(at) < REMEMBERED
    return dict(conversation.context) if fresh else {}


def _ours(
    session: Session, conversation: Conversation, thread: str | None, day_ago: datetime
) -> tuple[int, int, int, int]:
    """How much we said: at all, in private, the bot in this public thread, invitations of a day.

    Read at once, for a conversation may be long.
    """
    in_thread = sa.and_(
        col(Message.visibility) == Visibility.PUBLIC,
        col(Message.thread) == thread,
        col(Message.author) == Author.BOT,
    )
    inviting = col(Message.invite).is_(True) & (col(Message.sent_at) > day_ago)
    count = sa.func.count()
    said, privately, there, invites = session.execute(
        sa.select(
            count,
            count.filter(col(Message.visibility) == Visibility.DIRECT),
            count.filter(in_thread),
            count.filter(inviting),
        ).where(
            col(Message.conversation_id) == conversation.id,
            col(Message.direction) == Direction.OUTBOUND,
            col(Message.author) != Author.SYSTEM,
        )
    ).one()
    return said, privately, there, invites


def _case(
    session: Session, conversation: Conversation, *, live: bool, since: datetime | None
) -> Case | None:
    where = [
        col(Ticket.conversation_id) == conversation.id,
        col(Ticket.live).is_(live),
    ]
    if since is not None:
        where.append(col(Ticket.solved_at) > since)
    found = session.scalar(sa.select(Ticket).where(*where).order_by(col(Ticket.id).desc()).limit(1))
    if found is None:
        return None
    return Case(
        number=found.number,
        status=found.status,
        category=found.category,
        child=found.child,
        priority=found.priority,
        slots=dict(found.slots),
        missing=tuple(found.missing),
        rounds=found.rounds,
    )
