"""What reaches the desk, in which order, and that nothing is lost on the way."""

from core.channel import Deleted, Edited, Message, Noted, Pressed, Unreadable
from core.vocabulary import AttachmentKind, Language
from sandbox.cast import Person
from sandbox.discord import Upload


async def test_what_could_not_be_stored_comes_again_in_order(stage):
    async with stage.running() as running:
        running.desk.failures = 2
        for text in ("one", "two", "three"):
            stage.emulator.customer_says(stage.ann, text, public=False)
        heard = await running.desk.until(3, Message)
        assert [each.text for each in heard] == ["one", "two", "three"]
        assert [each.text for each in running.desk.tried] == ["one"] * 3 + ["two", "three"]


async def test_one_customer_who_cannot_be_stored_does_not_hold_up_another(stage):
    async with stage.running() as running:
        receive = running.desk.receive

        async def stubborn(inbound):
            if getattr(inbound, "text", "") == "poison":
                raise OSError("this one never fits")
            await receive(inbound)

        running.channel._intake._receive = stubborn
        stage.emulator.customer_says(stage.ann, "poison", public=False)
        stage.emulator.customer_says(stage.bao, "fine", public=False)
        (heard,) = await running.desk.until(1, Message)
        assert heard.text == "fine"


async def test_an_update_that_cannot_be_read_is_kept_and_the_next_one_is_unharmed(stage):
    async with stage.running() as running:
        before = stage.emulator.gateway.identified
        for poison in (
            {"t": "MESSAGE_CREATE", "d": {"id": "77", "content": 5}},
            {"t": "MESSAGE_CREATE", "d": None},
            {"t": "MESSAGE_CREATE", "d": [1]},
            {"t": "MESSAGE_UPDATE", "d": {"edited_timestamp": 1, "content": {}}},
            {"t": "MESSAGE_DELETE", "d": "x"},
            {"t": "MESSAGE_DELETE_BULK", "d": {"ids": 3, "channel_id": "1"}},
            {"t": "INTERACTION_CREATE", "d": {"type": 3}},
            {"t": "GUILD_CREATE", "d": {"id": None}},
            {"t": "SOMETHING_NEW", "d": {"a": 1}},
        ):
            stage.emulator.push_raw(poison)
        stage.emulator.customer_says(stage.ann, "hello", public=False)
        await running.desk.until(1, Message)
        kept = await running.desk.until(6, Unreadable)
        assert "77" in {each.external_id for each in kept}
        assert len({each.external_id for each in kept}) == 6
        assert stage.emulator.gateway.identified == before


async def test_what_is_not_for_us_opens_nothing(stage):
    async with stage.running() as running:
        stage.emulator.customer_chats(stage.ann, "does anybody here use okpay?")
        stage.emulator.bot_says("I am a bot")
        mention = stage.emulator.customer_says(stage.bao, "help", public=True)
        await running.channel.send(stage.public(stage.bao, mention))
        await running.channel.send(stage.private(stage.bao))
        stage.emulator.customer_says(stage.ann, "now it is for you", public=False)
        heard = await running.desk.until(2, Message)
        assert {each.author.handle for each in heard} == {"ann", "bao"}
        assert len(running.desk.received) == 2


async def test_an_answer_to_our_public_message_is_for_us_without_a_mention(stage):
    async with stage.running() as running:
        mention = stage.emulator.customer_says(stage.ann, "help", public=True)
        sent = await running.channel.send(stage.public(stage.ann, mention))
        stage.emulator.customer_chats(stage.ann, "still there?", reply_to=sent.external_ids[0])
        _, answer = await running.desk.until(2, Message)
        assert answer.reply_to == sent.external_ids[0]


async def test_edits_deletions_files_and_stickers_are_recorded(stage):
    async with stage.running() as running:
        said = stage.emulator.customer_says(stage.ann, "20 USTD", public=False)
        stage.emulator.customer_edits(stage.ann, said, "20 USDT")
        stage.emulator.customer_deletes(stage.ann, said)
        upload = Upload("proof.png", "image/png", 4711)
        stage.emulator.customer_says(stage.ann, "", public=False, attachments=[upload])
        sticker = {"sticker_items": [{"id": "5", "name": "Wave", "format_type": 1}]}
        stage.emulator.customer_says(stage.ann, "", public=False, extra=sticker)
        heard = await running.desk.until(5)
        assert [type(each) for each in heard] == [Message, Edited, Deleted, Message, Message]
        assert heard[1].text == "20 USDT"
        assert heard[2].external_id == said
        (file,), (wave,) = heard[3].attachments, heard[4].attachments
        assert (file.kind, file.name, file.size) == (AttachmentKind.IMAGE, "proof.png", 4711)
        assert wave.kind is AttachmentKind.STICKER


async def test_many_deletions_at_once_are_one_each(stage):
    async with stage.running() as running:
        bulk = {"ids": ["11", "12"], "channel_id": "900000000000000003", "guild_id": "2"}
        stage.emulator.push_raw({"t": "MESSAGE_DELETE_BULK", "d": bulk})
        heard = await running.desk.until(2, Deleted)
        assert [each.external_id for each in heard] == ["11", "12"]


async def test_odd_texts_pass_unharmed(stage):
    texts = ["漢" * 10_000, "\u202eمرحبا\u200b", "", "\u200b", "`*_|~"]
    async with stage.running() as running:
        for text in texts:
            stage.emulator.customer_says(stage.ann, text, public=False)
        heard = await running.desk.until(len(texts), Message)
        assert [each.text for each in heard] == texts


async def test_a_press_comes_back_is_acknowledged_and_takes_the_buttons_away(
    stage, choices, eventually
):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.bao, "你好", public=False)
        await running.desk.until(1)
        sent = await running.channel.send(stage.private(stage.bao, "请选择", choices=choices))
        assert stage.emulator.transcript(stage.bao)[-1].buttons == (
            ("faq:pw", "Reset my password"),
            ("person", "Talk to a person"),
        )
        pressed = stage.emulator.customer_presses(stage.bao, sent.external_ids[0], "person")
        (heard,) = await running.desk.until(1, Pressed)
        assert (heard.external_id, heard.choice) == (pressed, "person")
        assert heard.message == sent.external_ids[0]
        assert heard.author.language == "zh-CN"
        await eventually(lambda: stage.emulator.hooks.interactions[pressed].answered == 7)
        assert stage.emulator.transcript(stage.bao)[-1].buttons == ()


async def test_a_press_is_only_acknowledged_once_it_is_stored(stage, choices, eventually):
    async with stage.running() as running:
        mention = stage.emulator.customer_says(stage.ann, "help", public=True)
        await running.desk.until(1)
        sent = await running.channel.send(stage.public(stage.ann, mention, choices=choices))
        running.desk.failures = 1
        pressed = stage.emulator.customer_presses(stage.ann, sent.external_ids[0], "faq:pw")
        await eventually(lambda: len(running.desk.tried) == 2)
        assert stage.emulator.hooks.interactions[pressed].answered is None
        await running.desk.until(1, Pressed)
        await eventually(lambda: stage.emulator.hooks.interactions[pressed].answered == 6)


async def test_a_press_that_is_stored_too_late_for_discord_is_still_kept(stage, choices):
    stage.emulator.hooks.within = 0.0
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "hi", public=False)
        await running.desk.until(1)
        sent = await running.channel.send(stage.private(stage.ann, choices=choices))
        stage.emulator.customer_presses(stage.ann, sent.external_ids[0], "person")
        await running.desk.until(1, Pressed)
        stage.emulator.customer_says(stage.ann, "still here", public=False)
        await running.desk.until(2, Message)


async def test_the_command_goes_on_in_private_and_says_so_in_the_persons_language(
    stage, eventually
):
    people = [stage.bao, stage.ann, Person("chen", "陳", Language.ZH_HANT)]
    async with stage.running() as running:
        used = [stage.emulator.customer_commands(p, "我的钱没到账") for p in people]
        heard = await running.desk.until(3, Message)
        assert [each.external_id for each in heard] == used
        assert all(each.place.visibility == "direct" for each in heard)
        for person, word in zip(people, ("私信", "private message", "私訊"), strict=True):
            await eventually(lambda who=person: stage.emulator.transcript(who))
            (note,) = stage.emulator.transcript(person)
            assert note.mine
            assert not note.public
            assert word in note.text
        sent = await running.channel.send(stage.private(stage.bao, "好的"))
        assert stage.emulator.transcript(stage.bao)[-1].id == sent.external_ids[0]


async def test_the_command_without_text_only_opens_the_conversation(stage, eventually):
    async with stage.running() as running:
        stage.emulator.customer_commands(stage.ann, public=False)
        (heard,) = await running.desk.until(1, Message)
        assert heard.opening
        assert heard.text == ""
        await eventually(lambda: stage.emulator.transcript(stage.ann))
        assert "right here" in stage.emulator.transcript(stage.ann)[0].text


async def test_talk_of_others_moves_the_mark_now_and_then(stage):
    async with stage.running() as running:
        stage.emulator.customer_says(stage.ann, "help", public=True)
        for number in range(200):
            last = stage.emulator.customer_chats(stage.bao, f"talk {number}")
        (noted,) = await running.desk.until(1, Noted)
        assert noted.memory == {"last.900000000000000003": last}
