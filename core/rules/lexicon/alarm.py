"""Words that change who must look, and how soon: danger, hardship, hard words, odd requests."""

import re

DISTRESS = re.compile(
    r"一了百了|寻短见|结束这一切|不想(?:再)?活|自杀|轻生|不想活|活不下去|活不成|想死(?!你)|去死算|死了算|寻死|了结(?:自己|生命)|结束(?:自己的?)?生命|跳(?:楼|河|桥|江)|割腕|安眠药|没有?活路|活着(?:太累|好累|没|有什么)(?:意思|意义)?|不如死|撑不下去|绝路|自残|上吊|生无可恋|离开这个世界|"
    r"suicid\w*|kill(?:ing)? myself|end(?:ing)? (?:my (?:own )?life|it all)|(?:want|wanna|going|ready) to die\b|don'?t want to (?:live|be alive|be here anymore|wake up)|dont want to live|no (?:reason|point|will)(?: to| in|) (?:live|living|life|go on|going on|carry on)|better off without me|reason to be alive|(?:ending|end) everything|not worth living|don'?t want to (?:be here|exist)|(?:take|took|swallow\w*) (?:all )?(?:my|the|these) pills|can'?t (?:go on|live (?:like this|anymore))|cant go on|better off dead|hurt(?:ing)? myself|self[\s-]?harm|take my own life|jump off|rather be dead|nothing (?:left )?to live for|overdose"
)
THREAT = re.compile(
    r"(?:杀|砍|弄死|打死|捅|炸|烧)(?:了|死)?(?:你们?|他|她|公司|客服|办公室|全家)|(?:找到|找上)你们?(?:家|公司|的人).{0,8}(?:算账|打|杀|砍)|要你(?:的)?命|同归于尽|打断我的?(?:腿|手)|卸我|(?:拎|提|带|拿|揣)(?:着)?(?:把)?刀.{0,10}(?:去|来|上|找|到)|"
    r"(?:威胁|扬言|说|不.{0,8}就).{0,10}(?:来我家|上门|堵我|找我家人)|(?:威胁|扬言|说).{0,8}(?:杀|打|伤害|弄死|砍)(?:我|他|她|我家)|(?:i'?ll|i will|gonna|going to|want to) (?:kill|murder|shoot|stab|burn|bomb|hurt|beat|find and) (?:you|him|her|them|your|someone|everyone|the)|threaten\w* to (?:kill|hurt|beat|harm|come to my)|(?:he|she|they|man|guy)(?:'ll)? (?:will|said|says|want\w*|threat\w*|is going).{0,50}(?:kill|hurt|harm|beat|break my|stab) (?:me|my|us)|(?:knows|know) where i live|break (?:my|his|her|our) (?:legs?|arms?|neck|bones|knees)|bomb your|blow up your|come to your (?:office|house|building).{0,20}(?:knife|gun|bat|weapon)|with a (?:knife|gun)"
)
BLACKMAIL = re.compile(
    r"(?:私密|裸|洗澡|隐私).{0,4}(?:照|视频).{0,14}(?:要|逼|让|叫|威胁)我|敲诈|勒索|裸聊|裸照|(?:威胁|恐吓|要挟)(?:我|说|要|如果|不).{0,24}(?:钱|转|付|发|照|视频|曝光|公开|家人|通讯录)|(?:不给钱|不转钱?|不付钱?|不给|不打钱).{0,10}(?:就|发|曝光|公开).{0,14}(?:照片|视频|通讯录|家人|朋友|群发)|(?:发|曝光|公开|散布|群发).{0,6}我的?(?:照片|视频|私密|裸|隐私)|"
    r"被[^，。]{0,10}(?:逼|胁迫|威胁)(?:着|了)?(?:要)?(?:转|打|付|给|汇|充)|\bbeing (?:forced|pressured|coerced|made|bullied|threatened) (?:to|into) (?:pay|send|transfer|giv)\w*|(?:逼|强迫|威胁|要挟|恐吓|胁迫)(?:着|了)?(?:我|他|她|孩子|女儿|儿子|弟弟|妹妹).{0,8}(?:转|付|打|汇|给|交|充|发|拿)|(?:照片|视频|私密|裸)[^，。]{0,8}(?:要挟|威胁|逼|公开|曝光)|"
    r"(?:forc|coerc|pressur|bull|threaten)\w* (?:me|him|her|us|my \w+) (?:to|into) (?:pay|send|transfer|giv)\w*|(?:forced|coerced|bullied|made) (?:to|into) (?:pay|send|transfer)\w* .{0,40}(?:pictures?|photos?|pics?|videos?|nudes?)|(?:he|she|they|who|someone|guy|man) (?:has|have|got|recorded) (?:my|her|his|our) (?:\w+ )?(?:nudes?|pictures?|photos?|pics?|videos?)|"
    r"blackmail\w*|extort\w*|sextort\w*|(?:threaten\w*|threat).{0,40}(?:photos?|pics?|pictures?|videos?|nudes?|leak|publish|expose|share|my family|my contacts|everyone)|(?:pay|money|send).{0,40}(?:or (?:he|she|they|else)|otherwise|unless).{0,40}(?:photos?|pics?|videos?|nudes?|leak|publish|expose|share|post)|(?:leak|publish|expose|release|share|post|send)\w* my (?:nudes?|photos?|pics?|pictures|private|videos?|intimate)|ransom|(?:pay|send|transfer)\b.{0,30}\bor\b.{0,40}(?:photos?|pics?|pictures?|videos?|nudes?|intimate)|不(?:打|转|给|付|交|汇).{0,10}就.{0,14}(?:视频|照片|裸|私密)"
)
MINOR = re.compile(
    r"我(?:今年|才|还|只有|现在|是)*\s*(?:1[0-7]|[6-9]|十[一二三四五六七]?|十|[六七八九])\s*(?:岁|周岁)|我(?:还)?(?:是)?(?:未成年|小学生|初中生|高中生|初[一二三]|高[一二三])|我(?:还)?(?:在)?(?:读|上|念)(?:小学|初中|高中|初[一二三]|高[一二三])|我未(?:满|到)(?:18|十八)|"
    r"\bi(?:'?m| am) (?:only |just |a |still )*(?:1[0-7]|[6-9]|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)(?:[\s-]?(?:years?|yrs?|yo|y/o|y\.o)(?:[\s-]old)?)?(?: year old)?(?![\d.,:%]| (?:minutes|hours|days|weeks|times|dollars|usd|months|percent|am|pm|th))\b|\bi(?:'?m| am) (?:only |just |still )?(?:a |an )?(?:minor|underage|under ?(?:18|age)|in (?:middle|high|elementary|primary) school|high ?schooler|teenager|kid)\b"
)
HARDSHIP = re.compile(
    r"房租|交租|租金|医院|手术|看病|治病|住院|救命|医药费|药费|病(?:重|危)|工资|学费|开学|房贷|车贷|还(?:贷|款|债|信用卡)|生活费|吃饭|没钱|断粮|饿|急用|急需|等着用|急着用|等钱用|等米下锅|孩子.{0,6}(?:奶粉|学|病)|奶粉|葬礼|丧事|生产|分娩|供应商|货款|保释|过年回家|交(?:房租|电费|水费|学费)|逾期|"
    r"\brent\b|hospital|surgery|operation|medicine|medication|medical|doctor|clinic|emergency|wages?\b|salary|salaries|payroll|payday|school fees?|tuition|mortgage|loan (?:payment|due)|\bbills?\b|evict\w*|landlord|groceries|food|starv\w*|funeral|baby|insulin|chemo\w*|dialysis|visa fee|bail\b|\bdebt|overdue|living expenses|feed my|stranded|supplier"
)
DEADLINE_NEED = re.compile(
    r"(?:今天|今晚|明天|明早|后天|周[一二三四五六日天]|星期[一二三四五六日天]|月底|下班|中午|晚上|\d+号|\d+日|天黑)(?:之前|前|以前|内|就)?.{0,6}(?:必须|要|得|就要|截止|到期|之前|前|交|用|还款|最后)|必须(?:在)?(?:今天|明天|今晚)|(?:before|by|until|due) (?:today|tonight|tomorrow|noon|midnight|monday|tuesday|wednesday|thursday|friday|saturday|sunday|the end|end of|\d|this|next|eod)|deadline|\bdue (?:today|tomorrow|tonight|on)|need (?:it|this|the money|the cash|my money|the funds) (?:today|tonight|tomorrow|by|before|now for|for)"
)
MONEY_INSIDE = re.compile(
    r"(?:里面?|账户|账号|钱包|账上|余额|卡里)(?:里|内|上)?(?:还)?(?:有|剩|放|存|冻|锁|压).{0,10}(?:钱|\d|万|千|块|工资|货款|全部|积蓄|存款|余额)|(?:钱|资金|工资|余额|货款|积蓄|存款|\d+块?).{0,6}(?:在里面|都在里|还在里|全在|困在|锁在|取不|拿不|出不来|用不了|动不了|被冻|卡在里)|(?:冻结|锁|冻)(?:了|着)?我?.{0,4}(?:钱|\d|资金|余额|块|万|工资)|拿不(?:出|到).{0,4}钱|"
    r"(?:money|funds|balance|savings|salary|wages|cash|income|\$ ?\d[\d,.]*|\d[\d,.]*k?(?: ?(?:usd|dollars|php|pesos|euros?|bucks|usdt|rm|hkd))?).{0,22}(?:inside|in (?:it|there|that account|the account|my account|my wallet)|trapped|stuck (?:in|inside)|locked (?:in|up)|sitting|held)|(?:have|had|got|with|all my|there(?:'s| is| are)|my) .{0,16}(?:money|funds|balance|savings|salary|\d[\d,.]*).{0,14}(?:in (?:it|there|the|my)|inside|stuck|trapped|locked)|can'?t (?:access|get to|reach|touch) (?:my |the )?(?:money|funds|balance|savings|cash)"
)
PAYROLL = re.compile(
    r"发工资|发薪|代发|员工工资|给(?:员工|工人|职工).{0,6}(?:发|工资)|payroll|(?:pay|paying) (?:my |our )?(?:staff|employees|workers|team)|(?:staff|employee)s?'? (?:wages|salar)"
)
AUTHORITIES = re.compile(
    r"消协|消费者协会|12315|银保监|监管|金管局|金融局|人民银行|央行|工信部|律师|起诉|法院|告你们|仲裁|记者|媒体|曝光你|上热搜|发(?:微博|抖音|小红书)(?:曝光)?|报警(?:抓|告)|消委会|12378|网信办|信访|"
    r"ombudsman|regulator|\bfca\b|cfpb|\bbsp\b|\brbi\b|\bmas\b|\basic\b|trading standards|consumer (?:protection|affairs|council|rights|court)|small claims|\bsue\b|\bsuing\b|lawsuit|legal action|lawyers?\b|attorney|solicitor|take (?:you|this|okpay) to court|financial authority|central bank|(?:to|with) the (?:press|media|newspapers?)|go public|journalist|report (?:you|okpay|this) to"
)
REPEATED = re.compile(
    r"第(?:三|四|五|六|七|八|3|4|5|6|7|8|n)次|(?:三|四|五|六|好多|无数|多|很多|n)次(?:联系|反馈|投诉|问|找|催)|(?:联系|反馈|投诉|问|找|催)(?:了|过)?(?:你们|客服)?(?:三|四|五|六|好多|无数|好几|很多|n|3|4|5|6)(?:次|遍|回)|一再|"
    r"(?:third|3rd|fourth|4th|fifth|5th|sixth|tenth|umpteenth|hundredth) (?:time|message|e-?mail|contact|ticket|attempt)|(?:contact\w*|wrote|messag\w*|e-?mail\w*|call\w*|report\w*|ask\w*|told|tried).{0,24}(?:three|four|five|six|several|many|multiple|countless|3|4|5|6|10) (?:different )?times|again and again|over and over"
)
DAYS = re.compile(
    r"(?P<n>\d{1,3}|[一二两三四五六七八九十]{1,3}|a|an|one|two|three|four|five|six|seven|eight|nine|ten|several|好几|好多|几)\s*(?:个)?(?:full |whole |working |business |多|calendar )*\s*(?P<u>天|日(?!元)|工作日|days?|周|星期|礼拜|weeks?|个?月(?!底)|months?|wks?)"
)
LONG_AGO = re.compile(
    r"上(?:个)?(?:周|星期|礼拜|月)|半个?月|last (?:week|month)|a (?:week|month) ago|weeks ago|for ages|over a week|more than a week|since last (?:week|month)"
)
ABUSE = re.compile(
    r"傻[逼b比叉屄]|操你|草你|艹|你妈|他妈的|去死|滚|王八|狗日|死全家|脑残|智障|废物|狗东西|尼玛|cnm|nmsl|屌|仆街|冚家|畜生|\bfuck|\bfck\b|asshole|bastard|bitch|\bcunt|piece of shit|motherf|\bidiots?\b|\bmorons?\b|dickhead|\bstfu\b|screw you|go to hell"
)
PRIVACY = re.compile(
    r"(?:删除?|清除|导出|调取|销毁).{0,8}(?:我的?)?(?:所有)?(?:个人)?(?:数据|个人信息|个资|资料)(?!.{0,4}改)|个人信息保护法|被遗忘权|gdpr|ccpa|\bdsar\b|data subject|right to be forgotten|(?:delete|erase|remove|copy of|export|download) (?:all )?(?:of )?(?:my |the )?(?:personal )?data\b|privacy request"
)
OTHER_BRANDS = re.compile(
    r"贝宝|抖音|小红书|12306|虾皮|悠游付|淘宝|拼多多|京东|闲鱼|滴滴|美团|饿了么|支付宝|微博|快手|携程|amtrak|shopee|lazada|ebay|uber|netflix|airbnb|facebook|instagram|tiktok|支付宝|微信(?:支付|钱包|零钱|红包|转账|里)|花呗|余额宝|云闪付|欧易|币安|街口|line ?pay|京东(?:支付|白条)|美团|八达通|paypal|wechat|alipay|\bwise\b|revolut|venmo|cash ?app|zelle|gcash|binance|coinbase|\bokx\b|\bokex\b|skrill|payoneer|western union|moneygram|google pay|apple pay|\bgpay\b|paytm|phonepe|grab ?pay|kucoin|bybit|metamask|m-?pesa|touch ?n ?go|monzo|payme\b"
)
OWN_BRAND = re.compile(r"ok\s?-?pay|ok ?钱包|你们|贵司|你哋")

NOTHING_TAKEN = re.compile(
    r"(?:钱|余额)(?:倒是?|还|都|也|一分)*(?:没少|没丢|还在|没动|正常)|(?:没有?|未)(?:任何)?(?:损失|少钱)|nothing (?:is |was |seems )?(?:missing|gone|taken|stolen|lost)|(?:no money|nothing) (?:is |was |has )?(?:gone|lost|missing|left)|(?:money|balance|funds) (?:is |are |seems? )?(?:still )?(?:there|fine|ok|intact)\b"
)
ONLY_CODES = re.compile(
    r"^(?=.*(?:验证码|短信码|\bcodes?\b|\botps?\b))(?!.*(?:钱|余额|转|扣|提现|登不|给了|告诉|money|balance|funds|transfer|gone|withdr|locked|charge|gave|told|sent|changed)).*(?:没(?:有)?(?:申请|请求|要)|不是我(?:请求|申请|要)|(?:did ?n[o']?t|never|without) (?:request|ask|order)\w*)"
)
"""Codes that came unasked and nothing else: a warning sign, no theft yet."""

ABOUT_A_BRAND = re.compile(
    r"\s*(?:把|将|的?(?:账|帐|号|客服|密码|验证码|钱包|app)|月付|登|封|冻|限|(?:has |have |just )?(?:blocked|banned|froze|locked|limited|closed|suspended) (?:me|my)|account|app|won'?t|keeps?)"
)
"""After a brand that begins a message: then the trouble is with that brand."""
