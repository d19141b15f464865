"""Lanes that are run side by side: apart far enough that nobody runs into the other."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import combinations

from trainer.ground.course import Course
from trainer.ground.faults import Fault
from trainer.ground.plane import gap

AXES_M = 5.0  # between the starts of two lanes
WAYS_M = 2.0  # two children wide, arms out
CENTIMETRE = 0.01


def abreast_faults(lanes: Sequence[Sequence[Course]]) -> list[Fault]:
    """What is too near between the ways of each two lanes. ``lanes``: the courses of each."""
    return [fault for pair in combinations(enumerate(lanes, start=1), 2) for fault in _between(*pair)]


def _between(first: tuple[int, Sequence[Course]], second: tuple[int, Sequence[Course]]) -> Iterator[Fault]:
    (a, ones), (b, others) = first, second
    key = f"lanes {a} and {b}"
    ways = [[(leg.start, leg.end) for course in lane for leg in course.ways] for lane in (ones, others)]
    nearest_m = min((gap(one, other) for one in ways[0] for other in ways[1]), default=math.inf)
    if nearest_m < WAYS_M - CENTIMETRE:
        text = f"the ways of {key} come within {nearest_m:.1f} m of each other; {WAYS_M:g} m must be clear"
        yield Fault("clear", True, key, nearest_m, text)
        return
    starts = [lane[0].legs[0].start for lane in (ones, others) if lane and lane[0].legs]
    if len(starts) == 2 and math.dist(*starts) < AXES_M - CENTIMETRE:
        metres = math.dist(*starts)
        yield Fault("clear", False, key, metres, f"{key} are {metres:.1f} m apart; {AXES_M:g} m are better")
