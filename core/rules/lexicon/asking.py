"""How a reply asks for a secret, and how a warning says not to give it."""

import re

LOOKALIKES = str.maketrans(
    "аеорсухіѕјһԁԛԝкмтвнАЕОРСУХІЅЈНКМТВοαερικ", "aeopcyxisjhdqwkmtbhAEOPCYXISJHKMTBoaepik"
)
"""Cyrillic and Greek letters that look like Latin ones."""

_ZH_GUARDED = (
    r"(?:密码|口令|验证码|校验码|确认码|动态码|动态口令|安全码|助记词|恢复词|私钥|身份证|证件号码?|护照号码?"
    r"|(?:完整的?|银行|信用|全部)?卡号|cvv2?|cvc2?|背面(?:的)?(?:三|3)位|(?<![a-z])(?:otp|pin)(?![a-z])码?)"
)
_EN_GUARDED = (
    r"(?:p[a@]ss\s?-?(?:w[o0]rd|code|phrase)s?(?!\s(?:reset|change|field|page|screen|problem|link|settings|hint|manager|rules))"
    r"|\bpwd\b|\bpins?\b|\botps?\b|\bcvv2?\b|\bcvc2?\b|\bcredentials\b|\b(?:log-?\s?in|sign-?\s?in)\sdetails"
    r"|(?:one-?\s?time|verification|security|authenticator|confirmation|log-?in|sms|2fa|(?:6|six|4|four)-digit)\s(?:codes?|numbers?)"
    r"|\b(?:the|your|that)\scodes?\b(?!\s(?:of|in|on|shown)\b[^.]{0,20}error)"
    r"|(?:seed|recovery|secret)\s(?:phrase|words|key)|mnemonic|private\skey|(?:12|24|twelve)\swords"
    r"|(?:full\s|whole\s|complete\s|long\s)?(?:card\snumber|number\s(?:of|on)\syour\scard)"
    r"|(?:3|three)\sdigits\son\sthe\sback|\b(?:id|identity|passport|social\ssecurity)\s(?:card\s)?(?:number|photo)|\bssn\b"
    r"|(?:photo|picture|copy|scan)\sof\syour\s(?:id|passport|card)\b)"
)
_ZH_ELSE = r"修改|更换|重设|重置|忘记|找回|设置|改密|收不到|没收到|能收|是否|在输入|在收"
_EN_ELSE = r"\b(?:whether|guide|error|that\syour|(?:when|where|if)\s(?:you\s)?(?:enter|type|the|it|your)|change|changing|reset|update|forgot|forgotten|about|without|never|except|nothing|nobody|no\sone|covered|hidden|not(?!\sonly))\b"

ZH_GIVE = re.compile(
    rf"(?P<verb>提供|发送|传送|发来|发给|发到|发我|发下|发一下|发过来|告诉|告知|回复|报一下|报给|报下|说一下|说下|念一下|出示|上传|拍照|转发|给我|给一下|补充|写下)(?![过了])"
    rf"(?:(?!{_ZH_ELSE}|{_ZH_GUARDED}).){{0,40}}{_ZH_GUARDED}"
)
ZH_NEED = re.compile(
    rf"(?:^|[,:]|我们?|这边|这里|客服|系统)(?:这边)?(?:现在|还|也|只|就|先|想|得)?(?P<verb>需要|要|得有|必须有|想知道|需知道)(?:(?:知道|核对|核实|用到|看)(?:一下)?)?(?:[您你]的?|一下)[^，。]{{0,10}}?{_ZH_GUARDED}"
)
ZH_ENTER = re.compile(
    rf"(?P<verb>输入|填写|填入|填一下|键入|打出|写|确认|核对|验证(?!码))(?P<gap>(?:(?!{_ZH_ELSE}|{_ZH_GUARDED})[^,:]){{0,20}}){_ZH_GUARDED}"
)
ZH_HAND_OVER = re.compile(
    rf"(?:(?<!收不到)(?<!没收到)(?<!忘记)(?<!忘了)(?<!修改)(?<!更换)(?<!重设)(?<!重置)(?<!改)){_ZH_GUARDED}[^，,。并再后]{{0,8}}?"
    r"(?P<verb>发给?|告诉|报给?|提供给?|给|说)(?:我|这边|客服|一下|过来|来)"
)
ZH_ASK = re.compile(rf"[您你]的?[^，。]{{0,8}}{_ZH_GUARDED}(?P<verb>是多少|是什么|是几|多少|呢)")
EN_GIVE = re.compile(
    r"\b(?P<verb>send|gimme|pass(?!\s?word)|tell|give|provide|share|dm|pm|forward|paste|submit|upload|state|read|hand|(?<!your\s)(?<!this\s)(?<!the\s)(?<!a\s)(?:text|message|post|show)|reply\swith|respond\swith|answer\swith"
    r"|let\s(?:us|me)\s(?:have|know)|what(?:'s|\sis|\sare)\syour|(?:can|could|may|might)\s(?:i|we)\s(?:please\s)?(?:have|get|see|know))\b"
    rf"(?P<gap>(?:(?!{_EN_ELSE}).){{0,60}}?){_EN_GUARDED}",
    re.IGNORECASE,
)
EN_NEED = re.compile(
    r"\b(?:i|we)(?:'ll|\swill|\swould|'d|\sdo|\sjust|\sonly|\salso|\sstill|\sfirst)*\s(?P<verb>need|require|want|must\shave|like)"
    rf"(?P<gap>(?:(?!{_EN_ELSE}).){{0,40}}?){_EN_GUARDED}",
    re.IGNORECASE,
)
EN_ENTER = re.compile(
    r"\b(?P<verb>type|enter|write|fill\sin|key\sin|input|put|confirm|verify)\b"
    rf"(?P<gap>(?:(?!{_EN_ELSE}).){{0,40}}?){_EN_GUARDED}",
    re.IGNORECASE,
)

BARE = re.compile(
    rf"\W*(?:(?:and|your|ur|the|您的?|你的?)\s?)*(?:{_ZH_GUARDED}|{_EN_GUARDED})"
    r"(?:呢|是?多少|是什么|[,\s]*(?:please|pls))?\W*"
    rf"|\W*what\s{_EN_GUARDED}\s(?:do|did|are|have)\syou\b.*",
    re.IGNORECASE,
)
"""A whole sentence that is nothing but the name of a secret: "Your password?"."""

HERE = re.compile(
    r"这里|此处|这儿|下面|下方|本对话|聊天|给我|告诉我|发来|回复|私信"
    r"|\b(?:here|below|to\s(?:us|me)|in\s(?:this|the)\schat|in\syour\s(?:reply|answer|message)|tell\s(?:us|me)|send\s(?:us|me))\b",
    re.IGNORECASE,
)
"""Where only a person reads it."""
ELSEWHERE = re.compile(
    r"应用|app|登录页|页面|官网|官方|网站|屏幕|界面|点"
    r"|\b(?:app|page|screen|website|site|form|field|atm|terminal)\b",
    re.IGNORECASE,
)
"""Where a customer types secrets in the course of things."""
YOURS = re.compile(r"[您你]的?")

ZH_REFUSED = re.compile(
    r"(?:不要|请勿|切勿|勿|(?<![特个类级区分])别|不用|不需要?|无需|不必|不能|不会|不得|不可|不应该?|从不|绝不|从来不|永远不|禁止|避免|没必要|不向|没有人会|凡是?让?|有人|骗子|陌生人|对方(?=让|叫|要))"
    r"(?:您|你|我们|在|向|把|将|给|这里|那里|聊天|里|中|公开|场合|随便|再|也|主动|任何人?|要求|求|让|叫|要|别人|他人|客服|对方|以任何方式|通过|电话|短信|私信|和|或|、|的)*"
    rf"(?:{_ZH_GUARDED}(?:[、和或及,]?)){{0,6}}(?:等)?(?:发|告诉|提供)?$"
)
ZH_REFUSED_AFTER = re.compile(
    r"(?:等|都|也|请|先)*(?:不要|不用|请勿|切勿|勿|别|无需|不需要|不必|用不到|遮|打码|隐去|盖住|只需?(?:说|要|提供)?末|末四|后四|尾号|的?(?:末|后|最后)(?:四|4)位)"
    r"(?!担心|怕|害怕|紧张|着急|犹豫|介意|客气)"
)
EN_REFUSED = re.compile(
    r"\b(?:never|don't|do\snot|not|won't|will\snot|cannot|can't|no\sneed|without|avoid|nobody|no\sone|refuse|shouldn't|needn't|"
    r"(?:anyone|whoever|someone|somebody|person|people|scammers?|fraudsters?|callers?|who)(?:\s(?:who|that|ever|may|might|will))*)\s"
    r"(?:(?:ever|also|again|simply|to|you|us|we|they|he|she|anyone|ask|asks|asked|asking|tells?|told|wants?|wanted|need|have|had|"
    r"try|tries|post|send|share|give|tell|type|enter|reveal|forward|be|or|and|for|please|from|okpay|at|will|has|may|staff)[\s,]+)*$",
    re.IGNORECASE,
)
EN_REFUSED_AFTER = re.compile(
    r"[a-z ]{0,20}\b(?:covered|hidden|masked|blacked\sout)\b", re.IGNORECASE
)
EN_IF = re.compile(
    r"\b(?:if|when|once|before|after|did|have|unless|whether)\syou\s(?:(?:ever|also|have|already|may|might)\s)*$",
    re.IGNORECASE,
)
EN_TO_US = re.compile(r"\b(?:us|me|here|to\s(?:us|me))\b", re.IGNORECASE)
LAST_FOUR = re.compile(r"末四|后四位|末4|后4位|尾号|\blast\s(?:4|four)\b", re.IGNORECASE)

SENTENCE_END = re.compile(
    r"[。！？!?；;]|\.(?:\s|$)|\n\s*(?=\n|[0-9一-十]+[.、)）]|[-*•])|(?<=[。！？.!?:：])\s*\n"
)
BLANK_IN_CHINESE = re.compile(r"(?<=[一-鿿])\s+(?=[一-鿿])")
