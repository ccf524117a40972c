"""The tone of a message, from words that can be read in a list.

Who has a trouble is not glad, however calmly it is told; a kind word makes it neutral. Loss, anger
and disappointment are negative, and so is praise with a problem behind it.
"""

import re

from core.vocabulary import Sentiment

_NEGATIVE = re.compile(
    r"垃圾|太差|差劲|差评|很差|恶心|气死|气人|愤怒|生气|火大|无语|失望|坑(?:人|爹|我|钱)|骗子|骗(?:了|人|钱|走|我)|被骗|被盗|盗刷|被偷|投诉|过分|离谱|敷衍|忽悠|欺负|受不了|忍不了|忍无可忍|崩溃(?!了?app)|焦虑|着急|急死|心急|好急|很急|急(?:啊|!|！)|慌|害怕|怕死|担心|救命|完蛋|烦|操|妈的|傻|滚|废物|黑心|没良心|吃人|凭什么|到底|什么(?:破|垃圾|鬼|玩意|意思)|搞什么|什么时候才|没人(?:理|管|回)|不理|有病|糟|烂|太慢|慢死|绝望|倒霉|无助|不想活|痛苦|难受|坑|可恶|无耻|流氓|勒索|敲诈|威胁|后悔|再也不|不负责|态度|耽误|怎么搞|够了|还我|血汗钱|救救|怎么办啊|惨|不满|麻烦死|鬼|衰|嬲|激气|顶你|好担心|讨厌|"
    r"\b(?:terrible|awful|worst|horrible|useless|pathetic|ridiculous|disgusting|disappoint\w*|angry|furious|mad|upset|annoy\w*|frustrat\w*|hate|scam(?:med|mer|mers)?|fraud|stolen|stole|hacked|robbed|thieves|thief|steal\w*|unacceptable|joke|garbage|trash|crap|shit\w*|fuck\w*|wtf|damn|hell|sucks?|rude|ignor\w*|fed up|sick of|worried|scared|panic\w*|desperate|afraid|terrified|anxious|stress\w*|please help|nightmare|incompetent|lied|liars?|lying|cheat\w*|rip ?off|robbery|shame|shambles|idiots?|stupid|nonsense|bullshit|bs|outrageous|appalling|embarrassing|never again|regret|crying|losing my mind|drained|blackmail\w*|threat\w*|unfair|mess|wasted?|waste of|nobody (?:answers|replies|cares|helps)|no one (?:answers|replies|cares|helps)|bad|poor|slow service|ffs|omg|lost (?:all|everything|my)|what is wrong with|give me (?:back )?my money|freaking|sketchy|complain\w*|kill|die)\b|!{2,}|！{2,}|[?？]{3,}|[😡😠🤬😤😭😢💔👎😱😰😞😩😫🤮]"
)
_POSITIVE = re.compile(
    r"谢谢|感谢|多谢|唔该|很棒|真棒|太棒|好棒|棒棒|点赞|给力|好评|满意|好用|方便(?!的话|吗|问)|贴心|喜欢|辛苦了|开心|厉害|不错|靠谱(?!吗|么|不)|优秀|完美|顺利|爱了|牛|真香|感动|太好了|赞|五星|专业|省心|"
    r"\b(?:thank\w*|thx|great|awesome|amazing|excellent|love|loving|fantastic|brilliant|perfect\w*|wonderful|helpful|appreciate\w*|happy|impressed|kudos|well done|best|good (?:job|work|service|app|one)|nice(?:ly)?|superb|smooth\w*|lifesaver|recommend|cheers|glad|pleased|satisfied|outstanding|incredible|flawless\w*|keep (?:it|up)|rocks?)\b|[❤😍🥰👍😊😁🎉💯👏🙌😀😃]"
)
_DENIED = re.compile(
    r"(?:不|没|没有|not|n't|isn't|never|no|hardly|far from|don't)\s*(?:很|太|怎么|a|so|very|that|really|been|is|was)?\s*$"
)
_SARCASM = re.compile(
    r"(?:great|nice|awesome|wonderful|brilliant|perfect|fantastic|thanks a lot|thanks|good job|well done|amazing|love how|lovely)\b[,.! ].{0,60}(?:gone|again|lost|missing|fail\w*|nothing|still|never|stolen|frozen|locked|nobody|no one|wrong|down|broke\w*|crash\w*|ignored)|"
    r"(?:真棒|太棒了|真好|厉害了?|真行|好样的|不错嘛|可以啊|牛|真是谢谢|谢谢啊|给力).{0,20}(?:又|没了|失败|不见|还没|没人|钱|扣|冻|慢|坏|崩)|呵呵|🙄"
)
_POLITE = re.compile(
    r"(?:thank\w*(?: you)?(?: in advance)?|thx|cheers|谢谢|多谢|感谢|唔该|谢谢您|appreciate\w*(?: it)?|much appreciated)(?: so much| a lot| in advance| very much|你们?|您|了|啦)?[\s!！.。~]*$|^(?:hi|hello|你好|您好)|please|请"
)


def tone(text: str, *, shouting: bool = False, trouble: bool = False) -> Sentiment:
    """The tone of a plain text; `shouting` when it was written in capitals, `trouble` when it tells of some."""
    negative = len(_NEGATIVE.findall(text)) + shouting
    positive = sum(
        not _DENIED.search(text[max(0, found.start() - 12) : found.start()])
        for found in _POSITIVE.finditer(text)
    )
    denied = len(_POSITIVE.findall(text)) - positive
    if _SARCASM.search(text):
        return Sentiment.NEGATIVE
    if negative + denied and (trouble or negative + denied >= positive):
        return Sentiment.NEGATIVE
    if trouble:
        return Sentiment.NEUTRAL if positive else Sentiment.NEGATIVE
    if positive:
        left = _POLITE.sub("", text)
        return Sentiment.POSITIVE if _POSITIVE.search(left) or len(text) < 40 else Sentiment.NEUTRAL
    return Sentiment.NEUTRAL
