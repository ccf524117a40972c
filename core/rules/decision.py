"""The values around a decision: what is known when it is taken, and what it says to do."""

from dataclasses import dataclass, field

from core.vocabulary import Category, DecisionKind, Priority, TicketStatus


@dataclass(frozen=True, slots=True)
class Case:
    """The ticket a conversation already has."""

    number: str
    status: TicketStatus
    category: Category
    child: str | None
    priority: Priority
    slots: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    rounds: int = 0  #: how often facts were asked for


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything besides the words that a decision depends on."""

    public: bool = False
    first_contact: bool = True  #: we have said nothing to this person yet
    first_private: bool = False  #: we have said nothing to them in private yet
    opening: bool = False  #: they opened the conversation without a word
    has_text: bool = True
    has_words: bool = True  #: letters of any script, and not only digits and signs
    attached: bool = False
    masked: bool = False  #: a secret was masked in what they wrote
    only_masked: bool = False  #: and they wrote nothing else
    choice: str | None = None  #: the offer they picked, by button or number
    case: Case | None = None  #: their live ticket
    former: Case | None = None  #: a ticket that may still be reopened
    last_faq: str | None = None  #: what we answered with just before
    misses: int = 0  #: turns in a row that we did not understand
    public_replies: int = 0  #: ours in this public thread
    invites: int = 0  #: into private, within a day
    opens_private: bool = False  #: the platform lets us write privately first
    people_answer: bool = True  #: within business hours
    stopping: bool = False  #: their last word asks for no more automatic messages
    stopped: bool = False  #: they asked for that before
    stop_told: bool = False  #: and we told them that we heard


@dataclass(frozen=True, slots=True)
class Line:
    """One text to say, by id, or the answer of a FAQ entry."""

    text: str = ""
    faq: str | None = None
    asking: tuple[str, ...] = ()  #: slots to ask for, for {missing}


@dataclass(frozen=True, slots=True)
class Opening:
    """A ticket to open, reopen or bring up to date."""

    category: Category
    child: str | None
    priority: Priority
    reason: str  #: id of the rule of priority
    slots: dict[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    asked: bool = False  #: this turn asks for facts


@dataclass(frozen=True, slots=True)
class Decision:
    """What the desk does with a turn."""

    kind: DecisionKind
    lines: tuple[Line, ...] = ()
    offers: tuple[str, ...] = ()  #: choice ids: faq:<id>, cat:<category>, person, solved, waiting
    faq: str | None = None
    opening: Opening | None = None
    solve: bool = False  #: the customer says that the case is solved
    stop: bool = False  #: the customer wants no more automatic messages
    invite: bool = False  #: public: show the way into a private conversation
    invite_lines: tuple[Line, ...] = ()  #: said privately, where the platform lets us begin
    miss: bool = False  #: we did not understand
