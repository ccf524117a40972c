"""The whole sandbox on real parts: emulators, adapters, desk, console, and a browser before it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from playwright.async_api import Page, async_playwright

import bots
from console.app import create_app
from console.server import Server
from core import clock
from core.actions.advance_clock import advance_clock
from core.actions.make_login_link import make_login_link
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.library import Library
from core.rules.reader import Reader, build
from core.runtime import Runtime
from sandbox.clock import Advanced
from sandbox.page import sandbox_router
from sandbox.stage import Stage

ROLES = frozenset(("intake", "turns", "deliveries", "jobs"))


@pytest.fixture(scope="session")
def reader(library: Library) -> Reader:
    """What understands messages, taught once."""
    return build(library.entries, library.examples)


@pytest.fixture
async def site(desk: Desk, reader: Reader) -> AsyncIterator[str]:
    """The address of a console whose desk works on the three emulated platforms."""

    async def advance(step: timedelta) -> Advanced:
        await asyncio.to_thread(advance_clock, desk, step)
        done = await asyncio.to_thread(follow_ups, desk)
        return Advanced(clock.now(), [f"{number}: {what}" for number, what in done])

    stage = Stage()
    for emulator in stage.emulators.values():
        emulator.limits = False
    await stage.start()
    env = stage.environment() | {"X_POLL_INTERVAL": "0.3s"}
    channels = {name: bots.open_channel(name, env) for name in bots.enabled(env)}
    runtime = Runtime(desk, reader, channels)
    app = create_app(
        desk,
        secure_cookies=False,
        extra_routers=[sandbox_router(stage, desk, advance)],
        badge="SANDBOX",
    )
    server = Server(app, lifespan=True)
    await server.start()
    running = asyncio.create_task(runtime.run(roles=ROLES))
    assert await runtime.ready(ROLES, 20) == {}
    yield server.base
    app.state.closing.set()
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running
    await server.stop()
    await stage.stop()
    clock.set_offset(timedelta(0))


@dataclass
class Visit:
    """An open page and what was noticed on it."""

    page: Page
    trouble: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    bytes: int = 0

    async def say(self, platform: str, text: str) -> None:
        """Write on a phone, in the place it shows."""
        field_ = self.page.locator(f'[data-platform="{platform}"] textarea')
        await field_.fill(text)
        await field_.press("Enter")


Open = Callable[..., Awaitable[Visit]]


@pytest.fixture
async def visit(
    site: str, desk: Desk, browser_path: str, browser_arguments: Sequence[str]
) -> AsyncIterator[Open]:
    """Opens /sandbox signed in. No script may fail, no dialog open, nothing foreign be asked."""
    visits: list[Visit] = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=browser_path, args=list(browser_arguments)
        )

        async def opened(
            locale: str = "en-GB", *, dark: bool = False, size: tuple[int, int] = (1366, 768)
        ) -> Visit:
            context = await browser.new_context(
                base_url=site,
                locale=locale,
                color_scheme="dark" if dark else "light",
                viewport={"width": size[0], "height": size[1]},
            )
            context.set_default_timeout(30_000)
            page = await context.new_page()
            made = Visit(page)
            visits.append(made)
            link = await asyncio.to_thread(make_login_link, desk, "Mei")
            await page.goto(f"/login/link?token={link}&next=/queue")
            page.on("pageerror", lambda error: made.trouble.append(str(error)))
            page.on(
                "console",
                lambda said: made.trouble.append(said.text) if said.type == "error" else None,
            )
            page.on("dialog", lambda dialog: made.trouble.append(dialog.message))
            page.on("request", lambda request: made.requests.append(request.url))
            await page.goto("/sandbox")
            await page.locator(".sb-people button").first.wait_for()
            return made

        yield opened
        await browser.close()
    for made in visits:
        assert made.trouble == []
        assert all(url.startswith(site) for url in made.requests)
