"""What customers read: both languages, three scripts, nothing private in public."""

import re

import pytest

from core.library import load
from core.library.categories import SLOTS
from core.rules.wording import (
    VARIABLES,
    MissingVariable,
    Texts,
    UnknownText,
    Wording,
    asks_for_secret,
    category_label,
    faq_answer,
    faq_title,
)
from core.vocabulary import Category, Language, TicketStatus

LIBRARY = load()
TEXTS = LIBRARY.texts
REPLY_LANGUAGES = (Language.ZH_HANS, Language.ZH_HANT, Language.EN)
GIVEN = {name: f"<{name}>" for name in VARIABLES}


@pytest.mark.parametrize("language", REPLY_LANGUAGES)
@pytest.mark.parametrize("id", sorted(TEXTS.ids()))
def test_text_can_be_said_in_every_form(id: str, language: Language) -> None:
    said = [TEXTS.say(id, language, **GIVEN)]
    if TEXTS.has(id, public=True):
        said.append(TEXTS.say(id, language, public=True, **GIVEN))
    for text in said:
        assert text.strip() == text
        assert not re.search(r"[{}*`#]", text)
        if language is Language.EN and id != "language_fallback":
            assert not re.search(r"[\u4e00-\u9fff]", text)


@pytest.mark.parametrize("id", sorted(id for id in TEXTS.ids() if TEXTS.has(id, public=True)))
def test_public_text_says_nothing_about_the_person(id: str) -> None:
    for language in REPLY_LANGUAGES:
        text = TEXTS.say(id, language, public=True)  # so it needs no variable at all
        assert not re.search(r"OK-|工单|工單|\bcase\b|ticket", text)
        assert "\n" not in text
        assert len(text) <= (240 if language is Language.EN else 110)


@pytest.mark.parametrize("id", sorted(TEXTS.ids()))
def test_tone(id: str) -> None:
    zh, en = TEXTS.say(id, Language.ZH_HANS, **GIVEN), TEXTS.say(id, Language.EN, **GIVEN)
    assert not re.search(r"亲亲|包退|您操作有误|！|一定(?!很)", zh)
    assert not re.search(r"unfortunately|as per|don't worry|guarantee|!", en, re.IGNORECASE)
    assert all(len(line) <= 120 for line in zh.splitlines())
    assert len(en.split()) <= 80
    if id != "minor_reply":  # a child is not addressed with 您
        assert not re.search("你(?!们)", zh)


def test_first_contact_says_who_is_speaking() -> None:
    for id in ("greeting_first", "first_contact", "dm_opened", "bot_identity"):
        assert "自动助手" in TEXTS.say(id, Language.ZH_HANS)
        assert "automatic assistant" in TEXTS.say(id, Language.EN)


def test_every_slot_and_status_can_be_named() -> None:
    assert {f"slot_{slot}" for slot in SLOTS} <= TEXTS.ids()
    assert {f"status_{status.value}" for status in TicketStatus} <= TEXTS.ids()


def test_traditional_script_is_made_when_said_and_leaves_names_alone() -> None:
    said = TEXTS.say("agent_joined", Language.ZH_HANT, agent="张云")
    assert said == "您好，我是张云，接下來由我處理您的問題。"


def every_traditional_text() -> list[str]:
    said = [
        TEXTS.say(id, Language.ZH_HANT, public=public, **GIVEN)
        for id in TEXTS.ids()
        for public in (False, True)
        if TEXTS.has(id, public=public)
    ]
    for entry in LIBRARY.entries:
        said.append(faq_title(entry, Language.ZH_HANT))
        said += [faq_answer(entry, Language.ZH_HANT, public=public) for public in (False, True)]
    for category, content in LIBRARY.categories.items():
        for child in (None, *content.children):
            said.append(category_label(LIBRARY.categories, category, Language.ZH_HANT, child))
    return said


def test_traditional_texts_use_the_words_of_their_readers() -> None:
    everything = every_traditional_text()
    assert len(everything) > 200
    for text in everything:
        assert not re.search(r"[賬录账户]|登錄|提現|繫結|稽核|專案|程式碼|卡里|到帳", text)


def test_no_text_asks_for_a_secret_in_traditional_script() -> None:
    assert [text for text in every_traditional_text() if asks_for_secret(text)] == []


def test_other_languages_get_english() -> None:
    assert TEXTS.say("goodbye", Language.OTHER) == TEXTS.say("goodbye", Language.EN)


def test_unknown_texts_and_forms_and_missing_variables_are_errors() -> None:
    with pytest.raises(UnknownText, match="there is no text 'nothing'"):
        TEXTS.say("nothing", Language.EN)
    with pytest.raises(UnknownText, match="may only be said in private"):
        TEXTS.say("ack_ticket", Language.EN, public=True, **GIVEN)
    with pytest.raises(MissingVariable, match="'ack_ticket' also needs next_contact"):
        TEXTS.say("ack_ticket", Language.EN, ticket="OK-1")
    assert not TEXTS.has("nothing")
    assert not TEXTS.has("ack_ticket", public=True)


def test_braces_in_what_the_customer_wrote_are_only_text() -> None:
    texts = Texts({"en": {"hi": Wording("Hello {name}")}, "zh": {"hi": Wording("您好{name}")}})
    assert texts.say("hi", Language.EN, name="{agent} {0}") == "Hello {agent} {0}"


def test_at_most_two_facts_are_asked_for_at_once() -> None:
    missing = ("amount", "time", "counterparty")
    assert TEXTS.ask_for(missing, Language.EN) == (
        "the amount and currency, and the date and rough time"
    )
    assert TEXTS.ask_for(missing, Language.ZH_HANT) == "金額和幣種，以及大概的日期和時間"
    assert TEXTS.ask_for(("bank",), Language.EN) == "which bank it goes to"
    assert TEXTS.ask_for((), Language.EN) == ""


def test_labels_and_answers_follow_the_language() -> None:
    categories = LIBRARY.categories
    login = Category.ACCOUNT_LOGIN
    assert category_label(categories, login, Language.ZH_HANT) == "帳戶登入"
    assert category_label(categories, login, Language.EN, "forgot_password") == "Forgotten password"
    entry = next(entry for entry in LIBRARY.entries if entry.id == "is-it-safe")
    assert faq_title(entry, Language.ZH_HANS) == "OKPay 安全吗？"
    assert faq_answer(entry, Language.EN, public=True) == entry.public["en"]
    assert faq_answer(entry, Language.ZH_HANS, public=False) == entry.answer["zh"]
