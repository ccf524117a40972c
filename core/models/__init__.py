"""Nouns: what is stored, as SQLModel tables. Importing this package registers every table."""

from core.models.channel import (
    AllowanceUsed,
    ChannelMemory,
    ChannelRow,
    Lease,
    Quarantined,
    Spending,
)
from core.models.contact import Contact, Identity
from core.models.conversation import Conversation, Draft, Message, SentPart
from core.models.delivery import Delivery
from core.models.setting import Alert, Change, Pause, Setting
from core.models.staff import Agent, ApiToken, IdempotentAnswer, LoginAttempt, LoginLink, Session
from core.models.ticket import Ticket, TicketEvent

__all__ = [
    "Agent",
    "Alert",
    "AllowanceUsed",
    "ApiToken",
    "Change",
    "ChannelMemory",
    "ChannelRow",
    "Contact",
    "Conversation",
    "Delivery",
    "Draft",
    "IdempotentAnswer",
    "Identity",
    "Lease",
    "LoginAttempt",
    "LoginLink",
    "Message",
    "Pause",
    "Quarantined",
    "SentPart",
    "Session",
    "Setting",
    "Spending",
    "Ticket",
    "TicketEvent",
]
