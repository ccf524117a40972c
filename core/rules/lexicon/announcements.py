"""How people announce a secret at the end of a line and write it on the next."""

import re

_MINE = r"(?:我的?|这是|这个是|以下是|(?<![a-z])(?:my|the|here(?:'s| is)|this is|its?)\s(?:[a-z]{1,10}\s)?)"
LOGIN_WORD = (
    r"(?:密码|口令|(?<![a-z])pass\s?(?:word|phrase|wd)"
    r"|(?<![a-z])(?:passcode|pwd|pw|psw))"
)
CODE = (
    r"(?:验证码|校验码|确认码|动态码|安全码|动态口令|(?<![a-z])otps?|(?<![a-z])codes?"
    r"|收到的?码)(?:\s(?:i|they|you)\s(?:just\s)?(?:got|sent|received|texted)(?:\s(?:me|us))?)?"
)
PIN = r"(?:(?:支付|交易|取款|付款|资金|提现|提款)密码|(?<![a-z])pin(?:\s?(?:code|number))?)"
CVV = r"(?:(?<![a-z])(?:cvv2?|cvc2?)|后三位)"
CARD = r"(?:卡号|银行卡号?|信用卡号?|(?<![a-z])card(?:\s?(?:number|no\.?|num|#))?(?:\s?is)?)"
PAPER = r"(?:身份证号?码?|证件号码?|护照号?码?|(?<![a-z])(?:passport|ssn|id\snumber|id\scard)(?:\snumber)?)"
SEED = r"(?:助记词|恢复词|(?<![a-z])(?:seed|recovery|secret)\s?(?:phrase|words)|(?<![a-z])mnemonic)"
KEY = r"(?:私钥|密钥|(?<![a-z])private\s?key)"

IS = r"\s{0,2}(?:(?:就|应该|现在)?(?:是|为)|is|are|was|[:=]|->|→)\s{0,2}[:=]?\s{0,2}[\"']?"
ABSENT = re.compile(
    r"忘|没|收不到|不对|错|改|换|重置|重设|找回|怎么|什么|多少|哪|不要|别|请勿|不会|修改|设置|输入|需要"
    r"|n't|\b(?:forgot|forgotten|lost|reset|change|changing|no|not|never|without|wrong|how|what|where|which|why|error|"
    r"new|need|enter|asks?|asked|asking|wants?|for|promo|zip|postal|country|area|qr|bar|swift|sort)\b",
    re.IGNORECASE,
)
"""On the line of an announcement: what is talked about is not what follows."""


def at_end(word: str) -> re.Pattern[str]:
    """The word as an announcement that ends a text: with "is", with "my", or by itself."""
    return re.compile(
        rf"(?:{word}{IS}|{_MINE}\s?{word}|(?:^|[\n:,.;!?。、(])[^\w\n]{{0,4}}{word})[^\w\n]{{0,4}}$",
        re.IGNORECASE,
    )
