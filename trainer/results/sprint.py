"""How much a series of sprints falls off: the percentage decrement score.

Decrement = 100 (total / (best x n) - 1) (Fitzsimons et al., Australian Journal of Science and Medicine in Sport 25:82,
1993; of eight scores the most reliable one in Glaister et al., Journal of Strength and Conditioning Research 22:1597,
2008). Of complete series only. Who holds back at first looks fresh at the end, so a first sprint that is more than 5 %
slower than the best is flagged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEAST = 3  # sprints
PACED = 1.05


@dataclass(frozen=True, slots=True)
class Decrement:
    """``paced``: the first sprint was held back, so the figure says little."""

    percent: float
    n: int
    paced: bool


def decrement(series: Sequence[float | None]) -> Decrement | None:
    """Of the times of one series in its order, None where a sprint has no time. None of an incomplete one, or of fewer
    than 3."""
    times = [time for time in series if time is not None]
    if len(times) < max(LEAST, len(series)):
        return None
    best = min(times)
    return Decrement(100 * (sum(times) / (best * len(times)) - 1), len(times), times[0] > PACED * best)
