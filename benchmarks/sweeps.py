"""F1: what looking for due work costs, with few and with many rows that are not due.

    python -m benchmarks.sweeps [--tickets 1000000] [--postgres] [--json FILE]

Two desks, one with 10,000 tickets and one with `--tickets`, are looked through in turns: every
ticket waits for a later day, so an idle sweep finds nothing. The second one then owes 10,000
messages, later. Last a hundred rows are made due and claimed, by the desk and by hand with plain
SQL, in turns. Of all times the first decile counts; the goals are in docs/performance.md.
"""

import statistics
import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import partial

import sqlalchemy as sa
from sqlmodel import col

from benchmarks.harness.engines import open_desk, postgres, sqlite
from benchmarks.harness.filling import fill_deliveries, fill_tickets
from benchmarks.harness.findings import Findings, arguments
from benchmarks.harness.raw_claims import RawClaims
from core import clock
from core.actions.claim_deliveries import claim_deliveries
from core.actions.claim_turns import claim_turns
from core.actions.register_channel import register_channel
from core.actions.settle_delivery import settle_delivery
from core.channel import Account, Sent
from core.desk import Desk
from core.jobs.follow_ups import follow_ups
from core.models import Conversation, Delivery
from core.queries.waiting import next_delivery_at, next_turn_at
from core.vocabulary import DeliveryState

FEW = 10_000
DUE = 100
LOOKS = 200
CLAIMS = 30
FLAT = 1.3
CLAIMED = 2.0
LATER = timedelta(days=1)


def undisturbed(
    works: Mapping[str, Callable[[], object]],
    times: int,
    before: Callable[[], object] = lambda: None,
) -> dict[str, float]:
    """Milliseconds that each takes, measured in turns; what is done `before` does not count.

    Of all times the one that a tenth were faster than: what else the machine does spares these.
    """
    spent: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(times):
        for name, work in works.items():
            before()
            started = time.perf_counter()
            work()
            spent[name].append((time.perf_counter() - started) * 1000)
    return {name: statistics.quantiles(values, n=10)[0] for name, values in spent.items()}


def idle(findings: Findings, few: Desk, many: Desk) -> None:
    """Looks that find nothing: at tickets and at turns."""
    both = {"few": few, "many": many}
    sweeps = undisturbed({name: partial(follow_ups, desk) for name, desk in both.items()}, LOOKS)
    flat(findings, "idle sweep of follow-ups", "10k tickets", "all tickets", sweeps)
    looks: dict[str, Callable[[Desk], object]] = {
        "idle claim of turns": partial(claim_turns, limit=16),
        "next turn": next_turn_at,
    }
    for name, look in looks.items():
        spent = undisturbed({which: partial(look, desk) for which, desk in both.items()}, LOOKS)
        flat(findings, name, "1k conversations", "all conversations", spent)


def flat(findings: Findings, name: str, little: str, much: str, spent: Mapping[str, float]) -> None:
    """Note what a look costs among few rows and among many, and their ratio."""
    findings.figure(f"{name}, {little}", spent["few"], "ms")
    findings.figure(f"{name}, {much}", spent["many"], "ms")
    findings.at_most(f"{name}: many over few", spent["many"] / spent["few"], FLAT)


def idle_deliveries(findings: Findings, empty: Desk, full: Desk, channel_id: str) -> None:
    """The same for messages that are owed later, of which the first desk has none."""
    fill_deliveries(full, channel_id, FEW, clock.now() + LATER)
    looks = {
        "idle claim of deliveries": lambda desk: claim_deliveries(desk, channel_id, 8),
        "next delivery": lambda desk: next_delivery_at(desk, channel_id),
        "finding one to settle": lambda desk: settle_delivery(
            desk, 1, "a lease that ended", Sent(()), resend_safe=True
        ),
    }
    for name, look in looks.items():
        works = {"few": partial(look, empty), "many": partial(look, full)}
        flat(findings, name, "none pending", "10k pending", undisturbed(works, LOOKS))


def due(findings: Findings, desk: Desk, channel_id: str) -> None:
    """Claiming a hundred, against the same by hand."""
    raw = RawClaims(desk, channel_id)
    turns = {
        "ours": lambda: claimed(len(claim_turns(desk, DUE))),
        "raw": lambda: claimed(raw.turns(DUE)),
    }
    against_raw(findings, "100 due turns", undisturbed(turns, CLAIMS, partial(turns_due, desk)))
    deliveries = {
        "ours": lambda: claimed(len(claim_deliveries(desk, channel_id, DUE))),
        "raw": lambda: claimed(len(raw.deliveries(DUE))),
    }
    again = partial(deliveries_due, desk)
    against_raw(findings, "100 due deliveries", undisturbed(deliveries, CLAIMS, again))
    raw.close()


def against_raw(findings: Findings, name: str, spent: Mapping[str, float]) -> None:
    """Note what a claim costs, and how many times that by hand."""
    findings.figure(f"claiming {name}", spent["ours"], "ms")
    findings.figure(f"claiming {name} by hand", spent["raw"], "ms")
    findings.at_most(f"claiming {name}: ours over by hand", spent["ours"] / spent["raw"], CLAIMED)


def claimed(count: int) -> None:
    """A claim that took another number would be cheap."""
    assert count == DUE, f"{count} claimed"


def turns_due(desk: Desk) -> None:
    """Make the first conversations due, and free."""
    with desk.db.transaction() as session:
        session.execute(
            sa.update(Conversation)
            .where(col(Conversation.id) <= DUE)
            .values(due_at=clock.real_now(), lease=None, lease_until=None)
        )


def deliveries_due(desk: Desk) -> None:
    """Make the messages to the first people due, and free."""
    with desk.db.transaction() as session:
        session.execute(
            sa.update(Delivery)
            .where(col(Delivery.conversation_id) <= DUE)
            .values(due_at=clock.now(), state=DeliveryState.PENDING, lease=None, lease_until=None)
        )


def measure(row: str, new: Callable[[], str], tickets: int) -> Findings:
    """Fill two desks of one engine and measure them."""
    findings = Findings(row)
    few, many = open_desk(new()), open_desk(new())
    for desk, count in ((few, FEW), (many, tickets)):
        channel_id = register_channel(desk, "line", Account("1", "okpay"))
        fill_tickets(desk, channel_id, count)
    idle(findings, few, many)
    idle_deliveries(findings, few, many, channel_id)
    due(findings, many, channel_id)
    few.db.dispose()
    many.db.dispose()
    return findings


def main() -> None:
    """Measure on SQLite, or on a PostgreSQL of our own."""
    parser = arguments(__doc__)
    parser.add_argument("--tickets", type=int, default=1_000_000)
    parser.add_argument("--postgres", action="store_true")
    chosen = parser.parse_args()
    with (postgres if chosen.postgres else sqlite)() as new:
        name = "F1, PostgreSQL" if chosen.postgres else "F1"
        measure(name, new, chosen.tickets).show(chosen.json)


if __name__ == "__main__":
    main()
