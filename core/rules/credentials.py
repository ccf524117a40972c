"""Passwords, PINs, one-time codes and card security codes, told by the words around them.

The words alone (密码, "my code") are no secret: a value must follow, or stand before "is my …".
"""

import re
from collections.abc import Iterator

from core.rules.triage import Secret
from core.vocabulary import SecretKind

_VALUE = r"[A-Za-z0-9!-+\--/:<-@\[-`{-~]"
_CODE = re.compile(
    r"(?:(?:短信|手机|动态|登录|登陆|邮箱|邮件|安全|谷歌|二次|二步|6位|六位|4位)*(?:验证|校验|确认|动态|激活|授权|认证|短信|安全)(?:码|口令|密码|代码)"
    r"|一次性(?:密码|口令|验证码|码)|(?<![代扫编邮条误款户请荐惠二维尺号])码(?=[是:=为])|动态口令"
    r"|(?<![a-z])otps?(?![a-z])(?:\s*(?:code|pass(?:word|code)?|pin))?"
    r"|one[\s\-]?time[\s\-]?(?:pass(?:word|code)?|code|pin)"
    r"|(?:verification|verify|verif|auth(?:entication|enticator|orization|orisation)?|confirmation|security|sms|login|log-?in|sign-?in|2fa|two[\s\-]factor|access|activation|text(?:ed)?|6[\s\-]digit|six[\s\-]digit|4[\s\-]digit|google)"
    r"[\s\-]+(?:code|token|number|pass(?:word|code)?|pin)s?"
    r"|(?<![a-z])2fa(?![a-z])|(?<![a-z])v?codes?(?![a-z])(?:\s+(?:i|they|you|he|she|it|that|which)\s+(?:got|sent|received|get|gave|texted|just)[a-z ]{0,24})?)",
    re.IGNORECASE,
)
_NO_CODE_BEFORE = re.compile(
    r"(?:err(?:or)?s?|fault|status|response|post(?:al)?|zip|area|country|promo|referral|refer|invite|invitation|discount|coupon|"
    r"swift|sort|branch|bank|qr|bar|merchant|product|reason|decline|return|source|dial(?:l?ing)?|voucher|gift|mcc|"
    r"错误|异常|报错|故障|邀请|推荐|邮政|优惠|付款|收款|商户|条形?|二维|返回|状态|失败|拒绝)[\s\-]*$",
    re.IGNORECASE,
)
_SHOWN = re.compile(
    r"(?:err|error|show(?:s|ed|ing)?|display(?:s|ed)?|says?|pop(?:s|ped)?|提示|报错|显示|弹出|错误|出现|失败)[^\n]{0,12}$",
    re.IGNORECASE,
)
_CODE_FILLER_NO = re.compile(
    r"订单|单号|流水|工单|尾号|手机|电话|金额|转|付|扣|银行|错误|报错|没收到|没有收到|收不到|没到|没来|未收到|"
    r"order|ref|ticket|case|txn|transaction|ending|ends|phone|mobile|number\s*\+|amount|bank|err|to\s*\+?$|"
    r"[$€£¥₱₹฿]|n't (?:arriv|com|receiv|get)|never (?:c[ao]m|arriv)|not (?:arriv|receiv|com)|port|page|version|within|expire|过期|有效|超时|尝试",
    re.IGNORECASE,
)
_CODE_VALUE = re.compile(
    r"(?<![A-Za-z0-9_.,\-/])(?:[A-Z]-)?(?P<digits>\d(?:[ \-.·]{0,2}\d){3,7})(?![A-Za-z0-9_%]|[.,:/\-]\d)(?P<after>\s*[^\s]{0,8})",
    re.IGNORECASE,
)
_LETTER_CODE = re.compile(
    r"\s*(?:is|was|[:=是系为]+)\s*['\"]?(?=[A-Z]*\d)(?P<digits>[A-Z0-9]{5,8})(?![A-Za-z0-9])()"
)
_SPOKEN_CODE = re.compile(
    r"[^\d\n.。]{0,12}?(?P<digits>(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[\s,\-]*){4,8}|"
    r"[零〇一二三四五六七八九幺]{4,8})(?![一-鿿a-z])()",
    re.IGNORECASE,
)
_UNIT_AFTER = re.compile(
    r"\s*(?:年|月|号(?!码)|元|块|万|分钟?|秒|次|天|小时|位|个|人民币|条|遍|美|港|usd|cny|rmb|php|hkd|twd|min|sec|hour|times?\b|day|digits?|year|dollar|bucks|peso|ringgit|people|am\b|pm\b)",
    re.IGNORECASE,
)
_DATE = re.compile(r"20\d\d[\- .]?\d{1,2}[\- .]\d{1,2}|20[12]\d[01]\d[0-3]\d|\d{1,2}-\d{1,2}-20\d\d")
_PIN = re.compile(
    r"(?:(?<![a-z])(?:m)?pin(?![a-z])(?:[\s\-]*(?:code|number|no\.?|码))?(?!\s*(?:point|code\s*area))"
    r"|(?:支付|交易|取款|付款|资金|提现|提款|取现|锁屏|银行卡|卡|转账|六位|6位|四位|4位)密码|(?:payment|trading|transaction|fund|wallet|unlock|atm|card|withdrawal)\s+(?:password|passcode|pass|pin)"
    r"|(?<![a-z])passcode(?![a-z]))",
    re.IGNORECASE,
)
_PASSWORD = re.compile(
    r"(?:密码|口令|密碼|mima|(?<![a-z])pass\s?(?:word|wrd|wd|phrase)s?(?![a-z])|(?<![a-z])p(?:assw|w|wd|swd|asswd|aswd|ssw|sw)(?:or)?d?(?![a-z])"
    r"|(?<![a-z])pass(?=\s*(?:[:=]|is\s|was\s)))",
    re.IGNORECASE,
)
_LINK = (
    r"(?P<link>\s*[\"']?\s*(?:[:=]+|-+>|→|(?:现在|目前|还|一直|应该|本来|原来|之前|以前|新的?|旧的?|老的?)?(?:就|都)?(?:是|系|为|叫|设成|设为|设的是|改成了?|改为了?|换成了?|用的是|填的是|输的是|输入的是)\s*[:=]?"
    r"|(?:of\s+mine\s+|for\s+[a-z ]{2,20}\s+|i\s+(?:use|used|set|typed|enter(?:ed)?|put(?:\s+in)?|tried|gave)\s+|to\s+(?:log\s?in|sign\s?in|it|my account)\s+)?(?:is|was|=|are|should be|used to be|changed to|set to)(?:\s+(?:still|now|just|actually|currently|literally|this|always))?\s*:?"
    r"|i\s+(?:use|used|set|typed|entered|put in|tried)(?:\s+(?:is|was))?|changed\s+to|(?:changed|reset|set)\s+(?:it\s+)?to)\s*)"
)
_PASSWORD_VALUE = re.compile(
    _LINK + r"(?:[一-鿿]{0,6}?\s*)[\"'《「『【(（]?(?P<value>" + _VALUE + r"{4,64})", re.IGNORECASE
)
_BARE_VALUE = re.compile(
    r"(?:(?:一直|我|发你|给你|,|，|、|\s){0,3})[\"']?(?P<value>" + _VALUE + r"{4,64})"
)
_HAN_VALUE = re.compile(_LINK + r"(?P<value>[一-鿿]{1,4}\d{3,12})(?![\w一-鿿])", re.IGNORECASE)
_WORD_ENDS = re.compile(
    r"\s*(?:$|[\n.,!?;。，！？；)\]\"'）]|and\b|but\b|pls\b|please\b|can\b|why\b|still\b|help\b|so\b|[一-鿿])",
    re.IGNORECASE,
)
_NO_PASSWORD = frozenset(
    """not wrong incorrect invalid expired the a an being still too correct right changed reset what always never no my so in on
    required needed weak strong secure safe same different forgotten lost gone stolen leaked compromised hacked locked blocked
    rejected accepted working broken saved set that this it good fine bad hard easy simple long short unknown missing private
    secret exposed visible hidden okay ok true false very really also only just now then there here where when how why who
    everything nothing anything something forgot remember impossible ridiculous unsafe breached known public shared failing
    incorrect. wrong. invalid. and but or if is was are were been because please help error mandatory optional empty blank null
    none unchanged outdated old new denied declined unrecognized recognised recognized failed disabled enabled mine yours
    theirs important sensitive confidential useless getting asking telling saying giving showing keep keeps used using reset""".split()
)
_PHONE = re.compile(r"1[3-9]\d{9}|\+\d{8,15}")
_VALUE_FIRST = re.compile(
    r"(?<![\w.@/\-])(?P<value>[A-Za-z0-9!#$%&*+\-=?@^_~]{4,40})['\"]?\s*,?\s*(?:(?:is|was|=|←|<-)\s*(?:my|the|our)|就是我的?|就?是(?:我的?|他发的|收到的)?|这个(?:是)?|这是)\s*"
    r"(?P<prefix>(?:login|account|wallet|okpay|new|old|登录|登陆|账户|账号|钱包)?\s*)"
    r"(?P<what>(?:支付|交易|取款)密码|密码|口令|(?:短信)?验证码|校验码|password|passcode|pw|pin|otp|(?:verification |security |login |sms |one[ -]time )?code)",
    re.IGNORECASE,
)
_CVV = re.compile(
    r"(?:(?<![a-z])(?:cvv2?|cvc2?|cvn2?|cv2|csc)(?![a-z])|(?:卡片?)?安全码|卡?背面?(?:的)?(?:后|末|最后|那)?(?:三|3)(?:位|个)(?:数字?|数|码)?|背面(?:后|末)三位|后三位(?:数字?)?(?:安全码)?|"
    r"(?:3|three)[\s\-]digits?(?:\s+(?:code|number))?(?:\s+(?:on|at)\s+the\s+back)?|security\s+(?:code|number)(?:\s+on\s+the\s+back)?|(?:number|code|digits)\s+on\s+the\s+back)"
    r"[^\d\n。;]{0,14}?(?<![\d.,\-/$¥])(?P<digits>\d{3,4})(?![A-Za-z0-9_]|[.,/:\-]\d|\s*(?:位|元|块|分钟|个|次|天|digits|times))",
    re.IGNORECASE,
)


def credentials(text: str) -> Iterator[Secret]:
    """Every value in a folded text that its words name a secret; spans may overlap."""
    yield from _card_codes(text)
    yield from _codes(text)
    yield from _pins(text)
    yield from _passwords(text)
    yield from _named_after(text)


def _card_codes(text: str) -> Iterator[Secret]:
    for found in _CVV.finditer(text):
        yield Secret(SecretKind.CVV, *found.span("digits"))


def _digits(found: re.Match[str], text: str) -> Iterator[re.Match[str]]:
    """The first plausible code after a word that announces one."""
    end = found.end()
    spelled = _SPOKEN_CODE.match(text, end) or _LETTER_CODE.match(text, end)
    value = _CODE_VALUE.search(text, end, end + 56)
    if value and _plausible(text[end : value.start("digits")], value):
        yield value
    elif spelled and not _CODE_FILLER_NO.search(text[end : spelled.start("digits")]):
        yield spelled


def _plausible(filler: str, value: re.Match[str]) -> bool:
    return (
        len(filler) <= 30
        and not re.search(r"[\n。;；！!]|\.\s", filler.strip(" .。!！"))
        and not _CODE_FILLER_NO.search(filler)
        and not _UNIT_AFTER.match(value["after"])
        and not _DATE.fullmatch(value["digits"])
        and not re.search(r"(?:in|since|until|from|by|on)\s*$", filler, re.IGNORECASE)
    )


def _codes(text: str) -> Iterator[Secret]:
    for found in _CODE.finditer(text):
        before = text[max(0, found.start() - 24) : found.start()]
        plain_code = found[0].lower().startswith(("code", "vcode"))
        if _NO_CODE_BEFORE.search(before) or (plain_code and _SHOWN.search(before)):
            continue
        for value in _digits(found, text):
            filler = text[found.end() : value.start("digits")]
            year = re.fullmatch(r"(?:19|20)\d\d", value["digits"])
            if plain_code and (len(filler) > 20 or year):
                continue
            yield Secret(SecretKind.OTP, *value.span("digits"))
    yield from _second_code(text)


_AGAIN = re.compile(
    r"(?:验证码|校验码|code|otp)[^\n。]{0,40}?\d{4,8}\s*(?:,|，|、|和|and|or|或者?|然后|then|&|还有|又)+\s*(?:又|是|还有|then)?\s*(?P<digits>\d{4,8})(?![A-Za-z0-9_.]|\s*(?:元|块|年|号))",
    re.IGNORECASE,
)


def _second_code(text: str) -> Iterator[Secret]:
    for found in _AGAIN.finditer(text):
        first = next(_digits(re.compile(r"(?:码|code|otp)", re.I).search(found[0]) or found, text), None)
        if first is None and _CODE_FILLER_NO.search(found[0]):
            continue
        if not _NO_CODE_BEFORE.search(text[: found.start()][-24:]):
            yield Secret(SecretKind.OTP, *found.span("digits"))


def _pins(text: str) -> Iterator[Secret]:
    for found in _PIN.finditer(text):
        for value in _digits(found, text):
            yield Secret(SecretKind.PIN, *value.span("digits"))


def _passwords(text: str) -> Iterator[Secret]:
    for found in _PASSWORD.finditer(text):
        pin = any(m.end() == found.end() for m in _PIN.finditer(text, max(0, found.start() - 12), found.end()))
        value = _PASSWORD_VALUE.match(text, found.end())
        if value and (span := _value(text, value, bare=False)):
            numeric = text[slice(*span)].isdigit()
            yield Secret(SecretKind.PIN if pin and numeric else SecretKind.PASSWORD, *span)
        elif (han := _HAN_VALUE.match(text, found.end())) and "位" not in han["value"]:
            yield Secret(SecretKind.PASSWORD, *han.span("value"))
        elif (value := _BARE_VALUE.match(text, found.end())) and (
            span := _value(text, value, bare=True)
        ):
            yield Secret(SecretKind.PASSWORD, *span)


def _value(text: str, found: re.Match[str], *, bare: bool) -> tuple[int, int] | None:
    """The span of a password, or nothing when the word after "is" only describes one."""
    start, end = found.span("value")
    if not bare and re.search(r"什么|多少|不是?|错|几|否|没|需|要|必须|至少", text[found.end("link") : start]):
        return None
    while end > start and text[end - 1] in ".,!?;:)]}\"'>" and end - start > 4:
        if text[end - 1] == "!" and re.search(r"\d", text[start:end]):
            break
        end -= 1
    value = text[start:end]
    after = text[end : end + 4]
    if (
        re.fullmatch(r"[*•xX.\-_#?!=:]+", value)
        or "://" in value
        or value.lower() in _NO_PASSWORD
        or re.match(r"\s*(?:位|个字|个数|次|天|分钟|小时|年)", after)
        or re.fullmatch(r"[\[<{(].*[\])}>]", value)
    ):
        return None
    digit, letter = re.search(r"\d", value), re.search(r"[A-Za-z]", value)
    if bare:
        mixed = digit and letter and not re.fullmatch(r"\d+[a-z]{1,3}", value, re.IGNORECASE)
        email = "@" in value and re.search(r"@[\w\-]+\.\w", value)
        long_digits = value.isdigit() and 6 <= len(value) <= 12 and not _PHONE.fullmatch(value)
        joined = start == found.start() or text[start - 1] in " ,，\"'"
        return (start, end) if joined and not email and (mixed or long_digits) else None
    if digit:
        return None if _PHONE.fullmatch(value) and "@" not in value else (start, end)
    if re.search(r"[!@#$%^&*_+=]", value):
        return start, end
    plain_word = letter and len(value) >= 4 and "'" not in value
    return (start, end) if plain_word and _WORD_ENDS.match(text, end) else None


def _named_after(text: str) -> Iterator[Secret]:
    for found in _VALUE_FIRST.finditer(text):
        value, what = found["value"], found["what"].lower()
        if not re.search(r"\d", value) or _PHONE.fullmatch(value) or value.upper() == "2FA":
            continue
        if re.search(r"(?:验证|校验)码|otp|code", what) and "pass" not in what:
            if re.fullmatch(r"\d{4,8}", value):
                yield Secret(SecretKind.OTP, *found.span("value"))
        elif what == "pin" or what.endswith(("支付密码", "交易密码", "取款密码")):
            yield Secret(SecretKind.PIN, *found.span("value"))
        else:
            yield Secret(SecretKind.PASSWORD, *found.span("value"))
