"""What is wrong with the emulated Discord, for as long as it is switched on."""

from collections.abc import Callable


class Conditions:
    """Attributes of the emulator. Single requests are spoilt by `sandbox.faults`."""

    def __init__(self) -> None:
        self.resume_dead = False
        """The address that READY names for a RESUME answers 503; the default one works."""
        self.zombie = False
        """Heartbeats are not acknowledged; everything else comes."""
        self.doubling = False
        """Every event is sent twice."""
        self.shuffling = False
        """Events of different channels change places; of one channel they keep their order."""
        self.halted = 0.0
        """Seconds that every request is told to wait, by the application's global limit."""
        self.banned = 0.0
        """The same, by the proxy before the API (a ban), whatever the token."""
        self.cut: Callable[[], None] = _nothing  #: breaks every open connection of the gateway
        self._down = False

    @property
    def down(self) -> bool:
        """Nothing answers: requests are cut off without effect, the gateway too."""
        return self._down

    @down.setter
    def down(self, down: bool) -> None:
        self._down = down
        if down:
            self.cut()


def _nothing() -> None: ...
