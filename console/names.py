"""What the words of the desk are called on screen, in English; the catalogue has the Chinese.

`N_` marks a text for translation where it stands; it is translated when it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.actions.expire_deliveries import EXPIRED
from core.actions.say import SUPERSEDED
from core.actions.withdraw import PERHAPS, TAKEN_BACK
from core.queries import obstacles
from core.queries.queue import View
from core.queries.reach import Unreachable
from core.vocabulary import (
    AttachmentKind,
    Author,
    BotMode,
    DeliveryState,
    Lane,
    Language,
    Outcome,
    Priority,
    Role,
    TicketStatus,
)


def N_(text: str) -> str:
    """Mark a text for translation."""
    return text


VIEWS: Mapping[View, str] = {
    View.UNASSIGNED: N_("Unassigned"),
    View.MINE: N_("Mine"),
    View.ALL_OPEN: N_("All open"),
    View.SOLVED: N_("Solved"),
}
STATUSES: Mapping[TicketStatus, str] = {
    TicketStatus.NEW: N_("New"),
    TicketStatus.OPEN: N_("Open"),
    TicketStatus.PENDING: N_("Waiting for customer"),
    TicketStatus.ON_HOLD: N_("On hold"),
    TicketStatus.SOLVED: N_("Solved"),
    TicketStatus.CLOSED: N_("Closed"),
}
PRIORITIES: Mapping[Priority, str] = {
    Priority.LOW: N_("Low"),
    Priority.NORMAL: N_("Normal"),
    Priority.HIGH: N_("High"),
    Priority.URGENT: N_("Urgent"),
}
AUTHORS: Mapping[Author, str] = {
    Author.CUSTOMER: N_("Customer"),
    Author.BOT: N_("Assistant"),
    Author.AGENT: N_("Agent"),
    Author.SYSTEM: N_("Desk"),
}
DELIVERIES: Mapping[DeliveryState, str] = {
    DeliveryState.PENDING: N_("Waiting to be sent"),
    DeliveryState.SENDING: N_("Sending"),
    DeliveryState.SENT: N_("Sent"),
    DeliveryState.FAILED: N_("Not delivered"),
    DeliveryState.UNKNOWN: N_("Perhaps delivered: the platform did not answer"),
}
LANES: Mapping[Lane, str] = {
    Lane.SAFETY: N_("Funds in danger"),
    Lane.AGENT: N_("Agents' replies"),
    Lane.ANSWER: N_("Automatic answers"),
    Lane.FOLLOW_UP: N_("Follow-ups"),
}
BOT_MODES: Mapping[BotMode, str] = {
    BotMode.ON: N_("Answers"),
    BotMode.SHADOW: N_("Only drafts"),
    BotMode.OFF: N_("Is off"),
}
LANGUAGES: Mapping[Language, str] = {
    Language.ZH_HANS: N_("Chinese (simplified)"),
    Language.ZH_HANT: N_("Chinese (traditional)"),
    Language.EN: N_("English"),
    Language.MIXED: N_("Mixed languages"),
    Language.OTHER: N_("Other language"),
}
ROLES: Mapping[Role, str] = {
    Role.AGENT: N_("Agent"),
    Role.LEAD: N_("Team lead"),
    Role.ADMIN: N_("Administrator"),
    Role.AUDITOR: N_("Auditor (read only)"),
}
OUTCOMES: Mapping[Outcome, str] = {
    Outcome.SOLVED: N_("Solved"),
    Outcome.DEFLECTED_BY_FAQ: N_("Answered by the FAQ"),
    Outcome.NO_RESPONSE: N_("The customer did not answer"),
    Outcome.DUPLICATE: N_("Duplicate"),
    Outcome.SPAM: N_("Spam"),
    Outcome.OUT_OF_SCOPE: N_("Out of scope"),
    Outcome.REFERRED: N_("Referred elsewhere"),
}
ATTACHMENTS: Mapping[AttachmentKind, str] = {
    AttachmentKind.IMAGE: N_("Picture"),
    AttachmentKind.VIDEO: N_("Video"),
    AttachmentKind.AUDIO: N_("Audio"),
    AttachmentKind.VOICE: N_("Voice message"),
    AttachmentKind.FILE: N_("File"),
    AttachmentKind.STICKER: N_("Sticker"),
    AttachmentKind.LOCATION: N_("Location"),
    AttachmentKind.CONTACT: N_("Contact card"),
    AttachmentKind.POLL: N_("Poll"),
    AttachmentKind.LINK: N_("Link"),
    AttachmentKind.OTHER: N_("Attachment"),
}
SLOTS: Mapping[str, str] = {
    "amount": N_("Amount"),
    "other_amount": N_("Expected amount"),
    "currency": N_("Currency"),
    "time": N_("Time"),
    "deadline": N_("Deadline"),
    "counterparty": N_("Other party"),
    "txn_id": N_("Transaction number"),
    "email": N_("E-mail"),
    "phone": N_("Phone"),
    "bank": N_("Bank"),
    "region": N_("Region"),
    "url": N_("Web address"),
    "handle": N_("Account name"),
    "ticket_id": N_("Ticket named"),
    "app_version": N_("App version"),
    "error_code": N_("Error code"),
    "debited": N_("Money debited"),
    "status_shown": N_("Status shown"),
    "login_hint": N_("Login hint"),
    "device": N_("Device"),
    "setting": N_("Setting"),
    "payment_method": N_("Payment method"),
    "country": N_("Country"),
}
REASONS: Mapping[str, str] = {
    obstacles.CALLED_BACK: N_("called back: an agent took over"),
    obstacles.STOPPED: N_("the customer asked for no more automatic messages"),
    obstacles.BLOCKED: N_("the customer blocked us"),
    obstacles.AUTHOR_BLOCKED: N_("an agent blocked the customer"),
    obstacles.NEVER_WROTE: N_(
        "the customer has not written to us privately, and only then the platform lets us"
    ),
    obstacles.NOTHING_TO_ANSWER: N_("the public message it answers is not there any more"),
    obstacles.ANSWERED_ONCE: N_(
        "this public message has our answer already; the platform takes only one"
    ),
    SUPERSEDED: N_("superseded by a newer message"),
    EXPIRED: N_("expired: the platform did not let it out in time"),
    TAKEN_BACK: N_("taken back before it was sent"),
    PERHAPS: N_("taken back while it was not known whether an earlier attempt had arrived"),
}
"""Why a message of ours did not go out, where the desk itself decided so."""
UNREACHABLE: Mapping[Unreachable, str] = {
    Unreachable.BLOCKED_US: N_("The customer blocked us on this platform."),
    Unreachable.CLOSED: N_("The customer takes no private messages from us on this platform."),
}
OPERATORS: Mapping[str, str] = {"the command line": N_("the command line")}
"""Who paused, where that was no agent."""
VALUES: Mapping[str, str] = {"yes": N_("yes"), "no": N_("no")}
"""What a slot holds that is no customer's word."""
PLATFORMS: Mapping[str, str] = {"twitter": "X"}
"""Platforms that are called otherwise than their folder; all others by its name."""


@dataclass(frozen=True)
class Limit:
    """How long one message may be before the agent is warned."""

    longest: int  #: UTF-16 units; weighted characters where `weighted`
    weighted: bool = False  #: as X counts: a Chinese character is two, a web address 23
    in_parts: bool = True  #: a longer one goes out as several; else the platform refuses it


LIMITS: Mapping[str, tuple[Limit, Limit]] = {
    "telegram": (Limit(4096), Limit(4096)),
    "twitter": (Limit(10_000), Limit(280, weighted=True, in_parts=False)),
    "discord": (Limit(2000), Limit(2000)),
}
"""By platform: of a private message and of a public one. The adapters decide; these only warn."""

REFUSALS: Mapping[str, str] = {
    "wrong_password": N_("The name or the password is wrong."),
    "link_used": N_(
        "This login link was used already or has expired; ask for a new one, or sign in here."
    ),
    "unknown_ticket": N_("There is no such ticket."),
    "unknown_agent": N_("There is no active agent of that name."),
    "not_live": N_("This ticket is solved or closed; nothing more can be done on it."),
    "illegal_transition": N_("The ticket cannot change to this status now."),
    "empty_text": N_("The text is empty; write something."),
    "too_long": N_("The text is too long; send it in parts."),
    "asks_for_secret": N_(
        "The reply asks for a password, code, PIN or full card number. We never do; reword it."
    ),
    "public_secret": N_(
        "This reply is public and holds a secret (password, code or card); take it out."
    ),
    "public_private_details": N_(
        "This reply is public and seems to hold private details. Take them out, or confirm that "
        "everybody may read them."
    ),
    "nothing_to_answer": N_("There is no public message left to answer."),
    "answered_once": N_(
        "The customer's last public message has our answer already, and this platform takes only "
        "one. Wait until they write again, or until they write privately."
    ),
    "all_paused": N_(
        "Every platform is paused, so one cannot resume alone. Resume all of them, then pause those "
        "that shall stay silent."
    ),
    "unknown_channel": N_("There is no such platform."),
    "unknown_message": N_("There is no such message of ours."),
    "not_failed": N_("Only a message that failed or is unknown can be sent again."),
    "no_live_ticket": N_("The case of this conversation is over; nothing more is sent in it."),
    "person_speaks": N_(
        "An agent took over, so the assistant says nothing more here; write it as a reply."
    ),
    "not_unknown": N_("Only a message whose delivery is unknown can be marked as delivered."),
    "not_yours": N_("Agents take back only what they wrote themselves; ask a team lead."),
    "taken_back": N_("This message was taken back already."),
    "being_sent": N_("This message is being sent at this moment; try again in a minute."),
    "not_sent": N_("This message is not known to have been sent, so nothing can be taken back."),
    "cannot_withdraw": N_("This platform does not let us take back what we said."),
    "no_platform_id": N_("The platform never told us the message's id; delete it there by hand."),
    "no_such_way": N_("The customer cannot be reached there any more; choose again."),
    "wrong_cursor": N_("This list has changed; start again from its top."),
}
