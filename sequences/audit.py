"""What a drill's plans come to over many seeds: are they balanced, how well could they be guessed, do the waits fit?

Only the first attempts of athlete 1 are looked at: the bag and the orders of the others are drawn alike.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby, pairwise
from statistics import fmean, pstdev

from sequences import foreperiod
from sequences.bag import draw_bag
from sequences.chain import Link, cues_of, links_of
from sequences.errors import LawError
from sequences.flow import is_tap
from sequences.guesser import exact_guesser, nogo_guesser, plain_guesser
from sequences.model import Cue, Draw, Drill, PlannedRep, WaitLaw
from sequences.nogo import nogo_law
from sequences.order import OrderLaw
from sequences.plan import find_cue, first_attempts

STEPS = 2000  # of a wait law's quantiles, for its mean and spread


@dataclass(frozen=True, slots=True)
class OrderAudit:
    """The go cues of all plans. ``names``: of the alternatives; ``least`` and ``most``: how often each came in a plan.

    ``in_set``, ``in_run``: the largest difference between two alternatives within a set, over a run; ``runs``: by
    length, how many there were in a plan on average; ``follows``: by pair, the same; ``spread``: the largest difference
    between two of these counts in a plan. ``guesser``: the share of cues on which he is right, ``exact`` or at least;
    ``coin``: who only knows what there is.
    """

    names: tuple[str, ...]
    share: tuple[float, ...]
    least: tuple[int, ...]
    most: tuple[int, ...]
    in_set: int
    in_run: int
    runs: tuple[tuple[int, float], ...]
    follows: tuple[tuple[str, str, float], ...]
    spread: int
    guesser: float
    exact: bool
    coin: float


@dataclass(frozen=True, slots=True)
class WaitAudit:
    """The waits of all plans, in milliseconds. ``off``: the largest distance between their distribution and the law's
    (Kolmogorov and Smirnov; for a list, of a share from what it should be); ``free``: what free draws stay under in 99
    of 100 such audits. ``gap``: between the mean waits of two alternatives in a plan, mean, SD and worst; ``free_gap``:
    the SD that free draws would have, None where there is only one alternative."""

    n: int
    mean: float
    least: float
    most: float
    law_mean: float
    off: float
    free: float
    gap_mean: float | None
    gap_sd: float | None
    gap_worst: float | None
    free_gap: float | None


@dataclass(frozen=True, slots=True)
class CueAudit:
    """Of one cue of the rep, or of all those of a repeat. ``order``, ``waits``: None where none is drawn."""

    order: OrderAudit | None
    waits: WaitAudit | None


@dataclass(frozen=True, slots=True)
class Audit:
    """``seeds``: how many plans; ``goes``, ``catches``, ``stays``: reps of a plan; ``in_a_row``: the most no-gos in a
    row; ``first_nogo``: sets that began with one; ``nogo_guesser``: on which share of reps he is right who knows the
    laws and the past and says go or no-go. ``switched``: reps of a plan that are, on average."""

    seeds: int
    goes: int
    catches: int
    stays: int
    in_a_row: int
    first_nogo: int
    nogo_guesser: float
    switched: float
    cues: tuple[CueAudit, ...]


@dataclass(frozen=True, slots=True)
class _Track:
    """All that was drawn for one cue: by plan and stretch (a run, or a rep of a repeat) the alternatives, each with its
    wait, and the laws they are drawn by. ``goes``: the alternatives that mean go."""

    names: tuple[str, ...]
    goes: tuple[int, ...]
    law: OrderLaw
    counts: tuple[int, ...]
    wait: WaitLaw | None
    plans: tuple[tuple[tuple[tuple[int | None, int | None], ...], ...], ...]


def audit(drill: Drill, seeds: int) -> Audit:
    """Draw the plans of seeds 0 to ``seeds`` - 1 and look at them.

    LawError when the drill cannot be planned, or nothing in it is left to chance.
    """
    if find_cue(drill) is None:
        raise LawError(f"{drill.name} has no cue: nothing in it is left to chance")
    if any(map(is_tap, drill.steps)):
        raise LawError(f"{drill.name} is called by the coach: nothing in it is left to chance")
    plans = [first_attempts(drill, seed) for seed in range(seeds)]
    links = links_of(drill.steps)
    first = links[0].cue
    rows = [[_is_nogo(first, rep) for rep in plan if rep.set == n + 1] for plan in plans for n in range(drill.sets)]
    nogo = nogo_law(drill.catch, drill.stay, sets=drill.sets, reps=drill.reps, level=drill.level)
    several = len(cues_of(drill.steps)) > 1
    tracks = [_chained(drill, link, plans) for link in links] if several else [_single(drill, first, plans)]
    return Audit(
        seeds=seeds,
        goes=sum(nogo.goes(index) for index in range(drill.sets)),
        catches=sum(nogo.catches),
        stays=sum(nogo.stays),
        in_a_row=max((len(list(run)) for row in rows for is_nogo, run in groupby(row) if is_nogo), default=0),
        first_nogo=sum(row[0] for row in rows),
        nogo_guesser=nogo_guesser(nogo),
        switched=fmean(sum(rep.draws[0].switch_to is not None for rep in plan) for plan in plans),
        cues=tuple(CueAudit(_order(track), _waits(track)) for track in tracks),
    )


def _is_nogo(cue: Cue, rep: PlannedRep) -> bool:
    chosen = rep.draws[0].alternative
    return rep.catch or (chosen is not None and not cue.alternatives[chosen].go)


def _single(drill: Drill, cue: Cue, plans: Sequence[Sequence[PlannedRep]]) -> _Track:
    """A rep of one cue: what is drawn for it over the run."""
    bag = draw_bag(drill, cue, 0)
    drawn = tuple((tuple((r.draws[0].alternative, r.draws[0].foreperiod_ns) for r in plan),) for plan in plans)
    names = tuple(a.name for a in cue.alternatives)
    return _Track(names, bag.goes.indices, bag.order, bag.goes.counts, bag.law, drawn)


def _chained(drill: Drill, link: Link, plans: Sequence[Sequence[PlannedRep]]) -> _Track:
    """One of several cues: over the run, or in each rep by itself where it is repeated."""
    sizes = (drill.reps,) * drill.sets if len(link.places) == 1 else (len(link.places),)
    law = link.order_law(sizes, drill.longest_run)
    by_rep = [[_places(rep.draws[0], link.places) for rep in plan] for plan in plans]
    if len(link.places) == 1:
        by_rep = [[tuple(one for rep in plan for one in rep)] for plan in by_rep]
    every = tuple(range(len(link.cue.alternatives)))
    order = [chosen for chosen, _ in by_rep[0][0]]
    counts = tuple(order.count(x) for x in every)
    names = tuple(a.name for a in link.cue.alternatives)
    return _Track(names, every, law, counts, link.wait, tuple(map(tuple, by_rep)))


def _places(draw: Draw, places: Sequence[int]) -> tuple[tuple[int | None, int | None], ...]:
    drawn = [(draw.alternative, draw.foreperiod_ns), *((m.alternative, m.foreperiod_ns) for m in draw.more)]
    return tuple(drawn[place] for place in places)


def _order(track: _Track) -> OrderAudit | None:
    """Of the alternatives that mean go, in the order of the cue."""
    goes, law = track.goes, track.law
    orders = [[goes.index(a) for a, _ in part if a in goes] for plan in track.plans for part in plan]
    if len(goes) < 2 or not orders[0]:
        return None
    counts = [[order.count(x) for x in range(len(goes))] for order in orders]
    exact = exact_guesser(law, track.counts)
    fixed = track.counts if law.only_share else (0,) * len(goes)
    runs = Counter(len(list(same)) for order in orders for _, same in groupby(order))
    pairs = [Counter(pairwise(order)) for order in orders]
    both = [(a, b) for a in range(len(goes)) for b in range(len(goes))]
    names = [track.names[i] for i in goes]
    return OrderAudit(
        names=tuple(names),
        share=tuple(sum(c[x] for c in counts) / sum(map(sum, counts)) for x in range(len(goes))),
        least=tuple(min(c[x] for c in counts) for x in range(len(goes))),
        most=tuple(max(c[x] for c in counts) for x in range(len(goes))),
        in_set=max(_spread(part, len(goes)) for order in orders for part in _by_set(order, law.sizes)),
        in_run=max(_spread(order, len(goes)) for order in orders),
        runs=tuple((length, n / len(orders)) for length, n in sorted(runs.items())),
        follows=tuple((names[a], names[b], fmean(p[a, b] for p in pairs)) for a, b in both),
        spread=max(max(p[pair] for pair in both) - min(p[pair] for pair in both) for p in pairs),
        guesser=plain_guesser(law, orders, fixed) if exact is None else exact,
        exact=exact is not None,
        coin=float(max(law.weights) / sum(law.weights)),
    )


def _by_set(order: Sequence[int], sizes: Sequence[int]) -> list[Sequence[int]]:
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    return [order[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def _spread(order: Sequence[int], k: int) -> int:
    counts = [order.count(x) for x in range(k)]
    return max(counts) - min(counts)


def _waits(track: _Track) -> WaitAudit | None:
    law = track.wait
    if law is None:
        return None
    waits = sorted(wait for plan in track.plans for part in plan for _, wait in part if wait is not None)
    points = [foreperiod.quantile(law, Fraction(2 * i + 1, 2 * STEPS)) for i in range(STEPS)]
    gaps, n = _gaps(track)
    return WaitAudit(
        n=len(waits),
        mean=fmean(waits) / 1e6,
        least=waits[0] / 1e6,
        most=waits[-1] / 1e6,
        law_mean=fmean(points) / 1e6,
        off=_off(law, waits, points),
        free=1.63 / math.sqrt(len(waits)),
        gap_mean=fmean(gaps) / 1e6 if gaps else None,
        gap_sd=pstdev(gaps) / 1e6 if gaps else None,
        gap_worst=max(map(abs, gaps)) / 1e6 if gaps else None,
        free_gap=pstdev(points) * math.sqrt(2 / n) / 1e6 if gaps else None,
    )


def _gaps(track: _Track) -> tuple[list[float], float]:
    """In each plan the mean wait of the first go alternative less that of the last (left less right, mostly), ns; and
    how often each comes."""
    first, last = track.goes[0], track.goes[-1]
    gaps, often = [], []
    for plan in track.plans if first != last else ():
        waits = [[w for part in plan for a, w in part if a == x and w is not None] for x in (first, last)]
        if all(waits):
            gaps.append(fmean(waits[0]) - fmean(waits[1]))
            often.append(len(waits[0]))
    return gaps, fmean(often) if often else 0.0


def _off(law: WaitLaw, waits: Sequence[int], points: Sequence[int]) -> float:
    """The largest distance between the shares of waits and of the law up to any wait."""
    if law.kind in ("fixed", "list"):
        found, wanted = Counter(waits), Counter(points)
        return max(abs(found[w] / len(waits) - wanted[w] / len(points)) for w in found | wanted)
    worst, at = 0.0, 0
    for i, point in enumerate(points):
        while at < len(waits) and waits[at] <= point:
            at += 1
        worst = max(worst, abs(at / len(waits) - (2 * i + 1) / (2 * len(points))))
    return worst
