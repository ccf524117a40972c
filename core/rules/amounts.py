"""Sums of money in a text: 四千七, 2万6, 86块5, 3.2k, 4,310.75, ₱, RM, HK$, NT$, 50만원, USDT."""

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "壹": 1,
    "贰": 2,
    "叁": 3,
    "肆": 4,
    "伍": 5,
    "陆": 6,
    "柒": 7,
    "捌": 8,
    "玖": 9,
}
_UNITS = {
    "十": 10,
    "拾": 10,
    "百": 100,
    "佰": 100,
    "千": 1000,
    "仟": 1000,
    "万": 10_000,
    "亿": 100_000_000,
}
_BEFORE = {
    r"hk\$|hkd": "HKD", r"nt\$|ntd|twd": "TWD", r"us\$|usd": "USD", r"s\$|sgd": "SGD", r"a\$|au\$|aud": "AUD", r"c\$|ca\$|cad": "CAD",
    r"nz\$|nzd": "NZD", r"r\$|brl": "BRL", r"mx\$|mxn": "MXN", r"\$": "USD", r"€|eur": "EUR", r"£|gbp": "GBP", r"₱|php": "PHP", r"rm|myr": "MYR",
    r"₹|rs\.?|inr|rupees?": "INR", r"฿|thb": "THB", r"₫|vnd": "VND", r"rp\.?|idr": "IDR", r"₩|krw": "KRW", r"rmb|cny|cn¥|人民币": "CNY", r"¥|￥": "CNY",
    r"jpy|jp¥": "JPY", r"usdt|泰达币?": "USDT", r"₦|ngn": "NGN", r"aed": "AED", r"chf": "CHF", r"₽|rub": "RUB", r"₺": "TRY", r"kes|ksh": "KES", r"mop\$?": "MOP",
    r"港币|港元|港纸": "HKD", r"台币|新台币": "TWD", r"美元|美金": "USD", r"zar": "ZAR", r"pkr": "PKR", r"bdt|৳": "BDT",
}  # fmt: skip
_AFTER = {
    r"hkd|港币|港元|港纸|蚊": "HKD", r"ntd|twd|新?台币|nt": "TWD", r"usdt|泰达币?|u(?![a-z])|刀乐t": "USDT",
    r"usd|us dollars?|美元|美金|美刀|刀|bucks?|dollars?": "USD", r"sgd|新币|新加坡元|singapore dollars?": "SGD", r"aud|澳元|澳币|aussie dollars?": "AUD", r"cad|加元|加币": "CAD",
    r"eur|euros?|欧元?|欧|€": "EUR", r"gbp|quid|pounds?|英镑|镑|£": "GBP", r"php|pesos?|比索|披索|₱": "PHP", r"myr|rm|ringgit|马币|令吉|林吉特": "MYR",
    r"inr|rupees?|rs|卢比|₹": "INR", r"thb|baht|泰铢|铢|฿": "THB", r"vnd|dong|越南盾|₫|đ": "VND", r"idr|rupiah|印尼盾|盾": "IDR", r"krw|won|韩元|韩币|원": "KRW",
    r"jpy|yen|日元|日币|日圆|円": "JPY", r"rmb|cny|yuan|kuai|人民币|元|块钱?|圆": "CNY", r"ngn|naira": "NGN", r"aed|dirhams?|迪拉姆": "AED", r"rub|rubles?|卢布": "RUB",
    r"brl|reais": "BRL", r"kes|shillings?": "KES", r"mop|澳门元|葡币": "MOP", r"chf|francs?|瑞郎": "CHF", r"zar|rands?": "ZAR", r"\$": "USD",
}  # fmt: skip
_UNMARKED_IN_TRADITIONAL = re.compile(r"(?:元|块钱?|圆)$")
_NUMBER = r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALE = r"\s?(?:k|thousand|grand|mil(?:lion)?|m|w|万|千|百|亿|만|천|lakhs?)(?![a-z])"
_HAN_NUMBER = r"[零〇一二两三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟俩]{1,12}"
_MONEY = re.compile(
    rf"(?:(?<![a-z])(?P<before>{'|'.join(_BEFORE)})\s?)?"
    rf"(?:(?<=rm)|(?<=rs)|(?<=usd)|(?<=php)|(?<=hkd)|(?<=rmb)|(?<![\da-z_#\-/:])(?<!\d[.,]))(?P<number>{_NUMBER})(?:(?P<scale>{_SCALE})(?P<tail>\d(?!\d)|[一二三四五六七八九](?![十百千万一-九个天月次年周笔号点]))?)?(?P<odd>多)?"
    rf"(?:\s?(?P<after>{'|'.join(_AFTER)})(?P<jiao>\d|[一二三四五六七八九](?![笔月天个次年点号日张单条]))?(?![a-z0-9]))?(?![\d%])",
    re.IGNORECASE,
)
_HAN_MONEY = re.compile(
    rf"(?P<number>{_HAN_NUMBER})(?P<odd>多)?\s?(?P<after>{'|'.join(_AFTER)})?(?P<jiao>[一二三四五六七八九](?!月|天|个|次|年|点|号|日))?",
    re.IGNORECASE,
)
_MONEY_SHAPE = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+\.\d{2}|[1-9]\d{2,5}")
_MONEY_AFTER = re.compile(
    r"\s?(?:没到|没收|没了|不见|没退|被扣|被盗|给了|转给|到账|变成|只到|gone|left|leaving|missing|out\b|in (?:my|the|it|there)|vanished|disappeared|to (?:my|a|the|[A-Z])|from (?:my|a|the))"
)
_NO_SUM_BEFORE = re.compile(
    r"(?:汇率|rate|quoted|settled|结算成?|跳|弹|voucher|coupon|券|尾数|code|error|err|http|status|no\.?|number|#|version|v|page|step|room|gate|iphone|android|pixel|galaxy|windows|ios|错误|代码|报错?|提示|错误码|版本|尾号|编号|ending(?: in)?|order|订单|号|小米|华为|苹果|mate|note|id|flight|bus|line|top|最后|(?:20)\d\d年|\d)\s*[:=]?\s*$",
    re.IGNORECASE,
)
_HTTP = re.compile(r"40[0-9]|50[0-4]")
_MORE_DIGITS = re.compile(r"[ \-]\d{3,}")
_BALANCE_BEFORE = re.compile(r"(?:余额(?:还有|有|里有)?|balance (?:of|is)?)\s*$", re.IGNORECASE)
_BALANCE_AFTER = re.compile(r"\s?(?:的)?余额|\s(?:in |of )?(?:my )?balance\b", re.IGNORECASE)
_LARGE_HAN = re.compile(r"[一二两三四五六七八九][百千万]")
_NOT_MONEY_AFTER = re.compile(
    r"\s?(?:年|月|号(?!码)|日(?!元|币|圆)|天|小时|分钟|秒|点(?!钱)|次|遍|个|位|条|岁|笔|张|人|家|周|星期|礼拜|层|楼|版|代|度|开头|尾|工作日|公里|键|折|倍|回|重|步|成|话|道|起|样|下|直|定|般|些|切|旦|向|会|共|边|时|面|方|"
    r"days?|hours?|hrs?|minutes?|mins?|seconds?|secs?|weeks?|months?|years?|yrs?|times|x\b|am\b|pm\b|o'?clock|th\b|st\b|nd\b|rd\b|%|percent|people|friends|digits?|working|business|attempts?|tries|more|different|transactions?|payments?|transfers?|of\b|or\b|kg|km|gb|mb|g\b|ppl|factor|fa\b|steps?|-?step|points?|phones?|accounts?|cards?|customers?|orders?|emails?|messages?|tickets?|:\d|/\d|-\d)",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(
    r"(?:转(?:了|账|出|走|给.{0,6})?|付(?:了|款)?|扣(?:了|款|掉|走|我)?|提(?:现|了|款|领)?|充(?:值|了)?|收(?:到|了|我)?|打(?:了)?|汇(?:了|款)?|存(?:了)?|花(?:了)?|退(?:款|了|我)?|少(?:了)?|多(?:了|扣|收)?|骗(?:了|走)?(?:我)?|有|余额|金额|一共|共|总共|价值|被(?:盗|转|偷|刷)(?:了|走)?|还(?:有|剩)|只(?:到|收)(?:了|到)?|到账(?:了)?|剩(?:了)?|损失(?:了)?|手续费|要|约|大概|差不多|才|借|买了?|欠|亏了?|取(?:了|现)?|入金|出金|刷了?|给了?(?:他|她|对方)?|"
    r"sent|send|paid|pay|transfer(?:red|ring)?|withdr[ae]w(?:al|n|ing)?(?: of)?|withdraw|deposit(?:ed)?|topped up|top[\s-]up(?: of)?|charged(?: me)?|deducted|debited|received|refund(?: of)?|amount(?: is| was|:| of)?|of|for|took|lost|worth|cash(?:ed)? out|got|only|about|around|roughly|balance(?: is| of| was)?|total(?: of)?|fee(?: of| is| was)?|spent|gave|owe|was|another|with|over|almost|nearly|stole|remitted|remit|loaded|added|moved|wired|than|expected|instead of|a|:|=|\()\s*(?:me\s|him\s|her\s|them\s|over\s|about\s|around\s|exactly\s|almost\s|nearly\s|roughly\s|the\s|a\s|another\s|out\s|约|大概|差不多|差不多有|整整|有|将近|快|足足|差点|共|一共|:|是|为|了|近)*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Amount:
    """A sum as found; the currency is empty where the text does not mark one."""

    value: str  #: decimal, without separators and without needless zeros
    currency: str
    start: int
    end: int
    balance: bool = False  #: said to be what is in the account, not what a case is about


def amounts(text: str, *, yuan: bool = True) -> list[Amount]:
    """Sums in a folded text, in order. `yuan`: 元 and 块 are those of mainland China."""
    found: list[Amount] = []
    covered = bytearray(len(text))
    for pattern in (_MONEY, _HAN_MONEY):
        for match in pattern.finditer(text):
            amount = _amount(text, match, yuan)
            if amount and not any(covered[amount.start : amount.end]):
                found.append(amount)
                covered[amount.start : amount.end] = b"\x01" * (amount.end - amount.start)
    return sorted(found, key=lambda amount: amount.start)


def _amount(text: str, match: re.Match[str], yuan: bool) -> Amount | None:
    groups = match.groupdict()
    before, after = groups.get("before"), groups["after"]
    number = match["number"]
    scale = groups.get("scale")
    value = (
        _han(number) if number[0] not in "0123456789" else _latin(number, scale, groups.get("tail"))
    )
    if value is None or value <= 0:
        return None
    if groups["jiao"]:
        value += Decimal(_DIGITS.get(groups["jiao"], groups["jiao"])) / 10
    marked = bool(before or after)
    if not marked:
        if _HTTP.fullmatch(number) or (len(number) == 1 and number.isdigit() and not scale):
            return None
        end = match.end()
        if _NOT_MONEY_AFTER.match(text, end) or not _MONEY_BEFORE.search(
            text[max(0, match.start() - 24) : match.start()]
        ):
            likely = scale or _LARGE_HAN.search(number) or _MONEY_SHAPE.fullmatch(number)
            likely = likely or _MONEY_AFTER.match(text, end)
            if (
                not likely
                or _NOT_MONEY_AFTER.match(text, end)
                or _NO_SUM_BEFORE.search(text[max(0, match.start() - 24) : match.start()])
            ):
                return None
        if _MORE_DIGITS.match(text, match.end()):
            return None
        plain_number = number.replace(",", "").replace("，", "")
        if not scale and (len(plain_number.split(".")[0]) > 8 or _is_year(number, text, match)):
            return None
        if number[0] not in "0123456789" and value < 20 and not re.search("[百千万]", number):
            return None
    changed = bool(scale or groups["jiao"])
    return Amount(
        _written(value, number, changed),
        _currency(before, after, yuan),
        match.start(),
        match.end(),
        balance=bool(
            _BALANCE_BEFORE.search(text[max(0, match.start() - 12) : match.start()])
            or _BALANCE_AFTER.match(text, match.end())
        ),
    )


def _is_year(number: str, text: str, match: re.Match[str]) -> bool:
    return bool(re.fullmatch(r"20[12]\d", number)) and bool(
        re.search(
            r"(?:in|since|of|from)\s*$",
            text[max(0, match.start() - 12) : match.start()],
            re.IGNORECASE,
        )
    )


def _latin(number: str, scale: str | None, tail: str | None) -> Decimal | None:
    try:
        value = Decimal(number.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return None
    factor = _factor((scale or "").strip().lower())
    value *= factor
    if tail:
        value += Decimal(_DIGITS.get(tail, tail)) * factor / 10
    return value


def _factor(scale: str) -> int:
    if not scale:
        return 1
    if scale[0] == "m":
        return 1_000_000
    return {
        "k": 1000,
        "t": 1000,
        "g": 1000,
        "w": 10_000,
        "万": 10_000,
        "만": 10_000,
        "千": 1000,
        "천": 1000,
        "百": 100,
        "亿": 100_000_000,
        "l": 100_000,
    }[scale[0]]


def _han(number: str) -> Decimal | None:
    """A number in Chinese numerals; the colloquial 四千七 is 4700, 两万六 26000."""
    total = section = 0
    digit: int | None = None
    unit = 1
    for character in number:
        if character in _DIGITS:
            if digit is not None and digit and character not in "零〇":
                return None
            digit = _DIGITS[character]
            if character in "零〇":
                digit, unit = None, 10
            continue
        size = _UNITS[character]
        if size >= 10_000:
            total = (total + section + (digit or 0)) * size
            section = 0
        else:
            section += (1 if digit is None else digit) * size
        digit, unit = None, size
    if digit is not None:
        section += digit * (unit // 10 if unit >= 100 else 1)
    return Decimal(total + section)


def _written(value: Decimal, given: str, changed: bool) -> str:
    """As given where it is a plain number (86.50 stays), else without needless zeros (3.2k)."""
    plain = given.replace(",", "").replace("，", "")
    if not changed and plain.replace(".", "", 1).isdigit():
        return plain
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _currency(before: str | None, after: str | None, yuan: bool) -> str:
    if before and before in "¥￥" and after and re.fullmatch(r"jpy|yen|日元|日币|円", after, re.I):
        return "JPY"
    for mark, table in ((after, _AFTER), (before, _BEFORE)):
        if not mark or (_UNMARKED_IN_TRADITIONAL.fullmatch(mark) and not yuan):
            continue
        for pattern, code in table.items():
            if re.fullmatch(pattern, mark, re.IGNORECASE):
                return code
    return ""
