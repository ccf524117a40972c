"""Expressions that announce a password, a PIN, a one-time code or a card security code."""

import re


def _words(text: str) -> list[str]:
    return text.split()


VALUE = r"[A-Za-z0-9!-+\--/:<-@\[-`{-~]"
CODE = re.compile(
    r"(?:(?:短信|手机|动态|登录|登陆|邮箱|邮件|安全|谷歌|二次|二步|6位|六位|4位){0,4}(?:验证|校验|确认|动态|激活|授权|认证|短信|安全)(?:码|口令|密码|代码)"
    r"|一次性(?:密码|口令|验证码|码)|(?<![代扫编邮条误款户请荐惠二维尺号])码(?=[是:=为])|动态口令"
    r"|(?<![a-z])otps?(?![a-z])(?:\s*(?:code|pass(?:word|code)?|pin))?"
    r"|one[\s\-]?time[\s\-]?(?:pass(?:word|code)?|code|pin)"
    r"|(?:verification|verify|verif|auth(?:entication|enticator|orization|orisation)?|confirmation|security|sms|login|log-?in|sign-?in|2fa|two[\s\-]factor|access|activation|text(?:ed)?|6[\s\-]digit|six[\s\-]digit|4[\s\-]digit|google)"
    r"[\s\-]+(?:code|token|number|pass(?:word|code)?|pin)s?"
    r"|(?:sms|text|message|短信|信息)\s*(?:says?|said|reads?|shows?|里?(?:写|说|是|内容))(?=\s*:?\s*\d)|(?:发来|收到)的?码|(?<![a-z])2fa(?![a-z])|(?<![a-z])v?codes?(?![a-z])(?:\s+(?:i|they|you|he|she|it|that|which)\s+(?:got|sent|received|get|gave|texted|just)[a-z ]{0,24})?)",
    re.IGNORECASE,
)
NO_CODE_BEFORE = re.compile(
    r"(?:err(?:or)?s?|fault|status|response|post(?:al)?|zip|area|country|promo|referral|refer|invite|invitation|discount|coupon|"
    r"swift|sort|branch|bank|qr|bar|merchant|product|reason|decline|return|source|dial(?:l?ing)?|voucher|gift|mcc|"
    r"错误|异常|报错|故障|邀请|推荐|邮政|优惠|付款|收款|商户|条形?|二维|返回|状态|失败|拒绝)[\s\-]*$",
    re.IGNORECASE,
)
SHOWN = re.compile(
    r"(?:err|error|show(?:s|ed|ing)?|display(?:s|ed)?|says?|pop(?:s|ped)?|提示|报错|显示|弹出|错误|出现|失败)[^\n]{0,12}$",
    re.IGNORECASE,
)
CODE_FILLER_NO = re.compile(
    r"订单|单号|流水|工单|尾号|手机|电话|金额|转|付|扣|银行|错误|报错|没收到|没有收到|收不到|没到|没来|未收到|"
    r"order|ref|ticket|case|txn|transaction|ending|ends|phone|mobile|number\s*\+|amount|bank|err|sen[td] to|to\s*\+$|"
    r"[$€£¥₱₹฿]|n't (?:arriv|com|receiv|get)|never (?:c[ao]m|arriv)|not (?:arriv|receiv|com)|port|page|version|within|expire|过期|有效|超时|尝试",
    re.IGNORECASE,
)
BRANDED_CODE = re.compile(r"(?<![A-Za-z0-9])[A-Z]-(?P<digits>\d{6})(?!\d)")
CODE_VALUE = re.compile(
    r"(?<![A-Za-z0-9_.,\-/])(?:[A-Z]-)?(?P<digits>\d(?:[ \-.·]{0,2}\d){3,7})(?![A-Za-z0-9_%]|[.,:/\-]\d)(?P<after>\s*[^\s]{0,8})",
    re.IGNORECASE,
)
LETTER_CODE = re.compile(
    r"\s*(?:is|was|[:=是系为]+)\s*['\"]?(?=[A-Z]*\d)(?P<digits>[A-Z0-9]{5,8})(?![A-Za-z0-9])()"
)
SPOKEN_CODE = re.compile(
    r"[^\d\n.。]{0,12}?(?P<digits>(?:(?:zero|oh|one|two|three|four|five|six|seven|eight|nine)[\s,\-]*){4,8}|"
    r"[零〇一二三四五六七八九幺]{4,8})(?![一-鿿a-z])()",
    re.IGNORECASE,
)
UNIT_AFTER = re.compile(
    r"\s*(?:年|月|号(?!码)|元|块|万|分钟?|秒|次|天|小时|位|个|人民币|条|遍|美|港|usd|cny|rmb|php|hkd|twd|min|sec|hour|times?\b|day|digits?|year|dollar|bucks|peso|ringgit|people|am\b|pm\b)",
    re.IGNORECASE,
)
DATE = re.compile(r"20\d\d[\- .]?\d{1,2}[\- .]\d{1,2}|20[12]\d[01]\d[0-3]\d|\d{1,2}-\d{1,2}-20\d\d")
PIN = re.compile(
    r"(?:(?<![a-z])(?:m)?pin(?![a-z])(?:[\s\-]*(?:code|number|no\.?|码))?(?!\s*(?:point|code\s*area))"
    r"|(?:支付|交易|取款|付款|资金|提现|提款|取现|锁屏|银行卡|卡|转账|六位|6位|四位|4位)密码|(?:payment|trading|transaction|fund|wallet|unlock|atm|card|withdrawal)\s+(?:password|passcode|pass|pin)"
    r"|(?<![a-z])passcode(?![a-z]))",
    re.IGNORECASE,
)
PASSWORD = re.compile(
    r"(?:密码|口令|密碼|mima|(?<![a-z])pass\s?(?:word|wrd|wd|phrase)s?(?![a-z])|(?<![a-z])p(?:assw|w|wd|swd|asswd|aswd|ssw|sw)(?:or)?d?(?![a-z])"
    r"|(?<![a-z])passcode(?=[^\n]{0,24}[a-z])|(?<![a-z])pass(?=\s*(?:[:=]|is\s|was\s|\S*\d)))",
    re.IGNORECASE,
)
LINK = (
    r"(?P<link>\s*[\"']?\s*(?:[:=]+|-+>|→|(?:现在|目前|还|一直|应该|本来|原来|之前|以前|新的?|旧的?|老的?)?(?:就|都)?(?:是|系|为|叫|设成|设为|设的是|改成了?|改为了?|换成了?|用的是|填的是|输的是|输入的是)\s*[:=]?"
    r"|(?:of\s+mine\s+|for\s+[a-z ]{2,20}\s+|i\s+(?:use|used|set|typed|enter(?:ed)?|put(?:\s+in)?|tried|gave)\s+|to\s+(?:log\s?in|sign\s?in|it|my account)\s+)?(?:is|was|=|are|should be|used to be|changed to|set to)(?:\s+(?:still|now|just|actually|currently|literally|this|always))?\s*:?"
    r"|i\s+(?:use|used|set|typed|entered|put in|tried)(?:\s+(?:is|was))?|changed\s+to|(?:changed|reset|set)\s+(?:it\s+)?to)\s*)"
)
PASSWORD_VALUE = re.compile(
    LINK + r"(?:[一-鿿]{0,6}?\s*)[\"'《「『【(（]?(?P<value>" + VALUE + r"{4,64})", re.IGNORECASE
)
BARE_VALUE = re.compile(
    r"(?:(?:一直|我|发你|给你|,|，|、|\s){0,3})[\"']?(?P<value>" + VALUE + r"{4,64})"
)
HAN_VALUE = re.compile(LINK + r"(?P<value>[一-鿿]{1,4}\d{3,12})(?![\w一-鿿])", re.IGNORECASE)
WORD_ENDS = re.compile(
    r"\s*(?:$|[\n.,!?;。，！？；)\]\"'）]|and\b|but\b|pls\b|please\b|can\b|why\b|still\b|help\b|so\b|[一-鿿])",
    re.IGNORECASE,
)
NO_PASSWORD = frozenset(
    _words(
        """
        not wrong incorrect invalid expired the a an being still too correct right changed reset what
        always never no my so in on required needed weak strong secure safe same different forgotten
        lost gone stolen leaked compromised hacked locked blocked rejected accepted working broken saved
        set that this it good fine bad hard easy simple long short unknown missing private secret
        exposed visible hidden okay ok true false very really also only just now then there here where
        when how why who everything nothing anything something forgot remember impossible ridiculous
        unsafe breached known public shared failing incorrect. wrong. invalid. and but or if is was are
        were been because please help error mandatory optional empty blank null none unchanged outdated
        old new denied declined unrecognized recognised recognized failed disabled enabled mine yours
        theirs important sensitive confidential useless getting asking telling saying giving showing
        keep keeps used using
        """
    )
)
LATER_VALUE = re.compile(
    r"[^\n:=。]{0,32}[:=]\s*[\"']?(?P<value>"
    + VALUE
    + r"{5,64})|[^\n。]{0,48}?(?:\bnew one|\bnew|\bor|或者?|新的?(?:密码)?)\s*(?:is|:|是)?\s+(?P<value2>(?=[!-~]*\d)"
    + VALUE
    + r"{6,40})",
    re.IGNORECASE,
)
LOGIN_PAIR = re.compile(
    r"(?<![A-Za-z0-9.+_\-])[A-Za-z0-9.+_\-]{1,64}@[A-Za-z0-9\-]{1,63}(?:\.[A-Za-z0-9\-]{1,63}){1,4}"
    r"(?P<between>\s{0,3}(?:/|\||,|;|:|\s)\s{0,3})"
    r"(?P<value>(?=[!-~]{0,40}\d)(?=[!-~]{0,40}[A-Za-z])" + VALUE + r"{6,40})"
)
LOGIN_BEFORE = re.compile(
    r"(?:log\s?in|account|user(?:name)?|账号|账户|帐号)[^\n]{0,12}$", re.IGNORECASE
)
TEXTED = re.compile(
    r"(?:(?:短信|信息|手机)[^\d\n。]{0,6}?(?:收到|发来|来|显示|写|说|里|是)(?:了|的是|是|个|一个|:)?\s{0,2}"
    r"|(?:收到|发来)(?:的|了)?(?:短信|信息)(?:是|说|写)?\s{0,2}"
    r"|(?<![a-z])(?:sms|text(?:\smessage)?)\s(?:i\s)?(?:got|received|is|says?|said|came|shows?|with)\s(?:me\s|in\s|it\s)?)(?P<digits>\d{4,8})(?![A-Za-z0-9%]|[.,:/\-]\d)(?P<after>\s{0,3}\S{0,8})"
    r"|(?:(?<![a-z])(?:got|received|gave|sent(?:\sme)?|texted(?:\sme)?)|收到了?|发了?|给了?我?)\s{0,2}(?P<digits2>\d{4,8})\s{0,2}(?:(?:by|via|in|on|from|through|per|as)\s(?:an?\s|the\s|my\s)?(?:sms|text|phone|message)|的?短信)",
    re.IGNORECASE,
)
"""A number that came by text message, though nobody calls it a code."""
QUOTED = re.compile(LINK + r"(?P<quote>[\"'])(?P<value>[^\n\"']{4,64})(?P=quote)", re.IGNORECASE)
PHRASE = re.compile(
    LINK + r"(?P<value>[A-Za-z]{2,12}(?:[ \-][A-Za-z]{2,12}){2,9})(?=\s{0,2}(?:$|[\n.,!?;]))",
    re.IGNORECASE,
)
"""What may be a password of several words."""
GLUED = re.compile(r"(?P<value>[A-Za-z]{6,32})(?=\s{0,2}(?:$|[\n.,!?;]|[一-鿿]))")
"""Letters straight after 密码, as nobody writes an English word there."""

PHONE = re.compile(r"1[3-9]\d{9}|\+\d{8,15}")
VALUE_FIRST = re.compile(
    r"(?<![\w.@/\-])(?P<value>[A-Za-z0-9!#$%&*+\-=?@^_~]{4,40})['\"]?\s*,?\s*(?:(?:is|was|=|←|<-)\s*(?:my|the|our)|就是我的?|就?是(?:我的?|他发的|收到的)?|这个(?:是)?|这是)\s*"
    r"(?P<prefix>(?:login|account|wallet|okpay|new|old|登录|登陆|账户|账号|钱包)?\s*)"
    r"(?P<what>(?:支付|交易|取款)密码|密码|口令|(?:短信)?验证码|校验码|password|passcode|pw|pin|otp|(?:verification |security |login |sms |one[ -]time )?code)",
    re.IGNORECASE,
)
CVV = re.compile(
    r"(?:(?<![a-z])(?:cvv2?|cvc2?|cvn2?|cv2|csc)(?![a-z])|(?:卡片?)?安全码|卡?背面?(?:的)?(?:后|末|最后|那)?(?:三|3)(?:位|个)(?:数字?|数|码)?|背面(?:后|末)三位|(?:卡|\d{4})背面|后三位(?:数字?)?(?:安全码)?|"
    r"(?:3|three)[\s\-]digits?(?:\s+(?:code|number))?(?:\s+(?:on|at)\s+the\s+back)?|security\s+(?:code|number)(?:\s+on\s+the\s+back)?|(?:number|code|digits)\s+on\s+the\s+back)"
    r"[^\d\n。;]{0,14}?(?<![\d.,\-/$¥])(?P<digits>\d{3,4})(?![A-Za-z0-9_]|[.,/:\-]\d|\s*(?:位|元|块|分钟|个|次|天|digits|times))",
    re.IGNORECASE,
)
AGAIN = re.compile(
    r"(?:验证码|校验码|code|otp)[^\n。]{0,40}?\d{4,8}\s*(?:,|，|、|和|and|or|或者?|然后|then|&|还有|又)+\s*(?:又|是|还有|then)?\s*(?P<digits>\d{4,8})(?![A-Za-z0-9_.]|\s*(?:元|块|年|号))",
    re.IGNORECASE,
)
