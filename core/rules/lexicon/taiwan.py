"""Words for a wallet in Taiwan, where the converter of scripts knows none or another trade's."""

import re

_WORDS = {
    "賬": "帳",
    "到賬": "入帳",
    "到帳": "入帳",
    "提現": "提領",
    "充值": "儲值",
    "私信": "私訊",
    "應用": "應用程式",
    "應用程式": "應用程式",  # so that the line above leaves it alone
    "應用於": "應用於",
    "郵箱": "信箱",
    "身份證": "身分證",
    "卡里": "卡裡",
    "臺": "台",
    "退出登入": "登出",
    "佇列": "隊伍",
    "回復": "回覆",
    "運營商": "電信業者",
    "社交媒體": "社群媒體",
    "反饋": "回饋",
    "“": "「",
    "”": "」",
    # the converter takes these for words of programmers
    "繫結": "綁定",
    "稽核": "審核",
    "專案": "項目",
    "程式碼": "代碼",
    "釋出": "發布",
    "登出賬": "註銷帳",
}
_ANY = re.compile("|".join(sorted(map(re.escape, _WORDS), key=len, reverse=True)))


def in_taiwan_words(text: str) -> str:
    """A text in traditional characters with the words that people in Taiwan read in their apps."""
    return _ANY.sub(lambda found: _WORDS[found[0]], text)
