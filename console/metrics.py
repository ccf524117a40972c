"""The desk in numbers, for Prometheus."""

from collections.abc import Iterable, Iterator

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from prometheus_client.registry import Collector
from starlette.responses import Response

from console.permissions import ApiOrLocal
from console.probes import Silent
from core import clock
from core.desk import Desk
from core.queries.health import ChannelHealth, Health, health
from core.vocabulary import AlertKind, DeliveryState, Lane

router = APIRouter(include_in_schema=False)

Samples = Iterable[tuple[tuple[str, ...], float]]


class Metrics:
    """What one process tells of itself and of the whole desk."""

    def __init__(self, desk: Desk, silent: Silent) -> None:
        self._registry = CollectorRegistry()
        ProcessCollector(namespace="okpay", registry=self._registry)
        self._registry.register(_OfTheDesk(desk, silent))

    def answer(self) -> Response:
        """All of them. Reads the database: call it in a worker thread."""
        return Response(
            generate_latest(self._registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )


@router.get("/metrics")
def metrics(request: Request, agent: ApiOrLocal) -> Response:
    """For a Prometheus on this machine, or one that sends a token."""
    found: Metrics = request.app.state.metrics
    return found.answer()


class _OfTheDesk(Collector):
    def __init__(self, desk: Desk, silent: Silent) -> None:
        self._desk, self._silent = desk, silent

    def collect(self) -> Iterator[Metric]:
        """Read when somebody asks, so that nothing is counted twice or goes stale."""
        yield _gauge(
            "platform_silent", "1 where this process needs the platform and has not.", ("platform",),
            (((name,), 1) for name in self._silent()),
        )  # fmt: skip
        try:
            seen = health(self._desk)
        except Exception:
            yield _gauge("database_up", "Whether the database answers.", (), [((), 0)])
            return
        yield _gauge("database_up", "Whether the database answers.", (), [((), 1)])
        yield from _waiting(seen)
        yield from _of_channels(seen.channels)
        yield from _of_platforms(seen)


def _gauge(name: str, told: str, labels: tuple[str, ...], samples: Samples) -> Metric:
    gauge = GaugeMetricFamily(f"okpay_{name}", told, labels=labels)
    for values, number in samples:
        gauge.add_metric(values, number)
    return gauge


def _waiting(seen: Health) -> Iterator[Metric]:
    counts = dict.fromkeys(AlertKind, 0)
    for alert in seen.alerts:
        counts[alert.kind] += 1
    late = seen.follow_ups_late
    for name, told, number in (
        ("turns_waiting", "Conversations whose turn has come.", seen.turns.count),
        ("turn_lag_seconds", "Lateness of the oldest of them.", seen.turns.late.total_seconds()),
        ("follow_ups_due", "Tickets whose next step is due.", seen.follow_ups.count),
        ("sweep_late", "Due steps that two sweeps passed by.", late.count),
        ("sweep_late_seconds", "Lateness of the oldest of them.", late.late.total_seconds()),
    ):
        yield _gauge(name, told, (), [((), number)])
    yield _gauge(
        "open_alerts", "What an operator has to look at.", ("kind",),
        (((kind,), count) for kind, count in counts.items()),
    )  # fmt: skip
    now = clock.real_now()
    yield _gauge(
        "lease_seconds", "How long a lease still lasts; below 0 it is free.", ("name", "holder"),
        (((one.name, one.holder), (one.until - now).total_seconds()) for one in seen.leases),
    )  # fmt: skip


def _of_channels(channels: Iterable[ChannelHealth]) -> Iterator[Metric]:
    channels, now = list(channels), clock.real_now()
    one_label = ("channel",)
    yield _gauge(
        "channel_up", "1 while the platform reaches us.", one_label,
        (((one.id,), one.listening) for one in channels),
    )  # fmt: skip
    yield _gauge(
        "channel_last_event_seconds", "Since the last message of a customer.", one_label,
        (
            ((one.id,), (now - one.last_event_at).total_seconds())
            for one in channels if one.last_event_at is not None
        ),
    )  # fmt: skip
    yield _gauge(
        "channel_troubles", "What does not work though the channel does.", one_label,
        (((one.id,), len(one.troubles)) for one in channels),
    )  # fmt: skip
    yield _gauge(
        "channel_paused", "1 while nothing automatic is sent.", one_label,
        (((one.id,), one.paused) for one in channels),
    )  # fmt: skip
    yield _gauge(
        "bot_mode", "1 for what the operator lets the bot do.", ("channel", "mode"),
        (((one.id, one.mode), 1) for one in channels),
    )  # fmt: skip
    yield _gauge(
        "delivery_lag_seconds", "How long the oldest unsent message waits.", ("channel", "lane"),
        (((one.id, lane), _lag(one, lane)) for one in channels for lane in Lane),
    )  # fmt: skip
    yield _gauge(
        "deliveries", "Messages on their way; failed and unknown are of the last 24 h.",
        ("channel", "state"), (sample for one in channels for sample in _states(one)),
    )  # fmt: skip
    allowances = [(one.id, left) for one in channels for left in one.allowances]
    yield _gauge(
        "allowance_left", "How many messages the platform still takes.", ("channel", "name"),
        (((channel, one.name), one.left) for channel, one in allowances),
    )  # fmt: skip
    yield _gauge(
        "allowance_count", "How many the platform takes in a window.", ("channel", "name"),
        (((channel, one.name), one.count) for channel, one in allowances),
    )  # fmt: skip


def _lag(channel: ChannelHealth, lane: Lane) -> float:
    waits = [
        one.oldest.total_seconds()
        for one in channel.owed
        if one.lane is lane and one.state is DeliveryState.PENDING
    ]
    return max(waits, default=0)


def _states(channel: ChannelHealth) -> Iterator[tuple[tuple[str, ...], float]]:
    for state in (DeliveryState.PENDING, DeliveryState.SENDING):
        yield (
            (channel.id, state),
            sum(one.count for one in channel.owed if one.state is state),
        )
    yield (channel.id, DeliveryState.FAILED), channel.undelivered.failed
    yield (channel.id, DeliveryState.UNKNOWN), channel.undelivered.unknown


def _of_platforms(seen: Health) -> Iterator[Metric]:
    yield _gauge(
        "quarantined", "Updates of the last 24 h that could not be read.", ("platform",),
        (((name,), count) for name, count in seen.quarantined.items()),
    )  # fmt: skip
    spent = {one.platform: one.spent for one in seen.channels if one.billed}
    yield _gauge(
        "spend_micros", "Millionths of the currency spent.", ("platform", "period"),
        (
            ((name, period), number)
            for name, one in spent.items()
            for period, number in (("day", one.day), ("month", one.month))
        ),
    )  # fmt: skip
    yield _gauge(
        "spend_limit_micros", "The most that may be spent.", ("platform", "period"),
        (
            ((name, period), limit)
            for name, one in spent.items()
            for period, limit in (("day", one.day_limit), ("month", one.month_limit))
            if limit is not None
        ),
    )  # fmt: skip
