"""What Telegram's limits and refusals of form do to a message."""

import json

import pytest

from core.channel import Outbound, Place, TryLater
from core.vocabulary import Visibility
from sandbox.cast import Person
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


def to(emulator, handle):
    """A private message to somebody who wrote."""
    person = Person(handle)
    emulator.customer_says(person, "hi", public=False)
    number = person.id_on("telegram")
    return Outbound("d", Place(Visibility.DIRECT, number), number, "hello")


async def refused(channel, emulator, outbound, after=17):
    emulator.faults.add(FaultKind.RATE_LIMITED, "sendMessage", retry_after=after)
    with pytest.raises(TryLater) as caught:
        await channel.send(outbound)
    assert caught.value.after == after
    return caught.value.everyone


async def test_a_limit_met_in_two_chats_is_everybodys(build, emulator):
    channel = build()
    an, bo = to(emulator, "an"), to(emulator, "bo")
    assert not await refused(channel, emulator, an)
    assert not await refused(channel, emulator, an)
    assert await refused(channel, emulator, bo)


async def test_two_chats_with_limits_of_their_own_hold_nobody_up(build, emulator):
    channel = build()
    assert not await refused(channel, emulator, to(emulator, "an"), after=1)
    assert not await refused(channel, emulator, to(emulator, "bo"), after=40)


async def test_allowances_stay_below_the_limits(build):
    allowed = {one.name: one for one in build().capabilities.allowances}
    assert (allowed["all"].count, allowed["all"].seconds) == (28, 1.0)
    assert (allowed["chat"].visibility, allowed["chat"].each_place) == (Visibility.DIRECT, True)
    assert (allowed["group"].count, allowed["group"].visibility) == (20, Visibility.PUBLIC)


async def test_the_rest_of_a_long_text_waits_for_its_turn(build, emulator, person, private):
    emulator.customer_says(person, "hi", public=False)
    refusals = []
    # Time stands still, and goes on once the sixth message has met the limit of the chat.
    emulator.rates._clock = lambda: 1e9 + len(refusals)
    look = emulator.rates.retry_after

    def retry_after(chat):
        wait = look(chat)
        if wait:
            refusals.append(wait)
        return wait

    emulator.rates.retry_after = retry_after
    sent = await build().send(private("长" * 4096 * 6))
    assert refusals == [1]
    assert len(sent.external_ids) == 6


@pytest.mark.parametrize("words", ["BUTTON_DATA_INVALID", "can't parse entities: byte offset 7",
                                   "can't parse reply keyboard markup JSON object"])  # fmt: skip
async def test_a_refused_form_falls_back_to_the_bare_text(
    build, stage, emulator, person, private, caplog, words
):
    emulator.customer_says(person, "hi", public=False)
    channel = build()
    served, refusals = stage.app, []

    async def refuse_once(scope, receive, send):
        if not scope["path"].endswith("/sendMessage") or refusals:
            await served(scope, receive, send)
            return
        refusals.append(words)
        said = {"ok": False, "error_code": 400, "description": f"Bad Request: {words}"}
        body = json.dumps(said).encode()
        await send({"type": "http.response.start", "status": 400, "headers": []})
        await send({"type": "http.response.body", "body": body})

    stage.app = refuse_once
    await channel.send(private("Which?", choices=[("a", "A")]))
    (said,) = [one for one in emulator.transcript(person) if one.mine]
    assert (said.text, said.buttons) == ("Which?", ())
    assert "sent as bare text" in caplog.text
    assert "Which?" not in caplog.text


async def test_a_button_that_telegram_refuses_loses_only_itself(
    build, emulator, person, private, caplog
):
    emulator.customer_says(person, "hi", public=False)
    await build().send(private("Which?", choices=[("a", " ")]))
    (said,) = [one for one in emulator.transcript(person) if one.mine]
    assert (said.text, said.buttons) == ("Which?", ())
    assert "sent as bare text" in caplog.text
