"""An athlete over weeks: session medians on the same terms, what of a change is noise, and personal bests.

A line is followed for each athlete, set of terms (drill, level, measure, sense, start rule, break rule, field, wait
law, simulated or not) and surface; nothing else is compared. The first session of a drill, level and field is
familiarisation: it is shown and not counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, median

from trainer.facts import Athlete
from trainer.results.noise import Noise, Word, noise, worthwhile
from trainer.results.ranks import Terms, Timed, is_faster
from trainer.results.reps import Rep
from trainer.results.sides import SideDifference, may_be_said, side_difference
from trainer.results.summary import MS, Take, by_side, measured_ns

LEAST_HITS = 3  # of a session, for its median to count
APART_S = 21 * 24 * 3600  # consecutive sessions further apart say nothing of the noise
EARLIER = 5  # sessions that a new one is held against

Key = tuple[Terms, str]  # and the surface
Familiar = Mapping[
    tuple[str, str, int | None, str], str
]  # athlete, drill, level, field -> the session that was the first


@dataclass(frozen=True, slots=True)
class Point:
    """One session: its median (ms) of so many hits. ``first``: familiarisation, not counted."""

    session: str
    wall_s: float
    median: float
    hits: int
    first: bool


@dataclass(frozen=True, slots=True)
class Shared:
    """What all athletes on the same terms have in common."""

    noise: Noise | None
    worthwhile: float | None


@dataclass(frozen=True, slots=True)
class Change:
    """The newest session against the mean of the ``k`` before it, in milliseconds: below 0 is faster. ``least``: beyond
    it is more than noise; it and ``word`` are None while the noise is not known."""

    ms: float
    k: int
    least: float | None
    word: Word | None


@dataclass(frozen=True, slots=True)
class Best:
    """The fastest hit that is no "not yet". ``is_new``: reached in the newest session, and faster than every hit before
    beyond the uncertainty of the difference. Against familiarisation alone nothing is new."""

    ns: int
    wall_s: float
    is_new: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One athlete on the same terms on one surface. ``noise``: of all athletes on these terms, None: not known yet."""

    athlete: Athlete
    terms: Terms
    surface: str
    points: tuple[Point, ...]
    noise: Noise | None
    change: Change | None
    worthwhile: float | None
    best: Best | None
    sides: tuple[SideDifference | None, ...]  # one a session
    side_said: bool  # whether the newest may be told anybody


def lines(reps: Sequence[Rep], take: Take = measured_ns) -> tuple[Line, ...]:
    """All athletes' lines through these reps, which are in the order of their sessions. ``take``: which time is
    followed."""
    known = _familiar(reps)
    groups: defaultdict[tuple[Key, str], list[Rep]] = defaultdict(list)
    for rep in reps:
        if rep.is_hit and take(rep):
            groups[(rep.terms, rep.surface), rep.athlete.id].append(rep)
    points = {group: _points(hits, take, known) for group, hits in groups.items()}
    shared = {key: _shared(key, points) for key in {key for key, _ in groups}}
    return tuple(_line(hits, points[group], take, shared[group[0]], known) for group, hits in groups.items())


def _line(hits: list[Rep], points: Sequence[Point], take: Take, shared: Shared, known: Familiar) -> Line:
    sides = tuple(side_difference(*by_side(mine, take)) for mine in _by_session(hits).values())
    return Line(
        athlete=hits[-1].athlete,
        terms=hits[0].terms,
        surface=hits[0].surface,
        points=tuple(points),
        noise=shared.noise,
        change=change([p.median for p in points if not p.first], shared.noise),
        worthwhile=shared.worthwhile,
        best=best(hits, known[_ground(hits[0])]),
        sides=sides,
        side_said=may_be_said(sides),
    )


def change(medians: Sequence[float], known: Noise | None) -> Change | None:
    """The last of these session medians against the (at most 5) before it. None where there is none before."""
    *before, newest = medians or [0.0]
    earlier = before[-EARLIER:]
    if not earlier:
        return None
    ms, k = newest - fmean(earlier), len(earlier)
    return Change(ms, k, known.least_change(k), known.word(ms, k)) if known else Change(ms, k, None, None)


def best(hits: Sequence[Rep], first: str) -> Best | None:
    """Of hits on the same terms, in the order they were run. ``first``: the session of familiarisation."""
    held: tuple[Timed, Rep] | None = None
    earlier: list[Timed] = []  # of the sessions before the newest
    for rep in hits:
        timed = rep.timed()
        if timed is None:
            continue
        if rep.session != hits[-1].session:
            earlier.append(timed)
        if held is None or timed.ns < held[0].ns:
            held = timed, rep
    if held is None:
        return None
    mine = held[1].session == hits[-1].session
    counted = any(timed.session != first for timed in earlier)
    new = mine and counted and is_faster(held[0], min(earlier, key=lambda timed: timed.ns))
    return Best(held[0].ns, held[1].wall_s, new)


# --- sessions -----------------------------------------------------------------------------------------------


def _familiar(reps: Iterable[Rep]) -> Familiar:
    first: dict[tuple[str, str, int | None, str], str] = {}
    for rep in reps:
        first.setdefault(_ground(rep), rep.session)
    return first


def _ground(rep: Rep) -> tuple[str, str, int | None, str]:
    return rep.athlete.id, rep.terms.drill, rep.terms.level, rep.terms.field


def _points(hits: Sequence[Rep], take: Take, known: Familiar) -> list[Point]:
    out: list[Point] = []
    for session, mine in _by_session(hits).items():
        times = [ns / MS for rep in mine if (ns := take(rep))]
        if len(times) >= LEAST_HITS:
            first = known[_ground(mine[0])] == session
            out.append(Point(session, mine[0].wall_s, median(times), len(times), first))
    return out


def _by_session(hits: Iterable[Rep]) -> Mapping[str, list[Rep]]:
    found: defaultdict[str, list[Rep]] = defaultdict(list)
    for rep in hits:
        found[rep.session].append(rep)
    return found


# --- what all athletes on these terms have in common ----------------------------------------------------------


def _shared(key: Key, points: Mapping[tuple[Key, str], Sequence[Point]]) -> Shared:
    everybody = [mine for (other, _), mine in points.items() if other == key]
    known = noise([d for mine in everybody for d in differences(mine)])
    counted = ([p.median for p in mine if not p.first] for mine in everybody)
    return Shared(known, worthwhile([medians[-1] for medians in counted if medians], known))


def differences(points: Sequence[Point]) -> list[float]:
    """Between consecutive session medians, familiarisation left out, at most 21 days apart."""
    counted = [p for p in points if not p.first]
    return [b.median - a.median for a, b in pairwise(counted) if b.wall_s - a.wall_s <= APART_S]
