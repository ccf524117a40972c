"""Splitting, measuring and defusing, for any text at all."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.telegram.render import LIMIT, render, split, units
from core.channel import Choice, Outbound, Place, Refusal, Undeliverable
from core.vocabulary import Visibility

FAMILY = "👩‍👩‍👧‍👦"
CLUSTERS = [FAMILY, "👍🏽", "🇨🇳", "e\u0301", "क्षि", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "字", "a", " ", "\n", "\r\n"]


def outbound(text, visibility=Visibility.DIRECT, **more):
    return Outbound("d", Place(visibility, "1"), "1", text, **more)


@given(st.text(st.characters(codec="utf-8")), st.integers(2, 40))
def test_pieces_fit_and_make_up_the_text(text, limit):
    pieces = split(text, limit)
    assert "".join(pieces) == text
    assert all(0 < units(piece) <= limit for piece in pieces)


@given(st.lists(st.sampled_from(CLUSTERS), max_size=120), st.integers(16, 60))
def test_no_visible_character_is_torn(clusters, limit):
    # a flag beside a flag is a run of halves, in which only the parity tells the seams
    edges, length = {0}, 0
    for cluster in clusters:
        length += len(cluster)
        edges.add(length)
    cut = 0
    for piece in split("".join(clusters), limit):
        cut += len(piece)
        assert cut in edges


@pytest.mark.parametrize("limit", range(4, 30))
def test_flags_in_a_row_stay_flags(limit):
    pieces = split("🇨🇳" * 40, limit)
    assert {*"".join(pieces).split("🇨🇳")} == {""}
    assert all(len(piece) % 2 == 0 for piece in pieces)


@given(st.lists(st.text("abcdefgh", min_size=1, max_size=9), min_size=1), st.integers(30, 60))
def test_no_word_is_torn_that_fits(words, limit):
    pieces = split(" ".join(words), limit)
    assert " ".join(piece.strip() for piece in pieces).split() == words


@given(st.text(st.characters(codec="utf-8")))
def test_units_are_utf16(text):
    assert units(text) == len(text.encode("utf-16-le")) // 2


@given(st.text(min_size=1, max_size=50), st.sampled_from(Visibility))
def test_any_text_renders_or_is_refused(text, visibility):
    try:
        parts = render(outbound(text, visibility), "okpay")
    except Undeliverable:
        assert not text.strip()
    else:
        "".join(part.text for part in parts).encode("utf-8")


@given(st.text("@ab_ 1.，", max_size=60))
def test_public_text_pings_nobody_but_us(text):
    text = f"x {text}"
    (part,) = render(outbound(text, Visibility.PUBLIC), "ab")
    assert part.text.replace("\u200b", "") == text
    for before, name in ((m[1], m[2]) for m in _mentions(part.text)):
        assert before.isalnum() or before == "_" or name == "ab"


def _mentions(text):
    return re.finditer(r"(.)@(\w+)", text)


def test_exactly_the_limit_is_one_message():
    assert len(render(outbound("长" * LIMIT), "okpay")) == 1
    assert len(render(outbound("😀" * (LIMIT // 2)), "okpay")) == 1
    assert len(render(outbound("😀" * (LIMIT // 2) + "a"), "okpay")) == 2


def test_public_is_one_message_or_none():
    with pytest.raises(Undeliverable) as caught:
        render(outbound("😀" * (LIMIT // 2) + "a", Visibility.PUBLIC), "okpay")
    assert caught.value.refusal is Refusal.TOO_LONG


def test_buttons_one_a_row_and_no_invitation_in_private():
    choices = (Choice("a", "甲"), Choice("b", "乙"))
    (part,) = render(outbound("选", choices=choices, invite=True), "okpay")
    rows = part.keyboard.inline_keyboard
    assert [[cell.callback_data for cell in row] for row in rows] == [["a"], ["b"]]


def test_split_of_a_long_text_is_fast():
    text = "字" * 200_000
    assert "".join(split(text)) == text
