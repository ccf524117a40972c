"""What the emulated REST API takes, tells and refuses; through the plain library where it can."""

import asyncio

import discord
import pytest
from discord.http import MultipartParameters

CHANNEL = 900000000000000003


async def refusal(awaitable, kind=discord.HTTPException):
    with pytest.raises(kind) as caught:
        async with asyncio.timeout(10):
            await awaitable
    return caught.value


def post(bot, channel, **body):
    params = MultipartParameters(payload=body, multipart=None, files=None)
    return bot.http.send_message(channel, params=params)


async def test_the_library_reads_writes_answers_changes_and_deletes(platform):
    async with platform.bot(message_content=True) as bot:
        assert bot.user.name == "okpay_support"
        platform.emulator.customer_says(platform.ann, "help", public=True)
        message = await asyncio.wait_for(bot.heard.get(), 5)
        assert message.guild.name == "OKPay community"
        assert bot.user in message.mentions
        assert message.author.display_name == "Ann Lee"
        answer = await message.reply("hello", suppress_embeds=True)
        assert answer.reference.message_id == message.id
        await answer.edit(content="hello again")
        screen = platform.emulator.transcript(platform.ann)
        assert [said.text for said in screen] == ["<@900000000000000001> help", "hello again"]
        await answer.delete()
        assert platform.emulator.transcript(platform.ann)[-1].deleted
        gone = await refusal(message.channel.fetch_message(answer.id), discord.NotFound)
        assert gone.code == 10008


async def test_history_is_newest_first_and_at_most_a_hundred(platform):
    async with platform.bot(message_content=True) as bot:
        ids = [platform.emulator.customer_chats(platform.ann, f"n{n}") for n in range(130)]
        channel = bot.get_channel(CHANNEL)
        after = discord.Object(int(ids[9]))
        found = [m.id async for m in channel.history(limit=None, after=after, oldest_first=True)]
        assert found == [int(each) for each in ids[10:]]
        page = await bot.http.logs_from(CHANNEL, 100)
        assert [each["id"] for each in page] == ids[:-101:-1]
        assert (await refusal(bot.http.logs_from(CHANNEL, 101))).code == 50035


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"content": "x" * 2001}, 50035),
        ({"content": " "}, 50006),
        ({"content": 5}, 50035),
        ({"content": "x", "nonce": "n" * 26}, 50035),
        ({"content": "x", "components": [{"type": 1, "components": []}]}, 50035),
        ({"content": "x", "message_reference": {"message_id": "12"}}, 50035),
    ],
)
async def test_a_wrong_message_is_refused(platform, body, code):
    async with platform.bot() as bot:
        error = await refusal(post(bot, CHANNEL, **body))
        assert (error.status, error.code) == (400, code)
        assert platform.emulator.sent == []


def _button(custom_id="a", label="A"):
    return {"type": 2, "style": 2, "label": label, "custom_id": custom_id}


@pytest.mark.parametrize(
    "rows",
    [
        [[_button(), _button()]],
        [[_button("x" * 101)]],
        [[_button("")]],
        [[_button(label="x" * 81)]],
        [[_button(str(n)) for n in range(6)]],
        [[_button(str(n))] for n in range(6)],
    ],
    ids=["same id", "long id", "no id", "long label", "six in a row", "six rows"],
)
async def test_wrong_buttons_are_refused(platform, rows):
    async with platform.bot() as bot:
        components = [{"type": 1, "components": row} for row in rows]
        error = await refusal(post(bot, CHANNEL, content="x", components=components))
        assert (error.status, error.code) == (400, 50035)


async def test_the_same_nonce_makes_one_message_only_if_asked_to(platform):
    async with platform.bot() as bot:
        first = await post(bot, CHANNEL, content="a", nonce="1", enforce_nonce=True)
        second = await post(bot, CHANNEL, content="b", nonce="1", enforce_nonce=True)
        assert first["id"] == second["id"]
        await post(bot, CHANNEL, content="c", nonce="1")
        assert [each.body["content"] for each in platform.emulator.sent] == ["a", "c"]


async def test_an_answer_to_a_missing_message_may_be_told_not_to_fail(platform):
    async with platform.bot() as bot:
        lenient = {"message_id": "12", "fail_if_not_exists": False}
        message = await post(bot, CHANNEL, content="x", message_reference=lenient)
        assert "message_reference" not in message


async def test_people_channels_and_rights_that_are_missing(platform):
    async with platform.bot() as bot:
        assert (await refusal(bot.http.start_private_message(5))).code == 10013
        assert (await refusal(post(bot, 5, content="x"))).code == 10003
        platform.emulator.customer_says(platform.ann, "hi", public=False)
        user = await asyncio.wait_for(bot.heard.get(), 5)
        platform.emulator.customer_blocks(platform.ann)
        assert (await refusal(user.author.send("x"), discord.Forbidden)).code == 50007
        platform.emulator.customer_blocks(platform.ann, False)
        await user.author.send("x")
        platform.emulator.rest.may_speak = False
        error = await refusal(post(bot, CHANNEL, content="x"), discord.Forbidden)
        assert error.code == 50013


async def test_a_mention_pings_only_if_allowed(platform):
    async with platform.bot() as bot:
        who = platform.emulator.world.meet(platform.ann)
        loud = await post(bot, CHANNEL, content=f"<@{who}>")
        quiet = await post(bot, CHANNEL, content=f"<@{who}>", allowed_mentions={"parse": []})
        assert [user["id"] for user in loud["mentions"]] == [who]
        assert quiet["mentions"] == []


async def test_commands_are_registered_by_the_librarys_tree(platform):
    async with platform.bot() as bot:
        tree = discord.app_commands.CommandTree(bot)

        @tree.command(name="support", description="Ask")
        async def support(interaction: discord.Interaction) -> None: ...

        (made,) = await tree.sync()
        assert made.name == "support"
        assert [each.name for each in await tree.fetch_commands()] == ["support"]


async def test_a_request_without_our_token_is_refused(platform):
    async with platform.requests("wrong") as session, session.get("users/@me") as answer:
        assert answer.status == 401
        assert (await answer.json())["message"] == "401: Unauthorized"


@pytest.mark.parametrize("path", ["nothing", "users/@me/nothing", "channels/1/nothing"])
async def test_an_unknown_endpoint_answers_as_discord_does(platform, path):
    async with platform.requests() as session, session.get(path) as answer:
        assert answer.status == 404
        assert await answer.json() == {"message": "404: Not Found", "code": 0}


async def test_a_body_that_is_no_json_is_refused(platform):
    url = f"channels/{CHANNEL}/messages"
    async with platform.requests() as session, session.post(url, data="{") as answer:
        assert answer.status == 400
        assert (await answer.json())["code"] == 50109


async def test_the_sixth_message_in_five_seconds_is_refused_with_the_headers(platform):
    url = f"channels/{CHANNEL}/messages"
    async with platform.requests() as session:
        answers = []
        for number in range(6):
            async with session.post(url, json={"content": str(number)}) as answer:
                answers.append((answer.status, answer.headers, await answer.json()))
    assert [status for status, _, _ in answers] == [200] * 5 + [429]
    assert [h["X-RateLimit-Remaining"] for _, h, _ in answers] == ["4", "3", "2", "1", "0", "0"]
    _, headers, body = answers[-1]
    assert headers["Via"]
    assert headers["X-RateLimit-Scope"] == "user"
    assert 0 < float(headers["Retry-After"]) <= 5
    assert body["global"] is False
    assert body["retry_after"] == pytest.approx(float(headers["Retry-After"]))
    assert len(platform.emulator.sent) == 5


async def test_more_than_fifty_requests_a_second_are_refused_everywhere(platform):
    platform.emulator.rest.limits.windows.clear()
    async with platform.requests() as session:

        async def ask(number):
            async with session.get(f"channels/{number}") as answer:
                return answer.status, (await answer.json()).get("global")

        answers = await asyncio.gather(*(ask(number) for number in range(60)))
    assert (429, True) in answers
    assert sum(status == 404 for status, _ in answers) >= 50


async def test_limits_can_be_switched_off(platform):
    platform.emulator.limits = False
    async with platform.bot() as bot:
        await asyncio.gather(*(post(bot, CHANNEL, content=str(n)) for n in range(60)))
    assert len(platform.emulator.sent) == 60
