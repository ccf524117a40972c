"""A console served by a real server, looked at with a real browser."""

import asyncio
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from core.actions.add_agent import add_agent
from core.actions.make_login_link import make_login_link
from core.desk import Desk
from core.vocabulary import Role


@pytest.fixture(scope="module")  # while it lives no async test can run in this process
def browser(browser_path: str, browser_arguments: Sequence[str]) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(
            executable_path=browser_path, args=list(browser_arguments)
        )
        yield opened
        opened.close()


@pytest.fixture
def site(app: FastAPI) -> Iterator[str]:
    """The console's address; its server runs in a thread until the test ends."""
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=5)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve(sockets=[listening])))
    thread.start()
    while not server.started and thread.is_alive():
        threading.Event().wait(0.01)
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    app.state.closing.set()
    server.should_exit = True
    thread.join(20)
    assert not thread.is_alive(), "live pages kept the server from stopping"
    listening.close()


@pytest.fixture
def open_page(browser: Browser, site: str, desk: Desk) -> Iterator[Callable[..., Page]]:
    """A function that opens a page, signed in as an agent unless told otherwise.

    Nothing may fail on a page: no error in its console (but for what has `forgive` in it), no
    exception, no dialog, no foreign request.
    """
    contexts: list[BrowserContext] = []
    trouble: list[str] = []
    known: set[str] = set()

    def opened(
        path: str = "/queue",
        *,
        agent: str | None = "mei",
        locale: str = "en",
        dark: bool = False,
        size: tuple[int, int] = (1440, 900),
        forgive: str = "nothing",
        **given: Any,
    ) -> Page:
        def told(text: str) -> None:
            if forgive not in text:
                trouble.append(text)

        context = browser.new_context(
            base_url=site,
            locale={"zh": "zh-CN", "en": "en-GB"}[locale],
            color_scheme="dark" if dark else "light",
            viewport={"width": size[0], "height": size[1]},
            **given,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: trouble.append(str(error)))
        page.on("console", lambda m: told(m.text) if m.type == "error" else None)
        page.on("request", lambda r: None if r.url.startswith(site) else trouble.append(r.url))
        page.on("dialog", lambda dialog: (trouble.append(dialog.message), dialog.dismiss()))
        if agent is not None:
            if agent not in known:
                known.add(agent)
                add_agent(desk, agent, Role.LEAD, None)
            page.goto(f"/login/link?token={make_login_link(desk, agent)}&next={path}")
        else:
            page.goto(path)
        return page

    yield opened
    for context in contexts:
        context.close()
    assert trouble == []
