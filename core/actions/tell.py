"""Let the customer know what became of their case, in private and in their language."""

from sqlmodel import Session

from core import clock
from core.actions.say import say
from core.desk import Desk
from core.models import Conversation, Identity, Ticket
from core.queries.mode import may_speak
from core.rules.decision import Line
from core.rules.phrase import phrase
from core.rules.terms import terms
from core.vocabulary import Author, Visibility


def tell(
    desk: Desk, session: Session, ticket: Ticket, conversation: Conversation, text: str
) -> bool:
    """Say the text of that id; False where the customer cannot be written to, or wants no word."""
    identity = session.get_one(Identity, conversation.identity_id)
    if not conversation.private or identity.blocked_us:
        return False
    if conversation.stopped or identity.flooding:
        return False
    if not may_speak(desk, session, conversation.channel_id):
        return False
    voice = desk.library.voice
    variables = terms(voice, desk.policy, ticket.language, clock.now(), ticket=ticket.number)
    say(
        session,
        conversation,
        phrase(voice, (Line(text),), ticket.language, public=False, variables=variables),
        author=Author.SYSTEM,
        visibility=Visibility.DIRECT,
        place=identity.external_id,
        ticket_id=ticket.id,
        expires_at=clock.now() + desk.policy.follow_up_expires,
    )
    return True
