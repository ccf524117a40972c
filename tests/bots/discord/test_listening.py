import asyncio

from core.channel import Message
from core.vocabulary import Visibility


async def test_a_private_message_and_a_mention_reach_the_desk(stage):
    async with stage.running() as running:
        assert running.channel.account.handle == "okpay_support"
        private = stage.emulator.customer_says(stage.ann, "my money is gone", public=False)
        public = stage.emulator.customer_says(stage.bao, "提现没到账", public=True)
        first, second = sorted(
            await running.desk.until(2, Message), key=lambda each: int(each.external_id)
        )
        assert (first.external_id, first.text) == (private, "my money is gone")
        assert first.author.handle == "ann"
        assert first.place.visibility is Visibility.DIRECT
        assert first.place.key == first.author.external_id == stage.ann.id_on("discord")
        assert (second.external_id, second.text) == (public, "@okpay_support 提现没到账")
        assert second.place.visibility is Visibility.PUBLIC


async def test_it_answers_in_private_and_in_public(stage):
    async with stage.running() as running:
        mention = stage.emulator.customer_says(stage.ann, "hello?", public=True)
        await running.desk.until(1, Message)
        await running.channel.send(stage.public(stage.ann, mention, "We wrote to you."))
        sent = await running.channel.send(stage.private(stage.ann, "How can we help?"))
        screen = stage.emulator.transcript(stage.ann)
        assert [(said.mine, said.public, said.text) for said in screen] == [
            (False, True, "<@900000000000000001> hello?"),
            (True, True, "We wrote to you."),
            (True, False, "How can we help?"),
        ]
        assert screen[1].reply_to == mention
        assert sent.external_ids == (screen[2].id,)


async def test_a_stop_is_quick(stage):
    async with stage.running() as running:
        running.task.cancel()
        async with asyncio.timeout(2):
            await asyncio.gather(running.task, return_exceptions=True)
        assert not running.channel.listening.is_set()
        assert running.task.cancelled()
