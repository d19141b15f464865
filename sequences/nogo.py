"""Where the catch trials and the stays stand.

By the end of each set floor(share x reps so far + 0.5) of each have come: what one set cannot hold in whole reps is
carried into the next. The first rep of a set is always a go, and two no-gos stand in a row only from level 4 on (never
three). All the places that keep this are equally likely, and so is which no-go stands in which of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import floor
from random import Random
from typing import Literal

from sequences.chance import exact, pick, shuffle
from sequences.errors import LawError

Kind = Literal["go", "catch", "stay"]
MOST = Fraction(1, 2)
IN_A_ROW_FROM = 4
_LIMITS = {1: f"two no-gos in a row come only from level {IN_A_ROW_FROM} on", 2: "three no-gos in a row never come"}


@dataclass(frozen=True, slots=True)
class NoGoLaw:
    """How many catch trials and stays each set of ``reps`` holds, and how many no-gos may stand in a row."""

    reps: int
    catches: tuple[int, ...]
    stays: tuple[int, ...]
    in_a_row: int

    def draw_set(self, index: int, rng: Random) -> tuple[Kind, ...]:
        """What each rep of the set is, in the order played."""
        catches: list[Kind] = ["catch"] * self.catches[index]
        stays: list[Kind] = ["stay"] * self.stays[index]
        nogos = catches + stays
        shuffle(rng, nogos)
        kinds: list[Kind] = []
        room = 0
        for left in range(self.reps - 1, -1, -1):
            go = _ways(left, len(nogos), self.in_a_row, self.in_a_row)
            stop = _ways(left, len(nogos) - 1, room - 1, self.in_a_row)
            stopped = pick(rng, (go, stop))
            room = room - 1 if stopped else self.in_a_row
            kinds.append(nogos.pop() if stopped else "go")
        return tuple(kinds)

    def goes(self, index: int) -> int:
        """How many reps of the set have a go cue."""
        return self.reps - self.catches[index] - self.stays[index]


def nogo_law(catch: float, stay: float, *, sets: int, reps: int, level: int | None) -> NoGoLaw:
    """The law for these shares of all reps. LawError when a share is too large or a set cannot hold so many."""
    shares = exact(catch), exact(stay)
    if min(shares) < 0 or sum(shares) > MOST:
        raise LawError(
            f"a share of {100 * catch:g} % catch trials and {100 * stay:g} % stays is not possible: "
            f"none may be under 0 %, together they may be 50 % at most"
        )
    catches, stays = (_by_set(share, sets, reps) for share in shares)
    law = NoGoLaw(reps, catches, stays, 2 if level is not None and level >= IN_A_ROW_FROM else 1)
    for index in range(sets):
        nogos = reps - law.goes(index)
        if not _ways(reps, nogos, 0, law.in_a_row):
            raise LawError(
                f"set {index + 1} has no room for its catch trials and stays, {nogos} in {reps} reps: "
                f"the first rep is always a go, and {_LIMITS[law.in_a_row]}"
            )
    return law


def _by_set(share: Fraction, sets: int, reps: int) -> tuple[int, ...]:
    so_far = [floor(share * reps * done + Fraction(1, 2)) for done in range(sets + 1)]
    return tuple(b - a for a, b in pairwise(so_far))


@cache
def _ways(left: int, nogos: int, room: int, in_a_row: int) -> int:
    """How many ways to place the no-gos in the reps left, when ``room`` more may stand in a row now."""
    if room < 0 or not 0 <= nogos <= left:
        return 0
    if left == 0:
        return 1
    return _ways(left - 1, nogos, in_a_row, in_a_row) + _ways(left - 1, nogos - 1, room - 1, in_a_row)
