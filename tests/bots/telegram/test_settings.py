"""Wrong settings stop the start with one clear line each, and never show the token."""

import pytest

from bots.telegram.channel import open_channel
from bots.telegram.settings import TelegramSettings, addresses, enabled
from core.settings import WrongSettings

GOOD = {"TELEGRAM_BOT_TOKEN": "123456789:AAExample-token_1"}


def test_on_when_the_token_is_set():
    assert enabled(GOOD)
    assert not enabled({})
    assert not enabled({"TELEGRAM_BOT_TOKEN": " "})


def test_default_is_the_public_service():
    assert addresses(GOOD) == ["https://api.telegram.org"]
    assert not TelegramSettings.read(GOOD).loopback


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:9000/telegram", True),
        ("http://localhost:9000/", True),
        ("http://[::1]:9000", True),
        ("http://127.0.0.1.example.com", False),
        ("http://10.0.0.1", False),
    ],
)
def test_loopback_is_seen(url, loopback):
    settings = TelegramSettings.read({**GOOD, "TELEGRAM_API_BASE_URL": url})
    assert settings.loopback is loopback
    assert settings.api_base_url == url.rstrip("/")


@pytest.mark.parametrize(
    "url",
    ["", "api.telegram.org", "ftp://x", "http://", "http://h:port", "https://x/?a=1",
     "https://u:p@x", "https://api.telegram.org/bot"],
)  # fmt: skip
def test_wrong_address_is_one_line(url):
    with pytest.raises(WrongSettings) as caught:
        open_channel({**GOOD, "TELEGRAM_API_BASE_URL": url})
    (line,) = caught.value.lines
    assert line.startswith("TELEGRAM_API_BASE_URL: ")


@pytest.mark.parametrize("token", ["secret token", "secret/../getMe", "secret?x", "密secret"])
def test_wrong_token_is_one_line_without_it(token):
    with pytest.raises(WrongSettings) as caught:
        open_channel({"TELEGRAM_BOT_TOKEN": token})
    (line,) = caught.value.lines
    assert line.startswith("TELEGRAM_BOT_TOKEN: ")
    assert "secret" not in line


def test_every_wrong_setting_is_told_at_once():
    with pytest.raises(WrongSettings) as caught:
        open_channel({"TELEGRAM_BOT_TOKEN": "a b", "TELEGRAM_API_BASE_URL": "nowhere"})
    assert len(caught.value.lines) == 2


def test_the_token_does_not_show():
    assert "AAExample" not in repr(TelegramSettings.read(GOOD))


WEBHOOK = {
    **GOOD,
    "TELEGRAM_MODE": "webhook",
    "TELEGRAM_WEBHOOK_URL": "https://desk.example/telegram",
    "TELEGRAM_WEBHOOK_SECRET": "Abc_123-x",
}


def wrong(**changed):
    """The variables that are told to be wrong, and the lines."""
    with pytest.raises(WrongSettings) as caught:
        open_channel({**WEBHOOK, **changed})
    return [line.partition(":")[0] for line in caught.value.lines], str(caught.value)


def test_polling_is_the_default_and_empty_is_unset():
    unset = {name: "" for name in TelegramSettings.names() if name.startswith("TELEGRAM_WEBHOOK")}
    settings = TelegramSettings.read({**GOOD, **unset, "TELEGRAM_MODE": ""})
    assert settings == TelegramSettings.read(GOOD)
    assert settings.mode == "polling"


@pytest.mark.parametrize(
    ("changed", "listen"),
    [
        ({}, None),
        ({"TELEGRAM_WEBHOOK_PORT": "8443"}, ("127.0.0.1", 8443)),
        (
            {"TELEGRAM_WEBHOOK_PORT": "8443", "TELEGRAM_WEBHOOK_LISTEN": "0.0.0.0"},
            ("0.0.0.0", 8443),
        ),
    ],
)
def test_where_the_webhook_is_served(changed, listen):
    (webhook,) = open_channel({**WEBHOOK, **changed}).webhooks
    assert webhook.path == "/telegram"
    assert webhook.listen == listen


def test_webhook_mode_says_all_that_is_missing_at_once():
    with pytest.raises(WrongSettings) as caught:
        open_channel({**GOOD, "TELEGRAM_MODE": "webhook", "TELEGRAM_WEBHOOK_LISTEN": "0.0.0.0"})
    assert len(caught.value.lines) == 3
    for name in ("URL: missing", "SECRET: missing", "LISTEN: needs TELEGRAM_WEBHOOK_PORT"):
        assert f"TELEGRAM_WEBHOOK_{name}" in str(caught.value)
    assert "openssl rand" in str(caught.value)


@pytest.mark.parametrize(
    "url",
    ["desk.example", "http://desk.example/telegram", "https://desk.example", "https://h/",
     "https://desk.example/a b", "https://desk.example:8080/telegram", "https://u:p@h/telegram",
     "https://desk.example/telegram?x=1", "http://127.0.0.1.example.com/telegram"],
)  # fmt: skip
def test_wrong_webhook_address_is_one_line(url):
    assert wrong(TELEGRAM_WEBHOOK_URL=url)[0] == ["TELEGRAM_WEBHOOK_URL"]


def test_any_port_on_a_server_of_ones_own():
    changed = {
        "TELEGRAM_API_BASE_URL": "http://127.0.0.1:8081",
        "TELEGRAM_WEBHOOK_URL": "http://127.0.0.1:9000/telegram",
    }
    assert open_channel({**WEBHOOK, **changed}).webhooks


@pytest.mark.parametrize("secret", ["two words", "密", "x" * 257])
def test_wrong_webhook_secret_is_one_line_without_it(secret):
    names, told = wrong(TELEGRAM_WEBHOOK_SECRET=secret)
    assert names == ["TELEGRAM_WEBHOOK_SECRET"]
    assert secret not in told


def test_wrong_mode_and_port():
    assert wrong(TELEGRAM_MODE="push")[0] == ["TELEGRAM_MODE"]
    assert wrong(TELEGRAM_WEBHOOK_PORT="70000")[0] == ["TELEGRAM_WEBHOOK_PORT"]
    changed = {"TELEGRAM_WEBHOOK_PORT": "http", "TELEGRAM_WEBHOOK_LISTEN": "0.0.0.0"}
    assert wrong(**changed)[0] == ["TELEGRAM_WEBHOOK_PORT"]


def test_the_webhook_secret_does_not_show():
    assert "Abc_123" not in repr(TelegramSettings.read(WEBHOOK))
