"""A ticket's page: what it shows beside the list, and how its forms are answered."""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from console import errors
from console.addresses import ticket_address
from console.names import N_
from console.pages.queue import list_column
from console.permissions import Writer
from console.rendering import renderer
from core.desk import Desk, DeskError
from core.queries.outlook import expected_wait
from core.queries.queue import View
from core.queries.staff import AgentView
from core.queries.tickets import TicketView, ticket
from core.queries.timeline import EventView, MessageView, events, latest
from core.vocabulary import Author, DeliveryState, Owner, TicketStatus

SHOWN = 100
"""How many messages of a long conversation a page shows."""
AFTER_REPLY = (TicketStatus.PENDING, TicketStatus.OPEN, TicketStatus.ON_HOLD, TicketStatus.SOLVED)
_NUMBER = re.compile(r"[A-Z]{1,8}-\d{1,12}")
DONE = {
    "reply": N_("Your reply is on its way."),
    "note": N_("The note is saved. Only agents see it."),
    "assign": N_("The ticket is yours."),
    "solve": N_("The ticket is solved."),
    "resend": N_("The message is on its way again."),
    "delivered": N_("The message counts as delivered."),
    "withdraw": N_("The message is taken back."),
    "block": N_("The customer is blocked."),
    "unblock": N_("The customer is answered again."),
}

Text = Annotated[str, Form()]


@dataclass(frozen=True)
class Unsent:
    """What an agent wrote and could not be sent, with the reason."""

    mode: str  #: reply or note
    text: str
    told: str
    status: TicketStatus = TicketStatus.PENDING
    fresh_after: int | None = None  #: messages after this one arrived while the agent wrote
    seen: int | None = None  #: the last message there was when they began; None is the newest
    confirm: bool = False  #: it may be sent if the agent confirms it
    through: int | None = None  #: the conversation they chose to send it through


@dataclass(frozen=True)
class Place:
    """Where an agent is: a ticket, beside a list of the queue."""

    request: Request
    agent: AgentView
    number: str
    view: str = ""
    channel: str = ""

    @property
    def desk(self) -> Desk:
        """The desk that the console stands in front of."""
        desk: Desk = self.request.app.state.desk
        return desk

    def act(self, done: str, do: Callable[[], object]) -> Response:
        """Do it and come back with the news; where it is refused, the page comes with the reason."""
        try:
            do()
        except DeskError as error:
            told = renderer(self.request).wording(self.request).refusal(error)
            return self.page(flash=told, code=errors.status_of(error))
        return self.back(done)

    def back(self, done: str) -> Response:
        """To the ticket's page, which tells what was done."""
        shown = View(self.view) if self.view in set(View) else View.ALL_OPEN
        return RedirectResponse(ticket_address(self.number, shown, self.channel or None, done), 303)

    def page(
        self,
        *,
        draft: Unsent | None = None,
        flash: str | None = None,
        done: str = "",
        code: int = 200,
        suggested: bool = False,
    ) -> Response:
        """The page; with `suggested`, what the bot suggests stands in the composer already."""
        column = list_column(self.request, self.agent, self.view, self.channel)
        found = find(self.desk, self.number)
        if found is None:
            return errors.page(self.request, 404)
        return renderer(self.request).render(
            self.request,
            "desk.html",
            code,
            **column,
            **conversation(self.desk, self.agent, found),
            number=self.number,
            ticket=found,
            draft=draft,
            prefilled=found.draft.text if suggested and found.draft else "",
            flash=flash,
            done=done if done in DONE else "",
            after_reply=AFTER_REPLY,
        )


def _posted(
    request: Request, agent: Writer, number: str, view: Text = "", channel: Text = ""
) -> Place:
    return Place(request, agent, number, view, channel)


Posted = Annotated[Place, Depends(_posted)]


def find(desk: Desk, number: str) -> TicketView | None:
    """The ticket of that number; None also for what is no number at all."""
    return ticket(desk, number) if _NUMBER.fullmatch(number) else None


def conversation(desk: Desk, agent: AgentView, found: TicketView) -> dict[str, Any]:
    """What the templates need to show what was said and what happened."""
    messages = latest(desk, found.conversation_id, ticket_id=found.id, limit=SHOWN)
    history = _joined(events(desk, found.id))
    if len(messages) == SHOWN:
        history = [event for event in history if event.at >= messages[0].sent_at]
    lines: list[MessageView | EventView] = [*history, *messages]
    lines.sort(key=lambda line: line.sent_at if isinstance(line, MessageView) else line.at)
    waiting = [one.id for one in messages if one.delivery is DeliveryState.PENDING]
    return {
        "lines": lines,
        "is_message": lambda line: isinstance(line, MessageView),
        "opening": _opening,
        "acts": lambda line: _acts(agent, found, line),
        "outlooks": {id: expected_wait(desk, id) for id in waiting},
        "shortened": len(messages) == SHOWN,
        "seen": messages[-1].id if messages else 0,
    }


def _acts(agent: AgentView, found: TicketView, line: MessageView) -> list[str]:
    """What this agent can do with a message of ours."""
    if not agent.may_write or line.delivery is None:
        return []
    acts = []
    silent = line.author is Author.BOT and found.owner is Owner.HUMAN
    unsure = line.delivery in (DeliveryState.FAILED, DeliveryState.UNKNOWN)
    if unsure and found.status.live and not silent:
        acts.append("resend")
    if line.delivery is DeliveryState.UNKNOWN:
        acts.append("delivered")
    if line.withdrawable and (agent.leads or line.agent_name == agent.name):
        acts.append("withdraw")
    return acts


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
