"""What happened to a ticket, as sentences with gaps."""

from collections.abc import Mapping
from typing import Any

from console.names import N_
from core.vocabulary import WithdrawalState


def sentence_of(kind: str, detail: Mapping[str, Any]) -> str | None:
    """The sentence, not yet translated, with the names of its gaps; None where nobody wrote one."""
    match kind:
        case "opened":
            return N_("{who} opened the ticket")
        case "assigned" if "status" in detail:
            return N_("{who} assigned the ticket to {to}; its status is now {status}")
        case "assigned":
            return N_("{who} assigned the ticket to {to}")
        case "status" if detail.get("cause") == "no_response":
            return N_("The customer did not answer; {who} set the status to {to}")
        case "status":
            return N_("{who} set the status to {to}")
        case "priority":
            return N_("{who} set the priority to {to}")
        case "category":
            return N_("{who} set the category to {to}")
        case "facts":
            return N_("{who} filled in: {facts}")
        case "delivery":
            return N_("{state}: {reason}")
        case "reminder_1" | "reminder_2" if detail.get("said") is False:
            return N_("A reminder was due, but the customer cannot be reached")
        case "reminder_1" | "reminder_2":
            return N_("{who} reminded the customer")
        case "resent":
            return N_("{who} had a message sent again")
        case "marked_delivered":
            return N_("{who} marked a message as delivered")
        case "withdrawal":
            return _withdrawn(detail)
        case "blocked":
            return N_("{who} blocked the customer")
        case "unblocked":
            return N_("{who} unblocked the customer")
        case "joined":
            return N_("The private conversation joined this ticket")
        case _:
            return None


def _withdrawn(detail: Mapping[str, Any]) -> str:
    match detail.get("state"):
        case WithdrawalState.WANTED:
            return N_("{who} wants a message taken back")
        case WithdrawalState.REFUSED:
            return N_("The platform did not take a message back: {reason}")
        case WithdrawalState.DONE if "reason" in detail:
            return N_("The platform took a message back")
        case WithdrawalState.DONE:
            return N_("{who} took a message back before it was sent")
        case _:
            return N_("{who} took a message back, perhaps too late")
