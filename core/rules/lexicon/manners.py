"""What the sender does with a message: asks for a person, thanks, greets, ends, agrees, refuses."""

import re

WISH_PERSON = re.compile(
    r"(?:转|接|换|找|要|叫|请|给我|我要|有没有|来个|来|上|需要|想)\s*(?:接|个|一个|到|位|一位|真的)?\s*(?:人工|真人|活人|大活人|专员|客服专员|真的人)|转人[工公]|人工(?:客服|服务|坐席|处理)?(?:[\s!！。.~]*$|[!！,，。]|呢|在(?:吗|哪|不在)|有吗|帮|给我|来|接|谢)|"
    r"(?:找|叫|换|转|要|给我|接通?|请|喊)(?:个|一个|你们|一下|接|到|位)?\s*(?:客服|经理|主管|领导|负责人|工作人员|管理员|值班|人)(?:来|出来|给我|接|处理|说|聊|谈|[\s!！。.~,，]*$)|"
    r"(?:想|要|能|可以|可否|让我)?(?:和|跟|与|同)(?:你们的?|一个|个)?(?:真人|人工|活人|客服|人|工作人员|真的人)(?:客服)?(?:聊|说|谈|讲|沟通|对话|倾|讲嘢|交流)|(?:不要|别|不想|唔要|少|拒绝|不跟|不和)(?:跟|和|用|再|给我)?.{0,6}机器人|机器人.{0,8}(?:没用|听不懂|滚|走开|够了|烦)|真人(?:客服|处理|在吗|服务)|搵真人|搵客服|搵人|^人工|^真人|^客服[!！。\s]*$|"
    r"\b(?:talk|speak|chat|connect(?:ed)?|transfer(?:red)?|escalate(?:d)?|get|put|want|need|give|pass|send|find|require|deal|reach|be|hand)\b(?: me| this| us)?(?: \w+){0,3}? (?:a |an |the |your |some |any |real |actual |live |to |with |through |over |on |human |support |customer (?:service |support |care )?|service )*"
    r"(?:human(?:s| being| agent)?|(?<!travel )(?<!estate )(?<!recovery )agents?|representatives?|reps?|operators?|(?:real|actual|live) (?:person|people|one|human|agent|support)|supervisors?|managers?|staff(?: member)?|real somebody|team member|csr)\b(?! (?:told|said|was|is|were|are|has|had|from|named|claim|who|pretend|error))|"
    r"(?:talk|speak|chat) (?:to|with) (?:someone|somebody|a person|anyone|anybody|people|customer (?:service|support)|support)|^(?:an? )?(?:live |real |human |customer |support )*(?:agents?|human|representative|operator|person|rep)(?:,? (?:please|pls|plz|now|asap|here))*[\s.!?]*$|"
    r"\b(?:no|not|stop|enough|hate|sick of)(?: \w+){0,3} (?:bots?|robots?|chatbots?|automated)\b|(?:real|live|actual) (?:person|human|agent)(?: (?:please|now|pls|here))|(?:human|agent|operator|representative) (?:please|pls|plz|now)|someone (?:real|human)|is (?:there )?(?:a|any) (?:human|real person|live agent|agent)(?: \w+){0,3}(?: here| available| there)?"
)
ABOUT_PERSONS = re.compile(
    r"(?:人工|客服|真人).{0,6}(?:几点|时间|上班|下班|电话|邮箱|收费|是不是|怎么联系|冒充|骗|态度|太差)|(?:冒充|假的?|自称).{0,4}(?:人工|客服)|"
    r"(?:fake|pretend\w*|claim\w*|impersonat\w*|posing|scam\w*|rude|travel|estate|recovery) .{0,20}(?:agent|human|representative|support|rep)|agent .{0,10}(?:told|said|asked|was rude|hung)|(?:are|r) (?:you|u) (?:an? |even )*(?:real|human|bot|robot|person|ai|agent)|(?:become|becoming|be) (?:an? )?(?:okpay )?(?:agent|reseller|representative)|human (?:error|rights|resources)"
)
ASKS_IF_BOT = re.compile(
    r"(?:你|您|这|在跟我说话的|对面).{0,6}(?:是不是|是|系)?.{0,3}(?:机器人|真人|人工智能|ai|人工|人类|活人|自动回复)(?:吗|么|嘛|还是|呢|\?|？|咩)|(?:机器人|真人)还是(?:机器人|真人|人)|是机器人(?:吧|吗|么)|"
    r"\b(?:are|r) (?:you|u)(?: an?| even| just| actually| really)* (?:bot|robot|human|real|ai|machine|person|chatbot|automated)|(?:is|am i) (?:this|talking to|speaking to|chatting with|it)(?: with)?(?: an?| just)? (?:bot|robot|human|real|ai|machine|person|chatbot|automated)"
)
STATUS = re.compile(
    r"(?:工单|个案|案件|案子|申诉|投诉|反馈|报修|case|ticket).{0,14}(?:进度|进展|怎么样|如何|结果|处理|到哪|多久|状态|消息|回复|解决|跟进|情况|好了|更新|点样)|(?:查|问|催|跟进|跟一下).{0,6}(?:工单|进度|进展|个案|案件|处理结果)|"
    r"^(?:请问)?(?:现在|我的|我那个|之前(?:的|那个)?|上次(?:的|那个)?|那个|问题|处理|事情|情况|我)*(?:进度|进展|处理)?(?:得|的)?(?:怎么样|怎样|如何|到哪(?:一步)?|有(?:消息|结果|进展|回复|更新))(?:了|啦|吗|没|没有|了吗|呢|了呢)?[?？\s。!！~]*$|(?:有|给)(?:个)?(?:消息|结果|进展|回音|答复|下文)(?:了)?(?:吗|没|么)|催(?:一下|下|促)?(?:[!！。,，\s]|$)|"
    r"(?:我|上次|之前|昨天|前天|上周|前几天).{0,10}(?:提交|反馈|报|说|投诉|反映|联系|问)(?:的|过|了)?.{0,10}(?:怎么样|进度|结果|消息|处理|回复|还没|解决|进展)|ok-\d{3,}|"
    r"(?:status|update|progress|news|eta|result|outcome|follow(?:ing)?[\s-]?up|happening|heard) ?(?:of|on|about|for|with|regarding|from)? ?(?:my |the |this |that |our )?(?:\w+ )?(?:case|ticket|complaint|request|issue|report|claim|inquiry|enquiry|problem|matter)|(?:my|the) (?:case|ticket|complaint|claim)\b.{0,24}(?:status|update|progress|resolv\w*|going|at\b|stand|open|yet|news|happening|answered|closed|response)|"
    r"where is my (?:case|ticket|complaint|claim)|^(?:any|is there any|got any|have you got any) (?:update|news|progress|word)s?|(?:any|an) (?:update|progress|news)(?: yet| please| on this| for me)?[\s?.!]*$|still waiting (?:for|on) (?:an? )?(?:update|answer|reply|response) (?:on|about|to) my"
)
CHASE = re.compile(
    r"多久|多长时间|几时|什么时候|啥时候|何时|快点|快一点|赶紧|尽快|还要等|等多久|等到|急死|"
    r"\b(?:how (?:much )?long(?:er)?|when (?:will|can|do|does|is|are)|how soon|hurry|any eta|asap|still waiting|what now)\b"
)
"""How long, when, hurry up: in a case it asks about that case."""
THANKS = re.compile(
    r"^(?:ok|okay|好的?|嗯+|收到|明白了?|知道了?|了解|great|perfect|got it|alright|cool|awesome|解决了|可以了|搞定了?|oh|行|行吧|it works(?: now)?|that worked|sorted|all good)?[\s,，.。!！~]*(?:非常|太|很|真的|真|十分|万分|好|多|so|many|really)?\s*(?:谢谢|多谢|感谢|谢了|谢啦|3q|唔该|谢|thanks?|thank you|thank u|thx|thnx|tks|ty|tysm|cheers|appreciate(?: it| that)?|much appreciated|thankyou)"
    r"(?:\s*(?:你们?|您|哈|啊|啦|了|呀|哦|晒|so much|very much|a lot|a bunch|a ton|again|guys|mate|man|for (?:the|your) (?:help|reply|info|answer|quick (?:reply|response))|everyone|okpay|team|帮忙|帮助|客服|回复|解答|亲|大家|all|bye|everything|!|~))*[\s!！.。~,，🙏❤️👍😊]*$"
)
GOODBYE = re.compile(
    r"^(?:好的?|ok|okay)?[\s,，]*(?:再见|拜拜|拜|886?|回头见|bye+(?: bye)?|goodbye|see (?:you|ya)|cya|that'?s all|that is all|nothing else|没(?:有)?(?:其他)?(?:事|问题)了|没了|就这样|不用了|不需要了|i'?m done|no more questions|good night|晚安)[\s!！.。~,，]*(?:thanks|thank you|谢谢)?[\s!！.。]*$"
)
STOP = re.compile(
    r"^(?:/|please |pls |just |ok(?:ay)?,? |i (?:want|need) you to |请(?:你们?)?|麻烦(?:你们?)?|你们?)*(?:"
    r"stop(?:[ ,!.]+stop)* ?(?:all)?|unsubscribe(?: me)?(?: from (?:this|these|all))?|opt[ -]?out|leave me alone|(?:回?td?)?退订|td|停|取消(?:订阅|提醒|推送)|"
    r"stop (?:messaging|texting|contacting|spamming|replying|bothering|writing|reminding)(?: to| me)*(?: messages)?|"
    r"stop sending(?: me| any| all| more| these| those| the| your| automatic| automated)*(?: (?:messages?|texts?|reminders?|replies|spam|stuff|this|these))?|"
    r"(?:don'?t|do not) (?:message|contact|text|write|remind|bother|spam|reply)(?: to)? ?(?:me)?|"
    r"no more (?:automatic |automated )?(?:messages|replies|texts|reminders|spam)|"
    r"(?:别|不要|不用|不必|勿)再?(?:给我|跟我|向我|自动)*(?:发送?|传送?|烦|回复?|吵|扰|打扰|骚扰|联系|提醒|推送)(?:给?我|消息|信息|讯息|短信|提醒)*了?|"
    r"停止(?:给我|向我)?(?:发送?|推送|提醒|打扰|骚扰|联系)?(?:我|消息|信息|短信|提醒)*"
    r")(?:[\s!！.。~,，]|please|pls|thanks?|thank you|again|any ?more|now|already|sent from my \w+|请|谢谢|[🛑🙏✋😡😠🤬])*$"
)
"""Only what can mean nothing but our messages: "stop the payment" and "别再扣款了" are cases."""
YES = re.compile(
    r"^(?:是的?|对的?|对啊|是啊|嗯+|好的?|好吧|好啊|可以的?|行的?|要|需要|没错|确认|正确|系|ok+|okay|okey|k|yes+|yeah|yep|yup|ya|sure|correct|right|fine|please do|confirm(?:ed)?|exactly|of course|y|解决了|已解决|好了|收到(?:了)?|可以了|知道了|明白了?|it worked|solved|done|got it|works now|👍|👌|✅)[\s!！.。~,，👍🙏😊]*$"
)
NO = re.compile(
    r"^(?:不是的?|不对|不用|不要|不行|没有|没|不|否|唔系|唔得|还是不行|还不行|仍然不行|还是没有|还是不能|还是没用|没用|没解决|没有解决|未解决|还没解决|没帮助|不管用|都不是|以上都不是|no+|nope|nah|n|not? (?:really|yet|at all|working|helpful|solved|it|that|resolved)|still (?:not|no|doesn'?t|does not|nothing|isn'?t|can'?t|the same)(?: \w+){0,3}|(?:it |that )?(?:did|does)(?:n'?t| not) (?:help|work)(?: at all)?|none(?: of (?:these|them|those|the above))?|doesn'?t help|useless|👎|❌)[\s!！.。~,，]*$"
)
