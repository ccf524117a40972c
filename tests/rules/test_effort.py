"""No text costs more than its length: what customers write is read in bounded time."""

import time
from collections.abc import Callable

import pytest

from core.rules.language import detect, reply_language
from core.rules.links import foreign_links
from core.rules.privacy import announces_secret, private_details, redact
from core.rules.wording import asks_for_secret


def _words(text: str) -> list[str]:
    return text.split()


UNITS = (
    *_words(
        """
        a@ 账户 账户a@ 账号 ¥1 验证码1234和 aA a. 1- x1 =1 一百 身份证1 ﷺ ㋿ 0x 密码 密码是 密码是a : @ @@
        . - 是 # / // http:// www. a@b a@b. @a 验证码 码 code otp pin password pass: pw 。 ! ? ' " ( )
        [ [code] * •• 4111 4111111111111111 1. 1, 1/ 0 ٠ １ 零 一二三四 卡号 A1 A123456( A123456(3) 订单
        ref: 0x0f 5K xprv -----BEGIN 助记词 私钥 user =my 就是 发 发给我 请提供 不 别 пароль パスワード
        비밀번호 cvv 安全码 后三位 三 短信 收到 2fa $1 1万 a- a_ a% xn-- a。 .. +1 + AB12 😀 à ß ﬁ
        我的密码是 请输入 不会 com. 1.com
        """
    ),
    *("\n", " ", "\t", "\r\n", "\u200b", "\u3000", "\x00", "\ud83d", "\ue000", "密码\n", "code\n"),
    *("5000 ", "1,000 ", "code 12345 ", "138 0000 0000 ", "4111 1111 1111 1111 ", "12/27 123 "),
    *("password is ", "is my ", "seed phrase ", "apple banana ", "login a@b.co/", "send me your "),
    *("what is your ", "i use ", "mật khẩu ", "four ", "card number ", "my id ", "got ", "new or "),
    *("never ", "we need ", "please type your ", "A-123456 ", "GB82 WEST ", "2026-11-22 ", "txid "),
    *("abcd1234 is my password", "密码:\n"),
)
READERS: dict[str, Callable[[str], object]] = {
    "detect": detect,
    "reply_language": lambda text: reply_language(text, None),
    "redact": redact,
    "private_details": private_details,
    "announces_secret": announces_secret,
    "asks_for_secret": asks_for_secret,
    "foreign_links": lambda text: foreign_links(text, ("okpay.com",)),
}
LONG = 5_000
AT_MOST = 0.5
"""Seconds of CPU. A fifth of it is usual; what is quadratic takes ten times as long."""


@pytest.mark.parametrize("reader", READERS)
def test_no_repeated_text_takes_long(reader: str) -> None:
    slow = []
    for unit in UNITS:
        text = (unit * LONG)[:LONG]
        before = time.process_time()
        READERS[reader](text)
        if time.process_time() - before > AT_MOST:
            slow.append(unit)
    assert len(UNITS) > 100
    assert slow == []
