"""Against oneself: how many reps were quicker than the athlete's own middle of the reps before.

Each hit is held against the median of the athlete's hits before it on the same terms, of which there must be five, this
session's with them. Where nothing has changed every second one is quicker; how likely so many would then be says the
binomial distribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from statistics import median

from trainer.results.noise import LIKELY
from trainer.results.reps import Rep

BEFORE = 5  # hits, for there to be a middle


@dataclass(frozen=True, slots=True)
class Beaten:
    """``wins`` of ``of`` reps that could be held against something."""

    wins: int
    of: int

    @property
    def chance(self) -> float:
        """How likely at least so many would be quicker if nothing had changed."""
        return sum(comb(self.of, n) for n in range(self.wins, self.of + 1)) / 2.0**self.of

    @property
    def is_gain(self) -> bool:
        return self.chance <= 1.0 - LIKELY


def beaten(reps: Sequence[Rep], session: str) -> Beaten:
    """One athlete's in a session, by the whole way. ``reps``: his in their order, to the session's end."""
    before: dict[object, list[int]] = {}
    wins = of = 0
    for rep in reps:
        whole_ns = rep.verdict.total_ns
        if not rep.is_hit or whole_ns is None:
            continue
        mine = before.setdefault((rep.terms, rep.surface), [])
        if rep.session == session and len(mine) >= BEFORE:
            of += 1
            wins += whole_ns < median(mine)
        mine.append(whole_ns)
    return Beaten(wins, of)
