"""The platforms' servers call us: on a port of the webhook's own, on the edge, and on any process."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

from sandbox.cast import Person
from tests.e2e.conftest import free_port
from tests.e2e.watching import Books, Calls

pytestmark = pytest.mark.slow

ANNA = Person("anna", "Anna")
PEOPLE = [Person(f"p{number}", f"P {number}") for number in range(6)]
QUESTION, SECOND = "Is OKPay safe?", "How do I keep the app updated?"
SECRET = "e2e-secret"
HEADER = "x-telegram-bot-api-secret-token"
WITHOUT_X = {"X_BEARER_TOKEN": "", "X_ACCESS_TOKEN": ""}
WITHOUT_DISCORD = {"DISCORD_BOT_TOKEN": ""}
TELEGRAM_ONLY = WITHOUT_X | WITHOUT_DISCORD


@pytest.fixture
def calls(stage: Any) -> Calls:
    return Calls(stage)


def by_webhook(port: int) -> dict[str, str]:
    """Telegram posts to this port of ours."""
    return {
        "TELEGRAM_MODE": "webhook",
        "TELEGRAM_WEBHOOK_URL": f"http://127.0.0.1:{port}/telegram",
        "TELEGRAM_WEBHOOK_SECRET": SECRET,
    }


def on_its_own(port: int) -> dict[str, str]:
    """This process takes the posts on this port."""
    return {"TELEGRAM_WEBHOOK_LISTEN": "127.0.0.1", "TELEGRAM_WEBHOOK_PORT": str(port)}


async def post(port: int, path: str, body: str = "{}", **headers: str) -> int:
    """The status that a caller gets."""
    async with httpx2.AsyncClient(trust_env=False, timeout=60) as client:
        address = f"http://127.0.0.1:{port}{path}"
        return (await client.post(address, content=body, headers=headers)).status_code


async def test_telegram_posts_to_a_port_of_its_own(
    make_desk: Any, wait: Callable[..., Any], calls: Calls, tmp_path: Any
) -> None:
    port = free_port()
    desk = make_desk(**TELEGRAM_ONLY, **by_webhook(port), **on_its_own(port))
    await desk.start()
    telegram = desk.stage.emulators["telegram"]
    telegram.customer_says(ANNA, QUESTION, public=False)
    await wait(lambda: desk.heard("telegram", ANNA), "no answer")
    assert await post(port, "/telegram") == 403
    assert await post(port, "/telegram", **{HEADER: "e2e-secreT"}) == 403
    assert await post(port, "/elsewhere", **{HEADER: SECRET}) == 404
    assert not calls.to("getUpdates")

    for person in PEOPLE:
        telegram.customer_says(person, QUESTION, public=False)
    await wait(lambda: desk.heard("telegram", PEOPLE[0]), "nothing of it was answered")
    for person in PEOPLE:
        telegram.customer_says(person, SECOND, public=False)
    await desk.stop(9)
    for person in PEOPLE:
        telegram.customer_says(person, SECOND, public=False)
    await desk.start()
    await wait(lambda: not len(telegram.updates), "Telegram could not hand over what waited")
    books = Books(f"sqlite:///{tmp_path / 'desk.db'}")
    await wait(lambda: not books.waiting() and not books.owed(), "not all was answered")
    assert sorted(books.stored()) == sorted([QUESTION] * 7 + [SECOND] * 12)
    assert all(len(desk.heard("telegram", person)) >= 2 for person in PEOPLE)
    assert await desk.stop() == 0


async def test_telegram_and_x_call_the_edge(
    make_desk: Any, wait: Callable[..., Any], calls: Calls, tmp_path: Any
) -> None:
    port = free_port()
    desk = make_desk(
        EDGE_PORT=str(port),
        X_PUSH="webhook",
        X_WEBHOOK_URL=f"http://127.0.0.1:{port}/x",
        X_POLL_INTERVAL="1h",
        **WITHOUT_DISCORD,
        **by_webhook(port),
    )
    await desk.start()
    telegram, x = desk.stage.emulators["telegram"], desk.stage.emulators["twitter"]
    await wait(
        lambda: len(x.activity.subscriptions) == 3 and calls.to("setWebhook", 200),
        "nobody asked to be called",
    )
    reads = len(calls.to("dm_events", 200))
    telegram.customer_says(ANNA, QUESTION, public=False)
    x.customer_says(ANNA, QUESTION, public=False)
    for platform in ("telegram", "twitter"):
        await wait(lambda name=platform: desk.heard(name, ANNA), f"no answer on {platform}")
    assert len(calls.to("dm_events", 200)) == reads
    assert await post(port, "/telegram", **{HEADER: "wrong"}) == 403
    assert await post(port, "/x", **{"x-twitter-webhooks-signature": "sha256=wrong"}) == 403
    assert await post(port, "/x") == 403

    await desk.stop(9)
    telegram.customer_says(ANNA, SECOND, public=False)
    x.customer_says(ANNA, SECOND, public=False)
    await desk.start()
    for platform in ("telegram", "twitter"):
        await wait(lambda name=platform: len(desk.heard(name, ANNA)) == 2, f"lost on {platform}")
    books = Books(f"sqlite:///{tmp_path / 'desk.db'}")
    await wait(lambda: books.deliveries() == {"sent": 4}, "a delivery that was not settled")
    assert await desk.stop() == 0


@pytest.mark.postgres
async def test_any_process_takes_what_telegram_posts(
    make_desk: Any, wait: Callable[..., Any], new_postgres: Callable[[], str]
) -> None:
    url = new_postgres()
    books, ports = Books(url), (free_port(), free_port())
    first, second = (
        make_desk(DATABASE_URL=url, **TELEGRAM_ONLY, **by_webhook(ports[0]), **on_its_own(port))
        for port in ports
    )
    await first.command("db", "upgrade")
    await first.start("--only", "intake")
    await second.start("--only", "intake")
    holder = books.holders()["intake:telegram"]
    telegram = first.stage.emulators["telegram"]
    telegram.customer_says(ANNA, QUESTION, public=False)
    await wait(lambda: books.stored() == [QUESTION], "the first does not take it")

    await first.stop(9)
    telegram.customer_says(ANNA, SECOND, public=False)
    (update,) = telegram.updates.waiting()
    # what a proxy before both does once the first is gone
    assert await post(ports[1], "/telegram", update.text, **{HEADER: SECRET}) == 200
    assert books.holders()["intake:telegram"] == holder
    assert books.stored() == [QUESTION, SECOND]
    await first.start("--only", "intake")
    await wait(lambda: not len(telegram.updates), "Telegram could not hand it over again")
    assert books.stored() == [QUESTION, SECOND]
    assert await first.stop() == 0
    assert await second.stop() == 0
