"""Every platform against the same cases, through its real client library and its emulator."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

import bots
from core.channel import (
    Channel,
    Choice,
    Inbound,
    Memory,
    Message,
    Outbound,
    Person,
    Place,
    Refusal,
    SendError,
    TryLater,
    Undeliverable,
    Unknown,
)
from core.vocabulary import Visibility
from sandbox import cast
from sandbox.faults import FaultKind
from sandbox.stage import Emulator, Stage

ANNA = cast.Person("anna", "Anna")
SENDING = {
    "telegram": r"POST /sendMessage",
    "twitter": r"POST /2/dm_conversations",
    "discord": r"POST /.*channels/\d+/messages",
}


class Listening:
    """A running channel, and everything it handed over."""

    def __init__(self, name: str, channel: Channel, emulator: Emulator) -> None:
        self.name, self.channel, self.emulator = name, channel, emulator
        self.received: list[Inbound] = []
        self.memory: dict[str, str] = {}
        self.refuse = 0  #: how many of the next messages fail to be stored
        self.id = ANNA.id_on(name)

    async def receive(self, inbound: Inbound) -> None:
        if self.refuse and isinstance(inbound, Message):
            self.refuse -= 1
            raise OSError("disk full")
        self.received.append(inbound)
        self.memory |= inbound.memory

    def messages(self) -> list[Message]:
        """What was received, each once, as the core would keep it."""
        once = {one.external_id: one for one in self.received if isinstance(one, Message)}
        return list(once.values())

    async def until(self, what: Callable[[], Any]) -> Any:
        async with asyncio.timeout(60):
            while not (found := what()):
                await asyncio.sleep(0.02)
        return found

    def outbound(self, text: str, **more: Any) -> Outbound:
        place = Place(Visibility.DIRECT, self.id)
        return Outbound(**({"id": "7", "place": place, "recipient": self.id, "text": text} | more))


@contextlib.asynccontextmanager
async def running(listening: Listening, memory: Memory) -> AsyncIterator[None]:
    task = asyncio.create_task(listening.channel.run(listening.receive, memory))
    try:
        async with asyncio.timeout(60):
            waiting = asyncio.create_task(listening.channel.listening.wait())
            await asyncio.wait({task, waiting}, return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                task.result()
        yield
    finally:
        task.cancel()
        async with asyncio.timeout(10):
            with contextlib.suppress(asyncio.CancelledError):
                await task


def open_listening(stage: Stage, platform: str) -> Listening:
    env = stage.environment() | {"X_POLL_INTERVAL": "0.1s"}
    return Listening(platform, bots.open_channel(platform, env), stage.emulators[platform])


@pytest.fixture(params=bots.platforms())
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def stage(platform: str) -> AsyncIterator[Stage]:
    stage = Stage()
    stage.emulators[platform].limits = False
    await stage.start()
    yield stage
    await stage.stop()


@pytest.fixture
async def listening(stage: Stage, platform: str) -> AsyncIterator[Listening]:
    made = open_listening(stage, platform)
    async with running(made, {}):
        yield made


async def test_a_private_message_comes_and_is_answered(listening: Listening) -> None:
    external_id = listening.emulator.customer_says(ANNA, "hello 你好", public=False)
    (message,) = await listening.until(listening.messages)
    assert message.external_id == external_id
    assert message.text == "hello 你好"
    assert message.place == Place(Visibility.DIRECT, listening.id)
    assert message.author == Person(
        listening.id,
        "Anna",
        message.author.handle,
        message.author.language,
        message.author.followers,
    )
    sent = await listening.channel.send(listening.outbound("hi & <b>welcome</b> @everyone"))
    assert len(sent.external_ids) == 1
    said = [one for one in listening.emulator.transcript(ANNA) if one.mine]
    assert [one.text for one in said] == ["hi & <b>welcome</b> @everyone"]
    assert not said[0].public


async def test_a_mention_comes_and_is_answered_in_its_place(listening: Listening) -> None:
    listening.emulator.customer_says(ANNA, "is it safe?", public=True)
    (message,) = await listening.until(listening.messages)
    assert message.place.visibility is Visibility.PUBLIC
    assert "is it safe?" in message.text
    await listening.channel.send(
        listening.outbound("Yes.", place=message.place, reply_to=message.external_id, invite=True)
    )
    (said,) = [one for one in listening.emulator.transcript(ANNA) if one.mine]
    assert said.public
    assert said.text.startswith("Yes.")
    opens_private = listening.channel.capabilities.opens_private
    assert opens_private or said.link


async def test_what_could_not_be_stored_comes_again(listening: Listening) -> None:
    listening.refuse = 2
    texts = [f"message {number}" for number in range(5)]
    for text in texts:
        listening.emulator.customer_says(ANNA, text, public=False)
    await listening.until(lambda: len(listening.messages()) == 5)
    assert [one.text for one in listening.messages()] == texts


async def test_a_restart_with_its_memory_misses_nothing(stage: Stage, platform: str) -> None:
    first = open_listening(stage, platform)
    async with running(first, {}):
        first.emulator.customer_says(ANNA, "before", public=False)
        await first.until(first.messages)
    first.emulator.customer_says(ANNA, "meanwhile", public=False)
    second = open_listening(stage, platform)
    async with running(second, first.memory):
        await second.until(lambda: "meanwhile" in [one.text for one in second.messages()])


async def test_choices_are_shown_and_can_be_picked(listening: Listening) -> None:
    listening.emulator.customer_says(ANNA, "hello", public=False)
    await listening.until(listening.messages)
    choices = (Choice("faq:is-it-safe", "Is it safe?"), Choice("person", "转人工"))
    await listening.channel.send(listening.outbound("Which one?", choices=choices))
    (said,) = [one for one in listening.emulator.transcript(ANNA) if one.mine]
    if listening.channel.capabilities.buttons:
        assert said.buttons == (("faq:is-it-safe", "Is it safe?"), ("person", "转人工"))
    else:
        assert "1. Is it safe?" in said.text
        assert "2. 转人工" in said.text


async def test_a_long_private_text_arrives_whole(listening: Listening) -> None:
    listening.emulator.customer_says(ANNA, "hello", public=False)
    await listening.until(listening.messages)
    text = " ".join(f"word{number} 汉字😀" for number in range(900))
    sent = await listening.channel.send(listening.outbound(text))
    said = [one for one in listening.emulator.transcript(ANNA) if one.mine]
    assert len(said) == len(sent.external_ids) > 0
    assert "".join("".join(one.text for one in said).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("fault", "kinds"),
    [
        (FaultKind.RATE_LIMITED, (TryLater,)),
        (FaultKind.FORBIDDEN, (Undeliverable,)),
        (FaultKind.SERVER_ERROR, (Unknown, TryLater)),
        (FaultKind.DROP_AFTER, (Unknown,)),
    ],
)
async def test_only_send_errors_escape(
    listening: Listening, fault: FaultKind, kinds: tuple[type[SendError], ...]
) -> None:
    listening.emulator.customer_says(ANNA, "hello", public=False)
    await listening.until(listening.messages)
    listening.emulator.faults.add(fault, SENDING[listening.name], times=50, retry_after=40)
    with pytest.raises(SendError) as caught:
        await listening.channel.send(listening.outbound("hi"))
    assert isinstance(caught.value, kinds)
    assert caught.value.reason


async def test_somebody_who_never_wrote_cannot_be_written_to_or_is(listening: Listening) -> None:
    stranger = cast.Person("stranger").id_on(listening.name)
    outbound = Outbound("9", Place(Visibility.DIRECT, stranger), stranger, "hello")
    with pytest.raises(Undeliverable) as caught:
        await listening.channel.send(outbound)
    assert caught.value.refusal in (
        Refusal.CLOSED,
        Refusal.GONE,
        Refusal.FORBIDDEN,
        Refusal.INVALID,
    )
