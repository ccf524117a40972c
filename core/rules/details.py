"""The facts of a case that a message names, under the names the desk asks for them by."""

import re
from collections.abc import Iterator
from decimal import Decimal

import phonenumbers

from core.rules.amounts import Amount, amounts
from core.rules.counterparty import counterparty
from core.rules.language import detect
from core.rules.lexicon import names
from core.rules.moments import deadline, moment
from core.rules.normalise import READ_AT_MOST, Folded, fold
from core.vocabulary import Category, Language

EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9][A-Za-z0-9._%+\-]*@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+"
)
URL = re.compile(
    r"(?:https?|hxxps?)://[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]+|(?<![A-Za-z0-9@.\-])(?:[A-Za-z0-9\-]+(?:\[?\.\]?))+"
    r"(?:com|net|org|io|cn|top|xyz|info|me|app|vip|shop|site|online|cc|example|ph|hk|tw|co|ly|link|live|club|support|help|icu|ru|uk|us|eu|biz|test)(?![A-Za-z0-9\-])(?:/[A-Za-z0-9\-._~/?#=&%+]*)?"
)
_OURS = re.compile(r"@(?:the_?)?ok_?pay\w*", re.IGNORECASE)
_ADDRESSED = re.compile(
    r"\s*(?:@[A-Za-z0-9_]{2,32}[\s,:]+)+(?!(?:is|was|are|keeps|claims|has|says|said|wrote|told|dm|messaged|contacted|sent|asked|called)\b|是|在|说|冒充|自称|加我|私信|联系)",
    re.IGNORECASE,
)
"""Accounts a post begins by addressing; one of whom something is told is a fact instead."""
HANDLE = re.compile(r"(?<![A-Za-z0-9_.@])@[A-Za-z0-9_]{3,32}(?![A-Za-z0-9_]*\.[a-z])")
TICKET = re.compile(r"(?<![A-Za-z])ok-\d{3,10}(?!\d)", re.IGNORECASE)
_TXN = re.compile(
    r"(?:(?:交易|订单|转账|付款|支付|提现|退款|流水|参考|申请|凭证|汇款|商户)?(?:单号|订单号|流水号|交易号|编号|参考号|凭证号|申请号|订单|交易id|流水|号码)|(?<![a-z])(?:txn?|transaction|trans|order|ref(?:erence)?|trace|tracking|payment|transfer|withdrawal|request|receipt|invoice|rrn|utr|arn|confirmation|booking|deposit|refund|tx)\s*(?:id|no\.?|number|num|#|ref(?:erence)?|code|hash)?)"
    r"(?:\s*(?:是|为|is|was|[:=#.])){0,3}\s*[\"'#(]?(?P<id>(?=[A-Za-z0-9\-_]*\d)[A-Za-z0-9](?:[A-Za-z0-9\-_]{6,64})[A-Za-z0-9])(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_TXN_SHAPE = re.compile(
    r"(?<![A-Za-z0-9\-_@./])(?:(?:TX|TXN|TRX|REF|WD|PAY|ORD|OKP|OP|T|W|P|TR|DEP|RF|INV|BILL)[\-_]?(?=[A-Z0-9\-]*\d{5})[A-Z0-9\-]{6,24}|0x[0-9a-f]{40,64}|\d{14,26})(?![A-Za-z0-9])"
)
_PHONE_CN = re.compile(r"(?<![\dA-Za-z.])(?:\+?86[\s\-]?)?1[3-9]\d[\s\-]?\d{4}[\s\-]?\d{4}(?!\d)")
_VERSION = re.compile(
    r"(?:版本号?|version|ver\.?|app|okpay|(?<![a-z0-9])v)\s*(?:是|为|is|:)?\s*v?(?P<v>\d{1,3}\.\d{1,4}(?:\.\d{1,6}){0,2})(?![\d%]|\s*(?:元|块|万|usd|%))",
    re.IGNORECASE,
)
_ERROR = re.compile(
    r"(?:错误|异常|报错|故障|失败|返回|提示|error|err|fault|decline|response|failure|status)\s*(?:代码|码|编号|code|message|msg|no\.?|number|#)?s?\s*(?:是|为|:|=|#|is|was|says?|显示|提示|\(|\[|\"|')*\s*(?P<code>(?:[A-Za-z]{1,8}[\-_]?)?\d{2,6}[A-Za-z]?|[A-Z]{2,10}(?:_[A-Z0-9]+)+|[A-Z]{1,4}-?\d{2,6}(?:-\d{1,6})?)(?![A-Za-z0-9.,%]|\s*(?:元|块|次|天|分钟|times|usd|php|minutes|days|hours))"
    r"|(?:代码|code)\s*(?:是|为|:|=|#|is)?\s*(?P<code2>[A-Za-z]{1,5}[\-_]?\d{2,6})(?![A-Za-z0-9])|(?<![A-Za-z0-9])(?P<code3>(?:ERR|E|ERROR)[\-_]?[A-Z]*[\-_]?\d{2,6}|[45]\d\d(?= error))(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DEBITED_YES = re.compile(
    r"余额(?:都|也|就)?(?:少了|没了|变少)|支出|(?:银行|那边)(?:说|显示)?(?:已经?)?(?:出去了|转出|扣)|left my (?:side|bank|card|wallet)|(?:bank|card) (?:text |sms |app |statement )?(?:says?|shows?) .{0,20}(?:out|left|gone)|(?:my )?balance (?:has )?(?:dropped|fell|decreased|shrank)|charges? of|charged|(?:钱|款|余额|卡里?|账户|银行|已经?|被|也|都|却|但|但是)?(?:已经|已|都|也|被)?(?:扣(?:了|掉|走|款了|钱了|我|除)|扣款成功|划走|划扣了|扣(?:两|了两|2|了2|多))|钱(?:已经|都|也|却)?(?:没了|出去了|少了|转出去了|走了)|(?:debited|deducted|charged|taken from|took (?:the|my) money|money (?:was |is |has |has been |already )?(?:gone|left|taken|deducted|out)|left my (?:account|balance|bank)|balance (?:went|is) (?:down|less|lower)|gone from my)",
    re.IGNORECASE,
)
_DEBITED_NO = re.compile(
    r"(?:没有?|未|还没|并未)(?:被)?扣(?:款|钱|我|费)?|钱没(?:少|扣|动)|(?:not|n't|never|wasn'?t|hasn'?t|nothing)(?: been| was| yet| be)* (?:charged|debited|deducted|taken)|no money (?:was |has been )?(?:taken|deducted|left|debited)",
    re.IGNORECASE,
)
_LOGIN_HINT = re.compile(
    r"(?:尾号|后四位|末四位|末尾|结尾)(?:是|为|:)?\s*(?P<a>\d{3,4})(?!\d)|(?:ending|ends|ended|last (?:4|four)(?: digits)?)\s*(?:in|with|is|are|:|of)?\s*(?:in\s)?(?P<b>\d{3,4})(?!\d)|(?P<c>(?:\+?\d{1,4}[\s\-]?)?\d{0,4}[*•xX]{3,8}\d{2,4}|[A-Za-z0-9]{1,4}[*•]{2,8}[A-Za-z0-9]{0,3}@[A-Za-z0-9.\-]+)",
    re.IGNORECASE,
)
_COUNTRY = re.compile(
    r"(?:我(?:人)?(?:现在|目前)?(?:在|住在|住|来自|是)|人在|(?:i'?m|i am|i live|we'?re|living|based|currently|located|residing|resident|citizen)(?: \w+){0,2}? (?:in|from|of)|here in|from|^in|[,;.] in)\s*$",
    re.IGNORECASE,
)

_CONTRAST = re.compile(
    r"只(?:到|收|有|给|退|剩)|实际|应该|应当|应到|本来|原本|却|结果|\b(?:only|instead of|expected|should (?:be|have)|supposed|but (?:i )?(?:got|received|was|it)|rather than|received|got|shows?|fee)\b"
)
"""Where a second sum is what was expected, arrived or was charged instead."""
_PAID_WITH = re.compile(
    r"(?:用(?:的)?(?:是)?|走|通过|刷|绑(?:了|的)?|\b(?:with|via|using|by|through|used|on|from)\b)\s*(?:我的?|他的?|my|a|an|the)?\s*(?:[\w一-鿿]{0,4}\s?)$",
    re.IGNORECASE,
)


def slots(text: str) -> dict[str, str]:
    """Every fact named in a text, as written, except sums (decimal) and currencies (codes)."""
    folded = fold(text[:READ_AT_MOST])
    words = folded.text
    found: dict[str, str] = {}
    taken: list[tuple[int, int]] = []

    def take(name: str, span: tuple[int, int] | None) -> None:
        if span and name not in found:
            start, end = folded.span(*span)
            found[name] = text[start:end].strip()
            taken.append(span)

    for name, span in _contacts(words):
        take(name, span)
    take("txn_id", _transaction(words, taken))
    take("phone", phone(words, taken))
    take("app_version", _group(_VERSION, words, "v"))
    error = _ERROR.search(words)
    if error:
        take("error_code", error.span(next(k for k, v in error.groupdict().items() if v)))
    hint = _LOGIN_HINT.search(words)
    if hint and not re.search(
        r"卡|card|visa|银行", words[max(0, hint.start() - 8) : hint.start()], re.IGNORECASE
    ):
        take("login_hint", hint.span(next(k for k, v in hint.groupdict().items() if v)))
    until = deadline(words)
    take("deadline", until)
    take("time", moment(_blank(words, taken), until))
    sums = _sums(words, taken, text)
    _money(found, sums, words)
    take("bank", _span(names.BANK, words) or _group(names.BANK_GENERIC, words, "name"))
    _place(found, words, folded, text)
    take("device", _span(names.DEVICE, words))
    paid = names.PAYMENT_METHOD.search(words)
    if paid and _PAID_WITH.search(words[max(0, paid.start() - 16) : paid.start()]):
        take("payment_method", paid.span())
    take("status_shown", _status(words))
    take("counterparty", counterparty(words, [(a.start, a.end) for a in sums] + taken))
    if _DEBITED_NO.search(words):
        found["debited"] = "no"
    elif _DEBITED_YES.search(words):
        found["debited"] = "yes"
    take("setting", _setting(words))
    return found


def _contacts(words: str) -> Iterator[tuple[str, tuple[int, int]]]:
    addressed = _ADDRESSED.match(words)
    written_to = addressed.end() if addressed and _OURS.search(addressed[0]) else 0
    for name, pattern in (
        ("email", EMAIL),
        ("url", URL),
        ("handle", HANDLE),
        ("ticket_id", TICKET),
    ):
        for match in pattern.finditer(words):
            if name == "handle" and match.start() < written_to:
                continue
            inside_email = name == "url" and (words[: match.start()].endswith("@"))
            if not inside_email and not (name == "url" and "@" in match[0].split("/")[0]):
                yield name, match.span()


def _span(pattern: re.Pattern[str], words: str) -> tuple[int, int] | None:
    found = pattern.search(words)
    return found.span() if found else None


def _group(pattern: re.Pattern[str], words: str, name: str) -> tuple[int, int] | None:
    found = pattern.search(words)
    return found.span(name) if found else None


def _free(span: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return all(span[1] <= start or span[0] >= end for start, end in taken)


def transactions(words: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a folded text gives numbers of transactions or orders."""
    for found in _TXN.finditer(words):
        value = found["id"]
        if (
            6 <= len(value) <= 66
            and sum(c.isdigit() for c in value) >= 3
            and _free(found.span("id"), taken)
        ):
            yield found.span("id")
    for found in _TXN_SHAPE.finditer(words):
        if _free(found.span(), taken):
            yield found.span()


def _transaction(words: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    return next(transactions(words, taken), None)


def phones(words: str, taken: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Where a folded text gives telephone numbers: mainland mobiles, or any with a plus sign."""
    for found in _PHONE_CN.finditer(words):
        if _free(found.span(), taken):
            yield found.span()
    if re.search(
        r"\+\d|\(\d{2,4}\)|(?:phone|mobile|number|tel|call|whatsapp|cell|电话|手机|号码)",
        words,
        re.IGNORECASE,
    ):
        for region in (None, "US", "PH", "HK", "TW", "MY"):
            for match in phonenumbers.PhoneNumberMatcher(words, region, max_tries=50):
                span = match.start, match.end
                named = re.search(
                    r"(?:phone|mobile|number|tel|call|whatsapp|cell|电话|手机|号码?)\D{0,16}$",
                    words[max(0, match.start - 40) : match.start],
                    re.I,
                )
                if _free(span, taken) and (region is None or named):
                    yield span


def phone(words: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """The first telephone number that is nothing else."""
    if sum(character.isdigit() for character in words) < 7:
        return None
    return next(phones(words, taken), None)


def _blank(words: str, taken: list[tuple[int, int]]) -> str:
    for start, end in taken:
        words = words[:start] + "\ue000" * (end - start) + words[end:]
    return words


def _sums(words: str, taken: list[tuple[int, int]], text: str) -> list[Amount]:
    return amounts(_blank(words, taken), yuan=detect(text) is not Language.ZH_HANT)


def _money(found: dict[str, str], sums: list[Amount], words: str) -> None:
    """The first sum that is no balance, the one set against it, and whichever currency is marked."""
    if not sums:
        return
    sums = [a for a in sums if not a.balance] or sums[:1]
    found["amount"] = sums[0].value
    currency = next((amount.currency for amount in sums if amount.currency), "")
    if currency:
        found["currency"] = currency
    other = next((a for a in sums if Decimal(a.value) != Decimal(sums[0].value)), None)
    if other and _CONTRAST.search(words):
        found["other_amount"] = other.value


def _place(found: dict[str, str], words: str, folded: Folded, text: str) -> None:
    for match in names.PLACE.finditer(words):
        if re.match(r"us$", match[0], re.IGNORECASE) and match[0] != "US":
            continue
        if re.match(r"银行|元|币|铢|盾", words[match.end() : match.end() + 2]):
            continue
        start, end = folded.span(*match.span())
        found.setdefault("region", text[start:end])
        if _COUNTRY.search(words[max(0, match.start() - 24) : match.start()]):
            found.setdefault("country", text[start:end])
        return


def _status(words: str) -> tuple[int, int] | None:
    for match in names.STATUS_SHOWN.finditer(words):
        certain = re.match(r"[一-鿿]|pending|under review|on hold|in progress", match[0], re.I)
        if certain or names.STATUS_CONTEXT.search(
            words[max(0, match.start() - 22) : match.start()]
        ):
            return match.span()
    return None


_SETTING_VERB = re.compile(
    r"改|换|设|绑|解绑|更新|变更|添加|开启|关闭|打开|关掉|认证|chang|updat|edit|set\b|switch|link|add\b|remov|turn|enabl|disabl|bind|unlink|swap",
    re.IGNORECASE,
)


def _setting(words: str) -> tuple[int, int] | None:
    if not _SETTING_VERB.search(words):
        return None
    for match in names.SETTING.finditer(words):
        if _SETTING_VERB.search(words[max(0, match.start() - 24) : match.end() + 12]):
            return match.span()
    return None


_QUESTIONS = (
    Category.OTHER,
    Category.SPAM,
    Category.PRAISE,
    Category.HOW_TO_USE,
    Category.FEEDBACK,
)


def fitting(found: dict[str, str], category: Category, *, case: bool) -> dict[str, str]:
    """Without what only looks like a fact in a message of this category ("snow today?")."""
    dropped: set[str] = set()
    if category is not Category.ACCOUNT_SETTINGS or not case:
        dropped.add("setting")
    if not case:
        dropped |= {"payment_method", "status_shown", "debited", "time", "deadline"}
    if category in _QUESTIONS and not case:
        dropped |= {"bank", "counterparty", "device"}
    if category is Category.REGION_FEES and "region" in found:
        found = {"country": found["region"], **found}
    if category in (Category.OTHER, Category.SPAM):
        dropped |= {"handle", "region", "country"}
    if "currency" not in found and category in (*_QUESTIONS, Category.ACCOUNT_SETTINGS):
        dropped |= {"amount", "other_amount"}
    return {name: value for name, value in found.items() if name not in dropped}
