"""A ticket with its conversation, and what an agent can do on it."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from console import errors
from console.addresses import ticket_address
from console.names import N_
from console.pages.queue import list_column
from console.permissions import SignedIn, Writer
from console.rendering import renderer
from core.actions.assign import assign
from core.actions.note import note
from core.actions.reply import reply
from core.actions.solve import solve
from core.desk import Desk, DeskError, Stale
from core.queries.queue import View
from core.queries.staff import AgentView
from core.queries.tickets import TicketView, ticket
from core.queries.timeline import EventView, MessageView, events, latest
from core.vocabulary import Author, TicketStatus

router = APIRouter(prefix="/tickets", include_in_schema=False)

SHOWN = 100
"""How many messages of a long conversation a page shows."""
AFTER_REPLY = (TicketStatus.PENDING, TicketStatus.OPEN, TicketStatus.ON_HOLD, TicketStatus.SOLVED)
_NUMBER = re.compile(r"[A-Z]{1,8}-\d{1,12}")
_DONE = {
    "reply": N_("Your reply is on its way."),
    "note": N_("The note is saved. Only agents see it."),
    "assign": N_("The ticket is yours."),
    "solve": N_("The ticket is solved."),
}

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Draft:
    """What an agent wrote and could not be sent, with the reason."""

    mode: str  #: reply or note
    text: str
    told: str
    status: TicketStatus = TicketStatus.PENDING
    fresh_after: int | None = None  #: messages after this one arrived while the agent wrote
    seen: int | None = None  #: the last message there was when they began; None is the newest
    confirm: bool = False  #: it may be sent if the agent confirms it


@router.get("/{number}")
def ticket_page(
    request: Request,
    agent: SignedIn,
    number: str,
    view: str = "",
    channel: str = "",
    done: str = "",
) -> Response:
    """The ticket beside the list it was opened from."""
    say = renderer(request).wording(request).text
    flash = say(_DONE[done]) if done in _DONE else None
    return _page(request, agent, number, view, channel, flash=flash, done=done)


@router.get("/{number}/thread")
def thread(request: Request, agent: SignedIn, number: str) -> Response:
    """Head, conversation and facts alone, to put into an open page."""
    found = _find(request.app.state.desk, number)
    if found is None:
        return errors.page(request, 404)
    shown = _conversation(request.app.state.desk, found)
    return renderer(request).render(
        request, "_ticket.html", ticket=found, view=View.ALL_OPEN, channel=None, draft=None, **shown
    )


@router.post("/{number}/reply")
def send_reply(
    request: Request,
    agent: Writer,
    number: str,
    text: Text = "",
    status: Annotated[TicketStatus, Form()] = TicketStatus.PENDING,
    seen: Annotated[int | None, Form(lt=2**62)] = None,
    confirmed: Annotated[bool, Form()] = False,
    view: Text = "",
    channel: Text = "",
) -> Response:
    """Answer the customer. Where that is refused, the page comes again with the text kept."""
    written = _plain(text)
    try:
        reply(
            request.app.state.desk,
            number,
            agent.id,
            written,
            status=status,
            seen=seen,
            confirmed=confirmed,
        )
    except DeskError as error:
        told = renderer(request).wording(request).refusal(error)
        stale = isinstance(error, Stale)
        confirm = error.code == "public_private_details"
        fresh_after, kept = (seen, None) if stale else (None, seen)
        draft = Draft("reply", written, told, status, fresh_after, kept, confirm)
        code = errors.status_of(error)
        return _page(request, agent, number, view, channel, draft=draft, code=code)
    return _back(number, view, channel, "reply")


@router.post("/{number}/note")
def write_note(
    request: Request,
    agent: Writer,
    number: str,
    text: Text = "",
    view: Text = "",
    channel: Text = "",
) -> Response:
    """Write down something for agents only."""
    written = _plain(text)
    try:
        note(request.app.state.desk, number, agent.id, written)
    except DeskError as error:
        draft = Draft("note", written, renderer(request).wording(request).refusal(error))
        code = errors.status_of(error)
        return _page(request, agent, number, view, channel, draft=draft, code=code)
    return _back(number, view, channel, "note")


@router.post("/{number}/assign")
def assign_to_me(
    request: Request, agent: Writer, number: str, view: Text = "", channel: Text = ""
) -> Response:
    """Take the ticket."""
    desk = request.app.state.desk
    return _do(
        request, agent, number, view, channel, "assign",
        lambda: assign(desk, number, agent.id, agent.name),
    )  # fmt: skip


@router.post("/{number}/solve")
def solve_ticket(
    request: Request, agent: Writer, number: str, view: Text = "", channel: Text = ""
) -> Response:
    """Say that the case is done."""
    desk = request.app.state.desk
    return _do(
        request, agent, number, view, channel, "solve", lambda: solve(desk, number, agent.id)
    )


def _do(
    request: Request,
    agent: AgentView,
    number: str,
    view: str,
    channel: str,
    done: str,
    act: Callable[[], object],
) -> Response:
    try:
        act()
    except DeskError as error:
        told = renderer(request).wording(request).refusal(error)
        code = errors.status_of(error)
        return _page(request, agent, number, view, channel, flash=told, code=code)
    return _back(number, view, channel, done)


def _page(
    request: Request,
    agent: AgentView,
    number: str,
    view: str,
    channel: str,
    *,
    draft: Draft | None = None,
    flash: str | None = None,
    done: str = "",
    code: int = 200,
) -> Response:
    column = list_column(request, agent, view, channel)
    found = _find(request.app.state.desk, number)
    if found is None:
        return errors.page(request, 404)
    return renderer(request).render(
        request,
        "desk.html",
        code,
        **column,
        **_conversation(request.app.state.desk, found),
        number=number,
        ticket=found,
        draft=draft,
        flash=flash,
        done=done if done in _DONE else "",
        after_reply=AFTER_REPLY,
    )


def _conversation(desk: Desk, found: TicketView) -> dict[str, Any]:
    messages = latest(desk, found.conversation_id, limit=SHOWN)
    history = _joined(events(desk, found.id))
    if len(messages) == SHOWN:
        history = [event for event in history if event.at >= messages[0].sent_at]
    lines: list[MessageView | EventView] = [*history, *messages]
    lines.sort(key=lambda line: line.sent_at if isinstance(line, MessageView) else line.at)
    return {
        "lines": lines,
        "is_message": lambda line: isinstance(line, MessageView),
        "opening": _opening,
        "shortened": len(messages) == SHOWN,
        "seen": messages[-1].id if messages else 0,
    }


def _opening(line: MessageView) -> bool:
    """Whether a message is only the customer's step into the conversation (Telegram's Start)."""
    told = line.text or line.attachments or line.choice or line.deleted
    return line.author is Author.CUSTOMER and not told


def _joined(history: list[EventView]) -> list[EventView]:
    """The events, where a status that came with an assignment stands in the same line."""
    told: list[EventView] = []
    for event in history:
        last = told[-1] if told else None
        comes_with = event.kind == "status" and event.detail.get("cause") == "assigned"
        if comes_with and last and (last.kind, last.actor) == ("assigned", event.actor):
            told[-1] = replace(last, detail={**last.detail, "status": event.detail.get("to")})
        else:
            told.append(event)
    return told


def _find(desk: Desk, number: str) -> TicketView | None:
    return ticket(desk, number) if _NUMBER.fullmatch(number) else None


def _plain(text: str) -> str:
    # browsers send CRLF; NUL cannot be stored by every engine
    return text.replace("\r\n", "\n").replace("\0", "")


def _back(number: str, view: str, channel: str, done: str) -> Response:
    shown = View(view) if view in set(View) else View.ALL_OPEN
    return RedirectResponse(ticket_address(number, shown, channel or None, done), 303)
