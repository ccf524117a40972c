"""What the words of the desk are called on screen, in English; the catalogue has the Chinese.

`N_` marks a text for translation where it stands; it is translated when it is shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from core.queries.queue import View
from core.vocabulary import (
    AttachmentKind,
    Author,
    DeliveryState,
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
    "wrong_cursor": N_("This list has changed; start again from its top."),
}
