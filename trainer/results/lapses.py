"""Lapses: reps at which somebody was not there.

The usual 500 ms (Basner and Dinges, Sleep 34:581, 2011) is a norm for a thumb on a button. A child off a pad needs most
of that anyway, so here a lapse is longer than 1.5 times the athlete's own median.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

TIMES = 1.5


def lapses(times: Sequence[float], own_median: float | None = None) -> int:
    """How many of these are lapses. ``own_median``: over more reps than these; of these when not given."""
    if not times:
        return 0
    limit = TIMES * (median(times) if own_median is None else own_median)
    return sum(time > limit for time in times)
