"""The bag all athletes of a run draw from: how often each alternative comes and which waits go with it.

It is drawn once. Each athlete then draws an own order, own places for the catch trials and stays, and an own shuffle
of the waits of each alternative.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from sequences import foreperiod
from sequences.chance import exact, pick, shares, shuffle, stream, whole
from sequences.errors import LawError
from sequences.model import ATTEMPTS, Cue, Draw, Drill, PlannedRep, Wait, WaitLaw
from sequences.nogo import Kind, NoGoLaw, nogo_law
from sequences.order import OrderLaw, shuffled

Pool = int | None  # an alternative's index; None for the catch trials
Waits = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """The go alternatives of a cue, or the stays: their indices, their weights in whole numbers, how often each comes
    over the run."""

    indices: tuple[int, ...]
    weights: tuple[int, ...]
    counts: tuple[int, ...]

    def spare(self, rng: Random) -> int:
        """One of them for an attempt run again, freely by weight."""
        return self.indices[pick(rng, self.weights)]


@dataclass(frozen=True, slots=True)
class Bag:
    """Everything about a run that is the same for all athletes."""

    seed: int
    listed: bool
    law: WaitLaw | None
    nogo: NoGoLaw
    order: OrderLaw
    goes: Side
    stays: Side
    waits: dict[Pool, Waits]

    def reps(self, athlete: int, attempts: int = ATTEMPTS) -> Iterator[PlannedRep]:
        """All reps of one athlete, drawn; each for so many attempts."""
        goes = iter(self.order.draw(stream(self.seed, athlete, "order"), self.goes.counts))
        stays = iter(shuffled(stream(self.seed, athlete, "stays"), self.stays.counts))
        waits = {pool: iter(self._own_waits(athlete, pool)) for pool in self.waits}
        for index in range(len(self.order.sizes)):
            kinds = self.nogo.draw_set(index, stream(self.seed, athlete, index + 1, "no-go"))
            for rep, kind in enumerate(kinds, start=1):
                chosen = self._alternative(kind, goes, stays)
                first = Draw(next(waits[chosen]), chosen)
                key = (athlete, index + 1, rep)
                draws = (first, *(self._again(key, attempt, kind, chosen) for attempt in range(2, attempts + 1)))
                yield PlannedRep(index + 1, rep, athlete, kind == "catch", draws)

    def _alternative(self, kind: Kind, goes: Iterator[int], stays: Iterator[int]) -> Pool:
        if kind == "catch":
            return None
        return self.goes.indices[next(goes)] if kind == "go" else self.stays.indices[next(stays)]

    def _again(self, key: tuple[int, int, int], attempt: int, kind: Kind, chosen: Pool) -> Draw:
        """The draw of a later attempt; where the order is listed the cue stays what it was."""
        wait = None if self.law is None else foreperiod.draw(self.law, stream(self.seed, *key, attempt, "wait"))
        if kind == "catch" or self.listed:
            return Draw(wait, chosen)
        side = self.goes if kind == "go" else self.stays
        return Draw(wait, side.spare(stream(self.seed, *key, attempt, "spare")))

    def _own_waits(self, athlete: int, pool: Pool) -> list[int | None]:
        own = list(self.waits[pool])
        shuffle(stream(self.seed, athlete, _name(pool)), own)
        return own


def draw_bag(drill: Drill, cue: Cue, seed: int) -> Bag:
    """The bag of a drill with a cue. LawError with the reason when a law cannot be met."""
    nogo = nogo_law(drill.catch, drill.stay, sets=drill.sets, reps=drill.reps, level=drill.level)
    sizes = tuple(nogo.goes(index) for index in range(drill.sets))
    listed = cue.order != "law"
    goes, go_weights = _those(cue, True)
    stays, stay_weights = _those(cue, False)
    if not goes:
        raise LawError("the cue has no alternative that means go")
    if sum(nogo.stays) and not stays:
        raise LawError(
            f"a share of {100 * drill.stay:g} % stays is asked for, but no alternative of the cue means stay"
        )
    order = OrderLaw(sizes, go_weights, drill.longest_run, listed, cue.order == "sets")
    go_side = Side(goes, whole(go_weights), order.draw_bag(stream(seed, "counts")))
    stay_counts = shares(stream(seed, "stays"), stay_weights, sum(nogo.stays)) if stays else ()
    stay_side = Side(stays, whole(stay_weights), stay_counts)
    pools: dict[Pool, int] = {None: sum(nogo.catches)}
    for side in (go_side, stay_side):
        pools.update(zip(side.indices, side.counts, strict=True))
    law = _law(drill, cue)
    waits = {pool: _bag_waits(law, pool, n, seed) for pool, n in pools.items()}
    return Bag(seed, listed, law, nogo, order, go_side, stay_side, waits)


def _those(cue: Cue, go: bool) -> tuple[tuple[int, ...], tuple[Fraction, ...]]:
    indices = tuple(index for index, alternative in enumerate(cue.alternatives) if alternative.go is go)
    weights = tuple(exact(cue.alternatives[index].weight) for index in indices)
    if any(weight <= 0 for weight in weights):
        raise LawError("the weight of an alternative must be above 0")
    return indices, weights


def _law(drill: Drill, cue: Cue) -> WaitLaw | None:
    """The law of the last wait before the cue."""
    before = drill.steps[: drill.steps.index(cue)]
    law = next((step.law for step in reversed(before) if isinstance(step, Wait)), None)
    if law is not None:
        foreperiod.check(law)
    return law


def _bag_waits(law: WaitLaw | None, pool: Pool, n: int, seed: int) -> Waits:
    return (None,) * n if law is None else foreperiod.strata(law, n, stream(seed, _name(pool)))


def _name(pool: Pool) -> str:
    return "waits of catch trials" if pool is None else f"waits of alternative {pool}"
