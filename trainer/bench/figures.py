"""What many measurements come to: quantiles, and the share of them that lies beyond a value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TypedDict

CURVE_POINTS = 240  # of an exceedance curve: more than a screen shows


class Lateness(TypedDict):
    """How late waits ended, in microseconds; ``n`` of them."""

    p50_us: float
    p99_us: float
    p999_us: float
    max_us: float
    n: int


def quantile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least this share of the values does not exceed (the nearest rank: one of the values).

    ``share`` in (0, 1]. ValueError: no values, or another share.
    """
    if not values or not 0 < share <= 1:
        raise ValueError(f"no quantile {share} of {len(values)} values")
    return sorted(values)[math.ceil(round(share * len(values), 9)) - 1]


def lateness(late_ns: Sequence[int]) -> Lateness | None:
    """None when nothing was measured."""
    if not late_ns:
        return None
    ordered = sorted(late_ns)
    p50, p99, p999 = (round(quantile(ordered, share) / 1e3, 3) for share in (0.5, 0.99, 0.999))
    return Lateness(p50_us=p50, p99_us=p99, p999_us=p999, max_us=round(ordered[-1] / 1e3, 3), n=len(ordered))


def exceedance(values: Sequence[float], points: int = CURVE_POINTS) -> list[tuple[float, float]]:
    """(x, share of the values that are x or more), x rising, the share falling from 1 to 1/n.

    At most about ``points`` of them, as many in each decade of the share as there are, so that the tail stays whole.
    """
    ordered = sorted(values)
    n = len(ordered)
    ranks = {round(n * math.exp(-math.log(n) * k / points)) for k in range(points + 1)} if n else set()
    return [(ordered[n - rank], rank / n) for rank in sorted(ranks, reverse=True)]


def ratio(above: float | None, below: float | None) -> float | None:
    """above / below; None where one is missing or below is nothing."""
    return None if above is None or not below else above / below
