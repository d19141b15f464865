"""Who was fastest, as far as the trainer can know: each athlete's best hit, ranked with those on the same terms and
surface.

A "not yet" is no best. Results closer than their difference is known share a rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from trainer.facts import Athlete
from trainer.results.ranks import Terms, Timed, ranks
from trainer.results.reps import Rep
from trainer.results.uncertainty import half_width_ns


@dataclass(frozen=True, slots=True)
class Place:
    """An athlete's best of so many hits. ``uncertainty_ns``: half-width of its 95 % interval."""

    rank: int
    athlete: Athlete
    ns: int
    uncertainty_ns: int
    session: str
    run: str
    seq: int
    hits: int


@dataclass(frozen=True, slots=True)
class Board:
    """The places on the same terms and surface, by rank, then by time."""

    terms: Terms
    surface: str
    places: tuple[Place, ...]


def boards(reps: Iterable[Rep]) -> tuple[Board, ...]:
    """One for each set of terms and surface, in the order they first come."""
    groups: defaultdict[tuple[Terms, str], defaultdict[str, list[tuple[Timed, Rep]]]]
    groups = defaultdict(lambda: defaultdict(list))
    for rep in reps:
        timed = rep.timed()
        if timed is not None:
            groups[rep.terms, rep.surface][rep.athlete.id].append((timed, rep))
    return tuple(Board(terms, surface, _places(mine.values())) for (terms, surface), mine in groups.items())


def _places(found: Iterable[list[tuple[Timed, Rep]]]) -> tuple[Place, ...]:
    bests = [(min(mine, key=lambda pair: pair[0].ns), len(mine)) for mine in found]
    order = ranks([timed for (timed, _), _ in bests])
    places = [
        Place(rank, rep.athlete, timed.ns, half_width_ns(timed.doubt), rep.session, rep.run, rep.seq, hits)
        for rank, ((timed, rep), hits) in zip(order, bests, strict=True)
    ]
    return tuple(sorted(places, key=lambda place: (place.rank, place.ns)))
