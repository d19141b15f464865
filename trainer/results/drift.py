"""How reactions drift over the reps of a session. Plotted, and nothing concluded from it.

The line is that of Theil and Sen: its slope is the median of the slopes of all pairs (Sen, Journal of the American
Statistical Association 63:1379, 1968), its height such that the median residual is nil. A few odd reps do not move it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from statistics import median

LEAST = 6  # reps, from which a line is drawn


@dataclass(frozen=True, slots=True)
class Drift:
    """The time at rep x is ``at_0 + slope * x``."""

    slope: float
    at_0: float

    def at(self, x: float) -> float:
        return self.at_0 + self.slope * x


def drift(points: Sequence[tuple[float, float]]) -> Drift | None:
    """Of (rep, time). None of fewer than 6, or when all are one rep. Every pair is looked at: meant for one session."""
    slopes = [(b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2) if a[0] != b[0]]
    if len(points) < LEAST or not slopes:
        return None
    slope = median(slopes)
    return Drift(slope, median(y - slope * x for x, y in points))
