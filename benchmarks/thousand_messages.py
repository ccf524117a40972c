"""A thousand messages over three emulated platforms: is each answered or ticketed exactly once?

    python -m benchmarks.thousand_messages [--messages 1000] [--database postgresql://…] [--json FILE]

Runs the real command in a process of its own against the emulators, their rate limits off, and
prints what arrived, what was answered, what became a ticket, and how long it took. Exits with 1
where a message was lost, or answered or ticketed twice.
"""

import argparse
import asyncio
import json
import os
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from core.db import Database
from core.desk import Desk
from core.library import load
from core.policy import Policy
from core.queries.tickets import tickets
from sandbox.cast import Person, Said
from sandbox.stage import Stage

#: Text, whether in public, whether it must become a ticket.
MESSAGES = (
    ("How do I turn on two-factor authentication?", False, False),
    ("忘记密码了怎么办？", False, False),
    ("My transfer of {n} USD failed but the money was taken", False, True),
    ("提现 {n} 元三天了还没到账", False, True),
    ("Is OKPay safe to use?", True, False),
    ("my withdrawal of {n} USD has been missing for a week!", True, True),
    ("转人工", False, True),
)
PATIENCE = 300.0


def main() -> None:
    """Run it and print the figures; write them as JSON where a file is named."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--messages", type=int, default=1000)
    arguments.add_argument("--database", default="")
    arguments.add_argument("--json", type=Path)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = chosen.database or f"sqlite:///{folder}/desk.db"
        figures = asyncio.run(_run(Path(folder), url, chosen.messages))
    for name, value in figures.items():
        print(f"{name:32} {value}")
    if chosen.json is not None:
        chosen.json.write_text(json.dumps(figures, indent=2), encoding="utf-8")
    wrong = sum(int(figures[name]) for name in ("silent", "answered twice", "wrong tickets"))
    sys.exit(1 if wrong else 0)


async def _run(folder: Path, url: str, count: int) -> dict[str, float]:
    stage = Stage()
    for emulator in stage.emulators.values():
        emulator.limits = False
    await stage.start()
    (folder / "okpay.toml").touch()
    clean = {name: value for name, value in os.environ.items() if "PROXY" not in name.upper()}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "cli.main",
        "run",
        env=clean
        | stage.environment()
        | {
            "DATABASE_URL": url,
            "CONSOLE_PORT": "0",
            "TURN_QUIET": "0.2s",
            "X_POLL_INTERVAL": "0.5s",
            "SUPPORT_CONFIG": str(folder / "okpay.toml"),
        },
        stdout=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    assert await process.stdout.readline() == b"ready\n"
    platforms = sorted(stage.emulators)
    people = [Person(f"person{number}") for number in range(count)]
    started = time.monotonic()
    for number, person in enumerate(people):
        text, public, _ = MESSAGES[number % len(MESSAGES)]
        emulator = stage.emulators[platforms[number % len(platforms)]]
        emulator.customer_says(person, text.format(n=1000 + number), public=public)
        if number % 50 == 49:
            await asyncio.sleep(0)

    def heard(number: int) -> list[Said]:
        emulator = stage.emulators[platforms[number % len(platforms)]]
        return [one for one in emulator.transcript(people[number]) if one.mine]

    waiting = set(range(count))
    while waiting and time.monotonic() - started < PATIENCE:
        await asyncio.sleep(0.5)
        waiting = {number for number in waiting if not heard(number)}
    seconds = time.monotonic() - started
    await asyncio.sleep(3)  # a second answer would come now
    replies = {number: heard(number) for number in range(count)}
    process.send_signal(signal.SIGTERM)
    code = await process.wait()
    await stage.stop()
    return _figures(url, platforms, people, replies, seconds) | {"exit code": code}


def _figures(
    url: str,
    platforms: list[str],
    people: list[Person],
    replies: dict[int, list[Said]],
    seconds: float,
) -> dict[str, float]:
    desk = Desk(Database(url), Policy(), load())
    found: Counter[tuple[str, str]] = Counter()
    cursor = None
    while True:
        page = tickets(desk, limit=200, cursor=cursor)
        found.update((one.channel, one.contact.external_id) for one in page.items)
        if (cursor := page.next) is None:
            break
    desk.db.dispose()
    twice = wrong = ticketed = 0
    for number, person in enumerate(people):
        _, public, is_case = MESSAGES[number % len(MESSAGES)]
        platform = platforms[number % len(platforms)]
        here = sum(1 for one in replies[number] if one.public is public)
        twice += here > 1
        made = found[platform, person.id_on(platform)]
        wrong += made != int(is_case)
        ticketed += made
    return {
        "messages": len(people),
        "answered": sum(1 for one in replies.values() if one),
        "silent": sum(1 for one in replies.values() if not one),
        "answered twice": twice,
        "tickets": ticketed,
        "wrong tickets": wrong,
        "seconds": round(seconds, 1),
    }


if __name__ == "__main__":
    main()
