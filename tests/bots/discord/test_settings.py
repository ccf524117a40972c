import pytest

from bots import enabled, open_channel
from bots.discord.settings import DiscordSettings, addresses
from core.settings import WrongSettings


def test_it_is_on_when_its_token_is_set():
    assert "discord" in enabled({"DISCORD_BOT_TOKEN": "a.b.c"})
    assert "discord" not in enabled({"DISCORD_BOT_TOKEN": " "})
    assert "discord" not in enabled({})


def test_without_addresses_it_talks_to_the_real_hosts():
    assert addresses({}) == ["https://discord.com/api/v10", "wss://gateway.discord.gg"]


def test_addresses_can_be_on_loopback():
    env = {
        "DISCORD_API_BASE_URL": "http://127.0.0.1:9000/discord/api/v10/",
        "DISCORD_GATEWAY_URL": "ws://127.0.0.1:9000/discord/gateway",
    }
    assert addresses(env) == [
        "http://127.0.0.1:9000/discord/api/v10",
        "ws://127.0.0.1:9000/discord/gateway",
    ]


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("DISCORD_API_BASE_URL", "discord.com/api/v10", "is no https:// address"),
        ("DISCORD_API_BASE_URL", "https://discord.com", "must end in /api/v10"),
        ("DISCORD_API_BASE_URL", "https://discord.com:x/api/v10", "is no https:// address"),
        ("DISCORD_GATEWAY_URL", "https://gateway.discord.gg", "is no wss:// address"),
        ("DISCORD_BOT_TOKEN", "very secret token", "has a space"),
        ("DISCORD_BOT_TOKEN", "sécret", "odd character"),
    ],
)
def test_a_wrong_value_is_told_in_one_line_without_a_secret(name, value, said):
    with pytest.raises(WrongSettings) as caught:
        DiscordSettings.read({name: value})
    (line,) = caught.value.lines
    assert line.startswith(f"{name}: ")
    assert said in line
    assert "\n" not in line
    if name == "DISCORD_BOT_TOKEN":
        assert value not in line


def test_two_wrong_values_are_told_at_once():
    env = {"DISCORD_API_BASE_URL": "x", "DISCORD_GATEWAY_URL": "y", "DISCORD_BOT_TOKEN": "t"}
    with pytest.raises(WrongSettings) as caught:
        open_channel("discord", env)
    assert len(caught.value.lines) == 2


def test_the_token_is_not_in_the_settings_repr():
    assert "s3cret" not in repr(DiscordSettings.read({"DISCORD_BOT_TOKEN": "s3cret"}))
