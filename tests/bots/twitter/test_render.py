import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bots.twitter.render import (
    direct_texts,
    public_text,
    split,
    weighted_length,
    without_pings,
)
from core.channel import Choice
from sandbox.twitter.weight import weight

# https://docs.x.com/fundamentals/counting-characters
DOCUMENTED = {
    "hello": 5,
    "café": 4,
    "cafe\u0301": 4,
    "你好": 4,
    "こんにちは": 10,
    "👾": 2,
    "🙋🏽": 2,
    "👨‍🎤": 2,
    "👨‍👩‍👧‍👦": 2,
    "🇨🇳": 2,
    "1️⃣": 2,
    "https://example.com": 23,
    "https://example.com/very/long/path/" + "x" * 90: 23,
    "see https://example.com ok": 4 + 23 + 3,
    "看https://okpay.com/帮助": 2 + 23 + 4,
    "okpay.com": 23,
    "“quoted” – dash": 15,
}


@pytest.mark.parametrize(("text", "length"), DOCUMENTED.items())
def test_weights_of_the_documentation(text, length):
    assert weighted_length(text) == length


SOUP = st.text(
    st.sampled_from("ab. \n你好。é👾👨👩🏽🇨🇳\u200d\ufe0f\u0301@/") | st.characters(codec="utf-8"),
    max_size=300,
)


@given(SOUP | st.builds("{} https://okpay.com/{}".format, SOUP, SOUP))
def test_never_lighter_than_x_weighs_it(text):
    assert weighted_length(text) >= weight(text)


@given(SOUP)
def test_weight_is_between_one_and_two_a_character_or_an_address(text):
    assert weighted_length(text) <= 2 * len(text) + 23 * text.count(".")


@given(st.lists(SOUP, max_size=6).map("".join), st.integers(2, 80))
@example("👨‍👩‍👧‍👦" * 9, 20)
@example("🇨🇳🇺🇸" * 9, 11)
def test_splitting_loses_only_blanks_and_keeps_the_limit(text, limit):
    parts = split(text, limit)
    assert "".join("".join(parts).split()) == "".join(text.split())
    assert all(len(part.encode("utf-16-le")) // 2 <= limit for part in parts)
    assert all(part.strip() for part in parts)


@pytest.mark.parametrize(
    "whole",
    ["👨‍👩‍👧‍👦", "🇨🇳", "🙋🏽", "e\u0301", "❤️", "न\u093f"],
)
def test_what_reads_as_one_character_is_not_cut(whole):
    limit = 3 * (len(whole.encode("utf-16-le")) // 2) + 1
    for part in split(whole * 20, limit):
        assert part.replace(whole, "") == ""


def test_words_and_lines_are_kept_whole():
    assert split("first line\nsecond line", 14) == ["first line", "second line"]
    assert split("one two three four", 9) == ["one two", "three", "four"]
    assert split("您好。请稍等片刻", 5) == ["您好。", "请稍等片刻"]
    assert split("short", 100) == ["short"]
    assert split(" \n ", 100) == []


def test_choices_become_a_numbered_list():
    choices = (Choice("a", "Fees"), Choice("b", "人工"))
    assert direct_texts("Which?", choices) == ["Which?\n\n1. Fees\n2. 人工"]
    assert public_text("Which?", choices, "OKPaySupport") == "Which?\n\n1. Fees\n2. 人工"


@given(SOUP)
def test_only_our_own_name_keeps_its_power(text):
    disarmed = without_pings(text + " @OKPaySupport @elon", "OKPaySupport")
    names = re.findall(r"(?<![A-Za-z0-9_!#$%&*])[@＠]([A-Za-z0-9_]{1,20})", disarmed)
    assert {name.lower() for name in names} == {"okpaysupport"}
    assert disarmed.replace("\u200b", "") == (text + " @OKPaySupport @elon").replace("\u200b", "")
