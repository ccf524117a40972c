"""Tickets: read, reply, note, assign, solve, and block who wrote."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response

from console.api.desk import DeskOf
from console.api.idempotency import IdempotencyKey, answer_once
from console.api.models import Assignment, Cursor, Limit, Message, Note, Reply, Ticket, Tickets
from console.api.problems import Problem, ProblemRoute
from console.permissions import ApiCaller
from core.actions.assign import assign
from core.actions.block_author import block_author
from core.actions.note import note
from core.actions.reply import reply
from core.actions.solve import solve
from core.actions.unblock_author import unblock_author
from core.desk import Desk, NotFound, Refused
from core.queries.tickets import ticket, tickets
from core.vocabulary import TicketStatus

router = APIRouter(prefix="/tickets", tags=["tickets"], route_class=ProblemRoute)

_UNKNOWN: dict[int | str, dict[str, Any]] = {
    404: {"model": Problem, "description": "There is no such ticket (or agent)."}
}
_WRITTEN: dict[int | str, dict[str, Any]] = _UNKNOWN | {
    409: {"model": Problem, "description": "The ticket's status does not allow this."}
}


@router.get("", summary="List tickets, newest first")
def list_tickets(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    status: Annotated[str | None, Query(description="Only tickets of this status.")] = None,
    channel: Annotated[str | None, Query(description="Only tickets of this platform.")] = None,
    limit: Limit = 50,
    cursor: Cursor = None,
) -> Tickets:
    """All tickets, or those of one status or platform."""
    if status is not None and status not in set(TicketStatus):
        raise _unknown("status", status, list(TicketStatus))
    known = request.app.state.platforms
    if channel is not None and channel not in known and not _ever_used(desk, channel):
        raise _unknown("channel", channel, known)
    wanted = TicketStatus(status) if status is not None else None
    page = tickets(desk, status=wanted, channel=channel, limit=limit, cursor=cursor)
    return Tickets(items=[Ticket.model_validate(item) for item in page.items], next=page.next)


@router.get("/{number}", summary="Read a ticket", responses=_UNKNOWN)
def read_ticket(desk: DeskOf, agent: ApiCaller, number: str) -> Ticket:
    """One ticket by its number."""
    found = ticket(desk, _storable(number))
    if found is None:
        raise _no_ticket(number)
    return Ticket.model_validate(found)


@router.post(
    "/{number}/replies",
    status_code=201,
    response_model=Message,
    responses=_WRITTEN,
    summary="Reply to the customer",
)
def add_reply(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    number: str,
    body: Reply,
    key: IdempotencyKey = None,
) -> Response:
    """Write to the customer. Unless `status` says otherwise, the ticket then waits for them."""

    def do() -> Message:
        status = TicketStatus(body.status)
        said = reply(
            desk,
            _storable(number),
            agent.id,
            body.text,
            status=status,
            confirmed=body.confirm,
            through=body.through,
        )
        return Message.model_validate(said)

    return answer_once(desk, agent.id, key, request, body, 201, do)


@router.post(
    "/{number}/notes",
    status_code=201,
    response_model=Message,
    responses=_WRITTEN,
    summary="Leave a note that only agents see",
)
def add_note(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    number: str,
    body: Note,
    key: IdempotencyKey = None,
) -> Response:
    """Write to the other agents; the customer never gets this."""

    def do() -> Message:
        return Message.model_validate(note(desk, _storable(number), agent.id, body.text))

    return answer_once(desk, agent.id, key, request, body, 201, do)


@router.post(
    "/{number}/assign", response_model=Ticket, responses=_WRITTEN, summary="Give to an agent"
)
def assign_ticket(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    number: str,
    body: Assignment,
    key: IdempotencyKey = None,
) -> Response:
    """Make an agent responsible for the ticket."""

    def do() -> Ticket:
        return Ticket.model_validate(assign(desk, _storable(number), agent.id, body.agent))

    return answer_once(desk, agent.id, key, request, body, 200, do)


@router.post("/{number}/solve", response_model=Ticket, responses=_WRITTEN, summary="Solve")
def solve_ticket(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    number: str,
    key: IdempotencyKey = None,
) -> Response:
    """Say that the case is done."""

    def do() -> Ticket:
        return Ticket.model_validate(solve(desk, _storable(number), agent.id))

    return answer_once(desk, agent.id, key, request, None, 200, do)


@router.post(
    "/{number}/block", response_model=Ticket, responses=_UNKNOWN, summary="Block the customer"
)
def block_customer(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    number: str,
    key: IdempotencyKey = None,
) -> Response:
    """Keep what they write and answer none of it. Agents can still write to them."""

    def do() -> Ticket:
        return Ticket.model_validate(block_author(desk, _storable(number), agent.id))

    return answer_once(desk, agent.id, key, request, None, 200, do)


@router.post(
    "/{number}/unblock", response_model=Ticket, responses=_UNKNOWN, summary="Unblock the customer"
)
def unblock_customer(
    request: Request,
    desk: DeskOf,
    agent: ApiCaller,
    number: str,
    key: IdempotencyKey = None,
) -> Response:
    """Answer again what they write from now on."""

    def do() -> Ticket:
        return Ticket.model_validate(unblock_author(desk, _storable(number), agent.id))

    return answer_once(desk, agent.id, key, request, None, 200, do)


def _ever_used(desk: Desk, channel: str) -> bool:
    # a platform that is switched off now may have tickets from before
    return "\x00" not in channel and bool(tickets(desk, channel=channel, limit=1).items)


def _unknown(name: str, given: str, known: Sequence[str]) -> Refused:
    words = ", ".join(known) or "none yet"
    return Refused(f"unknown_{name}", f"There is no {name} '{given[:40]}'; known: {words}.")


def _storable(number: str) -> str:
    # PostgreSQL cannot even be asked for a text with U+0000
    if "\x00" in number:
        raise _no_ticket(number)
    return number


def _no_ticket(number: str) -> NotFound:
    shown = number if number.isprintable() and len(number) <= 40 else "of that number"
    return NotFound(
        "no_ticket", f"There is no ticket {shown}. Look the number up in GET /api/v1/tickets."
    )
