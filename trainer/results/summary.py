"""What an athlete's reps at a drill come to: counts first, then times, side by side by what may not be mixed.

Times of different measures, senses, waits, rules, fields or surfaces are never averaged together: each set of terms has
a ``Timing`` of its own, and they stand beside each other. All times in milliseconds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from trainer.facts import Athlete
from trainer.results.centre import Centre, centre
from trainer.results.change import ChangeCost, change_cost
from trainer.results.drift import Drift, drift
from trainer.results.dropoff import DropOff, drop_off
from trainer.results.evenness import evenness, legs
from trainer.results.lapses import lapses
from trainer.results.ranks import Terms
from trainer.results.reps import Counts, Rep, Side, count
from trainer.results.sides import SideDifference, side_difference
from trainer.results.sprint import Decrement, decrement

MS = 1e6

Take = Callable[[Rep], int | None]


@dataclass(frozen=True, slots=True)
class Timing:
    """The hits of one set of terms on one surface. ``cover``: the whole way, from the cue or own start to the last
    target; ``even``: how even it is over the reps (CV in per cent)."""

    terms: Terms
    surface: str
    measured: Centre | None
    cover: Centre | None
    sides: SideDifference | None
    cover_sides: SideDifference | None
    even: float | None
    lapses: int


@dataclass(frozen=True, slots=True)
class Summary:
    """Of one athlete at one drill and level. ``legs_even``: the median over the reps of how even the legs within one
    are; ``decrements``: of each complete series, where the drill is one of sprints; ``drift``: of what is measured,
    over the hits of the largest timing, by their number; ``change``: what one costs; ``drop_off``: of long
    possessions."""

    athlete: Athlete
    drill: str
    level: int | None
    simulated: bool
    counts: Counts
    timings: tuple[Timing, ...]
    legs_even: float | None
    decrements: tuple[Decrement, ...]
    drift: Drift | None
    change: ChangeCost | None
    drop_off: DropOff | None


def summaries(reps: Iterable[Rep], sprints: frozenset[str] = frozenset()) -> tuple[Summary, ...]:
    """One for each athlete, drill and level, in the order they first come; simulated ones by themselves.

    ``sprints``: names of the drills whose sets are series of sprints.
    """
    groups: defaultdict[tuple[str, str, int | None, bool], list[Rep]] = defaultdict(list)
    for rep in reps:
        groups[rep.athlete.id, rep.terms.drill, rep.terms.level, rep.terms.simulated].append(rep)
    return tuple(summary(group, sprints=group[0].terms.drill in sprints) for group in groups.values())


def summary(reps: Sequence[Rep], *, sprints: bool = False) -> Summary:
    """Of reps of one athlete, drill and level, at least one."""
    first = reps[0]
    found = timings(reps)
    even = [value for rep in reps if rep.is_hit if (value := evenness(legs(rep.verdict.splits))) is not None]
    return Summary(
        athlete=first.athlete,
        drill=first.terms.drill,
        level=first.terms.level,
        simulated=first.terms.simulated,
        counts=count(reps),
        timings=found,
        legs_even=median(even) if even else None,
        decrements=tuple(_decrements(reps)) if sprints else (),
        drift=drift(_points(reps, found[0])) if found else None,
        change=change_cost(reps),
        drop_off=drop_off(reps),
    )


def timings(reps: Iterable[Rep]) -> tuple[Timing, ...]:
    """Of the hits, the one with most of them first."""
    groups = _on_terms(reps)
    by_size = sorted(groups.items(), key=lambda item: -len(item[1]))
    return tuple(_timing(terms, surface, group) for (terms, surface), group in by_size)


def alike(reps: Iterable[Rep]) -> list[Rep]:
    """The largest group of hits on the same terms and surface."""
    return max(_on_terms(reps).values(), key=len, default=[])


def _on_terms(reps: Iterable[Rep]) -> dict[tuple[Terms, str], list[Rep]]:
    groups: defaultdict[tuple[Terms, str], list[Rep]] = defaultdict(list)
    for rep in reps:
        if rep.is_hit:
            groups[rep.terms, rep.surface].append(rep)
    return groups


def _timing(terms: Terms, surface: str, hits: Sequence[Rep]) -> Timing:
    measured, cover = taken(hits, measured_ns), taken(hits, cover_ns)
    return Timing(
        terms=terms,
        surface=surface,
        measured=centre(measured),
        cover=centre(cover),
        sides=side_difference(*by_side(hits, measured_ns)),
        cover_sides=side_difference(*by_side(hits, cover_ns)),
        even=evenness(cover),
        lapses=lapses(measured),
    )


def measured_ns(rep: Rep) -> int | None:
    return rep.measured_ns


def cover_ns(rep: Rep) -> int | None:
    return rep.verdict.total_ns


def taken(reps: Iterable[Rep], take: Take) -> list[float]:
    """A time of each rep that has it, in milliseconds."""
    return [ns / MS for rep in reps if (ns := take(rep))]


def by_side(reps: Sequence[Rep], take: Take) -> tuple[list[float], list[float]]:
    """Times (ms) of the reps to the left and to the right."""

    def of(side: Side) -> list[float]:
        return taken((rep for rep in reps if rep.side == side), take)

    return of("left"), of("right")


def _points(reps: Sequence[Rep], timing: Timing) -> list[tuple[float, float]]:
    same = (rep for rep in reps if (rep.terms, rep.surface) == (timing.terms, timing.surface) and rep.is_hit)
    return [(float(n), ns / MS) for n, rep in enumerate(same, 1) if (ns := rep.measured_ns)]


def _decrements(reps: Sequence[Rep]) -> Iterable[Decrement]:
    series: defaultdict[tuple[str, int], list[Rep]] = defaultdict(list)
    for rep in reps:
        series[rep.run, rep.set].append(rep)
    for sprints in series.values():
        times = [rep.verdict.total_ns if rep.is_hit else None for rep in sprints]
        found = decrement(times) if len(times) == sprints[0].of else None
        if found is not None:
            yield found
