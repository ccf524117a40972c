"""Updates posted to a webhook, as Telegram's documentation describes it."""

import asyncio
import json

import pytest
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Mount, Route
from telegram.error import BadRequest, Conflict

from sandbox.cast import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")


class Hook:
    """A bot's web server; answers with the next status, at last with 200."""

    def __init__(self):
        self.posts = []
        self.headers = []
        self.statuses = []

    async def serve(self, request):
        self.headers.append(request.headers)
        self.posts.append(json.loads(await request.body()))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    @property
    def texts(self):
        return [post["message"]["text"] for post in self.posts]


@pytest.fixture
def hook(stage, base, emulator):
    hook = Hook()
    served = Starlette(routes=[Route("/hook", hook.serve, methods=["POST"])])
    served.routes.append(Mount("/", emulator.app))
    stage.app = served
    hook.url = f"{base}/hook"
    yield hook
    emulator.push.close()


async def test_posts_carry_the_secret_and_are_confirmed_by_200(bot, emulator, person, hook, until):
    emulator.customer_says(person, "early", public=False)
    await bot.set_webhook(hook.url, secret_token="abc", max_connections=3)
    emulator.customer_says(person, "late", public=False)
    await until(lambda: not len(emulator.updates))
    assert hook.texts == ["early", "late"]
    assert {one["x-telegram-bot-api-secret-token"] for one in hook.headers} == {"abc"}
    assert {one["content-type"] for one in hook.headers} == {"application/json"}
    info = await bot.get_webhook_info()
    assert (info.url, info.pending_update_count, info.max_connections) == (hook.url, 0, 3)
    assert info.last_error_date is None


async def test_posts_from_another_thread(bot, emulator, person, hook, until):
    await bot.set_webhook(hook.url)
    await asyncio.to_thread(emulator.customer_says, person, "hi", public=False)
    await until(lambda: hook.texts == ["hi"])
    assert "x-telegram-bot-api-secret-token" not in hook.headers[0]


async def test_anything_but_2xx_is_posted_again_and_told(bot, emulator, person, hook, until):
    hook.statuses = [500, 403, 503]
    await bot.set_webhook(hook.url)
    emulator.customer_says(person, "a", public=False)
    emulator.customer_says(person, "b", public=False)
    await until(lambda: not len(emulator.updates))
    assert hook.texts == ["a", "a", "a", "a", "b"]
    info = await bot.get_webhook_info()
    assert info.last_error_message == "Wrong response from the webhook: 503 Service Unavailable"
    assert info.last_error_date is not None


async def test_one_chats_failure_holds_no_other_chat_up(bot, emulator, person, hook, until):
    hook.statuses = [500]
    await bot.set_webhook(hook.url)
    emulator.customer_says(person, "stuck", public=False)
    await until(lambda: hook.texts == ["stuck"])
    emulator.customer_says(Person("bo"), "fine", public=False)
    await until(lambda: not len(emulator.updates))
    assert hook.texts == ["stuck", "fine", "stuck"]


async def test_nobody_listens_there(bot, emulator, person, base, until):
    await bot.set_webhook("http://127.0.0.1:9/hook")
    emulator.customer_says(person, "a", public=False)
    await until(lambda: emulator.push.error)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, "Connection refused")
    await bot.delete_webhook()
    assert len(await bot.get_updates()) == 1  # still there for polling


async def test_doubling_shuffling_and_down(bot, emulator, person, hook, until):
    emulator.doubling = emulator.shuffling = True
    await bot.set_webhook(hook.url)
    for number in range(3):
        emulator.customer_says(person, str(number), public=False)
    await until(lambda: len(hook.posts) == 6)
    assert hook.texts == ["2", "2", "1", "1", "0", "0"]
    emulator.doubling = emulator.shuffling = False
    emulator.down = True
    emulator.customer_says(person, "later", public=False)
    await asyncio.sleep(0.1)
    assert len(hook.posts) == 6
    emulator.down = False
    await until(lambda: hook.texts[6:] == ["later"])


async def test_only_the_kinds_asked_for_and_dropped_on_demand(bot, emulator, person, hook, until):
    emulator.customer_says(person, "old", public=False)
    kinds = ["edited_message"]
    await bot.set_webhook(hook.url, allowed_updates=kinds, drop_pending_updates=True)
    key = emulator.customer_says(person, "not asked for", public=False)
    emulator.customer_edits(person, key, "edited")
    await until(lambda: hook.posts)
    assert [one["edited_message"]["text"] for one in hook.posts] == ["edited"]
    assert (await bot.get_webhook_info()).allowed_updates == tuple(kinds)


async def test_setting_one_ends_a_waiting_poll(bot, bots, emulator, hook, until):
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await until(lambda: emulator.updates._poll)
    await bots().set_webhook(hook.url)
    with pytest.raises(Conflict, match="terminated by setWebhook"):
        await poll
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()


@pytest.mark.parametrize(
    ("url", "secret", "why"),
    [
        ("http://desk.example/hook", "", "HTTPS"),
        ("https://desk.example/hook", "", "resolve"),
        ("http://127.0.0.1/hook", "two words", "unallowed"),
    ],
)
async def test_refused_webhooks(bot, url, secret, why):
    with pytest.raises(BadRequest, match=f"(?i){why}"):
        await bot.set_webhook(url, secret_token=secret)
    assert (await bot.get_webhook_info()).url == ""


async def test_an_empty_address_takes_it_away(bot, emulator, hook):
    await bot.set_webhook(hook.url)
    await bot.set_webhook("")
    assert emulator.webhook == ""
