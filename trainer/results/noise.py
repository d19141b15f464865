"""Is a change more than noise? Typical error, the least change that can be told, and what is worthwhile.

**Typical error** (TE): the standard deviation of the differences between consecutive session medians, over the root of
2 (Hopkins, Sports Medicine 30:1, 2000). The differences of all athletes are pooled, about their common mean, so that
what everybody gained between two sessions is no noise. Under 10 degrees of freedom the noise is not known yet.

**Least change** that can be told (MDC) of a new median against the mean of k earlier ones: 1.96 TE sqrt(1 + 1 / k)
(Weir, Journal of Strength and Conditioning Research 19:231, 2005, has k = 1). Beyond it a change is "beyond noise" (95
%), beyond the same with 1.28 "likely" (80 %), else "within noise".

**Smallest worthwhile change** (SWC): 0.2 times the standard deviation between athletes, freed of the error that each
median bears: 0.2 sqrt(SD^2 - TE^2) (Hopkins, Sportscience 8:1, 2004), from 10 athletes on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist
from typing import Literal

from trainer.results.centre import variance

LEAST_DF = 10
LEAST_ATHLETES = 10
LIKELY, BEYOND = 0.80, 0.95

Word = Literal["within noise", "likely", "beyond noise"]


@dataclass(frozen=True, slots=True)
class Noise:
    """The typical error of a session median, in the unit of the times, with its degrees of freedom."""

    te: float
    df: int

    def least_change(self, k: int, share: float = BEYOND) -> float:
        """The least change of a new median against k earlier ones that is no chance in ``share`` of cases."""
        return NormalDist().inv_cdf((1 + share) / 2) * self.te * math.sqrt(1 + 1 / k)

    def word(self, change: float, k: int) -> Word:
        """What to call a change against k earlier medians."""
        if abs(change) > self.least_change(k):
            return "beyond noise"
        return "likely" if abs(change) > self.least_change(k, LIKELY) else "within noise"


def noise(differences: Sequence[float]) -> Noise | None:
    """Of the differences between consecutive session medians, all athletes'. None, "not known yet", of too few."""
    df = len(differences) - 1
    return Noise(math.sqrt(variance(differences) / 2), df) if df >= LEAST_DF else None


def worthwhile(medians: Sequence[float], known: Noise | None) -> float | None:
    """The smallest worthwhile change, of one median an athlete. None of fewer than 10 athletes, while the noise is not
    known, or when the athletes differ by no more than noise."""
    if len(medians) < LEAST_ATHLETES or known is None:
        return None
    between = variance(medians) - known.te**2
    return 0.2 * math.sqrt(between) if between > 0 else None
