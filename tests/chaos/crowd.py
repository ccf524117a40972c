"""The customers: who they are, what they say, and what they said so far."""

import itertools
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sandbox.cast import Person, Said
from sandbox.stage import Emulator

QUESTIONS = (
    "How do I turn on two-factor authentication?",
    "Is OKPay safe?",
    "How do I keep the app updated?",
    "I forgot my password, what do I do?",
    "What are your fees?",
    "How long do you take to answer emails?",
    "Which countries do you support?",
    "怎么修改登录密码？",
    "怎么联系客服？",
)
"""Each has an answer of its own in the FAQ, so that a customer's screen tells them apart."""
REPORTS = (
    "My transfer of {amount} USD failed but the money was taken",
    "我转账 {amount} USDT 失败了，但是钱已经扣了",
)


@dataclass
class Customer:
    """A person on one platform."""

    platform: str
    person: Person
    texts: Iterator[str]
    said: list[tuple[str, bool]] = field(default_factory=list)  #: (message id, public), in order


class Crowd:
    """Customers of every platform, writing in turn. What they write is random but repeatable."""

    def __init__(
        self,
        emulators: Mapping[str, Emulator],
        count: int,
        rng: random.Random,
        public: float = 0.03,
    ) -> None:
        self.emulators = emulators
        self._rng, self._public = rng, public
        self._amounts = itertools.count(101)
        platforms = sorted(emulators)
        self.customers = [
            Customer(platforms[n % len(platforms)], Person(f"c{n}", f"Customer {n}"), self._texts())
            for n in range(count)
        ]
        #: One of each platform who writes when told to only, and whom no agent takes.
        self.probes = self.customers[: len(platforms)]
        self._turns = itertools.cycle(self.customers[len(platforms) :])
        self.count = 0

    def greet(self) -> None:
        """Everybody writes once, privately, and somebody in every public place.

        From now on the desk knows where to look. Without that a platform that gives no list of
        private chats (Discord) hides a first message that came while nobody listened; no code
        closes that gap, docs/reliability.md names it.
        """
        for customer in self.customers:
            self.say(customer, public=False)
        for _ in self.emulators:
            self.say(next(self._turns), public=True)

    def speak(self) -> None:
        """The next customer writes the next thing."""
        self.say(next(self._turns), public=self._rng.random() < self._public)

    def say(self, customer: Customer, *, public: bool, text: str = "") -> None:
        """This customer writes."""
        text = text or next(customer.texts)
        emulator = self.emulators[customer.platform]
        message_id = emulator.customer_says(customer.person, text, public=public)
        customer.said.append((message_id, public))
        self.count += 1

    def screen(self, customer: Customer) -> list[Said]:
        """What that customer sees of ours, oldest first."""
        screen = self.emulators[customer.platform].transcript(customer.person)
        return [said for said in screen if said.mine]

    def _texts(self) -> Iterator[str]:
        """Questions in random order, a report after some of them, and over again."""
        while True:
            for question in self._rng.sample(QUESTIONS, len(QUESTIONS)):
                yield question
                if self._rng.random() < 0.25:
                    amount = f"{next(self._amounts)}.{self._rng.randrange(10, 99)}"
                    yield self._rng.choice(REPORTS).format(amount=amount)
