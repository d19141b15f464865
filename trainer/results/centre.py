"""Where a handful of times lies and how wide: median, quartiles, best, mean, standard deviation, coefficient of
variation.

Median and quartiles interpolate linearly between the ordered values (type 7 of Hyndman and Fan, The American
Statistician 50:361, 1996, what R and numpy do unless told otherwise). The standard deviation is the sample's, with
n - 1; the coefficient of variation is 100 SD / mean.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, median, quantiles


@dataclass(frozen=True, slots=True)
class Centre:
    """All in the unit of the values, ``cv`` in per cent. What needs two values is None where there is one."""

    n: int
    median: float
    low: float  # first quartile
    high: float  # third quartile
    best: float  # the smallest
    mean: float
    sd: float | None
    cv: float | None

    @property
    def iqr(self) -> float:
        return self.high - self.low


def centre(values: Sequence[float]) -> Centre | None:
    """None of no values. The values are times: all above 0."""
    if not values:
        return None
    single = len(values) == 1
    low, _, high = (values[0],) * 3 if single else quantiles(values, n=4, method="inclusive")
    sd = None if single else math.sqrt(variance(values))
    middle = fmean(values)
    return Centre(
        n=len(values),
        median=median(values),
        low=low,
        high=high,
        best=min(values),
        mean=middle,
        sd=sd,
        cv=None if sd is None else 100 * sd / middle,
    )


def variance(values: Sequence[float]) -> float:
    """The sample's, with n - 1, of at least two. (That of the standard library is exact, and a hundred times
    slower.)"""
    middle = fmean(values)
    return math.fsum((value - middle) ** 2 for value in values) / (len(values) - 1)
