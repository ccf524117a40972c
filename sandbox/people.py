"""Who can be played on the sandbox page: three sample customers, and whoever is made up there."""

import hashlib
import re

from sandbox.cast import Person

MOST = 60
"""How many people the page offers; enough to play with, few enough to choose from."""
LONGEST_NAME = 30

_SAMPLES = (
    Person("ada_chen", "Ada Chen", "en"),
    Person("wang_lei", "王磊", "zh"),
    Person("mia_kovacs", "Mia Kovács", "en"),
)
_CJK = re.compile(r"[\u3400-\u9fff]")


class People:
    """The customers who can be played, by handle."""

    def __init__(self) -> None:
        self._known = {person.handle: person for person in _SAMPLES}

    def all(self) -> list[Person]:
        """Everybody: who was made up last first, the samples behind."""
        samples = len(_SAMPLES)
        everybody = list(self._known.values())
        return everybody[: samples - 1 : -1] + everybody[:samples]

    def find(self, handle: str) -> Person:
        """The person of that handle; the first sample where nobody has it."""
        return self._known.get(handle, _SAMPLES[0])

    def invent(self, name: str) -> Person:
        """A person called `name`. Raises `ValueError` for no name, or when the stage is full."""
        shown = " ".join("".join(c for c in name if c.isprintable()).split())[:LONGEST_NAME].strip()
        if not shown:
            raise ValueError("no name")
        # the part of the name that every platform takes in a handle, and a digest to be unique
        plain = re.sub(r"[^a-z0-9]+", "_", shown.lower()).strip("_")[:9] or "guest"
        handle = f"{plain}_{hashlib.sha256(shown.encode()).hexdigest()[:4]}"
        if handle not in self._known and len(self._known) >= MOST:
            raise ValueError("too many people")
        language = "zh" if _CJK.search(shown) else "en"
        return self._known.setdefault(handle, Person(handle, shown, language))
