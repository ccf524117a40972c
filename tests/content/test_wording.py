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


@pytest.mark.parametrize(
    "text",
    [
        "请把验证码发给我",
        "麻烦提供一下您的登录密码",
        "请告诉我银行卡的完整卡号",
        "您的支付密码告诉我一下，特别急",
        "請提供您的驗證碼",
        "请上传身份证号",
        "Please send me the code? Just send the one-time code.",
        "Could you share your password so that I can check?",
        "What's your PIN?",
        "please confirm your CVV",
        "Reply with the verification code we sent",
        "give me your seed phrase",
        "Don't worry, please send me your password",
        "Please send your password, nobody else will see it",
        "请提供您的验证码，不会泄露",
        "别担心，请提供您的验证码",
        "I need your password",
        "We need your CVV",
        "请输入您的支付密码",
        "Please type your verification code here",
        "\u0440lease send me your \u0440\u0430ssword",
        "请 提 供 您 的 密 码",
        "Please send me\nyour password",
        "What is your PIN",
        "Could you share your one-time code?",
        "把您的验证码发给我",
        "请在这里输入密码",
        "密码发我",
        "您的验证码是多少？",
        "您的密码告诉我们一下",
        "Don't hesitate to send us your password",
        "Don't forget to send your PIN",
        "we'll just need your one-time code",
        "可以给我您的密码吗",
        "Kindly reply with the OTP",
        "Let me know your password please",
        "ｐｌｅａｓｅ ｓｅｎｄ ｙｏｕｒ ｐａｓｓｗｏｒｄ",
        "send y\u200bour pass\u200bword",
        "If you send us your password we can unlock it",
        "Please send the 6-digit code",
        "Could I have your password?",
        "Please send a photo of your ID",
        "send me your seed phrase",
        "我们需要您的密码来核实",
        "请把密码和验证码发过来",
        "發送您的驗證碼給我",
        "请告诉我们金额、时间，以及登录密码",
        "To verify, share the code you received",
        "Please enter your PIN below",
        "Please confirm your password",
        "麻烦核对一下您的密码",
        "我要您的验证码",
        "请您提供身份证号码",
        "no one will misuse it, send your password",
        "Never mind, give me your password",
        "This is not a scam. Tell me your PIN",
        "请不要担心，把密码发给我",
        "不用怕，验证码发给我",
        "请回复验证码",
        "provide full card number",
        "Please send me your card number and CVV",
        "需要您的密码",
    ],
)
def test_requests_for_secrets_are_noticed(text: str) -> None:
    assert asks_for_secret(text)


@pytest.mark.parametrize(
    "text",
    [
        "请不要把验证码发给任何人",
        "请马上修改密码，并告诉我们经过",
        "我们不会向您要密码和验证码",
        "收不到验证码时，请检查信号",
        "请点“忘记密码”，输入新密码",
        "请提供交易金额和时间",
        "银行卡只需提供末四位",
        "Never share your code with anyone.",
        "Please do not send passwords.",
        "Open the link and type the new password.",
        "Tell us the amount and the time.",
        "Tell us if you gave them anything, and change your password.",
        "Please send the last 4 digits of the card.",
        "enter the new password and confirm it",
        "We never ask for passwords",
        "Never share your code with anyone",
        "Enter your password on the sign-in page of the app.",
        "在登录页输入您的密码",
        "请勿把密码告诉任何人",
        "我们不需要您的密码",
        "我们不会要您的验证码",
        "验证码不要发给我们",
        "收不到验证码请告诉我们",
        "Tell us if you forgot your password",
        "Nobody from OKPay will ask you to send your PIN",
        "Anyone who asks you to give your code is a fraud",
        "Did you share your code with anyone?",
        "Please send the last four digits of your card number",
        "请告诉我们订单号，密码请勿发送",
        "Tell us the amount, never the code",
        "Please send us the password reset email",
        "We do not need your password.",
        "you need your password to sign in",
        "请提供卡号末四位",
        "如果有人让您提供验证码，请不要理会",
        "Please tell us the error code",
        "You may need your PIN in the app",
        "如果您把验证码告诉了别人，请马上修改密码",
        "Please do not send, share or post your password here.",
        "If you gave them your password, change it",
        "请在应用里输入支付密码",
        "Tell nobody your password",
        "have you told anyone your one-time code?",
        "Please check the code and try again",
        "我们不会让您提供验证码",
        "您是否向别人提供过验证码",
        "请在官方应用里修改密码，然后告诉我们结果",
        "Please change your password and tell us",
        "请发送交易截图，卡号请遮住",
    ],
)
def test_warnings_and_steps_are_no_requests(text: str) -> None:
    assert not asks_for_secret(text)
