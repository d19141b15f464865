"""Two alternatives: every legal order counted, one drawn, all equally likely.

An order is legal when, over the reps that have a go cue,
- in each set the two differ by at most 2, over the run by at most 1,
- nothing comes more than ``longest`` times in a row, across sets too,
- from 8 such reps on, the four counts of what follows what (0-0, 0-1, 1-0, 1-1) lie within 3 of each other.

The four counts follow from the first, the last, the number of switches and how often each comes. So the orders are
counted backwards over (last, run so far, ones to come), keeping for each of these the whole list of how many ways
there are by number of switches. That list is one big int, a slot of ``width`` bits for each number of switches
(Kronecker's substitution): adding two lists is one addition, one switch more is one shift. The upper half of the
slots holds the ways that end on 1.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from random import Random

from sequences.chance import pick

SET_SPREAD = 2
FOLLOW_SPREAD = 3
FOLLOW_FROM = 8

Last = tuple[int, int]  # what came last, and how often in a row
Layer = dict[tuple[Last, int, int], int]  # (last, ones to come in this set, ones to come after it) -> ways by slot


@lru_cache(maxsize=4)
def balance(sizes: tuple[int, ...], ones: int, longest: int) -> Balance:
    """The counted orders for sets of these sizes with so many ones in all; kept, athletes share them."""
    return Balance(sizes, ones, longest)


class Balance:
    """All legal orders of 0 and 1 for sets of ``sizes`` reps, ``ones`` of them 1 (half of them, or one off half).

    With ``longest`` at least 2 there always is one: 0 1 1 0 0 1 1 0 ... keeps every law.
    """

    def __init__(self, sizes: tuple[int, ...], ones: int, longest: int) -> None:
        self._sizes, self._ones, self._longest = sizes, ones, longest
        self._total = sum(sizes)
        self._width = self._total + 1
        self._half = self._total + 2  # slots: 0 to n switches, and the one that starts the run
        self._after = [self._end()]  # by set, the last first: (last, ones to come) -> ways by slot
        for size in reversed(sizes):
            self._after.insert(0, self._before(size, self._after[0]))
        self._starts = [s for s in self._all_starts() if self._legal(*s)]
        self._weights = [
            self._ways(self._after[0].get(((1 - first, longest), ones), 0), slot) for first, slot in self._starts
        ]

    @property
    def count(self) -> int:
        """How many legal orders there are."""
        return sum(self._weights)

    def draw(self, rng: Random) -> tuple[int, ...]:
        """One of them, each equally likely."""
        first, slot = self._starts[pick(rng, self._weights)]
        last, left, order = (1 - first, self._longest), self._ones, list[int]()
        for index, size in enumerate(self._sizes):
            done = max(0, slot - size)  # slots under it stay out of reach in this set
            layers = self._layers(size, self._reach(index, left, done, slot))
            last, at, left, part = self._draw_set(rng, layers, last, slot - done, left)
            slot = done + at
            order += part
        return tuple(order)

    def _reach(self, index: int, left: int, low: int, high: int) -> dict[tuple[Last, int], int]:
        """The ways after a set that can be reached from here, cut to the slots low to high, low first."""
        spread, mask = _spread(self._sizes[index]), (1 << ((high - low + 1) * self._width)) - 1
        return {
            key: (ways >> (low * self._width)) & mask
            for key, ways in self._after[index + 1].items()
            if left - key[1] in spread
        }

    def _draw_set(
        self, rng: Random, layers: list[Layer], last: Last, slot: int, left: int
    ) -> tuple[Last, int, int, list[int]]:
        splits = [(ones, after) for (state, ones, after) in layers[-1] if state == last and ones + after == left]
        ones, after = splits[pick(rng, [self._ways(layers[-1][(last, *split)], slot) for split in splits])]
        part = []
        for layer in reversed(layers[:-1]):
            moves = [
                (state, ones - state[0], slot - switch)
                for state, switch in self._moves(last)
                if (state, ones - state[0], after) in layer
            ]
            weights = [self._ways(layer[state, to_come, after], at) for state, to_come, at in moves]
            last, ones, slot = moves[pick(rng, weights)]
            part.append(last[0])
        return last, slot, after, part

    def _end(self) -> dict[tuple[Last, int], int]:
        return {
            ((x, run), 0): 1 << (x * self._half * self._width) for x in (0, 1) for run in range(1, self._longest + 1)
        }

    def _before(self, size: int, after: dict[tuple[Last, int], int]) -> dict[tuple[Last, int], int]:
        """The ways from the start of a set on, from those after it."""
        table: dict[tuple[Last, int], int] = {}
        for (last, ones, left), ways in self._layers(size, after)[-1].items():
            table[last, ones + left] = table.get((last, ones + left), 0) + ways
        return table

    def _layers(self, size: int, after: dict[tuple[Last, int], int]) -> list[Layer]:
        """The ways with 0, 1, ... size reps of a set still to come."""
        spread = _spread(size)
        lefts = {left for _, left in after}
        layers: list[Layer] = [{(last, 0, left): ways for (last, left), ways in after.items()}]
        for to_come in range(1, size + 1):
            fewest, most = max(0, spread.start - (size - to_come)), min(to_come, spread.stop - 1)
            layer: Layer = {}
            for ones in range(fewest, most + 1):
                for left in lefts:
                    self._add(layer, layers[-1], ones, left)
            layers.append(layer)
        return layers

    def _add(self, layer: Layer, below: Layer, ones: int, left: int) -> None:
        """The ways on from every state: once more the same where that may be, or the other, one switch more."""
        for x in (0, 1):
            other = below.get(((1 - x, 1), ones - (1 - x), left), 0) << self._width
            for run in range(1, self._longest + 1):  # no state has a run longer than that: the same comes no more
                ways = other + below.get(((x, run + 1), ones - x, left), 0)
                if ways:
                    layer[(x, run), ones, left] = ways

    def _moves(self, last: Last) -> Iterator[tuple[Last, int]]:
        x, run = last
        if run < self._longest:
            yield (x, run + 1), 0
        yield (1 - x, 1), 1

    def _ways(self, ways: int, slot: int) -> int:
        return (ways >> (slot * self._width)) & ((1 << self._width) - 1)

    def _all_starts(self) -> list[tuple[int, int]]:
        """(first, slot): a run starts as if the other had just used up its turns, so its first rep is a switch too."""
        return [(first, end * self._half + 1 + k) for first in (0, 1) for end in (0, 1) for k in range(self._total)]

    def _legal(self, first: int, slot: int) -> bool:
        end, switches = divmod(slot, self._half)
        return self._total < FOLLOW_FROM or _spread_of(self._follows(first, end, switches - 1)) <= FOLLOW_SPREAD

    def _follows(self, first: int, end: int, switches: int) -> tuple[int, int, int, int]:
        to_one = (switches + (first == 0 and end == 1) - (first == 1 and end == 0)) // 2
        to_zero = switches - to_one
        zeros = self._total - self._ones
        return zeros - (end == 0) - to_one, to_one, to_zero, self._ones - (end == 1) - to_zero


def _spread(size: int) -> range:
    """How many ones a set of this size may hold."""
    return range(max(0, (size - SET_SPREAD + 1) // 2), min(size, (size + SET_SPREAD) // 2) + 1)


def _spread_of(counts: tuple[int, ...]) -> int:
    return max(counts) - min(counts)
