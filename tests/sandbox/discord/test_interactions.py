"""Presses and commands on the emulated Discord, answered by the plain library."""

import asyncio

import discord
import pytest


class Buttons(discord.ui.View):
    def __init__(self):
        super().__init__(timeout=None)
        self.add_item(discord.ui.Button(label="A person", custom_id="person"))


@pytest.fixture
async def offered(platform):
    """A bot, and a private message of it with a button."""
    async with platform.bot() as bot:
        platform.emulator.customer_says(platform.ann, "hi", public=False)
        message = await asyncio.wait_for(bot.heard.get(), 5)
        sent = await message.author.send("Choose", view=Buttons())
        yield bot, str(sent.id)


async def pressed(bot):
    return await asyncio.wait_for(bot.pressed.get(), 5)


async def test_a_press_can_be_answered_by_changing_the_message(platform, offered):
    bot, message_id = offered
    assert platform.emulator.transcript(platform.ann)[-1].buttons == (("person", "A person"),)
    platform.emulator.customer_presses(platform.ann, message_id, "person")
    interaction = await pressed(bot)
    assert interaction.data["custom_id"] == "person"
    await interaction.response.edit_message(content="Chosen", view=None)
    last = platform.emulator.transcript(platform.ann)[-1]
    assert (last.text, last.buttons) == ("Chosen", ())


async def test_a_button_that_is_not_there_cannot_be_pressed(platform, offered):
    with pytest.raises(ValueError, match="no button"):
        platform.emulator.customer_presses(platform.ann, offered[1], "other")


async def test_a_second_answer_is_refused(platform, offered):
    bot, message_id = offered
    made = platform.emulator.customer_presses(platform.ann, message_id, "person")
    interaction = await pressed(bot)
    await interaction.response.defer()
    url = f"interactions/{made}/{interaction.token}/callback"
    async with platform.requests() as session, session.post(url, json={"type": 6}) as answer:
        assert (answer.status, (await answer.json())["code"]) == (400, 40060)


async def test_an_answer_that_comes_too_late_or_with_a_wrong_token_is_refused(platform, offered):
    bot, message_id = offered
    made = platform.emulator.customer_presses(platform.ann, message_id, "person")
    interaction = await pressed(bot)
    async with platform.requests() as session:
        url = f"interactions/{made}/wrong/callback"
        async with session.post(url, json={"type": 6}) as answer:
            assert (await answer.json())["code"] == 10062
    platform.emulator.hooks.within = 0.0
    with pytest.raises(discord.NotFound) as caught:
        await interaction.response.defer()
    assert caught.value.code == 10062


async def test_a_command_can_be_answered_for_one_person_only(platform):
    async with platform.bot() as bot:
        with pytest.raises(ValueError, match="not registered"):
            platform.emulator.customer_commands(platform.ann)
        await bot.http.bulk_upsert_global_commands(
            bot.application_id, [{"name": "support", "description": "Ask", "type": 1}]
        )
        platform.emulator.customer_commands(platform.ann, "help")
        interaction = await pressed(bot)
        assert interaction.locale is discord.Locale.american_english
        await interaction.response.send_message("In private", ephemeral=True)
        (note,) = platform.emulator.transcript(platform.ann)
        assert (note.mine, note.public, note.text) == (True, False, "In private")
        assert await bot.http.logs_from(900000000000000003, 10) == []


async def test_an_answer_can_be_promised_and_given_later(platform):
    async with platform.bot() as bot:
        await bot.http.bulk_upsert_global_commands(
            bot.application_id, [{"name": "support", "description": "Ask", "type": 1}]
        )
        platform.emulator.customer_commands(platform.ann, "help", public=False)
        interaction = await pressed(bot)
        await interaction.response.defer(thinking=True)
        await interaction.edit_original_response(content="Here it is")
        assert (await interaction.original_response()).content == "Here it is"
        await interaction.followup.send("And more")
        screen = platform.emulator.transcript(platform.ann)
        assert [said.text for said in screen] == ["Here it is", "And more"]
