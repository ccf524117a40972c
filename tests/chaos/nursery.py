"""The warm parent: has imported everything, and forks a victim whenever it is told to.

`python -m tests.chaos.nursery <life> …` imports the module `tests.chaos.<life>`, calls its `warm`,
and reads its input: at each `live` it forks, calls `live` in the fork, and says `born <pid>`, and
`dead <status>` once that child ended. What a fork shares with its parent is code and what was
loaded, never a thread, a connection or a file of the desk.
"""

import ctypes
import gc
import importlib
import os
import signal
import sys
import traceback
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def main() -> None:
    """Fork until the input ends."""
    _die_with_parent()
    life = importlib.import_module(f"tests.chaos.{sys.argv.pop(1)}")
    life.warm()
    gc.collect()
    gc.freeze()
    while sys.stdin.readline():
        if not (pid := os.fork()):
            _be(life.live)
        print(f"born {pid}", flush=True)
        _, status = os.waitpid(pid, 0)
        print(f"dead {os.waitstatus_to_exitcode(status)}", flush=True)


def _be(live: Callable[[], None]) -> None:
    """Live in this fork, and end with it."""
    _die_with_parent()
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    code = 1
    try:
        live()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 0
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _die_with_parent() -> None:
    """No killed harness leaves a victim behind."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


if __name__ == "__main__":
    main()
