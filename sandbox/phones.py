"""What a pretended customer's phone shows, and what can be done on it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

from console.names import N_
from sandbox.cast import Person, Said
from sandbox.faults import FaultKind, Faults
from sandbox.stage import Emulator

SHOWN = 60
"""Bubbles on a screen; what is older has scrolled away."""

_MENTION = re.compile(r"<@!?\d+>")


@dataclass(frozen=True, slots=True)
class Platform:
    """How a platform calls the place where everybody can read, and sends messages."""

    public: str
    sending: str  #: what a request that sends a message looks like, for faults


PLATFORMS = {
    "telegram": Platform(N_("Group"), r"/send"),
    "twitter": Platform(N_("Posts"), r"POST /2/(tweets|dm)"),
    "discord": Platform(N_("Channel"), r"POST .*/messages"),
}
FAULTS = {
    "rate_limited": (FaultKind.RATE_LIMITED, N_("Too many requests (429)")),
    "server_error": (FaultKind.SERVER_ERROR, N_("Server error (500)")),
    "drop_after": (FaultKind.DROP_AFTER, N_("Answer lost")),
}


def armed(faults: Faults) -> list[str]:
    """The names of the faults that a platform's next messages will still meet."""
    labels = dict(FAULTS.values())
    waiting = [fault.kind for fault in faults.waiting if fault.hits < fault.times]
    return [labels[kind] for kind in waiting if kind in labels]


SAMPLES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "zh-Hans",
        (
            "怎么修改登录密码？",
            "我转账失败了，但是钱已经扣了！",
            "订单号 TX20261122001，500 USDT，今天上午十点",
            "提现两天了还没到账",
            "人工",
        ),
    ),
    (
        "en",
        (
            "How do I change my login password?",
            "My payment failed but the money was taken!",
            "Order TX20261122001, 500 USDT, this morning at ten",
            "My withdrawal has been pending for two days",
            "agent",
        ),
    ),
)


@dataclass(frozen=True, slots=True)
class Bubble:
    """One message on the screen."""

    said: Said
    text: str  #: as the platform's client shows it
    quoted: str  #: the beginning of what it answers
    new_day: bool  #: some hours have passed since the one before


def screen(said: Iterable[Said], *, public: bool) -> list[Bubble]:
    """The newest bubbles of the private or the public place, oldest first."""
    everything = list(said)
    texts = {one.id: one.text for one in everything}
    bubbles: list[Bubble] = []
    for one in [one for one in everything if one.public is public][-SHOWN:]:
        late = not bubbles or one.at - bubbles[-1].said.at > timedelta(hours=6)
        quoted = texts.get(one.reply_to or "", "")
        bubbles.append(Bubble(one, _as_shown(one.text), _as_shown(quoted)[:60], late))
    return bubbles


def _as_shown(text: str) -> str:
    # Discord's clients show a mention by name; the only account ever mentioned here is ours
    return _MENTION.sub("@OKPay Support", text)


def follow(emulator: Emulator, person: Person, message: str) -> bool:
    """Tap the way into a private conversation; False where that message has none.

    A link with a `start` value makes the customer's client send it, as the real one does.
    """
    for said in emulator.transcript(person):
        if said.id == message and said.link:
            if start := parse_qs(urlsplit(said.link).query).get("start"):
                emulator.customer_says(person, f"/start {start[0]}", public=False)
            return True
    return False


def press(emulator: Emulator, person: Person, message: str, choice: str) -> bool:
    """Press a button, if it is still there."""
    for said in emulator.transcript(person):
        if said.id == message and choice in {one for one, _ in said.buttons}:
            emulator.customer_presses(person, message, choice)
            return True
    return False
