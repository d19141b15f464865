"""The sound process, ``python -m hardware.sound_process FD DEVICE``: a stream of its own interpreter.

PortAudio asks for samples by calling Python a few hundred times a second. In the engine's process each call would take
the interpreter from the thread that waits for a cue (docs/timing.md has the figures), and a library that crashes would
take the engine with it. Orders and news are pickled through a socket that only the engine and this process hold; the
process leaves when the engine does.
"""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Protocol

from hardware.clock import RealClock, read_together
from hardware.errors import DeviceMissing
from hardware.stream_feed import Ended, News, Order, Refused
from hardware.stream_host import StreamHost, load_library

PRIORITY = 40  # SCHED_FIFO, where it is permitted: a block that comes late is a gap in the sound. Below the engine's 50
END_S = 0.5


class Line(Protocol):
    """The engine's end of the line to a stream: a process, or in tests none. ``receive`` hands over what news there is;
    after ``Ended`` or ``Refused`` nothing comes any more. ``wait`` waits for the next up to so many seconds."""

    def send(self, order: Order) -> None: ...
    def receive(self) -> list[News]: ...
    def wait(self, patience_s: float) -> News | None: ...
    def close(self) -> None: ...


class SoundProcess:
    """Starts the process and holds the line to it."""

    def __init__(self, device: str | None) -> None:
        ours, theirs = Pipe()
        self._line = ours
        command = [sys.executable, "-m", "hardware.sound_process", str(theirs.fileno()), device or ""]
        self._child = subprocess.Popen(command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
        theirs.close()

    def send(self, order: Order) -> None:
        with suppress(OSError):  # it has gone: that is among the news
            self._line.send(order)

    def receive(self) -> list[News]:
        news: list[News] = []
        with suppress(EOFError, OSError):
            while self._line.poll():
                news.append(self._line.recv())
            return news
        return [*news, Ended()]

    def wait(self, patience_s: float) -> News | None:
        with suppress(EOFError, OSError):
            if self._line.poll(patience_s):
                news: News = self._line.recv()
                return news
        return None

    def close(self) -> None:
        self._line.close()
        try:
            self._child.wait(END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()


def _raise_priority() -> None:
    """Of this thread and all that it begins, PortAudio's among them, on any core: one that the engine keeps to itself
    would be inherited. Without permission it stays as it is."""
    with suppress(OSError):
        os.sched_setaffinity(0, range(os.cpu_count() or 1))
        os.sched_setscheduler(0, os.SCHED_FIFO, os.sched_param(PRIORITY))


def _tell(host: StreamHost, line: Connection) -> None:
    """News to the engine; a thread of its own, which ends with the process."""
    with suppress(OSError):
        while True:
            line.send(host.news.get())


def main(arguments: list[str]) -> int:
    """Exit code 0 after the engine has gone, 2 when the device cannot be played on."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)  # they are sent to the engine too, which may have something to say yet
    _raise_priority()
    line = Connection(int(arguments[0]))
    device = arguments[1] or None
    try:
        host = StreamHost(load_library(), device, clock=RealClock(), read_clocks=read_together)
    except DeviceMissing as exc:
        line.send(Refused(str(exc)))
        return 2
    gc.freeze()
    line.send(host.opened)
    threading.Thread(target=_tell, args=(host, line), daemon=True).start()
    with suppress(EOFError, OSError):
        while True:
            host.take(line.recv())
    host.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
