"""The texts that cost most to read: up to 10,000 characters made to send a pattern astray.

    python -m benchmarks.worst_texts

Prints, for each function, the CPU time of its costliest texts; none may take more than 0.3 s.
"""

import time
from collections.abc import Callable
from functools import partial

from core.library import load
from core.rules.privacy import private_details, redact
from core.rules.reader import build, read
from core.rules.wording import asks_for_secret

LENGTH = 10_000
MOST = 0.3
_SHOWN = 3
UNITS = (
    "a@", "@", "@a", "a.", "a-", "a_", "0-", "1:", "1/", "1,", "1 ", "12-", "*1", "+1 ", "$1 ", "ab12", "1", "１", "0x", "(", "?", ":", "+", ".", "x",
    "\n", "a\n", " ", "😀", "\u200b", "转账", "密码", "请发", "您的", "请提供您的", "我", "被", "一", "http://", "www.", "GB82", "tx:", "id ", "my ", "if ",
    "order ", "cvv ", "password ", "code is ", "not i ", "someone ", "i sent ", "send me your ", "your password please send ", "seed phrase ", "abandon ",
)  # fmt: skip
"""Each is repeated to the full length, alone and with a last letter that lets a match fail late."""


def main() -> None:
    """Measure every function on every text."""
    library = load()
    reader = build(library.entries, library.examples)
    functions: dict[str, Callable[[str], object]] = {
        "read": partial(read, reader),
        "redact": redact,
        "private_details": private_details,
        "asks_for_secret": asks_for_secret,
    }
    for name, function in functions.items():
        spent = sorted(((_cost(function, unit), unit) for unit in UNITS), reverse=True)
        worst = ", ".join(f"{unit!r} {cost:.3f} s" for cost, unit in spent[:_SHOWN])
        verdict = "ok" if spent[0][0] <= MOST else "TOO SLOW"
        print(f"{name:<16} {verdict:<9} {worst}")


def _cost(function: Callable[[str], object], unit: str) -> float:
    whole = (unit * LENGTH)[:LENGTH]
    costs = []
    for text in (whole, whole[:-1] + "z"):
        started = time.process_time()
        function(text)
        costs.append(time.process_time() - started)
    return max(costs)


if __name__ == "__main__":
    main()
