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
