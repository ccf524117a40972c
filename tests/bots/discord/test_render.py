import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.discord.render import bodies
from bots.discord.split import LIMIT, escaped, measured, speaks, split
from core.channel import Choice, Outbound, Place, Refusal, Undeliverable
from core.vocabulary import Visibility

DIRECT, PUBLIC = Place(Visibility.DIRECT, "7"), Place(Visibility.PUBLIC, "8")
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
FLAG = "\U0001f1e8\U0001f1f3"
ACCENT = "e\u0301"
PIECES = st.lists(
    st.sampled_from(
        [
            *(FAMILY, FLAG, ACCENT, "👍🏽", "字", "word", " ", "\n", "。", "a" * 300, "漢" * 300),
            *("*", "_", "`", "[", "# ", "> ", "<@123>", "https://okpay.example/a_b_c"),
        ]
    ),
    min_size=1,
    max_size=60,
)


def unescaped(text: str) -> str:
    return re.sub(r"\\(?=[\\*_~`|\[\]<>#-])", "", text)


def outbound(text="Hello", place=DIRECT, **more):
    return Outbound("d-1", place, "7", text, **more)


def without_blanks(text: str) -> str:
    return "".join(text.split())


@given(PIECES.map("".join))
def test_parts_fit_are_not_empty_and_lose_nothing(text):
    parts = split(text)
    assert all(part and measured(part) <= LIMIT for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)


@given(st.text(alphabet=st.characters(blacklist_categories=["Cs"]), max_size=300))
def test_any_text_is_split_into_small_parts_without_loss(text):
    parts = split(text, 20)
    assert all(measured(part) <= 20 or len(part) == 1 for part in parts)
    assert without_blanks("".join(parts)) == without_blanks(text)


@pytest.mark.parametrize("character", [FAMILY, FLAG, ACCENT, "👍🏽", "1\ufe0f\u20e3"])
@pytest.mark.parametrize("offset", range(12))
def test_no_cut_goes_through_a_character(character, offset):
    text = "x" * offset + character * 40
    for part in split(text, 24):
        assert part.lstrip("x") == character * (len(part.lstrip("x")) // len(character))


def test_a_cut_prefers_a_line_then_a_pause_then_a_space():
    assert split("aaaa aaaa\nbbbb bbbb", 14) == ["aaaa aaaa", "bbbb bbbb"]
    assert split("一二三四。五六七八九十", 8) == ["一二三四。", "五六七八九十"]
    assert split("alpha beta gamma", 12) == ["alpha beta", "gamma"]


@given(st.text(alphabet=st.sampled_from("ab *_~`|[]()<>@#:/-\\1.\n！")))
def test_escaping_only_adds_backslashes(text):
    assert unescaped(escaped(text)).replace("\\", "") == text.replace("\\", "")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("*bold* _it_ ~~no~~", r"\*bold\* \_it\_ \~\~no\~\~"),
        ("<@123> <@&5> <#9> <:a:1> @everyone", r"\<@123> \<@&5> \<#9> \<:a:1> @everyone"),
        ("[here](https://evil.example/a_b)", r"\[here\](https://evil.example/a_b)"),
        ("https://okpay.example/a_b*c", "https://okpay.example/a_b*c"),
        ("# big\n> quote\n-# small", "\\# big\n\\> quote\n\\-# small"),
        ("C# and 3 > 2 - OK-1042", "C# and 3 > 2 - OK-1042"),
    ],
)
def test_what_discord_would_read_as_markup_is_escaped(text, shown):
    assert escaped(text) == shown


def test_a_body_has_a_nonce_pings_nobody_and_shows_no_previews():
    (body,) = bodies(outbound())
    assert body["nonce"] == "d-1"
    assert body["enforce_nonce"] is True
    assert body["allowed_mentions"] == {"parse": [], "replied_user": False}
    assert body["flags"] & 4
    assert "message_reference" not in body


def test_every_part_of_a_long_text_has_its_own_short_nonce():
    parts = bodies(Outbound("d" * 20, DIRECT, "7", "字" * 10_000))
    nonces = [body["nonce"] for body in parts]
    assert len(parts) == 5
    assert len(set(nonces)) == 5
    assert all(len(nonce) <= 25 for nonce in nonces)


def test_buttons_stand_under_the_last_part_five_in_a_row():
    choices = tuple(Choice(f"c{n}", f"Choice {n}") for n in range(12))
    *others, last = bodies(outbound("字" * 3000, choices=choices))
    assert all("components" not in body for body in others)
    assert [len(row["components"]) for row in last["components"]] == [5, 5, 2]
    assert last["components"][0]["components"][0]["custom_id"] == "c0"


def test_more_choices_than_buttons_are_numbered():
    choices = tuple(Choice(f"c{n}", f"Choice {n}") for n in range(26))
    (body,) = bodies(outbound(choices=choices))
    assert "components" not in body
    assert body["content"].endswith("26. Choice 25")


def test_a_long_or_empty_label_is_made_to_fit():
    (body,) = bodies(outbound(choices=(Choice("a", "x" * 200), Choice("b", " "))))
    first, second = body["components"][0]["components"]
    assert len(first["label"]) == 80
    assert second["label"] == "b"


def test_a_public_reply_answers_the_message_even_if_that_is_gone():
    (body,) = bodies(outbound(place=PUBLIC, reply_to="99"))
    assert body["message_reference"] == {
        "message_id": "99",
        "channel_id": "8",
        "fail_if_not_exists": False,
    }


def test_a_public_text_is_one_message_or_none():
    with pytest.raises(Undeliverable) as caught:
        bodies(outbound("x" * 2001, place=PUBLIC))
    assert caught.value.refusal is Refusal.TOO_LONG


@pytest.mark.parametrize("text", ["", "  \n", "\u200b", " \ufeff\u200b "])
def test_a_text_that_shows_nothing_is_not_sent(text):
    assert not speaks(text)
    with pytest.raises(Undeliverable) as caught:
        bodies(outbound(text))
    assert caught.value.refusal is Refusal.INVALID
