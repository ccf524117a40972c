from datetime import UTC, datetime, timedelta

import pytest

from bots.twitter.budget import Budget, budget, left, until_reset
from core.channel import Left
from core.vocabulary import Visibility

NOW = datetime.fromtimestamp(1_000_000, UTC)
EPOCH = int(NOW.timestamp())


def seconds(number: float) -> datetime:
    return NOW + timedelta(seconds=number)


def test_what_is_left_is_stretched_evenly():
    headers = {"x-rate-limit-remaining": "10", "x-rate-limit-reset": str(EPOCH + 600)}
    told = budget(headers, NOW)
    assert told == Budget(10, seconds(600))
    assert told.stretch(0.5, NOW) == 60
    assert told.stretch(90, NOW) == 90
    assert told.stretch(0.5, seconds(601)) == 0.5
    assert Budget(0, seconds(40)).stretch(1, NOW) == 40
    assert Budget(0, seconds(40)).stretch(1, seconds(-86_400)) == 900


@pytest.mark.parametrize(
    "headers", [{}, {"x-rate-limit-remaining": "many", "x-rate-limit-reset": "-4"}]
)
def test_without_headers_there_is_no_budget(headers):
    assert budget(headers, NOW) is None
    assert until_reset(headers, NOW) == 60
    assert left(headers, Visibility.DIRECT, NOW) == ()


def test_a_day_s_limit_counts_when_it_is_used_up():
    headers = {
        "x-rate-limit-reset": str(EPOCH + 30),
        "x-user-limit-24hour-remaining": "0",
        "x-user-limit-24hour-reset": str(EPOCH + 7200),
    }
    assert until_reset(headers, NOW) == 7201
    assert until_reset(headers | {"x-user-limit-24hour-remaining": "4"}, NOW) == 31
    assert until_reset({"x-rate-limit-reset": "99999999999"}, NOW) == 901


def test_an_answer_tells_what_is_left_of_window_and_day():
    headers = {
        "x-rate-limit-limit": "15",
        "x-rate-limit-remaining": "3",
        "x-rate-limit-reset": str(EPOCH + 300),
        "x-user-limit-24hour-limit": "1440",
        "x-user-limit-24hour-remaining": "1000",
        "x-user-limit-24hour-reset": str(EPOCH + 999_999),
    }
    assert left(headers, Visibility.DIRECT, NOW) == (
        Left("direct", 15, 3, seconds(300)),
        Left("direct_day", 1440, 1000, seconds(86_400)),
    )
    assert [each.name for each in left(headers, Visibility.PUBLIC, NOW)] == ["posts", "posts_day"]


def test_the_scarcer_of_the_day_s_limits_counts():
    headers = {
        f"x-{who}-limit-24hour-{word}": value
        for who, remaining in (("user", "90"), ("app", "4"))
        for word, value in (("remaining", remaining), ("reset", str(EPOCH + 60)))
    }
    (told,) = left(headers, Visibility.PUBLIC, NOW)
    assert told == Left("posts_day", 10_000, 4, seconds(60))
