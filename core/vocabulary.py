"""Every closed set of words the desk uses. Values are what is stored and what the API shows."""

from enum import StrEnum


class Visibility(StrEnum):
    """Who can read a message on its platform."""

    DIRECT = "direct"
    PUBLIC = "public"


class Direction(StrEnum):
    """Which way a message goes; a note never leaves the desk."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    NOTE = "note"


class Author(StrEnum):
    """Who wrote a message."""

    CUSTOMER = "customer"
    BOT = "bot"
    AGENT = "agent"
    SYSTEM = "system"


class Owner(StrEnum):
    """Who speaks for us in a conversation. Once it is a person, the bot is silent."""

    BOT = "bot"
    HUMAN = "human"


class Language(StrEnum):
    """What a message is written in. Replies are written in one of the first three."""

    ZH_HANS = "zh-Hans"
    ZH_HANT = "zh-Hant"
    EN = "en"
    MIXED = "mixed"
    OTHER = "other"


class Category(StrEnum):
    """What a message is about; the tree with its children stands in content/categories.toml."""

    ACCOUNT_LOGIN = "account_login"
    TRANSACTION_FAILED = "transaction_failed"
    FUND_SECURITY = "fund_security"
    WITHDRAWAL_DELAY = "withdrawal_delay"
    ACCOUNT_SETTINGS = "account_settings"
    REGION_FEES = "region_fees"
    HOW_TO_USE = "how_to_use"
    SCAM_REPORT = "scam_report"
    FEEDBACK = "feedback"
    PRAISE = "praise"
    SPAM = "spam"
    OTHER = "other"


class Priority(StrEnum):
    """How soon a person must look, lowest first. A message may raise it; only agents lower it."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"
    URGENT = "urgent"

    @property
    def rank(self) -> int:
        """0 for low up to 3 for urgent, so that priorities can be compared."""
        return list(Priority).index(self)


class Sentiment(StrEnum):
    """The tone of a message."""

    NEGATIVE = "negative"
    NEUTRAL = "neutral"
    POSITIVE = "positive"


class DecisionKind(StrEnum):
    """What the desk does with a turn."""

    ANSWER = "answer"
    CLARIFY = "clarify"
    ASK = "ask"
    TICKET = "ticket"
    HANDOFF = "handoff"
    THANK = "thank"
    IGNORE = "ignore"


class SecretKind(StrEnum):
    """What must never be stored. The value is what agents see in its place."""

    PASSWORD = "password"  # noqa: S105 - the word, not a password
    OTP = "otp"
    PIN = "pin"
    CARD = "card"
    CVV = "cvv"
    ID_NUMBER = "id_number"
    SEED_PHRASE = "seed_phrase"
    PRIVATE_KEY = "private_key"


class TicketStatus(StrEnum):
    """Where a ticket stands. Pending waits for the customer, on_hold for OKPay or a third party."""

    NEW = "new"
    OPEN = "open"
    PENDING = "pending"
    ON_HOLD = "on_hold"
    SOLVED = "solved"
    CLOSED = "closed"

    @property
    def live(self) -> bool:
        """Whether somebody still owes something on this ticket."""
        return self not in (TicketStatus.SOLVED, TicketStatus.CLOSED)


class Outcome(StrEnum):
    """How a ticket ended."""

    SOLVED = "solved"
    DEFLECTED_BY_FAQ = "deflected_by_faq"
    NO_RESPONSE = "no_response"
    DUPLICATE = "duplicate"
    SPAM = "spam"
    OUT_OF_SCOPE = "out_of_scope"
    REFERRED = "referred"


class DeliveryState(StrEnum):
    """Where an outbound message stands on its way to the platform."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class Lane(StrEnum):
    """Who goes first where a platform lets us say little, in this order."""

    SAFETY = "safety"  #: somebody's funds are in danger
    AGENT = "agent"
    ANSWER = "answer"
    FOLLOW_UP = "follow_up"

    @property
    def rank(self) -> int:
        """0 for the first."""
        return list(Lane).index(self)


class WithdrawalState(StrEnum):
    """Where the taking back of a message of ours stands."""

    WANTED = "wanted"
    DONE = "done"
    REFUSED = "refused"


class BotMode(StrEnum):
    """What the bot may do on a channel."""

    OFF = "off"  #: it says nothing; whatever needs an answer becomes a ticket
    SHADOW = "shadow"  #: as off, and it drafts its answer for the agent
    ON = "on"


class AlertKind(StrEnum):
    """What an operator has to look at."""

    SILENT = "silent"  #: a platform does not reach us
    NO_MESSAGES = "no_messages"  #: nobody wrote for suspiciously long
    TROUBLE = "trouble"  #: something does not work though the channel does
    QUARANTINE = "quarantine"  #: updates came that could not be read
    SPENDING = "spending"  #: a limit of what may be spent is reached
    UNDELIVERED = "undelivered"  #: many messages failed, or their fate is unknown


class AttachmentKind(StrEnum):
    """What a customer attached."""

    IMAGE = "image"
    VIDEO = "video"
    AUDIO = "audio"
    VOICE = "voice"
    FILE = "file"
    STICKER = "sticker"
    LOCATION = "location"
    CONTACT = "contact"
    POLL = "poll"
    LINK = "link"
    OTHER = "other"


class Role(StrEnum):
    """What an agent may do in the console."""

    AGENT = "agent"
    LEAD = "lead"
    ADMIN = "admin"
    AUDITOR = "auditor"
