import pytest

from core.rules import checkdigits as check


@pytest.mark.parametrize(
    ("known", "number"),
    [
        (check.is_card, "4111111111111111"),
        (check.is_card, "378282246310005"),
        (check.is_cn_id, "11010519491231002X"),
        (check.is_hk_id, "A1234563"),
        (check.is_tw_id, "A123456789"),
        (check.is_sg_id, "S1234567D"),
        (check.is_aadhaar, "234123412346"),
        (check.is_iban, "GB82WEST12345698765432"),
        (check.is_us_ssn, "536904399"),
    ],
)
def test_one_wrong_digit_is_noticed(known, number: str) -> None:  # type: ignore[no-untyped-def]
    assert known(number)
    if known is not check.is_us_ssn:
        place = max(i for i, c in enumerate(number[:-1]) if c.isdigit())
        wrong = str((int(number[place]) + 1) % 10)
        assert not known(number[:place] + wrong + number[place + 1 :])


def test_impossible_numbers_are_refused() -> None:
    assert not check.is_cn_id("110105194913310021")
    assert not check.is_us_ssn("000121234")
    assert not check.is_card("1234567890123452")
