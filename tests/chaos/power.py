"""A disk that forgets at a power cut what was not synced: a virtual file system for SQLite.

Every file knows two contents: what programs read and write, and what `xSync` put on the platters.
At a cut the second is all that is left. Writing goes on until `writes` are used up, then the power
is out: in the middle of whatever happens.
"""

from pathlib import Path
from typing import Any

import apsw


class PowerCut(Exception):
    """The machine is off."""


class Disk(apsw.VFS):  # type: ignore[misc]
    """The file system. `cut` leaves on the real one only what was synced."""

    def __init__(self, name: str, writes: int) -> None:
        super().__init__(name, "")
        self.writes = writes
        self.synced: dict[str, bytes] = {}
        self.files: set[str] = set()

    def xOpen(self, name: Any, flags: list[int]) -> "File":
        return File(self, name, flags)

    def xDelete(self, path: str, sync: bool) -> None:
        self.write()
        super().xDelete(path, sync)
        self.synced.pop(path, None)
        self.files.discard(path)

    def write(self) -> None:
        """Use up one write."""
        if self.writes <= 0:
            raise PowerCut
        self.writes -= 1

    def cut(self) -> None:
        """Power is gone and comes back: the real files hold what was synced."""
        for path in self.files:
            if path in self.synced:
                Path(path).write_bytes(self.synced[path])
            else:
                Path(path).unlink(missing_ok=True)


class File(apsw.VFSFile):  # type: ignore[misc]
    """One file on that disk."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        self._path = name.filename() if isinstance(name, apsw.URIFilename) else str(name)
        disk.files.add(self._path)

    def xWrite(self, content: bytes, offset: int) -> None:
        self._disk.write()
        super().xWrite(content, offset)

    def xTruncate(self, size: int) -> None:
        self._disk.write()
        super().xTruncate(size)

    def xSync(self, flags: int) -> None:
        self._disk.write()
        super().xSync(flags)
        self._disk.synced[self._path] = Path(self._path).read_bytes()
