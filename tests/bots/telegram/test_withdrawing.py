"""What we said can be taken back, or the desk learns why not."""

from datetime import timedelta

import pytest

from core.channel import Place, Refusal, TryLater, Undeliverable, Unknown, Withdrawal, Withdrawing
from core.vocabulary import Visibility
from sandbox.faults import FaultKind

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.fixture
def withdrawal(person):
    def build(*keys):
        number = person.id_on("telegram")
        return Withdrawal(Place(Visibility.DIRECT, number), number, keys)

    return build


@pytest.fixture
def said(emulator, person):
    """Whether each of our messages is deleted."""
    emulator.customer_says(person, "hi", public=False)
    return lambda: [one.deleted for one in emulator.transcript(person) if one.mine]


async def test_every_part_goes_without_listening(build, private, withdrawal, said):
    channel = build()
    assert isinstance(channel, Withdrawing)
    assert channel.capabilities.withdraws
    sent = await channel.send(private("long " * 1500))
    assert said() == [False, False]
    await channel.withdraw(withdrawal(*sent.external_ids))
    assert said() == [True, True]
    await channel.withdraw(withdrawal(*sent.external_ids))  # gone already: taken back


async def test_a_public_answer_goes(build, emulator, person, public):
    key = emulator.customer_says(person, "help", public=True)
    channel = build()
    sent = await channel.send(public(reply_to=key))
    place = Place(Visibility.PUBLIC, str(emulator.world.group.id))
    await channel.withdraw(Withdrawal(place, person.id_on("telegram"), sent.external_ids))
    assert emulator.transcript(person)[-1].deleted


async def test_what_is_too_old_stays(build, emulator, private, withdrawal, said):
    channel = build()
    sent = await channel.send(private())
    now = emulator.now
    emulator.now = lambda: now() + timedelta(hours=49)
    with pytest.raises(Undeliverable, match="48 hours") as caught:
        await channel.withdraw(withdrawal(*sent.external_ids))
    assert caught.value.refusal is Refusal.FORBIDDEN
    assert said() == [False]


async def test_only_send_errors_escape(build, emulator, private, withdrawal, said):
    channel = build({"answer": 0.5})
    sent = await channel.send(private())
    taking = withdrawal(*sent.external_ids)
    with pytest.raises(Undeliverable):
        await channel.withdraw(withdrawal("none of ours"))
    emulator.faults.add(FaultKind.RATE_LIMITED, "deleteMessage", retry_after=9)
    with pytest.raises(TryLater) as caught:
        await channel.withdraw(taking)
    assert caught.value.after == 9
    emulator.faults.add(FaultKind.STALL, "deleteMessage")
    with pytest.raises(Unknown):
        await channel.withdraw(taking)
    emulator.faults.add(FaultKind.DROP_AFTER, "deleteMessage")
    with pytest.raises(Unknown):
        await channel.withdraw(taking)
    assert said() == [True]
    await channel.withdraw(taking)
