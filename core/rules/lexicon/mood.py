"""How a sentence means what it says: asked, denied, supposed, somebody else's."""

import re

CLAUSE = re.compile(r"[。！？!?;；\n]+|\.(?=\s|$)|,\s*(?=but\b|and\b|so\b|now\b)")
SMALL_CLAUSE = re.compile(r"[。！？!?;；\n，,、]+|\.(?=\s|$)|\bbut\b|但是?|不过|可是|然后")

GENERAL_ZH = (
    r"如果|假如|要是|万一|假设|会不会|是不是会|能不能|可不可以|怎么(?:才能|样?)?(?:防|避免|预防|保护|识别|辨别|分辨|判断|知道)|"
    r"如何|怎样(?:才能)?(?:防|避免|保护|识别)|防止|避免|预防|怕(?!.{0,6}已经)|担心|会被|容易被|有没有可能|可能会|有可能|请问.{0,8}(?:一般|通常)|一般(?:是|会|要|多久)|通常|为(?:什么|啥|何).{0,6}会|什么情况下?会|"
    r"采访|话题|报道|怎么(?:开启|打开|设置|关闭|开通|启用|改|换)|(?:的人|骗子)一般|听说|新闻|网上说|看到(?:有人|别人|网友|说)|有人说|据说|想了解|了解一下|咨询一下|想问下?如|科普"
)
GENERAL_EN = (
    r"\bif\b(?!.{0,12}(?:not|you can).{0,10}refund)|\bwhat if\b|\bhow (?:do|can|to|would|could|should) (?:i |we |you |one |people )?(?:avoid|prevent|protect|spot|recogni[sz]e|tell|know|stay|keep|make sure|secure|report)|"
    r"\b(?:avoid|prevent|protect (?:my|against|from|your)|in case|worried (?:about|that)|afraid (?:of|that)|scared of|could (?:someone|anyone|hackers|i)|can (?:someone|anyone|hackers|people|i|okpay|it) (?:be|get|ever)?|"
    r"is it (?:possible|common|likely|safe)|do you (?:ever|usually)|what happens (?:if|when)|what would happen|heard (?:that|about|of)|i read (?:that|about)|saw (?:a|on|in) (?:the )?(?:news|post|tweet|article)|people say|generally|usually|"
    r"how (?:do|can|to|should) (?:i |we |you )?(?:turn|enable|set|activate|switch|update|change)|\bshould (?:i|we|you|one|anyone)\b|\b(?:best |good |any )?ways? to\b|\bhow to\b|\btips\b|(?:want|like) to (?:see|check|know|find out)|training|webinar|workshop|were told that|hypothetically|in general|suppose|just curious|curious (?:about|whether|if)|why (?:do|does|would|are) (?:some |people|transfers|transactions|payments|withdrawals|accounts|they|you))"
)
GENERAL = re.compile(f"{GENERAL_ZH}|{GENERAL_EN}")
DENIED = re.compile(
    r"(?:差点|险些|几乎)(?:就)?(?:儿)?$|\b(?:nearly|almost|tried to|trying to|attempted to)\s*(?:got|get|be|been|was)?\s*$|(?:没有?|并没|并未|未曾|从未|不是|不算|没有被|不会|没说)(?:真的|有)?(?:被|人|遭|什么|任何|发生|丢|给|扣|转|点|把|告诉|泄露|说|要)?[^，。,.]{0,3}$|"
    r"(?:\bnot|n't|\bnever|\bno one|\bnobody|\bwithout|\bno|\bisn't|\bwasn't|\bhaven't|\bhasn't|\bdidn't)(?:\s+(?:been|being|yet|actually|really|get|got|be|have|had|any|my|the|a|ever|to|give|share|gave|lose|send|sent))*\s*$"
)
OTHERS_ZH = (
    r"(?:我(?:的)?|俺)?(?:朋友|同事|同学|室友|邻居|亲戚|表[哥弟姐妹]|堂[哥弟姐妹]|舅舅?|叔叔?|阿姨|姑姑?|大伯|闺蜜|哥们|老板|客户|别人|他人|网友|有人|老乡|"
    r"(?:爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|丈夫|妻子|儿子|女儿|哥哥?|弟弟?|姐姐?|妹妹?|男朋友|女朋友|男友|女友|孩子|家人|爸爸|妈妈|老爸|老妈|阿公|阿嬷))"
)
OTHERS_EN = (
    r"\b(?:my|a|his|her|our|some) (?:friend|colleague|coworker|co-worker|neighbou?r|cousin|roommate|flatmate|classmate|uncle|aunt|boss|client|brother|sister|mum|mom|mother|dad|father|"
    r"grandma|grandmother|grandpa|grandfather|husband|wife|son|daughter|girlfriend|boyfriend|partner|relative|family member|in-laws?|mate|buddy|bestie)\b(?:'s)?|^(?:a |the )?(?:coworker|co-worker|colleague|friend|neighbou?r|classmate|flatmate|roommate)s?\b|\bsomeone else's\b|\bsomebody else's\b"
)
OTHERS = re.compile(f"{OTHERS_ZH}|{OTHERS_EN}")
FAMILY = re.compile(
    r"爸|妈|父亲|母亲|爷爷|奶奶|外公|外婆|姥姥|姥爷|老公|老婆|丈夫|妻子|儿子|女儿|闺女|哥|弟|姐|妹|阿公|阿嬷|家人|"
    r"\b(?:brother|sister|mum|mom|mother|dad|father|grandma|grandmother|grandpa|grandfather|gran|nan|husband|wife|son|daughter)\b"
)
"""For whom people report in their place: their trouble is taken as a report."""
SELF = re.compile(
    r"我(?!的?(?:朋友|同事|同学|室友|邻居|亲戚|爸|妈|父|母|爷|奶|老公|老婆|儿子|女儿|哥|弟|姐|妹|男朋友|女朋友|孩子|家人|老板|客户))|俺|\bmy\b(?! (?:friend|colleague|coworker|neighbou?r|cousin|roommate|classmate|uncle|aunt|boss|client|brother|sister|mum|mom|mother|dad|father|grand|husband|wife|son|daughter|girlfriend|boyfriend|partner|relative))|\bi\b|\bi'm\b|\bi've\b|\bme\b|\bmine\b"
)
EARLIER_SOLVED = re.compile(
    r"(?:找|追|拿|要)回来?了|手机(?:已经)?找到了|找到了.{0,6}正常|(?:已经|都)?(?:搞|弄|查)(?:清楚|明白)了|虚惊|一切正常|已经(?:解决|好了|处理好|追回|拿回|到账了|收到了)|解决了|搞定了?|没事了|好了,?谢|\b(?:recovered|found) my (?:\w+ )?(?:phone|mobile|account|iphone)|false alarm|(?:changed|updated|done|works?|worked|working) (?:fine|great|perfectly|ok|okay|now)\b|everything(?:'s| is) (?:fine|ok|okay|good) now|\b(?:already |now |been )?(?:resolved|solved|sorted(?: out)?|fixed it|all good now|got it back|it arrived|was refunded)\b"
)
NOT_SOLVED = re.compile(
    r"(?:没|未|还没|没有|不能|无法)(?:有)?(?:解决|处理)|(?:not|n't|never|un)\s*(?:been |yet )?(?:resolved|solved|sorted|fixed)|(?:get|be|gets?) (?:this |it )?(?:resolved|solved|sorted|fixed)"
)
QUESTION = re.compile(
    r"[?？]|(?:吗|呢|么|嘛)\s*[。!！~]*$|怎么|如何|怎样|什么|哪里|哪儿|哪个|哪些|多少|多久|几天|为什么|为啥|咋|是否|能不能|可不可以|可以.{0,8}吗|有没有|请问|点样|几时|边度|"
    r"^(?:how|what|why|when|where|which|who|can|could|do|does|is|are|will|would|should|may|any)\b|\b(?:how (?:do|can|to|long|much|many)|what (?:is|are|do|does|should)|can (?:i|you|we)|do (?:i|you)|is (?:it|there)|could you|wondering|want to know|anyone know|any way to)\b"
)
ASKED_TAIL = re.compile(r"\b(?:how|what|should i|can i|where do i)\b|怎么|如何|该怎|我该|我能")
ASKED_OF_NOBODY = re.compile(
    r"(?:吗|么|嘛)\s*[?？]?$|会不会|一般|通常|怎么(?:找回|冻结|挂失|处理|做|防|举报)|该怎么做|先做什么|如何|会怎样|"
    r"^(?:how|can|could|do|does|what|when|is|are|should|would|will)\b"
)
"""A question that, without the sender in it, is a general one: 被盗刷了会赔吗."""
BY_OTHERS = re.compile(r"(?:被|让|叫|给|跟|和|与|同|向|\b(?:by|to|from|with|of|for))\s*$")
"""Before others who did it, or got it, and to whom it did not happen: 被网友骗了."""

DENIED_INSIDE = re.compile(
    r"(?:没有?|并未|未|不是|不算)(?:真的)?被|(?:was|were|is|been|has|have)(?: not|n't) (?:been )?(?:hacked|stolen|drained|robbed|scammed|compromised|lost)"
)
"""A denial between the parts of one expression: 账户没有被盗."""
SUPPOSED_AFTER = re.compile(r"[^，。,.]{0,3}的话(?!题)|的时候该?怎么")
"""After what is only supposed: 手机丢了的话."""
JUST = re.compile(
    r"\d{2,}|[一二两三四五六七八九十]+[万千百]|刚|已经|正在|\bjust\b|\balready\b|right now"
)
"""Where even a question tells of something that has happened."""
OWN_DOING = re.compile(
    r"(?<![不唔非])是(?:我|本人)(?:自己|本人)?(?:的)?(?:换|登|开|付|买|操作|转|弄|点|订|用)|(?<![不唔非])是(?:我)?(?:老婆|老公|妈|爸|儿子|女儿|孩子|家人|家里人)(?:自己)?(?:付|买|花|转|用|弄|登)的|去年|前年"
    r"|\b(?:it|that|this) (?:was|is|'s) (?:actually |only |just )?(?:me\b|my (?:wife|husband|mum|mom|dad|son|daughter|partner|kid|brother|sister|own|netflix|spotify|subscription)\b)|turned out to be my|i did (?:authori[sz]e|approve|make) (?:it|that|this)|\b(?:last|two|three) years?(?: ago)?\b|years ago"
)
"""What at first looked like theft was the sender's, or lies years back."""
