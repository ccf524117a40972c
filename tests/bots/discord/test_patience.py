import pytest

from bots.discord.patience import BETWEEN_STARTS, LONGEST_PAUSE, Starts, pause

DAY = 86_400.0


def test_the_pause_grows_to_a_few_seconds_and_no_further():
    assert pause(0) == 0.0
    assert pause(1) <= 0.5
    for failures in range(1, 5000):
        assert 0.2 < pause(failures) <= LONGEST_PAUSE


def test_sessions_are_begun_apart():
    starts = Starts()
    assert starts.wait(100.0) == 0.0
    starts.count(100.0)
    assert starts.wait(101.0) == BETWEEN_STARTS - 1.0
    assert starts.wait(110.0) == 0.0


@pytest.mark.parametrize("hours", [1, 24, 100])
def test_no_day_has_more_starts_than_discord_allows(hours):
    """Discord would reset the token, and only a person could bring us back."""
    starts, now, times = Starts(), 0.0, []
    while now < hours * 3600:
        now += starts.wait(now)
        starts.count(now)
        times.append(now)
    for first in range(0, len(times), 50):
        assert sum(times[first] <= each < times[first] + DAY for each in times) < 1000


def test_an_outage_of_half_an_hour_is_not_rationed():
    starts, now = Starts(), 0.0
    while now < 1800:
        wait = starts.wait(now)
        assert wait <= BETWEEN_STARTS
        now += wait
        starts.count(now)
