"""To whom the money went, or from whom it came, as far as the words around a name show it."""

import re

_NAME_EN = r"(?:(?-i:[A-Z])[A-Za-z&'’.]*(?:\s(?:(?-i:[A-Z])[A-Za-z&'’.]*|&|of|de|van|bin|al))*)"
_EN = re.compile(
    rf"(?:\b(?:sent|send|sending|paid|pay|paying|transfer(?:red|ring)?|transfer|payment|money|remit(?:ted)?|wired?|gave|transferred)\b[^.\n!?]{{0,40}}?\bto|\b(?:merchant|recipient|payee|receiver|seller|shop|store|beneficiary|counterparty|landlord|vendor|supplier)(?:'s)?(?: name)?(?: is| was| called| named|:)?|\b(?:paid|pay|paying|payment|purchase|bought|buy|charged|checkout|spent|order(?:ed)?|scan(?:ned)?)\b[^.\n!?]{{0,40}}?\b(?:at|from|by|on|via)|\brefund\b[^.\n!?]{{0,24}}?\bfrom)\s+"
    rf"(?P<name>{_NAME_EN}|@\w{{3,32}})(?![A-Za-z])"
)
_LOWER = re.compile(
    r"\b(?:sent|send|paid|transferred|transfer|wired)\b[^.\n!?,]{0,30}?\bto (?P<name>my (?:landlord|brother|sister|mother|mom|mum|father|dad|friend|wife|husband|boss|supplier|son|daughter|cousin|roommate|colleague|aunt|uncle|boyfriend|girlfriend|partner|employee|tenant)|a (?:friend|seller|merchant|shop)|the (?:seller|merchant|landlord|shop|supplier|store))\b"
)
_NOT_A_NAME = re.compile(
    r"(?:I|My|The|Your|Our|A|An|This|That|It|Okpay|OKPay|OKPAY|OkPay|OK|Bank|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Please|But|And|Why|How|What|When|Where|USD|PHP|EUR|GBP|USDT|Visa|Mastercard|He|She|They|We|You|Support|Nov|Oct|Dec|Jan|Feb|ID|No|Not|Telegram|Discord|X|Twitter|Facebook|Android|IPhone)\b"
)
_END_ZH = r"(?=[，,。.!！?？;；\s:：]|的(?!士)|了|没|未|但|钱|结果|却|对方|转|付|扣|，|\d|失败|一直|\ue000|还|说|显示|收|那边|就|然后|怎么|为什么|$)"
_ZH = re.compile(
    rf"(?:收款人|收款方|对方(?:账[户号])?|商户|商家|店名|卖家|收款账[户号]|对方姓名)(?:名称?|姓名)?(?:是|叫|为|:|：)\s*(?P<a>[一-鿿A-Za-z0-9·&@_.\-*]{{2,20}}?){_END_ZH}"
    rf"|(?:转(?:账|帐|了|钱|出|过去)?|付(?:款|钱|了)?|汇(?:款|了)?|打(?:款|钱|了)?|发(?:了)?|过数)(?:了)?(?:[\d.,，万千百块元kK多\ue000]{{0,12}}|.{{0,8}}?)(?:给|到|俾)(?:了)?(?P<b>[一-鿿A-Za-z·&@_]{{2,12}}?){_END_ZH}"
    rf"|(?:给|俾)(?P<c>[一-鿿A-Za-z·&@_]{{2,10}}?)(?:转(?:账|了|钱)?|付(?:款|了|钱)?|汇(?:款|了)?|打(?:款|了|钱))"
    rf"|在(?P<d>[一-鿿A-Za-z·&]{{2,12}}?)(?:买(?:了|东西|单)?|消费|付(?:款|了|钱)|扫码|结账|刷|下单|用okpay|吃饭|购物|支付)"
)
_NOT_WHOM = re.compile(
    r"^(?:老家的?$|别的|我(?!妈|爸|朋友|老|房|同事|弟|哥|姐|妹|女|男|儿|爷|奶|表|堂|舅|叔|姑|姨|供|客)|你|他$|她$|它|对方$|别人|人家|谁|哪|银行|卡|账|帐|钱包|余额|这|那|什么|现在|今天|昨天|okpay|平台|系统|里面|家里$|手机|app|网上|线上|错|一下|老家|别的|别处|那边|那儿|这边|境外|国内|海外|陌生|骗子)|(?:银行|卡|里|上|时候|之后|以后)$",
    re.IGNORECASE,
)


def counterparty(words: str, taken: list[tuple[int, int]]) -> tuple[int, int] | None:
    """Where a folded text names the other party."""
    blank = words
    for start, end in taken:
        blank = blank[:start] + "\ue000" * (end - start) + blank[end:]
    for found in _ZH.finditer(blank):
        name = next(group for group, value in found.groupdict().items() if value)
        if not _NOT_WHOM.search(found[name]):
            return found.span(name)
    for pattern in (_EN, _LOWER):
        for found in pattern.finditer(blank):
            if not _NOT_A_NAME.match(found["name"]):
                return found.span("name")
    return None
