"""A ticket with its conversation, and what an agent can do on it."""

from typing import Annotated

from fastapi import APIRouter, Form, Request, Response

from console import errors
from console.pages.case import DONE, Place, Posted, Text, Unsent, conversation, find
from console.permissions import SignedIn
from console.rendering import renderer
from core.actions.assign import assign
from core.actions.block_author import block_author
from core.actions.note import note
from core.actions.reply import reply
from core.actions.solve import solve
from core.actions.unblock_author import unblock_author
from core.desk import DeskError, Stale
from core.queries.queue import View
from core.vocabulary import TicketStatus

router = APIRouter(prefix="/tickets", include_in_schema=False)


@router.get("/{number}")
def ticket_page(
    request: Request,
    agent: SignedIn,
    number: str,
    view: str = "",
    channel: str = "",
    done: str = "",
    use: str = "",
) -> Response:
    """The ticket beside the list it was opened from. `use=draft` begins a reply with the draft."""
    say = renderer(request).wording(request).text
    flash = say(DONE[done]) if done in DONE else None
    place = Place(request, agent, number, view, channel)
    return place.page(flash=flash, done=done, suggested=use == "draft")


@router.get("/{number}/thread")
def thread(request: Request, agent: SignedIn, number: str) -> Response:
    """Head, conversation and facts alone, to put into an open page."""
    desk = request.app.state.desk
    found = find(desk, number)
    if found is None:
        return errors.page(request, 404)
    return renderer(request).render(
        request,
        "_ticket.html",
        ticket=found,
        view=View.ALL_OPEN,
        channel=None,
        draft=None,
        **conversation(desk, agent, found),
    )


@router.post("/{number}/reply")
def send_reply(
    request: Request,
    place: Posted,
    text: Text = "",
    status: Annotated[TicketStatus, Form()] = TicketStatus.PENDING,
    seen: Annotated[int | None, Form(lt=2**62)] = None,
    confirmed: Annotated[bool, Form()] = False,
    through: Annotated[int | None, Form(lt=2**31)] = None,
) -> Response:
    """Answer the customer. Where that is refused, the page comes again with the text kept."""
    written = _plain(text)
    try:
        reply(
            place.desk,
            place.number,
            place.agent.id,
            written,
            status=status,
            seen=seen,
            confirmed=confirmed,
            through=through,
        )
    except DeskError as error:
        told = renderer(request).wording(request).refusal(error)
        stale = isinstance(error, Stale)
        confirm = error.code == "public_private_details"
        fresh_after, kept = (seen, None) if stale else (None, seen)
        draft = Unsent("reply", written, told, status, fresh_after, kept, confirm, through)
        return place.page(draft=draft, code=errors.status_of(error))
    return place.back("reply")


@router.post("/{number}/note")
def write_note(request: Request, place: Posted, text: Text = "") -> Response:
    """Write down something for agents only."""
    written = _plain(text)
    try:
        note(place.desk, place.number, place.agent.id, written)
    except DeskError as error:
        draft = Unsent("note", written, renderer(request).wording(request).refusal(error))
        return place.page(draft=draft, code=errors.status_of(error))
    return place.back("note")


@router.post("/{number}/assign")
def assign_to_me(place: Posted) -> Response:
    """Take the ticket."""
    me = place.agent
    return place.act("assign", lambda: assign(place.desk, place.number, me.id, me.name))


@router.post("/{number}/solve")
def solve_ticket(place: Posted) -> Response:
    """Say that the case is done."""
    return place.act("solve", lambda: solve(place.desk, place.number, place.agent.id))


@router.post("/{number}/block")
def block(place: Posted) -> Response:
    """Stop answering the ticket's customer."""
    return place.act("block", lambda: block_author(place.desk, place.number, place.agent.id))


@router.post("/{number}/unblock")
def unblock(place: Posted) -> Response:
    """Answer the ticket's customer again."""
    return place.act("unblock", lambda: unblock_author(place.desk, place.number, place.agent.id))


def _plain(text: str) -> str:
    # browsers send CRLF; NUL cannot be stored by every engine
    return text.replace("\r\n", "\n").replace("\0", "")
