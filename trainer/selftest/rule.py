"""When a chain is good enough to time reactions with, and how good it should be.

A bias of 5 ms with a standard deviation of 10 ms are the most that a device for reaction times may have: Basner, Moore,
Nasrini, Gur and Dinges 2021, Sleep 44(1):zsaa121, from simulations on 74 persons. The trainer aims at 1 ms and 1 ms.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median, stdev

from trainer.bench.figures import quantile
from trainer.facts import Tried

BIAS_MS, SD_MS = 5.0, 10.0
AIM_MS = 1.0
LEAST = 10  # fewer tell no spread


def tried(name: str, off_ns: Sequence[int]) -> Tried:
    """From how far each time was off (ns). p99 and worst are of the distance, whichever way."""
    off_ms = [ns / 1e6 for ns in off_ns]
    if len(off_ms) < LEAST:
        return Tried(name, 0, why=f"only {len(off_ms)} came back, {LEAST} are needed")
    away = [abs(ms) for ms in off_ms]
    figures = (median(off_ms), stdev(off_ms), quantile(away, 0.99), max(away))
    bias_ms, sd_ms, p99_ms, worst_ms = (round(ms, 4) for ms in figures)
    return Tried(name, len(off_ms), bias_ms, sd_ms, p99_ms, worst_ms, abs(bias_ms) <= BIAS_MS and sd_ms <= SD_MS)


def untried(name: str, why: str) -> Tried:
    """This part has nothing here that it could be tried on."""
    return Tried(name, 0, why=why)


def reaches_aim(part: Tried) -> bool:
    return part.n > 0 and abs(part.median_ms or 0.0) <= AIM_MS and (part.sd_ms or 0.0) <= AIM_MS


def verdict(parts: Sequence[Tried]) -> bool:
    """Whether all that could be tried passed, and anything could."""
    found = [part.passed for part in parts if part.n]
    return bool(found) and all(found)
