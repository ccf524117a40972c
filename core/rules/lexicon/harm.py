"""What words say that harm was done: theft, takeover, deceit, secrets given away, a lost phone.

Written from the parts such a tale is made of (who, what was theirs, what was done to it), so that
wordings nobody thought of are met too; the other words about these topics stand in `topics_*`.
"""

# fmt: off
_WHO = r"(?:some ?(?:one|body|guy|dude|man|woman|random(?: \w+)?|stranger|creep|thief|hacker)|strangers?|thief|thieves|hackers?|scammers?|crooks?|fraudsters?|another person|a (?:guy|man|woman|person|stranger))"
_OURS = r"(?:money|funds|cash|balance|savings|wallet|account|acc|coins?|usdt|crypto|everything|okpay|profile)"
_MOVE = r"(?:payments?|purchases?|charges?|transfers?|transactions?|withdrawals?|debits?|orders?|cash[\s-]?outs?)"
_DO = r"(?:make|made|do|did|done|request\w*|authori[sz]\w*|approv\w*|recogni[sz]\w*|ask\w*|order\w*|initiat\w*|start\w*|set up|creat\w*|plac\w*|submit\w*|sign\w* off|buy|bought|consent\w*)"
_GAVE = r"(?:sent|send|paid|pay|transferred|transfer|wired|deposited|gave|lost|invested|topped up|moved)"
_KEPT = r"(?:password|passcode|pin|otp|codes?|digits|seed|phrase|private key|cvv|cvc|card (?:number|details)|sms|credentials|log[\s-]?in)"
_PHONE = r"(?:phone|mobile|iphone|handset|cell|device|android)\b(?! number| bill| plan| call)"

EN: tuple[tuple[str, str, float, str], ...] = (
    ("fund_security", "unauthorised_transaction", 3.4,
        rf"\b{_OURS}\b[^.!?]{{0,20}}(?:\bbeing (?:\w+ )?(?:transferred|moved|sent|withdrawn|spent|taken|cashed)|(?:are|is|was|were|been|got|getting) (?:\w+ )?(?:drain\w*|siphon\w*|emptied|emptying|wiped|clean(?:ed|ing) out|clear(?:ed|ing) out|looted|raided|zeroed|swiped|pinched))"
        rf"|\b(?:spent|bought|did|touched|made|approved|authori[sz]ed|ordered) (?:absolutely |literally )?(?:nothing|none of)\b"
        rf"|\b{_MOVE}\b[^.!?]{{0,40}}\b(?:i|we)(?:'ve| have| had)? (?:never|did ?n[o']?t|did not|have ?n[o']?t|had ?n[o']?t|don'?t) (?:even |actually )?{_DO}"
        rf"|\b{_MOVE}\b[^.!?]{{0,40}}\b(?:know nothing about|no (?:idea|clue) (?:about|what|who|where)|can'?t explain|never heard of|not (?:my doing|mine)|isn'?t mine|aren'?t mine|wasn'?t mine)"
        rf"|\bi(?:'ve| have)? (?:never|did ?n[o']?t|did not) (?:even |actually )?(?:make|made|do|did|authori[sz]\w*|approv\w*|request\w*|initiat\w*|place\w*) (?:the |this |that |those |these |any )?(?:\w+ )?{_MOVE}"
        rf"|\bwho (?:the hell )?(?:just )?(?:took|spent|moved|withdrew|transferred|did (?:that|this)|made (?:that|this|the)|bought)|behind my back|nothing to do with me"
        rf"|\b(?:all|whole|entire|everything|life savings|savings)\b[^.!?]{{0,26}}\b(?:disappeared|vanished|wiped|gone|emptied|missing|stolen)"
        rf"|\b{_WHO}\b[^.!?]{{0,20}}\b(?:cashed out|cashed|emptied|drained|withdrew|transferred|moved|stole|spent|sent|took|went shopping|cleaned)\b(?! me)"
        rf"|\b{_MOVE}\b[^.!?]{{0,40}}(?:no (?:memory|recollection|record) of|never (?:seen|met|heard of|dealt with)|don'?t (?:know|remember)(?! (?:how|why|when|if)))|don'?t know (?:any|this|that|the) (?:person|man|woman|guy|name|shop|company|[a-z]\. ?\w+)|\b{_OURS}\b[^.!?]{{0,14}}(?:shrink\w*|dropping|going down|walking|leaving|disappearing|melting)|now there(?:'s| is| are) (?:\w+ )?{_MOVE}"),
    ("fund_security", "account_takeover", 3.4,
        rf"(?:broke|broken|breaking|got|gotten|hacked|breached|intruded|snuck) in ?to (?:my|our|the)\b[^.!?]{{0,12}}|\bbroken into\b|breach(?:ed)? my"
        rf"|\b(?:{_WHO}|they|he|she)(?: is| are| was|'s|'re| has| have| got)? (?:still |currently |already |now |just )?(?:in (?:my|the)|inside my|controls?|controlling|draining|emptying|using my|spending my|moving (?:my|money|funds)|sending (?:my|money|transfers|out)|transferring (?:my|money|out)|withdrawing|cashing|added (?:his|her|their|a) (?:card|device|phone|number))"
        rf"|(?:password|passcode|pin|e-?mail|phone|number|recovery|2fa|details)\b[^.!?]{{0,30}}(?:(?:changed|swapped|replaced|reset|updated|altered)[^.!?]{{0,24}}(?:without me|without my|not by me|i (?:did ?n[o']?t|never)|was ?n[o']?t me|someone|stranger)|isn'?t mine|not mine|belongs to (?:someone|somebody|a))"
        rf"|\bsim (?:card )?(?:got |was |has been |is |just got )?(?:swap\w*|clon\w*|hijack\w*|ported)|logged (?:in|on) as me|\bpos(?:ing|ed) as me|(?:notification|alert|e-?mail|says?|shows?|message|warning)\b.{{0,20}}(?:logg?(?:ed)?[\s-]?in|sign(?:ed)?[\s-]?in) (?:in|from|at) (?!my\b|the (?:app|web))[a-z]"
        rf"|\b(?:shared|sharing|shown|showed) (?:\w+ )?my screen|my screen (?:was )?shared|(?:got|has|had|took|gained|have|gave (?:him|her|them)) (?:remote )?(?:access|control) (?:to|of|over|on) my|(?:he|she|they|someone|caller|agent) (?:is|was|took over|controlled|controls)[^.!?]{{0,20}}(?:remotely|through (?:anydesk|teamviewer|remote))"
        r"|\bwhoever (?:has|is|did|got|took)\b|\blet (?:a|an|the|some|him|her|them|someone)\b[^.!?]{0,20}(?:log|get|go|sign)?(?: in)?(?: ?to|access|control|use) my|(?:happening|going on|ongoing|in progress) (?:right )?now|knows my (?:pin|password|code)"),
    ("scam_report", "money_sent", 3.6,
        rf"\b{_GAVE}\b[^.!?]{{0,50}}(?:pretend\w*|posing|poses|impersonat\w*|claim(?:s|ed|ing) to be|said (?:he|she|they) (?:was|were)|turned out|fake|bogus|fraud\w*|phon(?:e)?y|con artist|crook|swindl\w*)"
        rf"|\b{_GAVE}\b[^!?]{{0,70}}(?:does ?n[o']?t|did ?n[o']?t|never|not) (?:actually |even )?exist"
        rf"|(?:turned out|turns out|found out|realis?z?ed)[^.!?]{{0,30}}(?:fake|scam|fraud\w*|not real|bogus|conman|con man|phishing|crook)"
        rf"|\b{_GAVE}\b[^!?]{{0,70}}(?:group|site|website|page|guy|seller|buyer|profile|platform|app|number|chat|shop|he|she|they|landlord|broker|trader) (?:is |are |has |have |was |'s |just |then |immediately |now )*(?:gone|vanished|disappeared|blocked|deleted|closed|unreachable|offline|stopped|ghosted|left|ran|removed)"
        rf"|\b(?:fell|fallen|falling) (?:for|victim)|talked me into (?:send|transfer|pay|mov|wir)\w*|(?:convinced|persuaded|tricked|fooled|manipulated|pressured) (?:me|us|him|her) (?:into|to) (?:send|transfer|pay|mov|wir|invest|deposit)\w*|\b(?:sent|paid|gave) (?:him|her|them|it)? ?(?:to )?(?:a |the |that |this )?(?:scammer|fraudster|thief|crook)"
        r"|\b(?:was|were) (?:a )?(?:liar|con|fake|fraud|phon(?:e)?y|scam)\b|\bfake (?:\w+ )?(?:trader|coach|cop|police\w*|officer|buyer|broker|agent|seller|tax\w*|bank\w*|employer|recruiter)|(?:gone|went) (?:quiet|silent|dark)|(?:told|said|claimed|thought|convinced)\b[^!?]{0,60}\b(?:so|and) i (?:moved|sent|paid|transferred|wired|did)|they got me\b|handed over (?:my|all|the)"),
    ("fund_security", "secret_exposed", 3.2,
        rf"\b(?:forwarded|showed|dictated|texted|screenshotted|spelled out|spelt out|passed|handed|told|gave|sent|shared|read)\b[^.!?]{{0,36}}\b{_KEPT}\b[^.!?]{{0,24}}\b(?:to|with) (?:a|an|some|the|this|that|him|her|them|someone|somebody|who)\b"
        rf"|\b(?:told|gave|sent|texted|read)\b (?:a |an |the |some |this |that )?(?:him|her|them|someone|somebody|stranger|caller|man|woman|guy|lady|person|agent)\b[^.!?]{{0,20}}\b(?:my |the |our )?{_KEPT}\b"
        rf"|\b(?:entered|typed|put|filled|submitted|logged)\b[^.!?]{{0,50}}\b(?:fake|phishing|copycat|bogus|scam|cloned?|dodgy|spoof\w*|lookalike) (?:site|page|website|form|link|app)"
        rf"|\b{_KEPT}\b[^.!?]{{0,14}}\bi (?:pasted|typed|entered|gave|sent|put|read|told|shared|submitted)"),
    ("fund_security", "lost_device", 3.4,
        rf"(?:can'?t|cannot|couldn'?t) find my {_PHONE}|\b(?:got|was|been|were|i'?m) (?:just )?(?:robbed|mugged|held up|pickpocketed)\b(?! by (?:you|your|okpay))"
        rf"|\bmy {_PHONE}[^.!?]{{0,14}}(?:in|on|at) (?:the|a|an) (?:taxi|cab|uber|bus|train|tram|metro|tube|subway|airport|beach|club|bar)\b"
        rf"|(?:took|grabbed|has|stole|snatched|ran off with) my {_PHONE}"),
)

_KEPT_ZH = r"(?:验证码|短信码|动态码|密码|助记词|私钥|卡号|安全码|cvv|pin|口令|六位数?)"

ZH: tuple[tuple[str, str, float, str], ...] = (
    ("fund_security", "unauthorised_transaction", 3.4,
        r"(?:钱|余额|资金|存款|积蓄|币|u|账户|钱包)[^，。!?？]{0,6}(?:被|给)[^，。!?？]{0,4}(?:转|提|划|刷|清|掏|搬|盗|偷|卷|洗|取)(?:走|出|光|空|劫|了)"
        r"|(?:转|提|刷|搬|掏|取|划)(?:光|空)(?:了|我)|谁(?:扣|转|刷|花|提|拿|动|弄|付|买)的|(?:多出|冒出|多了|多出来)(?:来)?(?:了)?[一两三几\d]+[笔单条]"
        r"|[笔单条](?:交易|转账|付款|消费|支出)?[^，。]{0,4}(?:不是|唔系|并非)我|(?:没|未)(?:有)?(?:操作|申请|授权|买|付|转|下单|提|动|点)过|(?:有人|别人|陌生人|小偷|贼|他|她).{0,10}(?:在|正)?(?:转|提|刷|花|取)(?:我的?)(?:钱|余额|卡)"
        r"|(?:一直|不断|不停|正在|还在)(?:在)?(?:往外|向外)?(?:转|刷|提|盗)(?:钱|款|账|走|出)|(?:余额|钱)(?:也|都|全|就)?没(?:了|有了)[^吗]{0,8}(?:不是我|没动)"
        r"|(?:压根|根本|完全|都|我)不认识(?:他|她|这个?人|对方)|(?:在|于)(?:外地|国外|别处|另一个城市|外省)(?:被)?(?:刷|消费|取)|(?:自己|自动)(?:在|就)?(?:一直)?(?:减少|变少|往外|往下掉|转走)"),
    ("fund_security", "account_takeover", 3.4,
        r"(?:手机号?|邮箱|信箱|绑定|收款人|资料)[^，。]{0,8}变成(?:了)?(?:别人|他人|陌生|不认识|不是我|人家)|(?:冒用|盗用|盗取|登(?:了|上|进|入)|控制)(?:了)?我(?:的)?(?:号|账号|账户|帐号|户口|钱包|okpay)"
        r"|被(?:人|别人|谁)?(?:顶|挤|踢)(?:下线|出来|掉|下来|了)|(?:密码|邮箱|手机号|绑定|pin)[^，。]{0,4}被[^，。]{0,4}(?:改|换|重置|篡改|解绑)|(?:共享|分享|投)(?:了)?(?:我的?)?屏幕|远程(?:控制|操作|操控)(?:了|着)?我|(?:新设备|陌生设备|异地).{0,8}(?:不是我|不是本人)"
        r"|(?:账号|账户|帐号|号|钱包)[^，。]{0,4}(?:正在|在|正)被(?:人|别人|谁)|不认识的(?:设备|手机|平板|电脑)"),
    ("scam_report", "money_sent", 3.6,
        r"(?:被|遭|受|让)[^，。!?？没]{0,14}(?:骗|忽悠|诓|坑)(?:着|了|走|去|得|我|子|光|\d|[一二两三几])|(?:把|将)我(?:给)?(?:拉黑|删了?|屏蔽)|(?:转|汇|打|付|给|充|投)(?:了|给|到|进)?[^，。!?？没]{0,12}(?:骗子|诈骗|骗局|杀猪|假(?:平台|客服|卖家|网站|房东))"
        r"|(?:误信|轻信|听信)(?:了)?|(?:转|汇|打|付|充|投|交)[^。!?？没]{0,24}(?:人|群|网站|平台|app|对方|卖家|老师|房东|中介)(?:就|都|也|已经|全)*(?:跑路|跑了|没了|不见了|联系不上|消失|打不开|解散|关了|失联|不回)|安全账户[^。]{0,8}(?:转|汇)(?:了|过去)|(?:转|汇|打)(?:过去)?的?钱(?:全|都)没了|垫付了"
        r"|(?:让|叫|要|骗)我[^。!?？没]{0,24}(?:我)?(?:照做|转了|打了|汇了|付了|给了|交了)|(?:觉得|感觉|发现)(?:不对|不对劲|有问题|上当|是假)"),
    ("fund_security", "secret_exposed", 3.2,
        rf"(?:把|将)[^，。!?？]{{0,6}}{_KEPT_ZH}[^，。!?？没]{{0,14}}(?:给|发|告诉|说|念|报|输|填|交|拍|泄)|{_KEPT_ZH}[^，。!?？没不]{{0,8}}(?:输|填|录)(?:进|入|到|了|在)[^，。]{{0,6}}(?:假|钓鱼|骗|仿|陌生)|(?:告诉|给|发|说|念|报)(?:了|给|过)?(?:对方|他|她|骗子|陌生人|假客服|网友|人家)[^，。没]{{0,6}}{_KEPT_ZH}"),
    ("fund_security", "lost_device", 3.4,
        r"手机(?!号|卡)[^，。!?？]{0,8}(?:落|忘|掉|丢|扔|遗失)在|(?:抢|偷|摸|扒|顺|拿)(?:了|走|到)?(?:我的?|他的?|她的?)?手机(?!号)|手机(?!号)[^，。!?？]{0,6}(?:找不回|找不到|被抢|被偷|不见了|被摸|让人(?:偷|抢|摸|拿))|刚被(?:抢|偷)"),
)
# fmt: on
