import logging
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import httpx2
import pytest
from starlette.types import Receive, Scope, Send

from console.server import Server
from core import clock
from sandbox.cast import Person
from sandbox.faults import FaultKind
from sandbox.stage import Emulator, Stage


async def test_every_platform_answers_under_its_name() -> None:
    stage = Stage()
    assert {"telegram", "twitter", "discord"} <= stage.emulators.keys()
    await stage.start()
    try:
        async with httpx2.AsyncClient(trust_env=False) as client:
            for name in stage.emulators:
                answer = await client.get(f"{stage.base}/{name}/there-is-no-such-call")
                assert answer.status_code in (401, 404), name
                assert answer.headers["content-type"].startswith("application/json"), name
    finally:
        await stage.stop()


async def test_the_environment_points_every_adapter_at_loopback() -> None:
    stage = Stage()
    await stage.start()
    environment = stage.environment()
    await stage.stop()
    singles = [
        emulator.environment(f"{stage_url}")
        for stage_url, emulator in zip("abc", stage.emulators.values(), strict=True)
    ]
    assert len(environment) == sum(len(single) for single in singles)  # nobody overwrote another
    urls = [value for value in environment.values() if "://" in value]
    assert len(urls) >= len(stage.emulators)
    assert {urlsplit(url).hostname for url in urls} == {"127.0.0.1"}
    for name in stage.emulators:
        assert any(f"/{name}" in url for url in urls)


def test_every_emulator_plays_its_part() -> None:
    ada = Person("ada_chen", "Ada Chen")
    for name, emulator in Stage().emulators.items():
        assert isinstance(emulator, Emulator), name
        assert emulator.name == name
        said = emulator.customer_says(ada, "How do I reset my password?", public=False)
        loud = emulator.customer_says(ada, "Is OKPay down?", public=True)
        screen = emulator.transcript(ada)
        assert [(said_.id, said_.mine, said_.public) for said_ in screen] == [
            (said, False, False),
            (loud, False, True),
        ], name


@pytest.mark.parametrize("kind", [FaultKind.DROP_AFTER, FaultKind.DROP_BEFORE])
async def test_an_answer_that_is_lost_on_purpose_is_no_error_in_the_log(
    caplog: pytest.LogCaptureFixture, kind: FaultKind
) -> None:
    async def silent(scope: Scope, receive: Receive, send: Send) -> None:
        """Answers nothing, and nobody ordered that."""

    # a server that another test configured may have made this log quiet for the whole process
    caplog.set_level(logging.ERROR, logger="uvicorn.error")
    logging.getLogger("uvicorn.error").addHandler(caplog.handler)
    stage, other = Stage(), Server(silent)
    await stage.start()
    await other.start()
    try:
        async with httpx2.AsyncClient(trust_env=False) as client:
            for name, emulator in stage.emulators.items():
                fault = emulator.faults.add(kind)
                token = getattr(emulator, "token", "")
                path = f"bot{token}/getMe" if name == "telegram" else "anything"
                with pytest.raises(httpx2.HTTPError):
                    await client.get(f"{stage.base}/{name}/{path}")
                assert fault.hits == 1, name
            assert [record.getMessage() for record in caplog.records] == []
            assert (await client.get(other.base)).status_code == 500
        assert "without starting response" in caplog.text
    finally:
        await other.stop()
        await stage.stop()
        logging.getLogger("uvicorn.error").removeHandler(caplog.handler)


def test_every_platform_follows_the_product_s_clock() -> None:
    stage = Stage()
    ada = Person("ada_chen", "Ada Chen")
    try:
        clock.set_offset(timedelta(days=3))
        for name, emulator in stage.emulators.items():
            before = clock.now()
            emulator.customer_says(ada, "hello", public=False)
            assert before <= emulator.transcript(ada)[-1].at <= clock.now(), name
    finally:
        clock.set_offset(timedelta(0))


def test_a_stage_moves_with_a_desk_in_another_process() -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    stage = Stage(now=lambda: at)
    ada = Person("ada_chen", "Ada Chen")
    stage.advance(timedelta(hours=2))
    stage.advance(timedelta(minutes=1))
    for name, emulator in stage.emulators.items():
        emulator.customer_says(ada, "hello", public=False)
        assert emulator.transcript(ada)[-1].at == at + timedelta(hours=2, minutes=1), name
