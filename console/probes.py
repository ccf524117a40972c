"""Says whether this process lives, and whether it is of use at present."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

from console.permissions import Anyone, local
from core.desk import Desk
from core.queries.alerts import AlertView, current_alerts

ANSWER_WITHIN = 2.0
"""Seconds the database gets to answer."""
OK = "ok"

Silent = Callable[[], Mapping[str, str]]
"""Platforms that this process needs and has not, and why."""

router = APIRouter(include_in_schema=False)


class Probes:
    """What supervisors and load balancers ask one process of the desk."""

    def __init__(self, desk: Desk, roles: frozenset[str], silent: Silent) -> None:
        """`silent` names only platforms that this process is to listen or to send on."""
        self._desk, self._roles, self._silent = desk, roles, silent
        self._asked: asyncio.Task[list[AlertView]] | None = None

    def alive(self) -> Response:
        """It lives as soon as it answers."""
        return JSONResponse({"status": OK, "roles": sorted(self._roles)})

    async def ready(self, *, why: bool) -> Response:
        """Whether every part works. `why`: say what is wrong, which is not for everybody."""
        database, alerts = await self._database()
        silent = self._silent()
        wrong = {**({"database": database} if database else {}), **silent}
        told: dict[str, Any] = {
            "status": "not ready" if wrong else "ready",
            "parts": {
                "database": OK,
                **{name: text if why else "not ready" for name, text in wrong.items()},
            },
        }
        if why:
            told["alerts"] = [f"{one.kind} {one.subject}: {one.detail}" for one in alerts]
        return JSONResponse(told, 503 if wrong else 200)

    async def _database(self) -> tuple[str, list[AlertView]]:
        """Why the database does not answer, or nothing and the open alerts."""
        # however many ask while it hangs, only one thread hangs with it
        if self._asked is None or self._asked.done():
            self._asked = asyncio.create_task(run_in_threadpool(current_alerts, self._desk))
        done, _ = await asyncio.wait({self._asked}, timeout=ANSWER_WITHIN)
        if not done:
            return f"no answer within {ANSWER_WITHIN:.0f} s", []
        if (error := self._asked.exception()) is not None:
            return f"it refuses ({type(error).__name__})", []
        return "", self._asked.result()


@router.get("/healthz")
def healthz(request: Request, agent: Anyone) -> Response:
    """Whether the process lives."""
    probes: Probes = request.app.state.probes
    return probes.alive()


@router.get("/readyz")
async def readyz(request: Request, agent: Anyone) -> Response:
    """Whether it is of use; the reasons only for this machine, since anybody may ask."""
    probes: Probes = request.app.state.probes
    return await probes.ready(why=local(request))
