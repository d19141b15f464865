"""The order in which the alternatives of a cue come: which law holds, and one order drawn by it.

All laws hold over the reps of one athlete that have a go cue; catch trials and stays are taken out first.
Two alternatives: ``sequences.balance``. More: ``sequences.variety``. One, or unequal weights: only the share holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from random import Random

from sequences import variety
from sequences.balance import balance
from sequences.chance import below, shares, shuffle
from sequences.errors import LawError

LEAST_RUN = 2


@dataclass(frozen=True, slots=True)
class OrderLaw:
    """``sizes``: go reps of each set; ``weights``: of each alternative; ``longest``: most of one in a row.

    A *bag* says how often each alternative comes over the run. It is drawn once, then every athlete draws an order from
    the same bag, so each order keeps the law and all of them are equally likely.
    """

    sizes: tuple[int, ...]
    weights: tuple[Fraction, ...]
    longest: int
    listed: bool = False
    by_set: bool = False  # listed, but one a set

    def __post_init__(self) -> None:
        if self.longest < LEAST_RUN:
            raise LawError(f"the longest run is {self.longest}; at least {LEAST_RUN} of one in a row must be allowed")

    @property
    def reps(self) -> int:
        return sum(self.sizes)

    @property
    def only_share(self) -> bool:
        """No law but the share: one alternative, or unequal weights."""
        return len(set(self.weights)) > 1 or len(self.weights) == 1

    def draw_bag(self, rng: Random) -> tuple[int, ...]:
        """How often each alternative comes over the run. LawError when no order keeps the law."""
        n, k = self.reps, len(self.weights)
        if self.listed:
            listed = self._listed(k)
            return tuple(listed.count(index) for index in range(k))
        if self.only_share:
            return shares(rng, self.weights, n)
        if k == 2:  # legal orders come in mirrored pairs, so either may have the odd rep, equally likely
            more = below(rng, 2)
            return (n + 1 - more) // 2, (n + more) // 2
        return variety.draw_counts(rng, n, k, self.longest)

    def draw(self, rng: Random, bag: tuple[int, ...]) -> tuple[int, ...]:
        """One order from the bag, every legal one equally likely: for each rep the index of its alternative."""
        if self.listed:
            return self._listed(len(bag))
        if self.only_share:
            return shuffled(rng, bag)
        if len(bag) == 2:
            return balance(self.sizes, bag[1], self.longest).draw(rng)
        return variety.draw_order(rng, bag, self.longest)

    def _listed(self, k: int) -> tuple[int, ...]:
        if self.by_set:
            return tuple(index % k for index, size in enumerate(self.sizes) for _ in range(size))
        return tuple(rep % k for rep in range(self.reps))


def shuffled(rng: Random, bag: tuple[int, ...]) -> tuple[int, ...]:
    """One order from the bag, every order equally likely."""
    order = [index for index, count in enumerate(bag) for _ in range(count)]
    shuffle(rng, order)
    return tuple(order)
