import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from core.rules.privacy import (
    announces_secret,
    find_secrets,
    masked,
    private_details,
    redact,
    secrets_across,
)

PLANTED = [
    ("my password is hunter2", "password", "hunter2"),
    ("密码:abc123", "password", "abc123"),
    ("密码是sunshine", "password", "sunshine"),
    ("pw= s3cret9", "password", "s3cret9"),
    ("我把密码改成Qwerty!23了还是登不上", "password", "Qwerty!23"),
    ("abc123xy就是我的密码", "password", "abc123xy"),
    ("Password: Winter2024 please help me", "password", "Winter2024"),
    ("login: joe@mail.example / kettle77 help", "password", "kettle77"),
    ("old password Ab12cd34 and new one Ef56gh78", "password", "Ef56gh78"),
    ("验证码是 123456", "otp", "123456"),
    ("驗證碼：４８２９１３", "otp", "４８２９１３"),
    ("code 482913", "otp", "482913"),
    ("482913 is the code I got", "otp", "482913"),
    ("the OTP they sent me is 48 29 13", "otp", "48 29 13"),
    ("验证码四八二九一三", "otp", "四八二九一三"),
    ("otp four eight two nine one three", "otp", "four eight two nine one three"),
    ("我的支付密码是 258036", "pin", "258036"),
    ("my pin is 0042 pls help", "pin", "0042"),
    ("4111 1111 1111 1111", "card", "4111 1111 1111 1111"),
    (
        "卡号６２２２０２１２３４５６７８９０１２８",
        "card",
        "６２２２０２１２３４５６７８９０１２８",
    ),
    ("4\u200b111111111111111", "card", "4\u200b111111111111111"),
    ("amex 3782 822463 10005", "card", "3782 822463 10005"),
    ("安全码 123", "cvv", "123"),
    ("4111111111111111 12/27 123", "cvv", "123"),
    ("身份证11010519491231002X", "id_number", "11010519491231002X"),
    ("HKID A123456(3)", "id_number", "A123456(3)"),
    ("my ssn is 536-90-4399", "id_number", "536-90-4399"),
    ("passport E12345678", "id_number", "E12345678"),
    ("密码\nAbc12345", "password", "Abc12345"),
    ("my password:\nsunshine", "password", "sunshine"),
    ("验证码\n123456", "otp", "123456"),
    ("here is my code\n\n482913", "otp", "482913"),
    ("my pin\n1234", "pin", "1234"),
    ("my cvv is\n123", "cvv", "123"),
    ("my card is 4111 1111\n1111 1111", "card", "4111 1111\n1111 1111"),
    ("4111•1111•1111•1111", "card", "4111•1111•1111•1111"),
    ("4111,1111,1111,1111", "card", "4111,1111,1111,1111"),
    ("短信收到123456", "otp", "123456"),
    ("got 123456 by sms", "otp", "123456"),
    ("login me@x.com:Hunter22x", "password", "Hunter22x"),
    ("me@x.com:Hunter22x", "password", "Hunter22x"),
    ("密码Abcdefgh", "password", "Abcdefgh"),
    ("my password is correct horse battery staple", "password", "correct horse battery staple"),
    ('my password is "blue sky"', "password", "blue sky"),
    ("пароль: qwerty12", "password", "qwerty12"),
    ("мой пароль qwerty12", "password", "qwerty12"),
    ("пароль: котики", "password", "котики"),
    ("код из смс: 482913", "otp", "482913"),
    ("пин-код 1234", "pin", "1234"),
    ("mi contraseña es perro123", "password", "perro123"),
    ("mi contrasen\u0303a es gatito", "password", "gatito"),
    ("código de verificación: 482913", "otp", "482913"),
    ("mon mot de passe est soleil99", "password", "soleil99"),
    ("code de vérification 482913", "otp", "482913"),
    ("Mein Passwort ist Hund1234", "password", "Hund1234"),
    ("Bestätigungscode 482913", "otp", "482913"),
    ("minha senha é abc12345", "password", "abc12345"),
    ("パスワードはabc12345です", "password", "abc12345"),
    ("認証コードは482913です", "otp", "482913"),
    ("暗証番号は1234", "pin", "1234"),
    ("비밀번호는 abc12345 입니다", "password", "abc12345"),
    ("인증번호 482913", "otp", "482913"),
    ("mật khẩu của tôi là abc12345", "password", "abc12345"),
    ("mat khau: abc12345", "password", "abc12345"),
    ("mã xác nhận là 482913", "otp", "482913"),
    ("kata sandi saya abc12345", "password", "abc12345"),
    ("kode otp saya 482913", "otp", "482913"),
    ("ang password ko ay abc12345", "password", "abc12345"),
    (
        "助记词: apple banana cherry dog eagle fish grape house ice jungle kite lemon",
        "seed_phrase",
        "apple banana cherry dog eagle fish grape house ice jungle kite lemon",
    ),
    (
        "private key 5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvM3VyK5qMZXj3hS",
        "private_key",
        "5KJvsngHeMpm884wtkJNzQGaCErckhHJBGFsvM3VyK5qMZXj3hS",
    ),
]

INNOCENT = [
    "订单号 20261122123456789012",
    "order 6222021234567890128",
    "卡尾号1234",
    "card ****1234",
    "error code 4031",
    "错误码 50012",
    "app says code 50012 when I login",
    "forgot my password",
    "忘记密码 13800138000",
    "my password is not working",
    "my password is incorrect",
    "密码是什么",
    "密码是8-20位吗",
    "没收到验证码",
    "didn't get the code since 2026-11-22",
    "no code for 30 minutes",
    "验证码等了1800秒都没来",
    "验证码发到尾号1234的手机了",
    "call me 13800138000",
    "转账5000元失败",
    "2026年11月22日",
    "ticket OK-1042",
    "txid e9873d79c6d87dc0fb6a5778633389f4453213303da61f20bd67fc233aa33262",
    "I want to enable 2FA in 2026",
    "promo code SAVE2024",
    "zip code 90210",
    "OTP expired after 300 seconds",
    "密码错误5次",
    "忘记密码\nabc12345",
    "forgot my password\njoe1234",
    "没收到验证码\n883920",
    "密码\n13800138000",
    "密码\n谢谢",
    "password\nhelp",
    "短信收到50000元到账",
    "got 5000 by sms",
    "my password is definitely correct",
    "my password is too long and weak",
    "код ошибки 5001",
    "código postal 28001",
    "mã đơn hàng 123456",
    "kode transaksi 123456",
    "mi contraseña es incorrecta",
    "mon mot de passe est refusé",
    "пароль не подходит",
    "we never ask for your password, one-time code, payment PIN, full card number or seed phrase",
    "the app keeps crashing whenever i open it and nobody answers my emails about this",
]


@pytest.mark.parametrize(("text", "kind", "value"), PLANTED)
def test_a_secret_is_found_where_it_stands(text: str, kind: str, value: str) -> None:
    found = [(secret.kind, text[secret.start : secret.end]) for secret in find_secrets(text)]
    assert (kind, value) in found


@pytest.mark.parametrize(("text", "kind", "value"), PLANTED)
def test_nothing_of_it_is_left(text: str, kind: str, value: str) -> None:
    redacted = redact(f"hello\n{text}\n你好")
    assert value not in redacted.text
    assert redacted.text.startswith("hello\n")
    assert redacted.text.endswith("\n你好")


@pytest.mark.parametrize("text", INNOCENT)
def test_what_only_looks_like_one_is_kept(text: str) -> None:
    assert redact(text).text == text


def test_placeholders_say_the_kind_and_the_last_characters() -> None:
    assert redact("4111 1111 1111 1111").text == "[card ••1111]"
    assert redact("身份证11010519491231002X").text == "身份证[id ••2X]"
    assert redact("验证码 123456").text == "验证码 [code]"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my password is", "password"),
        ("ok, my password:", "password"),
        ("我的验证码是", "otp"),
        ("here's my pin", "pin"),
        ("card number: 4111 1111", "card"),
        ("4111 1111", "card"),
        ("我的卡号", "card"),
        ("my cvv =", "cvv"),
        ("身份证号", "id_number"),
        ("seed phrase:", "seed_phrase"),
        ("私钥是", "private_key"),
        ("忘记密码", None),
        ("what is my password", None),
        ("how do I change my password", None),
        ("没收到验证码", None),
        ("the code is 482913", None),
        ("my password is hunter2", None),
        ("error code", None),
        ("order 1234 5678", None),
        ("on 2026-1122", None),
        ("thanks", None),
        ("", None),
    ],
)
def test_a_secret_to_come_is_announced(text: str, kind: str | None) -> None:
    assert announces_secret(text) == kind


def test_a_secret_in_several_messages_is_masked_in_each() -> None:
    parts = ("my card is 4111 1111", "1111 1111", "and my password is", "hunter2", "谢谢")
    across = secrets_across(parts)
    assert [each.text for each in across] == [
        "my card is [card ••1111]",
        "[card ••1111]",
        "and my password is",
        "[password]",
        "谢谢",
    ]
    for part, each in zip(parts, across, strict=True):
        assert all(0 <= s.start < s.end <= len(part) for s in each.secrets)
    assert not across[4].secrets
    assert secrets_across(()) == ()


FRAGMENTS = st.sampled_from(
    [
        *(text for text, _, _ in PLANTED),
        *INNOCENT,
        "[code]",
        "[card ••1234]",
        " ",
        "\n",
        "，",
        "是",
        "is",
        "654321",
        "\u200b",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(FRAGMENTS, max_size=8).map("".join))


@settings(max_examples=300, deadline=None)
@given(TEXTS)
@example("验证码 123456 654321")
@example("密码[password]abc123")
@example("码是" + "#".join(["0000"] * 40))
def test_spans_are_valid_and_redacting_twice_is_once(text: str) -> None:
    secrets = find_secrets(text)
    end = 0
    for secret in secrets:
        assert end <= secret.start < secret.end <= len(text)
        end = secret.end
    once = redact(text).text
    assert redact(once).text == once


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=5))
@example(["密码", "abc123 4111 1111", "1111 1111 12/27 123", "验证码 1", "23456"])
def test_reading_messages_together_twice_is_once(parts: list[str]) -> None:
    once = [each.text for each in secrets_across(parts)]
    assert len(once) == len(parts)
    assert [each.text for each in secrets_across(once)] == once
    assert [redact(text).text for text in once] == once


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to wang@mail.example", "email"),
        ("打我电话13800138000", "phone"),
        ("call +63 917 123 4567", "phone"),
        ("IBAN GB82 WEST 1234 5698 7654 32", "account"),
        ("我的账号是622848040256", "account"),
        ("转了4700元", "amount"),
        ("单号20261122123456789", "txn_id"),
        ("case OK-1042", "ticket"),
        ("my pin is 0042", "secret"),
    ],
)
def test_private_details_are_named(text: str, kind: str) -> None:
    found = private_details(text)
    assert kind in {detail.kind for detail in found}
    assert all(0 <= detail.start < detail.end <= len(text) for detail in found)


def test_a_general_answer_holds_nothing_private() -> None:
    assert private_details("OKPay answers e-mail within 48 hours. 请在应用内查看。") == ()


def test_lists_show_addresses_masked() -> None:
    assert masked("wang.li@mail.example 13800138000") == "w•••@mail.example •••8000"
