"""An agent answers the customer, on the customer's platform."""

from collections.abc import Collection

import sqlalchemy as sa
from sqlmodel import Session, col

from core.actions.find import find
from core.actions.hand_back import hand_back
from core.actions.say import say
from core.actions.set_status import set_status
from core.actions.settle_draft import settle_draft
from core.actions.take_over import take_over
from core.db import LOCKED
from core.desk import Desk, Illegal, NotFound, Refused, Stale
from core.models import Agent, ChannelRow, Conversation, Identity, Message, Ticket
from core.queries.obstacles import answered
from core.queries.reach import other_ways
from core.queries.timeline import MessageView, message
from core.rules.links import foreign_links
from core.rules.privacy import private_details
from core.rules.storable import storable
from core.rules.wording import asks_for_secret
from core.vocabulary import Author, Direction, Outcome, TicketStatus, Visibility

LONGEST = 20_000
_NEXT = (TicketStatus.PENDING, TicketStatus.OPEN, TicketStatus.ON_HOLD, TicketStatus.SOLVED)


def reply(
    desk: Desk,
    number: str,
    agent_id: int,
    text: str,
    *,
    status: TicketStatus = TicketStatus.PENDING,
    seen: int | None = None,
    confirmed: bool = False,
    through: int | None = None,
) -> MessageView:
    """Send `text` to the ticket's customer and set the ticket to `status`.

    It goes out privately as soon as the customer has written privately, else as a public answer;
    a public one must hold nothing private, or be `confirmed` where that is no secret. `seen` is
    the last message the agent saw. `through` is another private conversation of the same customer,
    for one who cannot be reached in the ticket's own.

    Raises `NotFound`; `Illegal` where the ticket is over; `Stale` where something arrived after
    `seen`; `Refused` where the text is empty, too long, asks for a secret or would leak, where
    the customer cannot be reached `through` that conversation, or where the platform takes no further
    public answer.
    """
    if not text.strip():
        raise Refused("empty_text", "The reply is empty; write something.")
    if len(text) > LONGEST:
        raise Refused("too_long", f"The reply has {len(text)} characters; at most {LONGEST}.")
    if status not in _NEXT:
        raise Refused("wrong_status", f"A reply sets {', '.join(_NEXT)}, not {status.value}.")
    if asks_for_secret(text):
        raise Refused(
            "asks_for_secret",
            "The reply asks for a password, code, PIN or full card number. We never do; reword it.",
        )
    with desk.db.transaction() as session:
        found, conversation = find(session, number)
        if not found.live:
            raise Illegal(
                "not_live", f"Ticket {number} is {found.status.value}; reopen it to answer."
            )
        if seen is not None and (newer := _newer(session, found, seen)):
            raise Stale(
                "stale", f"{newer} new message(s) arrived since you looked; read them first."
            )
        way = conversation if through is None else _way(session, conversation, through)
        domains = desk.policy.desk.brand.domains
        written = _write(session, way, found.id, agent_id, text, confirmed, domains)
        settle_draft(session, conversation, written)
        agent = session.get_one(Agent, agent_id)
        take_over(session, conversation)
        if way is not conversation:
            take_over(session, way)
        found.assignee_id = found.assignee_id or agent_id
        set_status(
            desk,
            session,
            found,
            status,
            actor=f"agent:{agent.name}",
            cause="reply",
            outcome=Outcome.SOLVED if status is TicketStatus.SOLVED else None,
        )
        if status is TicketStatus.SOLVED:
            hand_back(session, conversation)
        session.flush()
        assert written.id is not None
        return message(session, written.id)


def _way(session: Session, conversation: Conversation, through: int) -> Conversation:
    if through == conversation.id:
        return conversation
    if through not in {way.conversation_id for way in other_ways(session, conversation)}:
        raise Refused(
            "no_such_way",
            f"The customer cannot be reached through conversation {through}; other_ways of the "
            "ticket names those where they can.",
        )
    return session.get_one(Conversation, through, with_for_update=LOCKED)


def _newer(session: Session, ticket: Ticket, seen: int) -> int:
    return (
        session.scalar(
            sa.select(sa.func.count())
            .select_from(Message)
            .where(
                sa.or_(
                    col(Message.conversation_id) == ticket.conversation_id,
                    col(Message.ticket_id) == ticket.id,
                ),
                col(Message.id) > seen,
                col(Message.author).in_((Author.CUSTOMER, Author.AGENT)),
                col(Message.direction) != Direction.NOTE,
            )
        )
        or 0
    )


def _write(
    session: Session,
    conversation: Conversation,
    ticket_id: int | None,
    agent_id: int,
    text: str,
    confirmed: bool,
    domains: Collection[str],
) -> Message:
    identity = session.get_one(Identity, conversation.identity_id)
    visibility = Visibility.DIRECT if conversation.private else Visibility.PUBLIC
    last = session.scalar(
        sa.select(Message)
        .where(
            col(Message.conversation_id) == conversation.id,
            col(Message.direction) == Direction.INBOUND,
            col(Message.visibility) == visibility,
        )
        .order_by(col(Message.id).desc())
        .limit(1)
    )
    if last is None and visibility is Visibility.PUBLIC:
        raise NotFound("nothing_to_answer", "There is no public message left to answer.")
    if last is not None and visibility is Visibility.PUBLIC:
        _guard(text, confirmed, domains)
        _once(session, last)
    return say(
        session,
        conversation,
        storable(text).text,
        author=Author.AGENT,
        visibility=visibility,
        place=last.place if last is not None else identity.external_id,
        thread=last.thread if last is not None else None,
        reply_to=last.external_id if last is not None and visibility is Visibility.PUBLIC else None,
        ticket_id=ticket_id,
        agent_id=agent_id,
    )


def _once(session: Session, asked: Message) -> None:
    """Where the platform takes one public answer to each message, a second is refused here already."""
    channel = session.get_one(ChannelRow, asked.channel_id)
    if not channel.traits.get("answers_once") or asked.external_id is None:
        return
    if answered(session, asked.conversation_id, asked.external_id):
        raise Refused(
            "answered_once",
            "The customer's last public message has our answer already, and this platform takes only "
            "one; wait until they write again, or until they write privately.",
        )


def _guard(text: str, confirmed: bool, domains: Collection[str]) -> None:
    if storable(text).secrets:
        raise Refused(
            "public_secret",
            "This reply is public and holds a secret (password, code or card); take it out.",
        )
    if foreign := foreign_links(text, domains):
        raise Refused(
            "public_foreign_link",
            f"This reply is public and links to {', '.join(foreign)}, which is none of our official "
            "domains; take the link out.",
        )
    if not confirmed and (details := private_details(text)):
        kinds = ", ".join(sorted({detail.kind for detail in details}))
        raise Refused(
            "public_private_details",
            f"This reply is public and seems to hold private details ({kinds}); take them out, "
            "or confirm that they may be read by everybody.",
        )
