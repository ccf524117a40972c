"""support doctor: what is wrong with this installation, and what to do about it."""

import asyncio
import socket
import urllib.request
from collections.abc import Callable, Mapping
from datetime import timedelta

import typer

import bots
from cli.doctor_files import file_faults
from cli.environment import environment
from cli.opening import open_database
from cli.printing import out
from core import clock, schema
from core.channel import Inbound, NotAllowed
from core.desk import Desk
from core.library import load
from core.policy import read_policy
from core.queries.alerts import current_alerts
from core.queries.health import health
from core.queries.quarantine import quarantined
from core.rules.alerts import sentence
from core.settings import ConsoleSettings, CoreSettings, WrongSettings
from core.vocabulary import Language

ANSWER_WITHIN = 20.0
"""Seconds a platform gets to accept our token."""


class Ill(Exception):
    """Something is wrong; the text says what, and what to do."""


def doctor() -> None:
    """Check settings, content, database, port and every enabled platform's token."""
    env = environment()
    checks: list[tuple[str, Callable[[], str]]] = [
        ("settings", lambda: _settings(env)),
        ("content", _content),
        ("database", lambda: _database(env)),
        ("files", lambda: _files(env)),
        ("quarantine", _with_desk(env, _quarantine)),
        ("alerts", _with_desk(env, _alerts)),
        ("deliveries", _with_desk(env, _deliveries)),
        ("last messages", _with_desk(env, _last_messages)),
        ("console port", lambda: _port(env)),
        *((name, _platform(name, env)) for name in bots.enabled(env)),
    ]
    ill = 0
    for name, check in checks:
        try:
            out.print(f"[green]ok[/]    {name}: {check()}")
        except (Ill, WrongSettings) as error:
            ill += 1
            for line in str(error).splitlines():
                out.print(f"[red]wrong[/] {name}: {line}", soft_wrap=True)
    if not bots.enabled(env):
        out.print(
            "[yellow]note[/]  platforms: none is on; set a token, for example TELEGRAM_BOT_TOKEN"
        )
    if ill:
        raise typer.Exit(1)


def _settings(env: Mapping[str, str]) -> str:
    read_policy(CoreSettings.read(env))
    return "readable and consistent"


def _content() -> str:
    library = load()
    return f"{len(library.entries)} FAQ entries, {len(library.texts.ids())} texts"


def _database(env: Mapping[str, str]) -> str:
    db = open_database(CoreSettings.read(env))
    try:
        at = schema.current(db)
    except Exception as error:
        raise Ill(f"cannot be opened ({type(error).__name__}); check DATABASE_URL") from None
    finally:
        db.dispose()
    if at is None:
        return "empty; the first command that needs it creates its tables"
    if schema.ahead(at):
        raise Ill(f"stands at {at} of a newer version; finish the upgrade, or take it back")
    if at != schema.newest():
        raise Ill(f"stands at {at}, needed is {schema.newest()}; run 'support db upgrade'")
    return f"at migration {at}"


def _files(env: Mapping[str, str]) -> str:
    db = open_database(CoreSettings.read(env))
    db.dispose()
    if faults := file_faults(db):
        raise Ill("\n".join(faults))
    return "private, and there is room"


def _with_desk(env: Mapping[str, str], look: Callable[[Desk], str]) -> Callable[[], str]:
    """A check that needs a database which is up to date; it is never brought up here."""

    def check() -> str:
        settings = CoreSettings.read(env)
        db = open_database(settings)
        try:
            if schema.current(db) != schema.newest():
                return "not looked at before the database is up to date"
            return look(Desk(db, read_policy(settings), load()))
        finally:
            db.dispose()

    return check


def _quarantine(desk: Desk) -> str:
    """What platforms sent that could not be read; it is kept, and a person should look."""
    if not (kept := quarantined(desk)):
        return "empty"
    newest = kept[0]
    return (
        f"{len(kept)} update(s) could not be read; the newest, {newest.platform} "
        f"{newest.external_id}: {newest.reason} (table 'quarantine' keeps them, redacted)"
    )


def _alerts(desk: Desk) -> str:
    """What the running desk found wrong."""
    texts = desk.library.texts
    told = [
        f"{sentence(texts, one.kind, one.subject, one.detail, Language.EN)} "
        f"(since {one.opened_at:%Y-%m-%d %H:%M} UTC)"
        for one in current_alerts(desk)
    ]
    if told:
        raise Ill("\n".join(told))
    return "none is open"


def _deliveries(desk: Desk) -> str:
    """Messages of which nobody knows whether they arrived; an agent has to decide."""
    unknown = {one.id: one.undelivered.unknown for one in health(desk).channels}
    if sum(unknown.values()):
        where = ", ".join(f"{count} on {name}" for name, count in unknown.items() if count)
        raise Ill(
            f"unknown whether they arrived, in the last 24 h: {where}; the ticket of each lets an "
            "agent send it again or mark it as delivered"
        )
    return "none is unknown"


def _last_messages(desk: Desk) -> str:
    """How long ago a customer's message came, by channel."""
    now = clock.real_now()
    ages = [
        f"{one.id} {_ago(now - one.last_event_at) if one.last_event_at else 'never'}"
        for one in health(desk).channels
    ]
    return ", ".join(ages) or "no channel was connected yet"


def _ago(span: timedelta) -> str:
    seconds = int(span.total_seconds())
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds >= length:
            return f"{seconds // length}{unit} ago"
    return f"{max(seconds, 0)}s ago"


def _port(env: Mapping[str, str]) -> str:
    settings = ConsoleSettings.read(env)
    where = f"{settings.host}:{settings.port}"
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            if _is_desk(where):
                return f"a desk runs at {where}"
            raise Ill(
                f"{where} cannot be used ({error.strerror}); choose another CONSOLE_PORT"
            ) from None
    return f"{where} is free"


def _is_desk(where: str) -> bool:
    try:
        with urllib.request.urlopen(f"http://{where}/api/v1/openapi.json", timeout=3) as answer:
            return b"OKPay" in answer.read(4096)
    except OSError:
        return False


def _platform(name: str, env: Mapping[str, str]) -> Callable[[], str]:
    return lambda: asyncio.run(_listen_once(name, env))


async def _listen_once(name: str, env: Mapping[str, str]) -> str:
    """Connect as the desk would, take nothing, and leave."""
    channel = bots.open_channel(name, env)

    async def refuse(_inbound: Inbound) -> None:
        await asyncio.Event().wait()  # nothing is acknowledged, so nothing is lost

    running = asyncio.create_task(channel.run(refuse, {}))
    listening = asyncio.create_task(channel.listening.wait())
    try:
        await asyncio.wait(
            {running, listening}, timeout=ANSWER_WITHIN, return_when=asyncio.FIRST_COMPLETED
        )
        if running.done():
            error = running.exception()
            raise Ill(str(error) if isinstance(error, NotAllowed) else f"cannot connect: {error!r}")
        if not listening.done():
            raise Ill(f"no answer within {ANSWER_WITHIN:.0f} s; check the network and the URL")
        account = channel.account
        return f"connected as @{account.handle}" if account else "connected"
    finally:
        running.cancel()
        listening.cancel()
        await asyncio.gather(running, listening, return_exceptions=True)
