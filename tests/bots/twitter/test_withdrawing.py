"""What we said, taken back from the emulated X."""

import pytest

from core.channel import Place, TryLater, Undeliverable, Withdrawal, Withdrawing
from core.vocabulary import Visibility
from sandbox.faults import FaultKind


def withdrawal(person, *external_ids, public=False):
    there = person.id_on("twitter")
    place = Place(Visibility.PUBLIC, "posts") if public else Place(Visibility.DIRECT, there)
    return Withdrawal(place, there, external_ids)


def standing(bench, person):
    return [said.id for said in bench.emulator.transcript(person) if said.mine and not said.deleted]


@pytest.mark.parametrize("public", [True, False])
async def test_it_is_gone_and_may_be_gone_already(bench, ready, mei, privately, publicly, public):
    channel, post = ready
    assert isinstance(channel, Withdrawing)
    outbound = publicly(mei, "oops", post) if public else privately(mei, "oops")
    sent = await channel.send(outbound)
    taken = withdrawal(mei, *sent.external_ids, public=public)
    await channel.withdraw(taken)
    assert standing(bench, mei) == []
    await channel.withdraw(taken)


async def test_every_part_is_taken_back(bench, ready, mei, privately):
    channel, _ = ready
    sent = await channel.send(privately(mei, "\n".join(f"line {n} of many" for n in range(1500))))
    assert len(sent.external_ids) > 1
    bench.emulator.faults.add(FaultKind.DROP_AFTER, "DELETE", times=2)  # aiohttp asks once more
    with pytest.raises(TryLater):  # and so does the desk, which does no harm
        await channel.withdraw(withdrawal(mei, *sent.external_ids))
    await channel.withdraw(withdrawal(mei, *sent.external_ids))
    assert standing(bench, mei) == []


async def test_a_limit_of_deleting_says_nothing_about_sending(bench, ready, mei, privately):
    channel, _ = ready
    sent = await channel.send(privately(mei, "oops"))
    bench.emulator.faults.add(FaultKind.RATE_LIMITED, "DELETE", retry_after=90)
    with pytest.raises(TryLater) as caught:
        await channel.withdraw(withdrawal(mei, *sent.external_ids))
    assert (88 <= caught.value.after <= 92, caught.value.left) == (True, ())


async def test_what_is_not_ours_is_refused(bench, ready, mei):
    channel, post = ready
    with pytest.raises(Undeliverable):
        await channel.withdraw(withdrawal(mei, post, public=True))
