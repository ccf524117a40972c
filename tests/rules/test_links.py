"""A public reply leads to our own domains: what the platforms make links of is found."""

import pytest

from core.rules.links import foreign_links

OURS = ("okpay.com", "OKPay.example")


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("see HTTPS://EVIL.COM/x", "evil.com"),
        ("log in at evil.tk/login", "evil.tk"),
        ("evil.dev", "evil.dev"),
        ("请打开evil.com查看", "evil.com"),
        ("请打开 evil。com", "evil.com"),
        ("ｅｖｉｌ．ｃｏｍ", "evil.com"),
        ("e\u200bvil.com", "evil.com"),
        ("http://okpay.com@evil.com/x", "evil.com"),
        ("http://okpay.com:pw@evil.com:8080/x", "evil.com"),
        ("okpay.com@evil.com/x", "evil.com"),
        ("http://okpay.com\\@evil.com", "evil.com"),
        ("http://okpay.com.evil.io", "okpay.com.evil.io"),
        ("https://notokpay.com", "notokpay.com"),
        ("http://1.2.3.4/a", "1.2.3.4"),
        ("open 10.0.0.1:8080", "10.0.0.1"),
        ("http://localhost/", "localhost"),
        ("xn--80ak6aa92e.xn--p1ai", "xn--80ak6aa92e.xn--p1ai"),
        ("\u043ekpay.com", "\u043ekpay.com"),  # the first letter is Cyrillic
        ("支付.com领取", "支付.com"),
        ("去 okpay.中国", "okpay.中国"),
        ("https://支付.com/a", "支付.com"),
        ("tg://resolve?domain=evil", "tg:"),
        ("hxxps://evil.com", "hxxps:"),
        ("t.me/evil", "t.me"),
        ("wa.me", "wa.me"),
        ("done at evil.com.Thanks", "evil.com"),
        ("//evil.com/a", "evil.com"),
        ("https:/evil.com/a", "evil.com"),
        ("[okpay.com](https://evil.com)", "evil.com"),
        ("evil.com, then", "evil.com"),
        ("follow @evil.com", "evil.com"),
        ("https://okpay.com查看evil.com", "evil.com"),
    ],
)
def test_every_way_elsewhere_is_seen(text: str, host: str) -> None:
    assert host in foreign_links(text, OURS)


@pytest.mark.parametrize(
    "text",
    [
        "see https://okpay.com/help",
        "见https://okpay.com/help，谢谢",
        "见https://www.okpay.com。谢谢",
        "请打开https://okpay.com查看",
        "OKPAY.COM and help.okpay.example.",
        "https://okpay.com:443/a?b=c.d#e",
        "write to wang.li@mail.com or to help@okpay.com",
        "version 2.3.1, e.g. at 5 p.m., i.e. 3.50 USD",
        "okay.Thanks for waiting",
        "it is done.So we close it",
        "好的。ok",
        "the U.S. and 1.2.3.4",
        "never open evil[.]com",
        "",
        "...",
        "a..b",
        "Node.js",
    ],
)
def test_our_own_and_what_is_no_link_may_be_said(text: str) -> None:
    assert foreign_links(text, OURS) == []


def test_each_host_is_named_once() -> None:
    assert foreign_links("evil.com evil.com/a bad.io", OURS) == ["evil.com", "bad.io"]
