"""Where an engine is found, and who holds the field: the socket and the lock in the runtime folder."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path
from typing import IO

from trainer.errors import EngineBusy


def socket_path(runtime: Path) -> Path:
    """Where the engine listens."""
    return runtime / "engine.sock"


def run_mark(runtime: Path) -> Path:
    """A file that is there while a run is on: whoever finds it at the start knows that an engine died in a run."""
    return runtime / "engine.run"


def claim(runtime: Path) -> IO[str]:
    """The lock of this trainer's field, held while the file is open. Raises EngineBusy when another engine has it."""
    lock = (runtime / "engine.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as exc:
        lock.seek(0)
        owner = lock.read().strip() or "unknown"
        lock.close()
        raise EngineBusy(f"another engine (process {owner}) already holds the field of {runtime}") from exc
    lock.truncate(0)
    lock.write(str(os.getpid()))
    lock.flush()
    return lock
