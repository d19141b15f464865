"""A trigger that changes faster than any body can: told apart from bounce by its stamps alone, and shut off.

A bucket that each raw edge adds one to and that drains 60 a second overflows at 50. A worn pad, fourteen edges a press
and as many a release, stays below; a loose wire at 10 kHz is found after 5 ms, a pin that picks up 50 Hz mains after
1.3 s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hardware.base import Sensor

EACH_NS = 1_000_000_000 // 60
FULL_NS = 50 * EACH_NS
QUIET_NS = 2_000_000_000  # after so long without an edge a trigger that was shut off is heard again
AGAIN_NS = 100_000_000  # while it goes on that is said so often

Take = Literal["edge", "chatter", "drop"]


@dataclass(frozen=True, slots=True)
class Chatter:
    """From a trigger to the inbox, in the place of edges: it chatters since this stamp, or still; it is shut off."""

    station: str
    sensor: Sensor
    t_ns: int


class EdgeRate:
    """The raw edges of one trigger, one call each, in the thread they come in: a comparison and an addition."""

    def __init__(self) -> None:
        self.is_shut = False
        self._full_ns = 0  # when the bucket will have drained
        self._last_ns = 0
        self._said_ns = 0

    def take(self, t_ns: int) -> Take:
        """What to do with an edge of this stamp: pass it on, say that the trigger chatters, or nothing."""
        last_ns, self._last_ns = self._last_ns, t_ns
        if self.is_shut:
            if t_ns - last_ns < QUIET_NS:
                return self._still(t_ns)
            self.is_shut = False
        self._full_ns = (t_ns if t_ns > self._full_ns else self._full_ns) + EACH_NS
        if self._full_ns - t_ns <= FULL_NS:
            return "edge"
        self.is_shut, self._said_ns = True, t_ns
        return "chatter"

    def _still(self, t_ns: int) -> Take:
        """It goes on."""
        if t_ns - self._said_ns < AGAIN_NS:
            return "drop"
        self._said_ns = t_ns
        return "chatter"
