"""No log line holds a token or a customer's secret, whoever writes it and in whatever form."""

import io
import json
import logging
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from cli import logs

ROOT = Path(__file__).parents[2]
TOKEN = "7777777777:AAE-planted_token_of_the_bot"
ENV = {
    "TELEGRAM_BOT_TOKEN": TOKEN,
    "X_CONSUMER_KEY": "planted-consumer/key+1",
    "DATABASE_URL": "postgresql://desk:pl%40nted-word@db/desk",
    "SHORT_TOKEN": "abc",
}
#: what a line says, and what of it must never be read
PLANTED = {
    f"GET https://api.telegram.org/bot{TOKEN}/getMe": TOKEN,
    "GET https://api.telegram.org/file/bot8888888888:BBF-another_bots_token/a.jpg": "BBF-another",
    "key planted-consumer/key+1": "planted-consumer",
    "url ?k=planted-consumer%2Fkey%2B1": "planted-consumer",
    "password authentication failed: pl@nted-word, pl%40nted-word": "nted-word",
    "Authorization: Bearer AAAAAAAAAAAAAAAAAAAAAMLheAAAAAAA0%2BuSeid": "MLheAAAA",
    "Authorization: Bot MTIzNDU2Nzg5MDEyMzQ1Njc4.GhIjKl.abcdefghijklmnop": "MTIzNDU2",
    "he wrote: my password is hunter22x": "hunter22x",
    "card 4111 1111 1111 1111 of the customer": "4111 1111",
    "他说：验证码是 482913": "482913",
}

Written = Callable[[], str]


@pytest.fixture(params=["text", "json"])
def written(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Written:
    """Logs are set up in each form; returns what stands on stderr so far."""
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up_logs(ENV, "INFO", request.param)
    return stream.getvalue


def fail(text: str) -> None:
    raise ValueError(text)


@pytest.mark.parametrize(("line", "secret"), PLANTED.items(), ids=range(len(PLANTED)))
def test_a_planted_secret_is_in_no_part_of_a_line(written: Written, line: str, secret: str) -> None:
    log = logging.getLogger("some.library")
    log.info(line)
    log.info("%s", line)
    log.info({"nested": [line]})
    log.warning("with extra", extra={"given": line, "count": 3})
    try:
        try:
            fail(line)
        except ValueError as error:
            raise RuntimeError(line) from error
    except RuntimeError:
        log.exception("it failed")
    sys.excepthook(ValueError, ValueError(line), None)
    log.info("too many %s", line, line)
    told = written()
    assert secret not in told
    assert "it failed" in told
    assert "RuntimeError" in told
    assert "the desk failed" in told
    assert "[" in told


def test_a_librarys_own_handler_gets_the_masked_text_too(written: Written) -> None:
    stream = io.StringIO()
    library = logging.getLogger("library.with.handler")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(logging.Formatter("{message} {exc_text}", style="{"))
    library.addHandler(handler)
    try:
        for line in PLANTED:
            try:
                fail(line)
            except ValueError:
                library.exception(line, stack_info=True)
    finally:
        library.removeHandler(handler)
    told = stream.getvalue()
    assert told.count("Traceback") == 2 * len(PLANTED)  # by the format, and by the formatter
    assert [secret for secret in PLANTED.values() if secret in told + written()] == []


def test_what_is_no_secret_stays(written: Written) -> None:
    lines = [
        "telegram: NetworkError: All connection attempts failed; trying again in 15 s",
        "HTTP error code 502 for POST /2/tweets",
        "discord failed: error code: 50007",
        "ticket OK-1042: took 123456 ms, abc",
    ]
    for line in lines:
        logging.getLogger("core").info(line)
    assert [line for line in lines if line not in written()] == []


def test_a_json_line_is_one_object_with_its_extra_fields(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    logs.set_up_logs({}, "INFO", "json")
    try:
        fail("first\nsecond")
    except ValueError:
        logging.getLogger("core.x").exception("两行\nit", extra={"channel": "a:1", "tries": 2})
    (line,) = stream.getvalue().splitlines()
    told = json.loads(line)
    trace = told.pop("traceback")
    assert trace.startswith("Traceback")
    assert trace.endswith("ValueError: first\nsecond")
    assert told.pop("time").endswith("+00:00")
    assert told == {
        "level": "ERROR", "logger": "core.x", "message": "两行\nit", "channel": "a:1", "tries": 2,
    }  # fmt: skip


def test_an_endless_line_keeps_beginning_and_end(written: Written) -> None:
    logging.getLogger("core").info("begin " + "x" * 200_000 + " end")
    told = written()
    assert "begin" in told
    assert "end" in told
    assert len(told) < 20_000


def test_levels_of_libraries(written: Written) -> None:
    logging.getLogger("httpx").info("HTTP Request: POST")
    logging.getLogger("core").debug("too much")
    assert written() == ""


@pytest.mark.parametrize("form", ["text", "json"])
def test_what_ends_the_program_is_masked(form: str) -> None:
    program = (
        "from cli.logs import set_up_logs\n"
        f"set_up_logs({ENV!r}, 'INFO', {form!r})\n"
        "raise RuntimeError('bot' + '7777777777' + ':AAE-planted_token_of_the_bot')\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 1
    assert "RuntimeError: bot[secret]" in ended.stderr
    assert "AAE-planted" not in ended.stderr
