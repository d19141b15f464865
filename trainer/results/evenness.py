"""How even an athlete's legs are: the coefficient of variation (per cent) of times that ought to be alike.

0 is a metronome. Of the legs within one rep, and of the time to cover over the reps. The variation between splits is
the usual measure of pacing (Thompson et al., International Journal of Sports Physiology and Performance 9:3, 2014).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import groupby

from trainer.facts import Split
from trainer.results.centre import centre

LEGS = 3  # alike, from which evenness says something


def evenness(times: Sequence[float]) -> float | None:
    """Of times that ought to be alike. None of fewer than 3."""
    found = centre(times) if len(times) >= LEGS else None
    return found.cv if found is not None else None


def legs(splits: Sequence[Split]) -> tuple[int, ...]:
    """The longest row of legs of one name, but for a number at its end ("gate 1", "gate 2"): their times (ns)."""
    rows = (tuple(s.ns for s in row) for _, row in groupby(splits, lambda split: stem(split.name)))
    return max(rows, key=len, default=())


def stem(name: str) -> str:
    """The name of a leg without its number: "gate" of "gate 2"."""
    return re.sub(r"\s*\d+$", "", name)
