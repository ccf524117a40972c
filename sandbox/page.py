"""The page /sandbox: play the customer on three phones, and see what the desk makes of it.

The browser asks for the page's state again and again and swaps the parts that changed; the parts
are rendered here, so that the page speaks the agent's language and escapes like every other one.
Emulators are only touched on the event loop they run on; the database only in worker threads.
"""

import hashlib
import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated, Any

from babel.dates import format_skeleton
from babel.units import format_unit
from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse
from pydantic import BaseModel, Field

from console.api.problems import ProblemRoute
from console.names import N_
from console.permissions import Anyone, SignedIn, Writer
from console.rendering import renderer
from core import clock
from core.desk import Desk, NotFound, Refused
from core.queries.moments import next_due
from core.queries.queue import View, queue
from core.queries.staff import AgentView
from core.queries.understood import understood
from sandbox import phones
from sandbox.cast import Person
from sandbox.clock import Advance
from sandbox.people import LONGEST_NAME, People
from sandbox.skipping import skip
from sandbox.stage import Emulator, Stage
from sandbox.steps import Step, Tour

HOME = Path(__file__).parent
STATIC = HOME / "static"
FILES = {"sandbox.css": "text/css", "sandbox.js": "text/javascript"}
LONGEST_TEXT = 10_000
"""Characters in a message, as many as the issue of bad input asks a desk to survive."""
QUEUE_ROWS = 12

STEPS = {
    Step.ASK: N_("Ask something the FAQ answers"),
    Step.REPORT: N_("Report a failed payment; the bot asks for what is missing"),
    Step.ANSWER: N_("Open the ticket and answer as agent"),
    Step.SKIP: N_("Skip ahead and see the follow-up"),
}
DECISIONS = {
    "answer": N_("Answers from the FAQ"),
    "clarify": N_("Offers choices, being unsure"),
    "ask": N_("Asks back"),
    "ticket": N_("Opens or fills a ticket"),
    "handoff": N_("Hands over to a person"),
    "thank": N_("Thanks"),
    "ignore": N_("Stays silent"),
}


class Words(BaseModel):
    """A customer writes."""

    person: str
    text: str = Field(min_length=1, max_length=LONGEST_TEXT)
    public: bool = False


class Tap(BaseModel):
    """A customer presses a button (`choice`), or follows a way into private (none)."""

    person: str
    message: str
    choice: str | None = None


class Newcomer(BaseModel):
    """A customer to be made up."""

    name: str


class Trouble(BaseModel):
    """What shall go wrong with the next message to a platform."""

    kind: str


def sandbox_router(stage: Stage, desk: Desk, advance: Advance) -> APIRouter:
    """The page, its state, and what can be done on it."""
    page = _Page(stage, desk)
    router = APIRouter(prefix="/sandbox", route_class=ProblemRoute, include_in_schema=False)

    @router.get("/state")
    async def state(
        request: Request, agent: SignedIn, person: str = "", seen: Annotated[str, Query()] = ""
    ) -> Response:
        return await page.state(request, agent, page.people.find(person), seen)

    @router.post("/people", status_code=201)
    async def invent(body: Newcomer, agent: Writer) -> dict[str, str]:
        try:
            person = page.people.invent(body.name)
        except ValueError:
            raise Refused(
                "no_name", f"Give a name of 1 to {LONGEST_NAME} characters (at most 60 people)."
            ) from None
        return {"person": person.handle, "name": person.name}

    @router.post("/{platform}/say", status_code=201)
    async def say(platform: str, body: Words, agent: Writer) -> dict[str, str]:
        person = page.people.find(body.person)
        emulator = page.emulator(platform)
        return {"id": emulator.customer_says(person, body.text, public=body.public)}

    @router.post("/{platform}/tap")
    async def tap(platform: str, body: Tap, agent: Writer) -> dict[str, bool]:
        person, emulator = page.people.find(body.person), page.emulator(platform)
        if body.choice is None:
            return {"done": phones.follow(emulator, person, body.message)}
        return {"done": phones.press(emulator, person, body.message, body.choice)}

    @router.post("/{platform}/fault")
    async def fault(platform: str, body: Trouble, agent: Writer) -> dict[str, bool]:
        emulator = page.emulator(platform)
        if body.kind not in phones.FAULTS:
            raise Refused("unknown_fault", f"Choose one of {', '.join(phones.FAULTS)}.")
        kind, _ = phones.FAULTS[body.kind]
        emulator.faults.add(kind, phones.PLATFORMS[platform].sending)
        return {"done": True}

    @router.post("/skip")
    async def skip_ahead(request: Request, agent: Writer) -> dict[str, str]:
        skipped = await skip(desk, advance)
        locale = renderer(request).wording(request).locale
        span = _length(skipped.span, locale)
        now = _told(skipped.until, desk, locale)
        return {"told": page.part(request, "skipped", skipped=skipped, span=span, now=now)}

    @router.get("/static/{name}")
    def static(name: str, anyone: Anyone) -> Response:
        if name not in FILES:
            raise NotFound("no_file", "There is no such file.")
        headers = {"Cache-Control": "public, max-age=31536000, immutable"}
        return FileResponse(STATIC / name, media_type=FILES[name], headers=headers)

    shown = APIRouter(include_in_schema=False)  # its failures are pages, as everywhere

    @shown.get("/sandbox")
    def show(request: Request, agent: SignedIn) -> Response:
        return page.show(request)

    both = APIRouter()
    both.include_router(shown)
    both.include_router(router)
    return both


class _Page:
    """What the page remembers between two requests."""

    def __init__(self, stage: Stage, desk: Desk) -> None:
        self.stage = stage
        self.desk = desk
        self.people = People()
        self.tour = Tour()

    def emulator(self, platform: str) -> Emulator:
        """The emulator of that name. Raises `NotFound`."""
        if platform not in self.stage.emulators:
            known = ", ".join(self.stage.emulators)
            raise NotFound("no_platform", f"There is no platform {platform}; known are {known}.")
        return self.stage.emulators[platform]

    def show(self, request: Request) -> Response:
        """The page itself; its moving parts come with the first state."""
        pages = renderer(request)
        pages.add_templates(HOME / "templates")
        return pages.render(
            request,
            "sandbox/page.html",
            platforms=phones.PLATFORMS,
            samples=phones.SAMPLES,
            faults=phones.FAULTS,
            file=_address,
            longest_name=LONGEST_NAME,
            longest_text=LONGEST_TEXT,
        )

    async def state(
        self, request: Request, agent: AgentView, person: Person, seen: str
    ) -> Response:
        """Every part that moves, or 204 where they are as the browser has `seen` them."""
        screens = {
            name: {
                place: phones.screen(emulator.transcript(person), public=public)
                for place, public in (("private", False), ("public", True))
            }
            for name, emulator in self.stage.emulators.items()
        }
        parts = await run_in_threadpool(self._parts, request, agent, person, screens)
        mark = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]
        if mark == seen:
            return Response(status_code=204)
        return Response(json.dumps({"seen": mark, "parts": parts}), media_type="application/json")

    def _parts(
        self,
        request: Request,
        agent: AgentView,
        person: Person,
        screens: dict[str, dict[str, list[phones.Bubble]]],
    ) -> dict[str, str]:
        self.tour.look(self.desk, self.people.all(), list(self.stage.emulators))
        now, due = clock.now(), next_due(self.desk)
        locale = renderer(request).wording(request).locale
        rows = queue(self.desk, View.ALL_OPEN, agent.id, limit=QUEUE_ROWS)
        armed = {name: phones.armed(one.faults) for name, one in self.stage.emulators.items()}
        parts = {
            "faults": self.part(request, "faults", armed=armed),
            "people": self.part(request, "people", people=self.people.all(), chosen=person),
            "steps": self.part(request, "steps", steps=STEPS, done=self.tour.done),
            "queue": self.part(request, "queue", rows=rows.items, more=rows.next is not None),
            "clock": self.part(
                request, "clock", now=now, told=_told(now, self.desk, locale), due=due
            ),
        }
        titles = {entry.id: entry.title for entry in self.desk.library.entries}
        for name, places in screens.items():
            for place, bubbles in places.items():
                parts[f"{name}-{place}"] = self.part(
                    request, "screen", bubbles=bubbles, platform=name, person=person
                )
            turn = understood(self.desk, name, person.id_on(name))
            parts[f"{name}-understood"] = self.part(
                request, "understood", turn=turn, decisions=DECISIONS, titles=titles
            )
        return parts

    def part(self, request: Request, name: str, **values: Any) -> str:
        """A part of the page as HTML."""
        pages = renderer(request)
        pages.add_templates(HOME / "templates")
        body = pages.render(request, f"sandbox/{name}.html", **values).body
        return bytes(body).decode()


def _told(at: datetime, desk: Desk, locale: str) -> str:
    zone = desk.policy.zone
    day, time = (format_skeleton(one, at, zone, locale=locale) for one in ("MMMEd", "Hm"))
    return f"{day} {time}"


def _length(span: timedelta, locale: str) -> str:
    hours = round(span / timedelta(hours=1))
    told = [(hours // 24, "duration-day"), (hours % 24, "duration-hour")]
    return " ".join(
        format_unit(count, unit, "short", locale=locale) for count, unit in told if count
    )


def _address(name: str) -> str:
    digest = hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:12]
    return f"/sandbox/static/{name}?v={digest}"
