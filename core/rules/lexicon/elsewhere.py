"""Words of matters that are not a wallet's: other trades, the household, school, the weather.

Also of those who write as a firm, as the press or as an authority instead of as a customer.
"""

# fmt: off
EN: tuple[tuple[str, str, float, str], ...] = (
    ("other", "chit_chat", 2.6, r"\b(?:laptop|printer|blue screen|monitor|router|wi-?fi (?:password|router)|xbox|playstation|parcel|courier|passport office|visa appointment|driving licen[cs]e|snow|rain(?:ing)?|sunny|forecast|stocks|recipe|cook\w*|gym|diet|puppy|kitten|vet\b|plumber|dentist|haircut|(?:my|the) (?:cat|dog|ex|boss)\b|braindead|(?:write|draft|compose|summari[sz]e) (?:me |my |a |an ))"),
    ("other", "business_inquiry", 5.0, r"\b(?:place|run|buy|sell) (?:an? )?(?:ads?|adverts?|advertis\w*)\b|advertis(?:e|ing) (?:with|on|in)|ad rates|\b(?:hiring|vacanc\w*|job opening|resumes?|cv\b(?= (?:to|for))|recruit\w*|internship|careers?)\b|\bcooperat\w*|partnership|distribut(?:or|ion)|cross-border (?:software|saas|platform)"),
    ("other", "press", 3.6, r"\b(?:camera crew|film crew|documentary|broadcast\w*|columnist|correspondent|seeking comment|for comment)\b"),
    ("other", "legal_request", 3.6, r"\b(?:detective|sergeant|inspector|police officer|prosecutor|bailiff|court (?:freeze|order|notice)|subpoena)\b"),
    ("praise", "", 4.5, r"\b(?:changed|updated|works?|worked|working|arrived|done) (?:fine|great|perfectly)\b.{0,10}(?:thanks|thank|ta\b|cheers|thx)|you(?: are|'re)? (?:absolute )?(?:legends?|lifesavers?|stars?)\b"),
)
ZH: tuple[tuple[str, str, float, str], ...] = (
    ("other", "chit_chat", 2.6, r"下雨|下雪|台风|降温|电脑|蓝屏|打印机|路由器|宽带|快递|包裹|火锅|奶茶店|追剧|看剧|啥剧|唐诗|宋词|乘以|加减|算算|笑话|失恋|分手|相亲|高铁|机票|航班|酒店|签证|驾照|(?:护照|身份证|户口本|驾照).{0,4}(?:去|在|到)?哪(?:里|儿)?(?:办|补|换)|(?:年终|工作)总结|老板帅|年费"),
    ("other", "business_inquiry", 5.0, r"(?:打|投|登|做)(?:个|点)?广告|广告(?:投放|位|合作|报价)|招聘|简历|应聘|实习|招人|(?:谈|洽谈|商务|渠道|通道|业务)合作|跨境(?:saas|软件|平台)|代理(?:商|加盟)|加盟"),
    ("other", "press", 3.6, r"(?:电视台|报社|报|新闻|杂志|媒体)(?:的)?(?:记者|编辑|主编)|记者|纪录片|(?:约|想)访|采访|发言人|(?:就|对).{0,12}(?:事|事件)(?:作出|给出)?回应"),
    ("other", "legal_request", 3.6, r"民警|警官|派出所|公安(?:局|厅)|检察(?:院|官)|法院|调取|协助(?:冻结|查询|调查)|办案|律师函"),
    ("other", "abuse", 3.0, r"去你(?:大爷|妈|奶奶)|驴踢|吃干饭|恶心(?!.{0,2}想吐)"),
    ("praise", "", 5.0, r"(?:改|办|弄|搞|修|换|绑|解)(?:好|妥|定)了[^，。]{0,2}[，,。!！ ]*(?:谢|感谢|多谢)|办妥"),
)
# fmt: on
