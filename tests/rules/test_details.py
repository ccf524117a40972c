import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.amounts import amounts
from core.rules.details import slots
from core.rules.normalise import fold


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("转了四千七没到", "4700", ""),
        ("2万6", "26000", ""),
        ("86块5", "86.5", "CNY"),
        ("两万六千五", "26500", ""),
        ("被骗了三万多", "30000", ""),
        ("转了1万块", "10000", "CNY"),
        ("付了300元", "300", "CNY"),
        ("3.2k gone", "3200", ""),
        ("I sent 4,310.75 yesterday", "4310.75", ""),
        ("₱1,500", "1500", "PHP"),
        ("RM 200", "200", "MYR"),
        ("HK$300", "300", "HKD"),
        ("NT$ 5000", "5000", "TWD"),
        ("$20.50", "20.50", "USD"),
        ("50만원", "500000", "KRW"),
        ("100 USDT", "100", "USDT"),
        ("500u", "500", "USDT"),
        ("12 euros", "12", "EUR"),
        ("提现5000三天没到", "5000", ""),
        ("昨天下午3点转账1200", "1200", ""),
    ],
)
def test_sums_are_read_as_people_write_them(text: str, value: str, currency: str) -> None:
    assert [(a.value, a.currency) for a in amounts(fold(text).text)] == [(value, currency)]


@pytest.mark.parametrize(
    "text",
    [
        "order 20261122123456",
        "5 days",
        "十天了",
        "三次都失败",
        "iphone 13",
        "error 4031",
        "3%手续费",
        "2026年11月20日",
        "version 5.4.2",
        "OK-1042",
    ],
)
def test_other_numbers_are_no_sums(text: str) -> None:
    assert amounts(fold(text).text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "昨天下午3点给张伟转了四千七，单号20261122123456789，钱扣了对方没收到",
            {
                "amount": "4700",
                "time": "昨天下午3点",
                "counterparty": "张伟",
                "txn_id": "20261122123456789",
                "debited": "yes",
            },
        ),
        (
            "I sent $4,310.75 to Maria Santos on Nov 20 at 3pm, txn id TXN8839201, it was debited",
            {
                "amount": "4310.75",
                "currency": "USD",
                "counterparty": "Maria Santos",
                "txn_id": "TXN8839201",
                "debited": "yes",
            },
        ),
        (
            "error code E1021 on iPhone 13, app version 5.4.2",
            {"error_code": "E1021", "device": "iPhone 13", "app_version": "5.4.2"},
        ),
        (
            "my email is a.b@x.example phone +63 917 123 4567",
            {"email": "a.b@x.example", "phone": "+63 917 123 4567"},
        ),
        ("手机尾号1234登不上", {"login_hint": "1234"}),
        (
            "@okpay_help77 wrote me http://okpay-login.example/x",
            {"handle": "@okpay_help77", "url": "http://okpay-login.example/x"},
        ),
        ("is OKPay available in Vietnam?", {"region": "Vietnam"}),
        (
            "rent is due tomorrow, withdrawal of 300 USD pending since Monday",
            {"deadline": "tomorrow", "amount": "300", "currency": "USD", "status_shown": "pending"},
        ),
        ("明天之前要交房租，提现2万6没到", {"deadline": "明天", "amount": "26000"}),
        ("OK-1042 进度怎么样了", {"ticket_id": "OK-1042"}),
        (
            "charged me 50 instead of 20 php",
            {"amount": "50", "other_amount": "20", "currency": "PHP"},
        ),
        (
            "提現5000塊到國泰世華銀行，一直顯示處理中",
            {"amount": "5000", "bank": "國泰世華銀行", "status_shown": "處理中"},
        ),
        ("钱没扣，但是失败了", {"debited": "no"}),
    ],
)
def test_facts_are_taken_as_written(text: str, expected: dict[str, str]) -> None:
    found = slots(text)
    assert {name: found.get(name) for name in expected} == expected


def test_a_currency_is_only_named_where_it_is_marked() -> None:
    assert "currency" not in slots("转了四千七没到")
    assert "currency" not in slots("提現5000塊還沒到帳，請協助")


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=300))
def test_any_text_can_be_looked_through(text: str) -> None:
    assert all(isinstance(value, str) and value for value in slots(text).values())
