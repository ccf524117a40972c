"""A customer's message is answered or becomes a ticket, and an agent's reply goes back."""

import asyncio
import signal

import pytest

from sandbox.cast import Person

pytestmark = pytest.mark.slow
PLATFORMS = ("telegram", "twitter", "discord")
ANNA = Person("anna", "Anna")


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_from_question_to_reminder(desk, wait, platform: str) -> None:
    emulator = desk.stage.emulators[platform]
    emulator.customer_says(ANNA, "How do I turn on two-factor authentication?", public=False)
    answer = await wait(lambda: desk.heard(platform, ANNA), "no answer")
    assert "two-factor" in answer[0].text

    emulator.customer_says(
        ANNA, "My transfer of 120 USD failed but the money was taken", public=False
    )
    await wait(lambda: len(desk.heard(platform, ANNA)) == 2, "no ticket was told")
    (ticket,) = await desk.tickets()
    assert ticket["channel"] == platform
    assert ticket["number"] in desk.heard(platform, ANNA)[1].text
    assert ticket["slots"]["amount"] == "120"
    assert ticket["status"] == "new"
    assert ticket["contact"]["name"] == "Anna"

    reply = await desk.api(
        "POST",
        f"/api/v1/tickets/{ticket['number']}/replies",
        json={"text": "Which account did it go to?"},
    )
    assert reply.status_code == 201, reply.text
    await wait(lambda: len(desk.heard(platform, ANNA)) == 3, "the agent's reply did not arrive")
    assert desk.heard(platform, ANNA)[2].text == "Which account did it go to?"

    moved = await desk.api("POST", "/sandbox/clock", json={"advance": "24h"})
    assert moved.status_code == 200, moved.text
    await wait(lambda: len(desk.heard(platform, ANNA)) == 4, "no reminder")
    assert ticket["number"] in desk.heard(platform, ANNA)[3].text

    emulator.customer_says(ANNA, "It went to Bob", public=False)

    async def opened() -> bool:
        return (await desk.tickets())[0]["status"] == "open"

    for _ in range(200):
        if await opened():
            break
        await asyncio.sleep(0.1)
    assert await opened()
    timeline = await desk.api("GET", f"/api/v1/conversations/{ticket['conversation_id']}/messages")
    authors = [one["author"] for one in timeline.json()["items"]]
    assert authors == ["customer", "bot", "customer", "bot", "agent", "system", "customer"]


@pytest.mark.parametrize("platform", PLATFORMS)
async def test_from_public_into_private(desk, wait, platform: str) -> None:
    emulator = desk.stage.emulators[platform]
    emulator.customer_says(ANNA, "my withdrawal of 4321 USD is missing for a week!", public=True)
    heard = await wait(lambda: desk.heard(platform, ANNA), "no public reply")
    public = [one for one in heard if one.public]
    assert len(public) == 1
    assert "4321" not in public[0].text
    assert "OK-" not in public[0].text
    (ticket,) = await desk.tickets()
    assert ticket["visibility"] == "public"
    if platform == "discord":
        await wait(
            lambda: [one for one in desk.heard(platform, ANNA) if not one.public],
            "the bot did not open the private conversation",
        )
    else:
        assert public[0].link
    emulator.customer_says(ANNA, "It was 4321 USD, last Monday", public=False)
    await wait(
        lambda: any("OK-" in one.text for one in desk.heard(platform, ANNA) if not one.public),
        "the private conversation was not joined",
    )
    (ticket,) = await desk.tickets()
    assert ticket["slots"]["amount"] == "4321"
    assert [one for one in desk.heard(platform, ANNA) if one.public] == public


async def test_kill_and_start_again_loses_nothing(make_desk, wait) -> None:
    desk = make_desk()
    await desk.start()
    people = [Person(f"p{number}", f"P {number}") for number in range(12)]

    def write(text: str) -> None:
        for number, person in enumerate(people):
            emulator = desk.stage.emulators[PLATFORMS[number % 3]]
            emulator.customer_says(person, text, public=False)

    write("Is OKPay safe?")
    await wait(
        lambda: all(desk.heard(PLATFORMS[n % 3], p) for n, p in enumerate(people)), "no answers"
    )
    write("How do I keep the app updated?")
    await desk.stop(signal.SIGKILL)
    await desk.start()
    await wait(
        lambda: all(len(desk.heard(PLATFORMS[n % 3], p)) >= 2 for n, p in enumerate(people)),
        "a message was lost",
    )
    assert await desk.stop() == 0


async def test_sigterm_ends_it_cleanly(desk) -> None:
    assert await desk.stop() == 0


async def test_a_second_run_on_the_same_file_is_refused(desk) -> None:
    with pytest.raises(AssertionError, match="another 'support run'"):
        await desk.command("run")


async def test_a_dead_platform_mutes_no_other(make_desk, wait) -> None:
    desk = make_desk(TELEGRAM_API_BASE_URL="http://127.0.0.1:9")
    await desk.start()
    assert "telegram" in desk.log.read_text()
    desk.stage.emulators["discord"].customer_says(ANNA, "Is OKPay safe?", public=False)
    await wait(lambda: desk.heard("discord", ANNA), "no answer")


async def test_no_secret_reaches_disk_or_log(desk, wait) -> None:
    for platform in PLATFORMS:
        desk.stage.emulators[platform].customer_says(
            ANNA, "my password is Tr0ub4dor&3zz", public=False
        )
    await wait(lambda: all(desk.heard(one, ANNA) for one in PLATFORMS), "no answers")
    for path in desk.folder.iterdir():
        content = path.read_bytes()
        assert b"Tr0ub4dor" not in content, path
        if path.name == "log":
            for name in ("TELEGRAM_BOT_TOKEN", "DISCORD_BOT_TOKEN", "X_ACCESS_TOKEN_SECRET"):
                assert desk.env[name].encode() not in content
