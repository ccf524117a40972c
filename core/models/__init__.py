"""Nouns: what is stored, as SQLModel tables. Importing this package registers every table."""

from core.models.channel import ChannelMemory, ChannelRow, Quarantined
from core.models.contact import Contact, Identity
from core.models.conversation import Conversation, Message, SentPart
from core.models.delivery import Delivery
from core.models.setting import Change, Setting
from core.models.staff import Agent, ApiToken, IdempotentAnswer, LoginAttempt, LoginLink, Session
from core.models.ticket import Ticket, TicketEvent

__all__ = [
    "Agent",
    "ApiToken",
    "Change",
    "ChannelMemory",
    "ChannelRow",
    "Contact",
    "Conversation",
    "Delivery",
    "IdempotentAnswer",
    "Identity",
    "LoginAttempt",
    "LoginLink",
    "Message",
    "Quarantined",
    "SentPart",
    "Session",
    "Setting",
    "Ticket",
    "TicketEvent",
]
