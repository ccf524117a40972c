"""Puts the console together: its pages, the JSON API, and whatever else is to stand on it."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress

from fastapi import APIRouter, FastAPI
from fastapi.routing import iter_route_contexts
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from console import api, errors, live, metrics, probes
from console.body_limit import BodyLimit
from console.defence import Defence
from console.live import Feed
from console.metrics import Metrics
from console.pages import automation, entry, health, message, queue, ticket
from console.probes import Probes
from console.rendering import STATIC, Renderer
from core.desk import Desk


def create_app(
    desk: Desk,
    *,
    secure_cookies: bool,
    extra_routers: Sequence[APIRouter] = (),
    badge: str | None = None,
) -> FastAPI:
    """The console in front of `desk`.

    `secure_cookies` is for consoles reached by HTTPS. `badge` is shown on every page, and leads
    to the sandbox's where `extra_routers` bring that. Whoever runs the app sets `app.state.closing`
    before it stops the server, so that live pages let go, `app.state.platforms` to the names of the
    platforms that are on, and `app.state.probes` and `app.state.metrics` to those of its process.
    """
    closing = asyncio.Event()
    feed = Feed(desk, closing)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        following = asyncio.create_task(feed.run())
        yield
        closing.set()
        following.cancel()
        with suppress(asyncio.CancelledError):
            await following

    app = FastAPI(
        title="OKPay Support",
        openapi_url=None,  # the API describes itself; the framework's pages load foreign scripts
        lifespan=lifespan,
    )
    app.state.desk = desk
    app.state.secure_cookies = secure_cookies
    app.state.closing = closing
    app.state.feed = feed
    app.state.renderer = Renderer(desk, badge, _home_of_badge(extra_routers))
    app.state.platforms = []
    app.state.probes = Probes(desk, frozenset({"console"}), dict)
    app.state.metrics = Metrics(desk, dict)
    for router in (entry.router, queue.router, ticket.router, live.router, api.router):
        app.include_router(router)
    for router in (message.router, automation.router, health.router, probes.router, metrics.router):
        app.include_router(router)
    for router in extra_routers:
        app.include_router(router)
    app.mount("/static", _Kept(directory=STATIC), name="static")
    errors.install(app)
    app.add_middleware(BodyLimit)
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.add_middleware(Defence)
    return app


def _home_of_badge(routers: Sequence[APIRouter]) -> str | None:
    """The page that the badge leads to, where it stands on this console."""
    paths = {route.path for router in routers for route in iter_route_contexts(router.routes)}
    return "/sandbox" if "/sandbox" in paths else None


class _Kept(StaticFiles):
    """Files that browsers keep: for good where the address changes with the content."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with how long it may be kept."""
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        kept = "public, max-age=31536000, immutable" if versioned else "no-cache"
        response.headers["Cache-Control"] = kept
        return response
