"""Several cues in one rep: what is drawn for each of them.

Cues of one repeat keep the laws of order among themselves, each rep for itself; of any other cue they hold over the
reps of the run, as they do where a rep has but one. There are no catch trials and no stays among them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sequences import foreperiod
from sequences.chance import exact, shuffle, stream
from sequences.errors import LawError
from sequences.model import ATTEMPTS, Cue, Draw, Drill, Further, PlannedRep, Step, Wait, WaitLaw
from sequences.order import OrderLaw

Key = tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """One cue step of a rep, or all those of a repeat: at which places among the cues of the rep it comes, and by which
    laws it is drawn."""

    number: int
    places: tuple[int, ...]
    cue: Cue
    wait: WaitLaw | None

    def order_law(self, sizes: tuple[int, ...], longest: int) -> OrderLaw:
        weights = tuple(exact(a.weight) for a in self.cue.alternatives)
        return OrderLaw(sizes, weights, longest, self.cue.order == "listed")


def cues_of(steps: Sequence[Step]) -> tuple[Cue, ...]:
    """The cues of a rep, in their order."""
    return tuple(step for step in steps if isinstance(step, Cue))


def chained_reps(drill: Drill, seed: int, athlete: int, attempts: int = ATTEMPTS) -> Iterator[PlannedRep]:
    """All reps of one athlete, drawn; each for so many attempts. LawError when a law cannot be met."""
    if drill.catch or drill.stay:
        raise LawError("catch trials and stays need a rep of one cue, and this drill's reps have several")
    links = links_of(drill.steps)
    firsts = [_over_run(link, drill, seed, athlete) if len(link.places) == 1 else None for link in links]
    total = len(cues_of(drill.steps))
    for index in range(drill.sets * drill.reps):
        place = (index // drill.reps + 1, index % drill.reps + 1)
        draws = []
        for attempt in range(1, attempts + 1):
            drawn: list[Further | None] = [None] * total
            for link, over_run in zip(links, firsts, strict=True):
                key: Key = (athlete, *place, attempt, link.number)
                fresh = over_run[index : index + 1] if over_run and attempt == 1 else _fresh(link, drill, seed, key)
                for at, one in zip(link.places, fresh, strict=True):
                    drawn[at] = one
            draws.append(_draw([one for one in drawn if one is not None]))
        yield PlannedRep(*place, athlete, False, tuple(draws))


def _draw(drawn: Sequence[Further]) -> Draw:
    return Draw(drawn[0].foreperiod_ns, drawn[0].alternative, tuple(drawn[1:]))


def links_of(steps: Sequence[Step]) -> list[Link]:
    """The cue steps of a rep, in their order; those of a repeat are one."""
    cues = cues_of(steps)
    found: dict[int, list[int]] = {}
    for place, cue in enumerate(cues):
        found.setdefault(cue.group or -place - 1, []).append(place)
    return [
        Link(number, tuple(places), cues[places[0]], _wait_before(steps, cues[places[0]]))
        for number, places in enumerate(found.values(), start=1)
    ]


def _wait_before(steps: Sequence[Step], cue: Cue) -> WaitLaw | None:
    """The law of the wait just before a cue."""
    at = next(i for i, step in enumerate(steps) if step is cue)
    before = steps[at - 1] if at else None
    if not isinstance(before, Wait):
        return None
    foreperiod.check(before.law)
    return before.law


def _over_run(link: Link, drill: Drill, seed: int, athlete: int) -> list[Further]:
    """One draw for each rep of the run: the order from a bag that all athletes share, each with an own shuffle."""
    law = link.order_law((drill.reps,) * drill.sets, drill.longest_run)
    counts = law.draw_bag(stream(seed, "counts", link.number))
    order = law.draw(stream(seed, athlete, "order", link.number), counts)
    return _with_waits(link, order, seed, ("waits", link.number), (athlete, "waits", link.number))


def _fresh(link: Link, drill: Drill, seed: int, key: Key) -> list[Further]:
    """The draws of one attempt by themselves."""
    law = link.order_law((len(link.places),), drill.longest_run)
    order = law.draw(stream(seed, *key, "order"), law.draw_bag(stream(seed, *key, "counts")))
    return _with_waits(link, order, seed, (*key, "waits"), (*key, "shuffle"))


def _with_waits(link: Link, order: Sequence[int], seed: int, bag: Key, own: Key) -> list[Further]:
    """The order with its waits: each alternative takes one from each slice of the law, in an order of its own."""
    if link.wait is None:
        return [Further(None, chosen) for chosen in order]
    waits: dict[int, Iterator[int]] = {}
    for chosen in sorted(set(order)):
        slices = list(foreperiod.strata(link.wait, order.count(chosen), stream(seed, *bag, chosen)))
        shuffle(stream(seed, *own, chosen), slices)
        waits[chosen] = iter(slices)
    return [Further(next(waits[chosen]), chosen) for chosen in order]
