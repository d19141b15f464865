"""Was the trainer held up, or the whole machine asleep? Then the attempt is lost, and its cue not given so late."""

from __future__ import annotations

from collections.abc import Callable

HELD_NS = 500_000_000  # a cue later than 2 ms is marked by itself; held up for so long, nothing of the attempt holds


class Stalls:
    """``slept``: for how long the machine was suspended since it was asked last (``SuspendWatch.slept_ns``); None where
    time cannot stand still: virtual time."""

    def __init__(self, slept: Callable[[], int] | None = None) -> None:
        self._slept = slept

    def look(self, due_ns: int | None, now_ns: int) -> str:
        """What went wrong since the last look, in words, when the loop wakes up at now_ns to what was due at due_ns;
        empty when nothing did."""
        if self._slept is not None and (slept_ns := self._slept()):
            return f"the machine was asleep for {slept_ns / 1e9:.1f} s"
        if due_ns is not None and now_ns - due_ns > HELD_NS:
            return f"the trainer was held up for {(now_ns - due_ns) / 1e9:.1f} s"
        return ""
