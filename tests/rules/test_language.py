import pytest

from core.rules.language import detect, reply_language, simplified, traditional
from core.vocabulary import Language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("提现三天了还没到", "zh-Hans"),
        ("提領三天了還沒入帳", "zh-Hant"),
        ("點解我嘅錢仲未到", "zh-Hant"),
        ("my withdrawal is still pending", "en"),
        ("refund", "en"),
        ("hi", "en"),
        ("我的 account 被 freeze 了", "mixed"),
        ("how to 提现 please", "mixed"),
        ("我用OKPay的app登录不了", "zh-Hans"),
        ("订单TX88392011没到账，看 https://okpay.example/help", "zh-Hans"),
        ("I sent money to 张伟 yesterday and it failed", "en"),
        ("hola mi cuenta no funciona", "other"),
        ("saan po pera ko", "other"),
        ("もう三日です、お金が来ない", "other"),
        ("Где мои деньги", "other"),
        ("😀😀", "other"),
        ("", "other"),
    ],
)
def test_the_script_tells_the_language(text: str, language: str) -> None:
    assert detect(text) == language


@pytest.mark.parametrize(
    ("text", "last", "reply"),
    [
        ("ok", Language.ZH_HANT, "zh-Hant"),
        ("123456", Language.ZH_HANS, "zh-Hans"),
        ("😀", None, "en"),
        ("谢谢", Language.EN, "zh-Hans"),
        ("where is my money", Language.ZH_HANS, "en"),
        ("我的 account 被 freeze 了", None, "zh-Hans"),
        ("can you please check my 提现 it is very late", None, "en"),
        ("hola, ayuda por favor", Language.ZH_HANS, "zh-Hans"),
        ("hola, ayuda por favor", None, "en"),
    ],
)
def test_the_reply_follows_the_latest_message(text: str, last: Language | None, reply: str) -> None:
    assert reply_language(text, last) == reply


def test_both_scripts_can_be_written() -> None:
    assert simplified("請問提領手續費") == "请问提领手续费"
    assert traditional("为什么转账失败") == "為什麼轉帳失敗"
    assert simplified("plain") == traditional("plain") == "plain"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("登录账户", "登入帳戶"),
        ("退出登录", "登出"),
        ("提现到账", "提領入帳"),
        ("绑定银行卡", "綁定銀行卡"),
        ("还在审核", "還在審核"),
        ("周一在这里回复", "週一在這裡回覆"),
        ("错误代码", "錯誤代碼"),
        ("打开应用，修改项目", "開啟應用程式，修改項目"),
        ("注销账户", "註銷帳戶"),
        ("一台设备", "一台裝置"),
        ("点“忘记密码”", "點「忘記密碼」"),
    ],
)
def test_traditional_script_comes_with_the_words_of_its_readers(written: str, read: str) -> None:
    assert traditional(written) == read
    assert simplified(read) == simplified(simplified(read))
