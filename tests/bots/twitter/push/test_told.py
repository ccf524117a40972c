"""X tells us, by webhook and by stream; and nobody else does."""

import json

import aiohttp
import pytest

from bots.twitter.activity import SIGNATURE, signature
from core.channel import Request


@pytest.mark.parametrize("mode", ["webhook", "stream"])
async def test_messages_and_mentions_are_told(there, mei, mode):
    push = await there.start(mode)
    event = there.emulator.customer_says(mei, "我的转账失败了 a < b", public=False)
    post = there.emulator.customer_says(mei, "help", public=True)
    await there.until(lambda: len(there.got) == 2)
    (first, direct), (second, mention) = there.got
    assert (first, f"dm:{direct['id']}", direct["text"]) == (
        "dm.received",
        event,
        "我的转账失败了 a < b",
    )
    assert (second, mention["id"]) == ("post.mention.create", post)
    assert mention["includes"]["users"][0]["username"] == "mei_lin"
    assert push.problem == ""
    await there.stop()
    assert not push.up.is_set()


async def test_what_could_not_be_stored_is_not_acknowledged(there, mei):
    push = await there.start("webhook")
    there.refusals = 1
    there.emulator.customer_says(mei, "one", public=False)
    there.emulator.customer_says(mei, "two", public=False)
    await there.until(lambda: there.texts() == ["two"])
    assert there.edge.answers[-2:] == [500, 200]
    assert not push.up.is_set()  # so that reading finds the one that is missing


@pytest.mark.parametrize("given", ["", "sha256=", "sha256=bm8=", None])
async def test_without_a_good_signature_nothing_is_looked_at(there, given):
    await there.start("webhook")
    body = json.dumps({"data": {"event_type": "dm.received"}}).encode()
    headers = {} if given is None else {SIGNATURE: given}
    async with (
        aiohttp.ClientSession(trust_env=False) as session,
        session.post(there.url, data=body, headers=headers) as answer,
    ):
        assert answer.status == 403
    assert there.got == []


async def test_a_challenge_cannot_be_used_to_sign_an_event(there):
    await there.start("webhook")
    forged = json.dumps({"data": {"event_type": "dm.received"}})
    async with aiohttp.ClientSession(trust_env=False) as session:
        async with session.get(there.url, params={"crc_token": forged}) as answer:
            assert answer.status == 400
        async with session.get(there.url) as answer:
            assert answer.status == 400
        async with session.put(there.url) as answer:
            assert answer.status == 405


async def put(there, body: bytes) -> int:
    (hook,) = there.edge.push.webhooks
    signed = {SIGNATURE: signature(there.env["X_CONSUMER_SECRET"], body)}
    return (await hook.handle(Request("POST", signed, {}, body))).status


async def test_before_it_runs_it_says_to_come_later(there):
    there.push("webhook")
    assert await put(there, b'{"data": {}}') == 503


async def test_nothing_that_x_says_ends_it(there, mei):
    await there.start("webhook")
    for body in (b"", b"{", b"\xff", b"[" * 100_000, b"null", b'{"data": [[]]}'):
        assert await put(there, body) == 200
    there.emulator.customer_says(mei, "hello", public=False)
    await there.until(lambda: there.texts() == ["hello"])
