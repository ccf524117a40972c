"""Passwords, codes and PINs as other languages than English and Chinese name them.

Customers who write them are answered in English, and their secrets are masked all the same. Marks
over letters may be left out or stand alone, as many keyboards and programs write them. Chinese
characters stand in their simplified form, in which every text is read.
"""

import re
import unicodedata

_MARKS = "[\u0300-\u036f]{0,2}"


def _named(*names: str) -> str:
    """An alternation of words, each with or without its marks, with any blanks between."""
    return "|".join(sorted(map(_loosely, names), key=len, reverse=True))


def _loosely(name: str) -> str:
    pattern = ""
    for letter in name:
        base = unicodedata.normalize("NFD", letter)
        if letter == " ":
            pattern += r"[\s\-]{0,2}"
        elif len(base) > 1 and "a" <= base[0].lower() <= "z":
            pattern += f"[{letter}{base[0]}]{_MARKS}"
        else:
            pattern += re.escape(letter)
    return pattern


PASSWORDS = _named(
    "пароль", "пароля", "паролем", "пароли",  # Russian
    "contraseña", "clave", "clave de acceso",  # Spanish
    "mot de passe", "mdp",  # French
    "passwort", "kennwort",  # German
    "senha", "palavra passe",  # Portuguese
    "パスワード", "暗证", "합언어", "비밀번호", "비번", "패스워드", "암호",  # Japanese, Korean
    "mật khẩu",  # Vietnamese
    "kata sandi", "sandi", "kata laluan",  # Indonesian, Malay
    "kontrasenyas", "wachtwoord", "şifre", "hasło", "รหัสผ่าน", "كلمة السر", "كلمة المرور", "पासवर्ड",
)  # fmt: skip
CODES = _named(
    "код", "кода", "смс код", "код из смс", "код подтверждения", "код безопасности",
    "código", "codigo de verificación", "código de seguridad", "código sms",
    "code de vérification", "code de sécurité", "code reçu", "code sms", "code par sms",
    "bestätigungscode", "sicherheitscode", "sms code", "tan",
    "código de verificação", "código de segurança", "codice", "codice di verifica",
    "认证コード", "确认コード", "认证番号", "确认番号", "ワンタイムパスワード", "セキュリティコード", "コード",
    "인증번호", "인증 번호", "인증 코드", "확인 코드", "보안 코드", "코드",
    "mã xác nhận", "mã xác minh", "mã xác thực", "mã otp", "mã bảo mật", "mã",
    "kode", "kode otp", "kode verifikasi", "kode keamanan", "kod", "doğrulama kodu", "รหัส otp",
)  # fmt: skip
PINS = _named(
    "пин", "пин код", "пинкод", "暗证番号", "ピン", "핀번호", "핀 번호", "mã pin", "geheimzahl",
    "código pin", "code pin", "kode pin", "nip", "pin code",
)  # fmt: skip
_WHOSE = (
    r"(?:\s{1,2}(?:saya|aku|ko|namin|anda|của\s(?:tôi|mình|em)|tôi|mình|mio|mia|pessoal|é?"
    r"|(?:от|для|de|da|do|du|für|zu|untuk|para|pour)\s[^\W\d_]{1,12}(?:\s[^\W\d_]{1,12})?))?"
)
_IS = (
    r"(?:\s{0,2}(?P<link>[:=]|[\-–—>]{1,2}|:?は|だ|が|는|은|가|이|를"
    r"|(?:это|является|такой|ay|adalah|ialah|là|est|es|ist|lautet|é|è|era|war|jest|هي)(?![^\W\d_]))"
    r"\s{0,3}[:=]?)?"
)
_VALUE = (
    r"\s{0,3}[\"'«„「『(]?(?P<value>[!#-&(-+\--:=?-~][!#-&(-+\--~]{3,63}"
    r"|(?<=[:=\s\"'«])[а-яё\d!#$%&*_]{4,32})"
)
PASSWORD = re.compile(
    rf"(?:(?<![^\W\d_])(?P<own>{PASSWORDS})|(?<![a-z])(?:password|passcode|pass|pw)(?=\s{{1,2}}(?:ko|namin|saya|aku|ay)\b)){_WHOSE}{_IS}{_VALUE}",
    re.IGNORECASE,
)
CODE = re.compile(rf"(?<![^\W\d_])(?:{CODES})(?![a-z])", re.IGNORECASE)
PIN = re.compile(rf"(?<![^\W\d_])(?:{PINS})(?![a-z])", re.IGNORECASE)
NOT_THIS_CODE = re.compile(
    _named(
        "ошибки", "ошибка", "города", "товара", "заказа", "страны", "промо", "индекс",
        "error", "postal", "pedido", "país", "área", "erro", "produto", "transacción", "transação",
        "erreur", "commande", "pays", "fehler", "postleit", "エラー", "注文", "邮便", "오류", "에러",
        "주문", "우편", "lỗi", "đơn", "giao dịch", "kesalahan", "pos", "transaksi", "pesanan",
        "negara", "promo", "swift", "hata", "errore",
    ),
    re.IGNORECASE,
)  # fmt: skip
NO_VALUE = re.compile(
    r"(?:in|no|not|non|nao|tidak|salah|sai|mali|pas|nicht|falsch|olvid|perd|esquec|oubli|vergess|lupa|quen|"
    r"не|забы|nakalimutan|kong?$|ng$|hindi)|.*(?:ad[oa]|id[oa]|ect[oa]s?|al[oa]|r[oa]ng|able|ible|ente)$",
    re.IGNORECASE,
)
"""What stands after "is" and says how the password is, not what it is."""
