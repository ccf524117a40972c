"""The content that comes with the product: complete, and loud when somebody breaks it."""

import re
import shutil
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from core.library import CONTENT, ContentError, load
from core.rules.faq import Entry
from core.vocabulary import Category

LIBRARY = load()
IDS = {
    *("contact-channels", "email-reply-time", "is-it-safe", "enable-2fa", "official-app-only"),
    *("change-password-regularly", "forgot-password", "account-frozen", "login-problem"),
    *("transaction-failed-reasons", "transaction-failed-what-to-do", "transaction-info-needed"),
    *("withdrawal-delay-reasons", "withdrawal-speed-up", "change-personal-info"),
    *("bind-payment-method", "supported-regions", "regional-limits-fees", "keep-app-updated"),
    *("check-account-activity", "user-guide", "give-feedback"),
}


def chinese(text: str) -> bool:
    return re.search(r"[\u4e00-\u9fff]", text) is not None


def test_every_answer_of_the_product_is_there() -> None:
    assert {entry.id for entry in LIBRARY.entries} == IDS


@pytest.mark.parametrize("entry", LIBRARY.entries, ids=lambda entry: entry.id)
def test_entry_is_asked_for_in_many_ways(entry: Entry) -> None:
    for language in ("zh", "en"):
        assert len(entry.phrasings[language]) >= 30
        assert len(entry.negatives[language]) >= 3
        assert not set(entry.negatives[language]) & set(entry.phrasings[language])


@pytest.mark.parametrize("entry", LIBRARY.entries, ids=lambda entry: entry.id)
def test_entry_is_short_enough_for_where_it_is_shown(entry: Entry) -> None:
    assert all(len(title) <= 60 for title in entry.title.values())  # a button's label
    assert sum(2 if chinese(char) else 1 for char in entry.public["zh"]) <= 270  # one post on X
    assert len(entry.public["en"]) <= 240
    assert len(entry.answer["en"].split()) <= 95
    assert all(len(line) <= 120 for line in entry.answer["zh"].splitlines())


@pytest.mark.parametrize("entry", LIBRARY.entries, ids=lambda entry: entry.id)
def test_entry_invents_no_figure_and_no_address(entry: Entry) -> None:
    for text in (*entry.answer.values(), *entry.public.values()):
        unnumbered = re.sub(r"(?m)^\d\. ", "", text)
        figures = set(re.findall(r"\d+", unnumbered))
        assert figures <= {"48", "4"}  # the reply time of e-mails, the last 4 digits of a card
        assert not re.search(r"https?:|www\.|@|\.com|[¥$€]|→|>", text)


@pytest.mark.parametrize("entry", LIBRARY.entries, ids=lambda entry: entry.id)
def test_answer_is_plain_text(entry: Entry) -> None:
    for text in (*entry.answer.values(), *entry.public.values()):
        assert not re.search(r"[*_`#\[\]<>]|!{2}|！{2}", text)
    for text in entry.public.values():
        assert "\n" not in text


def test_every_topic_has_examples_in_both_languages() -> None:
    counted = Counter((one.category, one.child, chinese(one.text)) for one in LIBRARY.examples)
    for category, content in LIBRARY.categories.items():
        for child in content.children or (None,):
            assert counted[category, child, True] >= 12, (category, child)
            assert counted[category, child, False] >= 12, (category, child)


def test_no_example_stands_under_two_topics() -> None:
    topics: dict[str, set[tuple[Category, str | None]]] = {}
    for one in LIBRARY.examples:
        topics.setdefault(one.text.casefold(), set()).add((one.category, one.child))
    assert not {text: found for text, found in topics.items() if len(found) > 1}


def test_examples_agree_with_the_entry_that_has_the_same_words() -> None:
    owners = {p.casefold(): e for e in LIBRARY.entries for t in e.phrasings.values() for p in t}
    for one in LIBRARY.examples:
        if (owner := owners.get(one.text.casefold())) is not None:
            assert owner.category is one.category, one.text


def test_child_inherits_what_it_does_not_say() -> None:
    security = LIBRARY.categories[Category.TRANSACTION_FAILED]
    assert security.topic("declined").ask == ("amount", "time", "counterparty", "debited")
    assert security.topic("top_up_missing").ask == ("amount", "time", "payment_method")
    assert security.topic("top_up_missing").open_ticket == "case"
    assert security.topic(None) is security
    assert security.topic("no_such_child") is security


@pytest.fixture
def content(tmp_path: Path) -> Path:
    return Path(shutil.copytree(CONTENT, tmp_path / "content"))


def _replace(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


WRONG = {
    "unknown key": (
        "faq/en/is-it-safe.md",
        _replace('title = "Is', 'titel = "x"\ntitle = "Is'),
        r"is-it-safe\.md:2: unknown key 'titel'; write one of negatives, phrasings, public, title",
    ),
    "no front matter": (
        "faq/en/is-it-safe.md",
        lambda text: text.removeprefix("+++\n"),
        r"is-it-safe\.md:1: no front matter",
    ),
    "broken TOML": (
        "faq/zh/user-guide.md",
        _replace('title = "', "title = "),
        r"user-guide\.md:2: .*write valid TOML",
    ),
    "empty answer": (
        "faq/en/user-guide.md",
        lambda text: text[: text.rindex("+++\n") + 4],
        r"'answer' is no text",
    ),
    "long public answer": (
        "faq/zh/enable-2fa.md",
        _replace('public = "', 'public = "' + "很" * 80),
        r"enable-2fa\.md:3: the public answer has \d+ characters; write at most 120",
    ),
    "long paragraph": (
        "faq/zh/enable-2fa.md",
        lambda text: text + "很" * 121,
        r"the paragraph has 121 characters",
    ),
    "variable in an answer": (
        "faq/en/enable-2fa.md",
        lambda text: text + "See {official_site}.",
        r"a FAQ answer has no variables",
    ),
    "secret asked for": (
        "faq/en/enable-2fa.md",
        lambda text: text + "Please send us your password.",
        r"the answer asks for a secret",
    ),
    "phrasing twice": (
        "faq/en/user-guide.md",
        _replace('"is there a user guide"', '"Is OKPay safe"'),
        r"user-guide\.md:\d+: 'Is OKPay safe' is already in en/is-it-safe\.md",
    ),
    "entry without its file": (
        "faq/entries.toml",
        lambda text: text + '\n[new-one]\ncategory = "spam"\nrisk = "low"\n',
        r"new-one\.md:1: No such file",
    ),
    "unknown category": (
        "faq/entries.toml",
        _replace('category = "how_to_use"', 'category = "how_to"'),
        r"entries\.toml:\d+: there is no category 'how_to'; write one of account_login",
    ),
    "unknown child": (
        "faq/entries.toml",
        _replace('child = "contact"', 'child = "kontakt"'),
        r"'how_to_use' has no child 'kontakt'; write one of contact",
    ),
    "unknown risk": (
        "faq/entries.toml",
        _replace('risk = "low"', 'risk = "none"'),
        r"'none' is no risk; write one of high, low, medium",
    ),
    "unknown slot": (
        "categories.toml",
        _replace('ask = ["login_hint", "error_code"]', 'ask = ["shoe_size"]'),
        r"categories\.toml:\d+: 'shoe_size' is not known in ask",
    ),
    "unknown FAQ of a category": (
        "categories.toml",
        _replace('faqs = ["forgot-password"]', 'faqs = ["forgot-pasword"]'),
        r"'forgot-pasword' is not known in faqs",
    ),
    "unknown policy": (
        "categories.toml",
        _replace('open_ticket = "case"', 'open_ticket = "maybe"'),
        r"'maybe' is no policy; write one of always, case, never",
    ),
    "category missing": (
        "categories.toml",
        lambda text: text[: text.index("[praise]")] + text[text.index("[spam]") :],
        r"'praise' is missing",
    ),
    "example of an unknown child": (
        "examples/en/spam.toml",
        _replace("[gambling]", "[gamling]"),
        r"spam\.toml:\d+: 'spam' has no child 'gamling'",
    ),
    "example of an unknown kind": (
        "examples/en/spam.toml",
        _replace("general = [", "generall = ["),
        r"spam\.toml:\d+: unknown key 'generall'; write one of case, general",
    ),
    "text in one language": (
        "texts/en.toml",
        lambda text: text + '\n[extra]\nprivate = "x"\n',
        r"zh\.toml:1: there is no text 'extra'; write \[extra\] as in en\.toml",
    ),
    "other variables": (
        "texts/en.toml",
        _replace("Hello, this is {agent}.", "Hello, this is {name}."),
        r"'agent_joined' has other forms or variables",
    ),
    "unknown variable": (
        "texts/en.toml",
        _replace("Hello, this is {agent}.", "Hello, this is {agnet}."),
        r"en\.toml:\d+: 'agent_joined' has the unknown variable agnet; write one of agent",
    ),
    "unmatched braces": (
        "texts/en.toml",
        _replace("Hello, this is {agent}.", "Hello, this is {agent."),
        r"the braces of 'agent_joined' do not match",
    ),
    "text that asks for a secret": (
        "texts/zh.toml",
        _replace("[goodbye]\nprivate = ", '[goodbye]\nprivate = "请告诉我您的验证码。" #'),
        r"zh\.toml:\d+: 'goodbye' asks for a secret",
    ),
    "long public text": (
        "texts/zh.toml",
        _replace('public = "谢谢', 'public = "' + "谢" * 110 + "谢谢"),
        r"the public form of 'praise_thanks' has \d+ characters; write at most 110",
    ),
}


@pytest.mark.parametrize("case", WRONG.values(), ids=WRONG.keys())
def test_wrong_content_is_told_with_file_line_and_cure(
    content: Path, case: tuple[str, Callable[[str], str], str]
) -> None:
    name, change, message = case
    path = content / name
    path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ContentError, match=message):
        load(content)


def test_unlisted_answer_is_told(content: Path) -> None:
    shutil.copy(content / "faq/en/user-guide.md", content / "faq/en/stray.md")
    with pytest.raises(ContentError, match=r"stray\.md:1: not in entries\.toml; write \[stray\]"):
        load(content)


def test_file_that_is_no_text_is_told(content: Path) -> None:
    (content / "texts/zh.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(ContentError, match=r"zh\.toml:1: byte 0 is no UTF-8"):
        load(content)
