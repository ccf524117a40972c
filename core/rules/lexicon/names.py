"""Names of banks, places, devices, settings and ways to pay, as customers write them."""

import re

BANK = re.compile(
    r"(?:中国)?(?:工商|建设|农业|招商|交通|浦发|民生|兴业|平安|光大|中信|华夏|广发|邮政储蓄|邮储|渤海|恒丰|浙商|北京|上海|南京|宁波|江苏|杭州|徽商|汇丰|渣打|花旗|恒生|东亚|中银|国泰世华|玉山|台新|富邦|永丰|第一|华南|彰化|兆丰|合作金库|星展|大华|华侨|微众|网商)(?:银行)|中国银行|中国信托|(?:工|建|农|招|交|中|邮储)行(?!业|程|李|为|动|情|走|进|长|政)|邮政银行|农商行|农信社|信用社|中信|浦发|招行|"
    r"\b(?:icbc|ccb|abc bank|boc|cmb|bank of china|hsbc|standard chartered|citi(?:bank)?|hang seng|dbs|ocbc|uob|maybank|cimb|public bank|rhb|hong leong|bdo|bpi|metrobank|landbank|unionbank|security bank|rcbc|pnb|chinabank|kasikorn(?:bank)?|kbank|scb|bangkok bank|krungthai|bca|mandiri|bri|bni|vietcombank|techcombank|vietinbank|bidv|acb|mb bank|sacombank|chase|jpmorgan|wells fargo|bank of america|bofa|barclays|lloyds|natwest|santander|nationwide|revolut bank|monzo|starling|deutsche bank|commerzbank|sparkasse|ing|bnp(?: paribas)?|societe generale|hdfc|icici|sbi|axis bank|kotak|pnc|capital one|td bank|rbc|scotiabank|bmo|anz|westpac|commbank|commonwealth bank|nab|gtbank|gtb|zenith bank|access bank|first bank|uba|equity bank|kcb|absa|fnb|standard bank|nedbank|emirates nbd|adcb|fab|mashreq|ctbc|cathay|e\.?sun|kb kookmin|shinhan|woori|mufg|smbc|mizuho|rakuten bank)\b(?: bank)?",
    re.IGNORECASE,
)
BANK_GENERIC = re.compile(
    r"\b(?P<name>(?!the\b|my\b|your\b|a\b|their\b|his\b|her\b|our\b|to\b|from\b|same\b|which\b|another\b|other\b|new\b|local\b|linked\b|wrong\b|old\b|via\b|and\b|with\b|any\b|or\b|of\b|this\b|that\b|into\b|at\b|by\b)[A-Z][A-Za-z&]+(?: [A-Z][A-Za-z&]+)?) Bank\b"
)
PLACE = re.compile(
    r"中国大陆|内地|大陆|香港|澳门|台湾|日本|韩国|南韩|新加坡|马来西亚|大马|泰国|越南|菲律宾|印尼|印度尼西亚|印度|柬埔寨|老挝|缅甸|孟加拉|巴基斯坦|斯里兰卡|尼泊尔|蒙古|俄罗斯|乌克兰|土耳其|迪拜|阿联酋|沙特|以色列|伊朗|伊拉克|埃及|南非|尼日利亚|肯尼亚|加纳|埃塞俄比亚|摩洛哥|英国|法国|德国|意大利|西班牙|葡萄牙|荷兰|比利时|瑞士|瑞典|挪威|丹麦|芬兰|波兰|希腊|爱尔兰|奥地利|捷克|匈牙利|美国|加拿大|墨西哥|巴西|阿根廷|智利|秘鲁|哥伦比亚|澳大利亚|澳洲|新西兰|纽西兰|欧洲|欧盟|东南亚|非洲|中东|美洲|南美|拉美|"
    r"\b(?:mainland china|china|hong ?kong|macau|macao|taiwan|japan|(?:south |north )?korea|singapore|malaysia|thailand|vietnam|viet nam|(?:the )?philippines|indonesia|india|cambodia|laos|myanmar|bangladesh|pakistan|sri lanka|nepal|mongolia|russia|ukraine|turkey|türkiye|dubai|uae|united arab emirates|saudi(?: arabia)?|qatar|kuwait|israel|iran|iraq|egypt|south africa|nigeria|kenya|ghana|ethiopia|morocco|uganda|tanzania|"
    r"uk|u\.k\.|united kingdom|england|scotland|britain|france|germany|italy|spain|portugal|(?:the )?netherlands|holland|belgium|switzerland|sweden|norway|denmark|finland|poland|greece|ireland|austria|czech(?: republic|ia)?|hungary|romania|bulgaria|serbia|usa|u\.s\.a?\.?|united states|america|canada|mexico|brazil|argentina|chile|peru|colombia|venezuela|ecuador|cuba|australia|new zealand|europe|the eu|southeast asia|africa|middle east|latin america|south america|california|texas|new york|florida|kazakhstan|uzbekistan|georgia|armenia|lebanon|jordan|oman|bahrain|tunisia|algeria|senegal|cameroon|rwanda|zambia|zimbabwe|jamaica|panama|costa rica|guatemala|bolivia|uruguay|paraguay|iceland|estonia|latvia|lithuania|croatia|slovenia|slovakia|malta|cyprus|luxembourg)\b|\bUS\b",
    re.IGNORECASE,
)
DEVICE = re.compile(
    r"(?:苹果|华为|小米|红米|荣耀|三星|一加|魅族|vivo|oppo|iphone|ipad|ios|android|安卓|鸿蒙|samsung|galaxy|pixel|huawei|xiaomi|redmi|oneplus|realme|infinix|tecno|motorola|nokia|macbook|windows|ubuntu|chromebook)"
    r"(?:\s?(?:手机|平板|系统|phone))?(?:\s?(?:galaxy|note|mate|pro|plus|max|mini|ultra|se|air|fold|flip|[a-z]?\d{1,3}[a-z]{0,2}(?:\.\d+)*)(?![a-z0-9]))*",
    re.IGNORECASE,
)
SETTING = re.compile(
    r"2\s?fa|双重(?:认证|验证)|两步验证|二次验证|谷歌验证|手机号码?|电话号?码?|邮箱|电邮|信箱|姓名|名字|昵称|用户名|地址|住址|生日|头像|语言|通知|推送|提醒|银行卡|信用卡|支付方式|付款方式|实名|支付密码|密码|性别|"
    r"two[\s-]?(?:factor|step)(?: \w+)?|authenticator|phone number|mobile number|phone|mobile|e-?mail(?: address)?|full name|surname|nickname|username|(?<!user)name|address|birthday|date of birth|\bdob\b|password|passcode|language|notifications?|alerts?|card|bank account|payment method|avatar|profile (?:photo|picture)",
    re.IGNORECASE,
)
PAYMENT_METHOD = re.compile(
    r"信用卡|借记卡|储蓄卡|银行卡|银联|花呗|云闪付|余额支付|零钱|微信支付|支付宝|二维码|扫码|快捷支付|网银|(?:visa|mastercard|万事达|amex|unionpay|jcb)(?:卡| card)?|credit card|debit card|prepaid card|bank transfer|apple pay|google pay|paypal|gcash|qr code|wire transfer|direct debit|sepa|virtual card",
    re.IGNORECASE,
)
STATUS_SHOWN = re.compile(
    r"(?:银行)?处理中|审核中|待处理|待审核|已提交|已完成|已成功|交易成功|支付成功|提现成功|转账成功|显示成功|已到账|待确认|进行中|等待(?:确认|处理|审核|中)|处理失败|已退回|已驳回|已拒绝|已冻结|已受理|户名不符|姓名不符|信息不符|人工审核|在途|排队中|已打款|已汇出|"
    r"\b(?:name mismatch|manual review|bank processing|pending|processing|in progress|completed|under review|in review|on hold|awaiting (?:approval|confirmation|review)|successful|success|approved|submitted|sent to bank|with (?:the|my) bank|returned|reversed|queued|initiated)\b",
    re.IGNORECASE,
)
STATUS_CONTEXT = re.compile(
    r"显示|状态|写着|说是?|提示|一直是?|仍然?是?|还是|还在|变成|页面|标|says?|show(?:s|ing|ed)?|status|marked|still|stuck|stays?|display\w*|it'?s|is|been|been stuck|as|app|remains?",
    re.IGNORECASE,
)
