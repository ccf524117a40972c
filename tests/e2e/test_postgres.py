"""The same desk on PostgreSQL, split over processes."""

from collections.abc import Callable

import pytest

from sandbox.cast import Person

pytestmark = [pytest.mark.slow, pytest.mark.postgres]
ANNA = Person("anna", "Anna")


@pytest.fixture
def url(new_postgres: Callable[[], str]) -> str:
    return new_postgres()


async def test_an_outdated_schema_is_refused_by_name(make_desk, url: str) -> None:
    desk = make_desk(DATABASE_URL=url)
    with pytest.raises(AssertionError, match="support db upgrade"):
        await desk.command("run")


async def test_roles_in_processes_of_their_own(make_desk, wait, url: str) -> None:
    talking = make_desk(DATABASE_URL=url)
    await talking.command("db", "upgrade")
    await talking.start("--only", "intake,deliveries")
    thinking = make_desk(DATABASE_URL=url)
    await thinking.start("--only", "turns,jobs,console")
    for platform in ("telegram", "twitter", "discord"):
        talking.stage.emulators[platform].customer_says(
            ANNA, "My withdrawal of 300 USD has been missing for a week", public=False
        )
    for platform in ("telegram", "twitter", "discord"):
        await wait(lambda platform=platform: talking.heard(platform, ANNA), "no answer")
    tickets = await thinking.tickets()
    assert sorted(one["channel"] for one in tickets) == ["discord", "telegram", "twitter"]
    number = tickets[0]["number"]
    replied = await thinking.api(
        "POST", f"/api/v1/tickets/{number}/replies", json={"text": "We are looking."}
    )
    assert replied.status_code == 201, replied.text
    platform = tickets[0]["channel"]
    await wait(
        lambda: any(one.text == "We are looking." for one in talking.heard(platform, ANNA)),
        "the reply did not go out",
    )
    moved = await thinking.api("POST", "/sandbox/clock", json={"advance": "25h"})
    assert moved.status_code == 200, moved.text
    await wait(
        lambda: any(number in one.text for one in talking.heard(platform, ANNA)[2:]), "no reminder"
    )
    assert await talking.stop() == 0
    assert await thinking.stop() == 0
