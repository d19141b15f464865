"""The one place where a clock is read or waited on.

Time is ``int`` nanoseconds on CLOCK_MONOTONIC, the clock of the kernel's edge stamps. A clock has two verbs:
``now_ns()`` and ``wait_until(due_ns, inbox)``, which hands over the next item of the inbox, or None once due_ns
has come. The real and the simulated clock pass the same contract (tests/contracts.py).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, Protocol

Inbox = SimpleQueue[Any]
SOURCE = Path("/sys/devices/system/clocksource/clocksource0/current_clocksource")


class Clock(Protocol):
    """What an engine needs of time."""

    def now_ns(self) -> int:
        """Nanoseconds on CLOCK_MONOTONIC."""

    def wait_until(self, due_ns: int | None, inbox: Inbox) -> Any | None:
        """The next item of the inbox, or None when due_ns came first. None as due_ns waits for an item for ever."""


class Margin:
    """How long before an instant to stop sleeping and spin: learnt from how late the wake-ups were.

    ``late_ns`` is a maximum that fades: a later wake-up raises it at once, each other one takes a 512th off it (half of
    it after 355), so it stays near the 99.9th percentile of the last thousand or two. The margin, ``ns``, is a quarter
    more and 20 us, within the bounds, so that no wait spins for longer than ``most_ns``.
    """

    LEAST_NS = 200_000
    MOST_NS = 2_000_000
    FADE = 512
    SPARE_NS = 20_000

    def __init__(self, least_ns: int = LEAST_NS, most_ns: int = MOST_NS) -> None:
        self._least_ns, self._most_ns = least_ns, most_ns
        self.late_ns = most_ns // 2  # a stranger's guess

    @property
    def ns(self) -> int:
        return max(self._least_ns, min(self._most_ns, self.late_ns + self.late_ns // 4 + self.SPARE_NS))

    def learn(self, late_ns: int) -> None:
        """A sleep has ended this much after it was to end."""
        self.late_ns = max(late_ns, self.late_ns - -(-self.late_ns // self.FADE))


class RealClock:
    """CLOCK_MONOTONIC: sleeps in the inbox until shortly before due, then spins.

    ``margin_ns``: a fixed margin, in place of one that is learnt. ``read``: where the time comes from.

    The inbox is tried before it is slept in, and not for speed: a ``SimpleQueue.get`` that finds its inner lock free
    takes it and counts its time anew, and when that is up by then it waits for ever (CPython to 3.12). Once
    ``get_nowait`` has found nothing that lock is taken.
    """

    def __init__(self, *, margin_ns: int | None = None, read: Callable[[], int] = time.monotonic_ns) -> None:
        self.margin = Margin() if margin_ns is None else Margin(margin_ns, margin_ns)
        self._read = read

    def now_ns(self) -> int:
        return self._read()

    def wait_until(self, due_ns: int | None, inbox: Inbox) -> Any | None:
        if due_ns is None:
            return inbox.get()
        read = self._read
        wake_ns = due_ns - self.margin.ns
        left_ns = wake_ns - read()
        with suppress(Empty):
            return inbox.get_nowait()
        if left_ns > 0:
            try:
                return inbox.get(timeout=left_ns / 1e9)
            except Empty:
                self.margin.learn(read() - wake_ns)
        while read() < due_ns:
            if not inbox.empty():
                return inbox.get()
        return None


def clock_words(source: Path = SOURCE) -> str:
    """The clock of this machine, in words: which counter it is made of, and by what steps it goes."""
    try:
        counter = f", by {source.read_text().strip()}"
    except OSError:
        counter = ""
    return f"CLOCK_MONOTONIC{counter}, in steps of {time.get_clock_info('monotonic').resolution * 1e9:.0f} ns"


class SimulatedClock:
    """Virtual time: waiting costs nothing, the clock jumps to the instant waited for."""

    def __init__(self, start_ns: int = 1_000_000_000) -> None:
        self._now_ns = start_ns

    def now_ns(self) -> int:
        return self._now_ns

    def wait_until(self, due_ns: int | None, inbox: Inbox) -> Any | None:
        if not inbox.empty():
            return inbox.get()
        if due_ns is None:
            raise RuntimeError("virtual time stands still: nothing is due and the inbox is empty")
        self._now_ns = due_ns if due_ns > self._now_ns else self._now_ns
        return None


class WallClock(Protocol):
    """Seconds since 1970, and nothing to schedule by: it stands once, in a session's header."""

    def __call__(self) -> float: ...


def wall_s() -> float:
    """Wall time in seconds since 1970 (CLOCK_REALTIME)."""
    return time.time()


def boot_s() -> float:
    """Seconds since this machine started, suspended or not (CLOCK_BOOTTIME)."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


@dataclass(frozen=True, slots=True)
class Together:
    """CLOCK_MONOTONIC and CLOCK_REALTIME read at one instant, known to ``doubt_ns`` either way."""

    monotonic_ns: int
    realtime_ns: int
    doubt_ns: int


def read_together() -> Together:
    """Both of the kernel's clocks, for what is stamped on the other one."""
    before_ns = time.monotonic_ns()
    realtime_ns = time.time_ns()
    after_ns = time.monotonic_ns()
    return Together((before_ns + after_ns) // 2, realtime_ns, (after_ns - before_ns + 1) // 2)


@dataclass(frozen=True, slots=True)
class Suspended:
    """For how long this machine has been suspended since it started: between the two, in nanoseconds."""

    least_ns: int
    most_ns: int


def read_suspended() -> Suspended:
    """CLOCK_BOOTTIME goes on while the machine is suspended, CLOCK_MONOTONIC does not: the one less the other."""
    before_ns = time.monotonic_ns()
    boot_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    return Suspended(boot_ns - time.monotonic_ns(), boot_ns - before_ns)


class SuspendWatch:
    """Finds that the machine was suspended between two looks. ``read``: where the two clocks come from.

    Only what is certain counts: a look that is itself held up between its readings finds nothing.
    """

    LEAST_NS = 10_000_000

    def __init__(self, read: Callable[[], Suspended] = read_suspended) -> None:
        self._read = read
        self._known_ns = read().most_ns

    def slept_ns(self) -> int:
        """For how long since the last look that found something; 0 when not."""
        asleep = self._read()
        slept_ns = asleep.least_ns - self._known_ns
        if slept_ns < self.LEAST_NS:
            self._known_ns = min(self._known_ns, asleep.most_ns)
            return 0
        self._known_ns = asleep.most_ns
        return slept_ns
