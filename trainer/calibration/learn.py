"""From single times out and back to a calibration: the mean, how well it is known, and the spread from time to time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, stdev

from trainer.errors import Refused

LEAST = 10  # times that must have come back: fewer tell no spread
LEAST_SHARE = 0.8  # of those sent: where more are lost, what came back may be chance


@dataclass(frozen=True, slots=True)
class Learnt:
    """``mean_sd_ns``: standard deviation of the mean, s / sqrt n; ``each_sd_ns``: s, from one time to the next, over
    n - 1 (GUM, JCGM 100:2008, 4.2.2 and 4.2.3)."""

    mean_ns: float
    mean_sd_ns: float
    each_sd_ns: float
    n: int


def learn(times: Sequence[int | None], count: int) -> Learnt:
    """From ns between the onset that the device reported and the true one, None where nothing came back. Refused when
    too little did of the ``count`` that were wanted."""
    found = [ns for ns in times if ns is not None]
    if len(found) < max(LEAST, LEAST_SHARE * count):
        raise Refused(
            f"{len(found)} of {count} came back, too few to learn from: look at the wire or the microphone, "
            f"and send at least {LEAST}"
        )
    sd_ns = stdev(found)
    return Learnt(fmean(found), sd_ns / len(found) ** 0.5, sd_ns, len(found))
