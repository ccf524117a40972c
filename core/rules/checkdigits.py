"""Check digits: whether a number can be what it looks like."""

from datetime import date

_CN_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_TW_LETTERS = "ABCDEFGHJKLMNPQRSTUVXYWZIO"
_SG_WEIGHTS = (2, 7, 6, 5, 4, 3, 2)


def is_card(digits: str) -> bool:
    """A payment card number: length, issuer's first digits, Luhn (ISO/IEC 7812)."""
    return 13 <= len(digits) <= 19 and is_issuer(digits) and luhn(digits)


def is_issuer(digits: str) -> bool:
    """Whether a number starts as those of the card schemes do, at their lengths."""
    length, two, four = len(digits), int(digits[:2]), int(digits[:4])
    return (
        (digits[0] == "4" and length in (13, 16, 19))
        or (51 <= two <= 55 and length == 16)
        or (2221 <= four <= 2720 and length == 16)
        or (two in (34, 37) and length == 15)
        or (two in (30, 36, 38, 39) and length in (14, 16))
        or (two in (35, 60, 64, 65) and length in (16, 19))
        or (two in (62, 81) and 16 <= length <= 19)
        or (two in (50, 56, 57, 58, 63, 67, 68, 69) and 13 <= length <= 19)
        or (2200 <= four <= 2204 and length == 16)
    )


def luhn(digits: str) -> bool:
    """The Luhn sum is a multiple of ten."""
    total = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit)
        if index % 2:
            value = value * 2 - 9 * (value > 4)
        total += value
    return total % 10 == 0


def is_cn_id(number: str) -> bool:
    """A resident identity number of mainland China (GB 11643): birth date and check digit."""
    if len(number) != 18 or not number[:17].isdigit() or number[0] == "0":
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, _CN_WEIGHTS, strict=False))
    return born.year >= 1900 and "10X98765432"[total % 11] == number[17].upper()


def is_hk_id(number: str) -> bool:
    """A Hong Kong identity card number without brackets: one or two letters, six digits, check."""
    number = number.upper()
    if len(number) not in (8, 9) or not number[-7:-1].isdigit() or not number[:-7].isalpha():
        return False
    values = [36] if len(number) == 8 else []
    values += [ord(letter) - 55 for letter in number[:-7]]
    values += [int(digit) for digit in number[-7:-1]]
    total = sum(value * weight for value, weight in zip(values, range(9, 1, -1), strict=True))
    check = 10 if number[-1] == "A" else int(number[-1]) if number[-1].isdigit() else -1
    return (total + check) % 11 == 0


def is_tw_id(number: str) -> bool:
    """A Taiwanese identity number: a letter, nine digits, the last one a check digit."""
    number = number.upper()
    if len(number) != 10 or number[0] not in _TW_LETTERS or not number[1:].isdigit():
        return False
    place = _TW_LETTERS.index(number[0]) + 10
    total = place // 10 + place % 10 * 9
    total += sum(
        int(digit) * weight for digit, weight in zip(number[1:9], range(8, 0, -1), strict=True)
    )
    return (total + int(number[9])) % 10 == 0


def is_sg_id(number: str) -> bool:
    """A Singaporean NRIC or FIN: S, T, F, G or M, seven digits, a check letter."""
    number = number.upper()
    if len(number) != 9 or number[0] not in "STFGM" or not number[1:8].isdigit():
        return False
    total = sum(int(d) * w for d, w in zip(number[1:8], _SG_WEIGHTS, strict=True))
    total += {"T": 4, "G": 4, "M": 3}.get(number[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}.get(
        number[0], "XWUTRQPNMLK"
    )
    index = 10 - total % 11 if number[0] == "M" else total % 11
    return letters[index] == number[8]


def is_us_ssn(digits: str) -> bool:
    """A US social security number that could have been issued: nine digits."""
    return (
        len(digits) == 9
        and digits[:3] not in ("000", "666")
        and digits[0] != "9"
        and digits[3:5] != "00"
        and digits[5:] != "0000"
    )


def is_aadhaar(digits: str) -> bool:
    """An Indian Aadhaar number: twelve digits, not starting with 0 or 1, Verhoeff check."""
    if len(digits) != 12 or digits[0] in "01":
        return False
    check = 0
    for index, digit in enumerate(reversed(digits)):
        value = int(digit)
        for _ in range(index % 8):
            value = _PERMUTED[value]
        check = _dihedral(check, value)
    return check == 0


_PERMUTED = (1, 5, 7, 6, 2, 8, 3, 0, 9, 4)


def _dihedral(left: int, right: int) -> int:
    """The product in the dihedral group of order ten, which Verhoeff's check sums in."""
    if left < 5:
        return (left + right) % 5 + 5 * (right >= 5)
    return (left - right) % 5 + 5 * (right < 5)


def is_iban(text: str) -> bool:
    """An IBAN without spaces (ISO 13616): two letters, two digits, remainder 1 modulo 97."""
    text = text.upper()
    if not 15 <= len(text) <= 34 or not text.isalnum() or not text.isascii():
        return False
    moved = text[4:] + text[:4]
    return int("".join(str(int(character, 36)) for character in moved)) % 97 == 1
