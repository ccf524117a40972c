from datetime import timedelta

import pytest

from bots.twitter.settings import addresses, enabled, read_settings
from core.settings import WrongSettings

KEYS = {
    "X_BEARER_TOKEN": "b",
    "X_CONSUMER_KEY": "ck",
    "X_CONSUMER_SECRET": "cs",
    "X_ACCESS_TOKEN": "at",
    "X_ACCESS_TOKEN_SECRET": "as",
}


def test_off_until_a_token_is_set():
    assert not enabled({})
    assert not enabled({"X_BEARER_TOKEN": " ", "X_CONSUMER_KEY": "ck"})
    assert enabled({"X_BEARER_TOKEN": "b"})
    assert enabled({"X_ACCESS_TOKEN": "a"})


def test_the_defaults_are_the_public_service():
    settings = read_settings(KEYS)
    assert settings.base_url == "https://api.twitter.com"
    assert settings.poll_interval == timedelta(seconds=60)
    assert addresses(KEYS | {"X_API_BASE_URL": ""}) == ["https://api.twitter.com"]
    assert "cs" not in repr(settings)


@pytest.mark.parametrize(
    ("text", "seconds"), [("0.5s", 0.5), ("60", 60), ("15m", 900), (" 2s ", 2)]
)
def test_intervals(text, seconds):
    settings = read_settings(KEYS | {"X_POLL_INTERVAL": text})
    assert settings.poll_interval.total_seconds() == seconds


def test_each_missing_key_is_named():
    with pytest.raises(WrongSettings) as caught:
        read_settings({"X_BEARER_TOKEN": "b", "X_ACCESS_TOKEN": "at", "X_CONSUMER_KEY": "  "})
    assert [line.split(":")[0] for line in caught.value.lines] == [
        "X_CONSUMER_KEY",
        "X_CONSUMER_SECRET",
        "X_ACCESS_TOKEN_SECRET",
    ]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("X_API_BASE_URL", "api.twitter.com"),
        ("X_API_BASE_URL", "http://api.twitter.com"),
        ("X_API_BASE_URL", "https://user:pass@api.twitter.com"),
        ("X_API_BASE_URL", "http://127.0.0.1:notaport"),
        ("X_API_BASE_URL", "http://[::1"),
        ("X_PUSH", "both"),
        ("X_WEBHOOK_URL", "desk.example/x"),
        ("X_WEBHOOK_URL", "https://desk.example"),
        ("X_WEBHOOK_URL", "https://desk.example:8443/x"),
        ("X_WEBHOOK_URL", "http://desk.example/x"),
        ("X_WEBHOOK_URL", "https://desk.example/x?secret=1"),
        ("X_POLL_INTERVAL", "soon"),
        ("X_POLL_INTERVAL", "0"),
        ("X_POLL_INTERVAL", "2d"),
        ("X_BEARER_TOKEN", "to ken"),
        ("X_ACCESS_TOKEN", "tok\nen"),
        ("X_CONSUMER_SECRET", "ключ"),
    ],
)
def test_wrong_values_are_one_clear_line_without_the_secret(name, value):
    mode = {"X_PUSH": "webhook"} if name == "X_WEBHOOK_URL" else {}
    with pytest.raises(WrongSettings) as caught:
        read_settings(KEYS | mode | {name: value})
    (line,) = caught.value.lines
    assert line.startswith(f"{name}: ")
    if "TOKEN" in name or "SECRET" in name:
        assert value not in line


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/twitter/", "http://localhost", "http://[::1]:8"]
)
def test_loopback_may_be_plain(url):
    assert addresses(KEYS | {"X_API_BASE_URL": url}) == [url.rstrip("/")]


HOOK = "https://desk.example/hooks/x"


@pytest.mark.parametrize(
    ("env", "named"),
    [
        ({"X_PUSH": "webhook"}, ["X_WEBHOOK_URL"]),
        ({"X_WEBHOOK_URL": HOOK}, ["X_WEBHOOK_URL"]),
        ({"X_PUSH": "stream", "X_WEBHOOK_URL": HOOK}, ["X_WEBHOOK_URL"]),
        ({"X_PUSH": "stream", "X_BEARER_TOKEN": ""}, ["X_BEARER_TOKEN"]),
        ({"X_PUSH": "webhook", "X_BEARER_TOKEN": ""}, ["X_WEBHOOK_URL", "X_BEARER_TOKEN"]),
        ({"X_PUSH": "webhook", "X_WEBHOOK_URL": "http://127.0.0.1/x"}, ["X_WEBHOOK_URL"]),
        (
            {
                "X_PUSH": "stream",
                "X_BEARER_TOKEN": "",
                "X_CONSUMER_KEY": "",
                "X_POLL_INTERVAL": "?",
            },
            ["X_CONSUMER_KEY", "X_BEARER_TOKEN", "X_POLL_INTERVAL"],
        ),
    ],
)
def test_what_does_not_go_together_is_told_at_once(env, named):
    with pytest.raises(WrongSettings) as caught:
        read_settings(KEYS | env)
    assert [line.split(":")[0] for line in caught.value.lines] == named


def test_push_is_off_unless_it_is_set():
    assert read_settings(KEYS | {"X_PUSH": "", "X_WEBHOOK_URL": " "}).push == "off"
    settings = read_settings(KEYS | {"X_PUSH": "webhook", "X_WEBHOOK_URL": HOOK + "/"})
    assert (settings.push, settings.webhook_url) == ("webhook", HOOK)
    assert read_settings(KEYS | {"X_PUSH": "stream"}).push == "stream"
    local = {"X_PUSH": "webhook", "X_WEBHOOK_URL": "http://127.0.0.1:9/x"}
    assert read_settings(KEYS | local | {"X_API_BASE_URL": "http://127.0.0.1:8"}).push == "webhook"
