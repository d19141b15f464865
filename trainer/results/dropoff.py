"""How much the ways fall off from the first to the last of a long possession.

Drop-off = 100 b / a: of the straight line through the times of the ways, a its height at the first way and b its rise
to the last, in per cent; above 0 is slower. (Of first against last alone, and of best against mean, Oliver says in
Journal of Science and Medicine in Sport 12:20, 2009, how little they repeat: the line takes every way in.) Ways are
compared within a possession and to one side only: each possession and side has a height of its own, and b is common to
all, by least squares (analysis of covariance with one slope: Snedecor and Cochran, Statistical Methods, 1967, 14.2).
The 95 % interval is Student's for b, over the same a. For the coach alone, and no trigger of anything.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from trainer.facts import Split
from trainer.results.evenness import stem
from trainer.results.reps import Rep
from trainer.results.student import t_quantile

LEAST = 6  # ways
MS = 1e6

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class DropOff:
    """In per cent of the first way, with its 95 % interval, of so many ``ways``."""

    percent: float
    low: float
    high: float
    ways: int


def drop_off(reps: Iterable[Rep]) -> DropOff | None:
    """Of one athlete's reps at one drill and level. None where the drill does not ask for it, and of fewer than 6
    ways."""
    series: defaultdict[tuple[object, ...], list[Point]] = defaultdict(list)
    for rep in reps:
        if not rep.falls_off or not rep.is_hit:
            continue
        ways = _ways(rep.verdict.splits)
        for n, split in enumerate(ways):
            at = n / (len(ways) - 1) if len(ways) > 1 else 0.0
            series[rep.run, rep.seq, rep.lane, split.station].append((at, split.ns / MS))
    return common_rise(list(series.values()))


def _ways(splits: Sequence[Split]) -> list[Split]:
    """Those of the name that comes most often, but for a number at its end ("out", "out 2"); of two the first."""
    by_stem: defaultdict[str, list[Split]] = defaultdict(list)
    for split in splits:
        by_stem[stem(split.name)].append(split)
    return max(by_stem.values(), key=len, default=[])


def common_rise(series: Sequence[Sequence[Point]]) -> DropOff | None:
    """Of points (where between the first way, 0, and the last, 1; time). A series of one point says nothing. None of
    fewer than 6 points, of no more than series + 1, and where all lie at one place."""
    series = [points for points in series if len(points) > 1]
    n = sum(map(len, series))
    df = n - len(series) - 1
    centred = [(x - mx, y - my) for points in series for mx, my in [_middle(points)] for x, y in points]
    wide = math.fsum(x * x for x, _ in centred)
    if n < LEAST or df < 1 or wide == 0:
        return None
    rise = math.fsum(x * y for x, y in centred) / wide
    left = math.fsum((y - rise * x) ** 2 for x, y in centred)
    half = t_quantile(0.975, df) * math.sqrt(left / df / wide)
    x, y = _middle([point for points in series for point in points])
    scale = 100 / (y - rise * x)
    return DropOff(rise * scale, (rise - half) * scale, (rise + half) * scale, n)


def _middle(points: Sequence[Point]) -> Point:
    return fmean(x for x, _ in points), fmean(y for _, y in points)
