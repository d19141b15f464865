"""When the waits of a bench are due: one wait a period, at a phase that is never the same.

The phases are the golden-ratio sequence frac(k / phi) (Weyl 1916): spread evenly over any stretch, and the same in
every run, so that every method waits for the same instants.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from itertools import count as numbers

PERIOD_NS = 10_000_000
SPREAD_NS = 5_000_000  # the phase moves within so much of the period: 5 to 15 ms from wait to wait
GOLDEN = 0x9E3779B97F4A7C15  # 2**64 / phi: the fraction as a whole number, so that no rounding creeps in
SOON_NS = 1_000_000  # an instant nearer than this cannot be waited for: the wait before it has ended too late


def phase_ns(number: int) -> int:
    """Where in its period the wait of this number is due, 0 to SPREAD_NS - 1."""
    return (number * GOLDEN % 2**64) * SPREAD_NS >> 64


def instants(
    start_ns: int, count: int, first: int = 0, *, now_ns: Callable[[], int] = time.monotonic_ns
) -> Iterator[int]:
    """Instants from start_ns on, one a period, rising; their phases are those of the numbers ``first`` and on.

    Each is given out while it can still be waited for: one that a late wait has swallowed is left out. There are
    ``count`` of them with those; where all are swallowed it goes on until there has been one.
    """
    given = 0
    for k in numbers():
        if k >= count and given:
            return
        due_ns = start_ns + k * PERIOD_NS + phase_ns(first + k)
        if due_ns - now_ns() >= SOON_NS:
            given += 1
            yield due_ns
