"""All figures of each athlete on each set of terms, for whoever studies the log: also those that no page shows.

Reps go by once and only their times are kept, so that a log of any length can be summed up.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from trainer.facts import Athlete, Outcome
from trainer.results import exgauss
from trainer.results.centre import Centre, centre
from trainer.results.change import ChangeCost, change_cost
from trainer.results.dropoff import DropOff, drop_off
from trainer.results.evenness import evenness
from trainer.results.exgauss import ExGaussian
from trainer.results.lapses import lapses
from trainer.results.ranks import Terms, Timed, ranks
from trainer.results.rate import rate_correct
from trainer.results.reps import Counts, Rep, counts_of
from trainer.results.sides import SideDifference, side_difference
from trainer.results.summary import MS
from trainer.results.uncertainty import half_width_ns

ANSWERED = ("hit", "wrong gate", "unfinished")  # outcomes whose answer has a time

Key = tuple[str, Terms, str]  # athlete, terms, surface
Drill = tuple[str, str, int | None, bool]  # athlete, drill, level, simulated


@dataclass(frozen=True, slots=True)
class Figures:
    """Times in milliseconds, of hits. ``counts``, ``change``, ``drop_off``: of the drill and level, whatever the terms;
    ``rank``: of the best hit among all athletes' on the same terms and surface, None when all are "not yet"."""

    athlete: Athlete
    terms: Terms
    surface: str
    sessions: int
    counts: Counts
    measured: Centre
    best_uncertainty_ms: float | None
    rank: int | None
    cover: Centre | None
    even: float | None
    sides: SideDifference | None
    lapses: int
    right_per_s: float | None
    shape: ExGaussian | None
    change: ChangeCost | None
    drop_off: DropOff | None


@dataclass(slots=True)
class _Group:
    """What is kept of the reps that went by."""

    athlete: Athlete
    sessions: set[str] = field(default_factory=set)
    measured: list[float] = field(default_factory=list)
    cover: list[float] = field(default_factory=list)
    sides: dict[str | None, list[float]] = field(default_factory=dict)
    answered: list[float] = field(default_factory=list)  # of right and wrong answers
    best: Timed | None = None

    def take(self, rep: Rep) -> None:
        ns, v = rep.measured_ns, rep.verdict
        self.athlete = rep.athlete
        self.sessions.add(rep.session)
        if ns and v.outcome in ANSWERED:
            self.answered.append(ns / MS)
        if not rep.is_hit or not ns:
            return
        self.measured.append(ns / MS)
        self.sides.setdefault(rep.side, []).append(ns / MS)
        if v.total_ns:
            self.cover.append(v.total_ns / MS)
        timed = rep.timed()
        if timed is not None and (self.best is None or timed.ns < self.best.ns):
            self.best = timed


def figures(reps: Iterable[Rep]) -> tuple[Figures, ...]:
    """Of reps in the order they were run; in the order in which athletes and terms first come."""
    groups: dict[Key, _Group] = {}
    outcomes: defaultdict[Drill, Counter[tuple[Outcome, str | None]]] = defaultdict(Counter)
    special: defaultdict[Drill, list[Rep]] = defaultdict(list)  # of the drills that have figures of their own
    for rep in reps:
        key = (rep.athlete.id, rep.terms, rep.surface)
        groups.setdefault(key, _Group(rep.athlete)).take(rep)
        drill = _drill(rep.athlete.id, rep.terms)
        outcomes[drill][rep.verdict.outcome, rep.form] += 1
        if rep.changed is not None or rep.falls_off:
            special[drill].append(rep)
    places = _ranks(groups)
    counts = {drill: counts_of(tally) for drill, tally in outcomes.items()}
    own = {drill: (change_cost(some), drop_off(some)) for drill, some in special.items()}
    return tuple(
        _figures(key, group, counts[drill], places.get(key), *own.get(drill, (None, None)))
        for key, group in groups.items()
        for drill in [_drill(key[0], key[1])]
        if group.measured
    )


def _drill(athlete: str, terms: Terms) -> Drill:
    return athlete, terms.drill, terms.level, terms.simulated


def _ranks(groups: dict[Key, _Group]) -> dict[Key, int]:
    """Of the bests, on each set of terms and surface."""
    alike: dict[tuple[Terms, str], list[tuple[Key, Timed]]] = {}
    for key, group in groups.items():
        if group.best is not None:
            alike.setdefault(key[1:], []).append((key, group.best))
    found: dict[Key, int] = {}
    for bests in alike.values():
        places = ranks([timed for _, timed in bests])
        found |= {key: place for (key, _), place in zip(bests, places, strict=True)}
    return found


def _figures(
    key: Key, group: _Group, counts: Counts, rank: int | None, change: ChangeCost | None, falls: DropOff | None
) -> Figures:
    measured = centre(group.measured)
    assert measured is not None
    best = group.best
    return Figures(
        athlete=group.athlete,
        terms=key[1],
        surface=key[2],
        sessions=len(group.sessions),
        counts=counts,
        measured=measured,
        best_uncertainty_ms=None if best is None else half_width_ns(best.doubt) / MS,
        rank=rank,
        cover=centre(group.cover),
        even=evenness(group.cover),
        sides=side_difference(group.sides.get("left", []), group.sides.get("right", [])),
        lapses=lapses(group.measured),
        right_per_s=rate_correct(len(group.measured), [ms / 1e3 for ms in group.answered]),
        shape=exgauss.fit(group.measured),
        change=change,
        drop_off=falls,
    )
