"""What a change on the way costs: reps whose call was overridden, against those whose call stood.

Cost = mean of the whole way, from the first cue to the right gate, with a change, minus the same without one: the
switch cost of Rogers and Monsell (Journal of Experimental Psychology: General 124:207, 1995), on foot, so that it holds
the way that was run for nothing too. Reps are compared to the same gate in the same session, on the same ground, only;
the differences of the gates are weighted by n m / (n + m), of n reps with and m without (Cochran, Biometrics 10:101,
1954: the weights that least squares give a common difference). The 95 % interval takes the two spreads for two, each
pooled over the gates; with one gate it is Welch's (Biometrika 34:28, 1947), the degrees of freedom are Satterthwaite's
(Biometrics Bulletin 2:110, 1946). Of a few reps it is wide, and says so.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import fmean

from trainer.facts import COUNTS
from trainer.results.reps import Rep
from trainer.results.student import t_quantile

LEAST = 3  # hits with a change, and as many without
MS = 1e6

Pair = tuple[Sequence[float], Sequence[float]]


@dataclass(frozen=True, slots=True)
class Difference:
    """Of two means, in the unit of the values, with its 95 % interval; ``n`` of the first kind, ``m`` of the second."""

    apart: float
    low: float
    high: float
    n: int
    m: int


@dataclass(frozen=True, slots=True)
class ChangeCost:
    """Milliseconds. ``changed``, ``unchanged``: the hits that are compared; ``wrong_changed`` of ``of_changed`` reps
    with a change ended at another gate, and ``wrong_unchanged`` of ``of_unchanged`` without."""

    ms: float
    low: float
    high: float
    changed: int
    unchanged: int
    wrong_changed: int
    of_changed: int
    wrong_unchanged: int
    of_unchanged: int


def change_cost(reps: Iterable[Rep]) -> ChangeCost | None:
    """Of one athlete's reps at one drill and level. None of a drill without changes, and of fewer than 3 hits with a
    change or without to the same gates."""
    ways: defaultdict[tuple[str, ...], tuple[list[float], list[float]]] = defaultdict(lambda: ([], []))
    done, wrong = [0, 0], [0, 0]
    for rep in reps:
        if rep.changed is None or rep.verdict.outcome not in COUNTS:
            continue
        kind = 0 if rep.changed else 1
        done[kind] += 1
        wrong[kind] += rep.verdict.outcome == "wrong gate"
        if rep.is_hit and rep.verdict.total_ns and rep.verdict.answered:
            alike = rep.session, rep.surface, rep.terms.field, rep.terms.rules, rep.terms.stop, rep.verdict.answered
            ways[alike][kind].append(rep.verdict.total_ns / MS)
    found = pooled_difference(list(ways.values()))
    if found is None:
        return None
    return ChangeCost(found.apart, found.low, found.high, found.n, found.m, wrong[0], done[0], wrong[1], done[1])


def pooled_difference(pairs: Iterable[Pair]) -> Difference | None:
    """The common difference of the means of these pairs of values. A pair with an empty half says nothing. None when
    fewer than 3 are left of either kind, or no more of them than pairs: then the spread is not known."""
    pairs = [pair for pair in pairs if pair[0] and pair[1]]
    n, m = (sum(len(pair[kind]) for pair in pairs) for kind in (0, 1))
    if min(n, m) < max(LEAST, len(pairs) + 1):
        return None
    weights = [len(a) * len(b) / (len(a) + len(b)) for a, b in pairs]
    shares = [weight / sum(weights) for weight in weights]
    apart = sum(share * (fmean(a) - fmean(b)) for share, (a, b) in zip(shares, pairs, strict=True))
    parts = [_error([pair[kind] for pair in pairs], shares) for kind in (0, 1)]
    squared = sum(error for error, _ in parts)
    half = 0.0
    if squared > 0:
        df = squared**2 / sum(error**2 / df for error, df in parts)
        half = t_quantile(0.975, df) * math.sqrt(squared)
    return Difference(apart, apart - half, apart + half, n, m)


def _error(values: Sequence[Sequence[float]], shares: Sequence[float]) -> tuple[float, int]:
    """The square of the standard error of the weighted mean, from one spread pooled over all, and its degrees of
    freedom."""
    df = sum(map(len, values)) - len(values)
    squares = math.fsum((value - fmean(some)) ** 2 for some in values for value in some)
    return squares / df * sum(share**2 / len(some) for share, some in zip(shares, values, strict=True)), df
