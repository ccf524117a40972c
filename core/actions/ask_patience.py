"""Tell an author who floods us that what they write is kept and read together."""

from sqlmodel import Session

from core import clock
from core.actions.say import say
from core.desk import Desk
from core.models import Conversation, Identity
from core.queries.mode import may_speak
from core.rules.decision import Line
from core.rules.language import reply_language
from core.rules.phrase import phrase
from core.vocabulary import Author, Visibility


def ask_patience(
    desk: Desk,
    session: Session,
    identity: Identity,
    conversation: Conversation,
    text: str,
) -> None:
    """Say it once, in private and in the language of `text`, unless they want to hear nothing."""
    if conversation.stopped or identity.blocked_us:
        return
    if not may_speak(desk, session, conversation.channel_id):
        return
    language = reply_language(text, conversation.language)
    say(
        session,
        conversation,
        phrase(desk.library.voice, (Line("gathered"),), language, public=False, variables={}),
        author=Author.SYSTEM,
        visibility=Visibility.DIRECT,
        place=identity.external_id,
        expires_at=clock.now() + desk.policy.answer_expires,
    )
