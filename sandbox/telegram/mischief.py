"""What tests may do to the whole platform, whichever method is called."""

from collections.abc import Callable


class Mischief:
    """Switches, all off. Single requests are spoilt by `sandbox.faults` instead."""

    def __init__(self) -> None:
        self.deaf = False  #: getUpdates brings nothing although updates wait
        self.doubling = False  #: every update is handed over twice
        self.shuffling = False  #: webhook posts arrive out of order, the newest first
        self.on_down: Callable[[], None] = lambda: None  #: called from any thread
        self._down = False

    @property
    def down(self) -> bool:
        """Every request is closed without an answer and without effect; nothing is posted."""
        return self._down

    @down.setter
    def down(self, down: bool) -> None:
        self._down = down
        if down:
            self.on_down()
