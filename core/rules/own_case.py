"""Whether a message tells of the sender's own account or money, or asks in general."""

import re
from collections.abc import Mapping

from core.rules.cues import Label
from core.rules.lexicon.mood import GENERAL, OTHERS, QUESTION, SELF
from core.rules.report import about_others, reported
from core.vocabulary import Category

_ALWAYS = frozenset(
    {
        "debited_not_received", "duplicate_charge", "wrong_recipient", "merchant_cannot_collect", "unauthorised_transaction",
        "account_takeover", "lost_device", "secret_exposed", "money_sent", "identity_misused", "blackmail", "fee_dispute",
        "deceased_holder", "compliance_refusal", "top_up_missing", "refund_missing", "wrong_bank_account", "formal_complaint",
        "failed_or_returned", "frozen_restricted",
    }
)  # fmt: skip
"""Children whose expressions, when reported, are a case."""
_NEVER = frozenset({Category.PRAISE, Category.SPAM, Category.OTHER})
_LEANING: dict[Category, float] = {
    Category.ACCOUNT_LOGIN: 0.9,
    Category.TRANSACTION_FAILED: 0.9,
    Category.WITHDRAWAL_DELAY: 0.7,
    Category.SCAM_REPORT: 0.9,
    Category.FUND_SECURITY: 0.2,
    Category.FEEDBACK: -0.2,
    Category.HOW_TO_USE: -0.6,
}
"""Whether those who write about a category mostly have a case."""
_FAQ_FIRST = frozenset(
    {
        "forgot_password", "two_factor", "password_hygiene", "general_safety", "official_app", "suggestion",
        "fees_rates", "supported_region", "limits", "guide", "contact", "update",
    }
)  # fmt: skip
_HAPPENED = re.compile(
    r"(?:失败|没到|未到|不到|没收到|没有到|扣了|被(?:冻|封|锁|扣|限|盗|骗|偷|拒|退|黑|停)|不了|不上|进不去|收不到|没来|不成功|出错|报错|错误|异常|卡(?:住|在|了)|转圈|没(?:影|变|动静|过|成|反应)|老是|一直|突然|繁忙|崩|闪退|黑屏|白屏|糊|磨叽|半道|扣两|扣了两|还没|还在|不见|没反应|退回|驳回|审核中|处理中|登不|不让|不过|了(?:\d|[一二两三四五六七八九十几半]).{0,3}(?:天|小时|周|星期|个月|分钟)|冻结了|锁了|没通过|丢了|转错|多收|重复)|"
    r"\b(?:failed|declined|rejected|refused|stuck|pending|missing|frozen|locked|suspended|restricted|blocked|limited|banned|hasn'?t|haven'?t|didn'?t|never|wasn'?t|can'?t|cannot|won'?t|unable|keeps|still|stopped|charged|debited|deducted|sent|paid|transferred|withdrew|requested|waiting|got|lost|stolen|hacked|gone|disappeared|wrong|hanging|limbo|crash\w*|invalid|busy|bounced|looping|times? out|timed out|floating|nowhere|no (?:code|sms|money|login|sign)|not (?:received|arrived|working|letting)|error)\b"
)
_OWN = re.compile(
    r"我(?!们国家|想(?:问|知道|了解|咨询)|要(?:问|怎|如何)|应该|该怎|能不能|可以|如何|怎)|俺|本人|\bmy\b|\bi(?:'?ve| have| had| just)? (?:sent|paid|tried|transferred|made|requested|submitted|withdrew|got|was|am|topped|deposited|linked|have been|been|can'?t|cannot|couldn'?t|never|didn'?t|still|lost|bought|keep|entered|uploaded|changed|asked)\b|\bi'?m (?:locked|stuck|unable|getting|not able|still|waiting)\b|\bme\b"
)
_ASKED_GENERALLY = re.compile(
    r"^(?:请问|想问(?:一下|下)?|问一下|咨询)?.{0,4}(?:怎么|如何|怎样|多久|为(?:什么|啥|何).{0,6}会|什么是|什么时候(?:能|可以|会)?到账?[?？]?$)|一般|通常|(?:提现|转账|退款|审核|解冻).{0,4}(?:要|需要)?(?:多久|几天|多长)|怎么办理|有(?:没有|啥|什么)(?:办法|法子|技巧)|是不是(?:要|得|需要|都)|最多(?:能|可以)|^(?:请教|求教|想请教)|(?:可以|行|妥当|踏实|有用|一回事|正常|合法)(?:吗|嘛|么|不)[?？]?$|要不要|会(?:不会)?(?:退|赔|自动|被).{0,8}(?:吗|么)|什么(?:原因|情况)(?:会|下)|"
    r"^(?:how (?:do|can|to|does|long (?:does|do|will|should|would))|what (?:are|is|should|do)|why (?:do|does|would|are|might)|do you|does|is there|can (?:i|you|we)|are there|where (?:do|can)|which|what's the|(?:is|are|does|will|would|should|could|ever|any|most|curious|explain|walk me)\b(?! (?:my|anyone|someone)))\b|\bhow (?:do|can|should) (?:i|we|you)\b|\bany (?:trick|way|tips?|chance)\b"
)
_IDENTIFIED = ("txn_id", "ticket_id", "error_code", "debited", "login_hint")


def is_own_case(
    text: str,
    label: Label,
    told: bool,
    slots: Mapping[str, str],
    neighbours: float,
    *,
    secret: bool = False,
) -> bool:
    """Whether a plain text is a case of the sender's own.

    `told`: an expression of the label is reported; `neighbours`: share of likeness, 0 to 1, that
    the known sentences most like it and marked as cases hold; `secret`: one was typed.
    """
    category, child = label
    if category in _NEVER or (OTHERS.search(text) and about_others(text)):
        return False
    if told and child in _ALWAYS and not _ASKED_GENERALLY.search(text):
        return True
    happened = reported(text, _HAPPENED)
    owned = bool(_OWN.search(text) or SELF.search(text))
    identified = any(slots.get(name) for name in _IDENTIFIED)
    asked = bool(_ASKED_GENERALLY.search(text))
    stated = happened and not QUESTION.search(text)
    points = (
        0.9 * happened
        + 0.5 * stated
        + 0.5 * owned
        + 0.8 * identified
        + 0.6 * bool(slots.get("amount"))
        + 0.4 * bool(slots.get("time"))
        + 1.2 * secret
        + 1.6 * (neighbours - 0.5)
        - 1.5 * (asked and not (happened and owned))
        - 0.9 * bool(GENERAL.search(text))
        + 0.5 * (child in _ALWAYS)
        + _LEANING.get(Category(category), 0.0)
    )
    if child in _FAQ_FIRST and not secret:
        points -= 1.2
    return bool(points >= 0.25)
