"""What one virtual athlete carries from rep to rep: how tired he is on foot, and what he has learnt of the cues."""

from __future__ import annotations

import math

from hardware.athletes import Traits

STAY = "stay"  # among the cues he has seen: the one that means not to move
SESSION = 24  # reps after which a drift that was put in has come to its full size


class Day:
    """``reps``: briefs so far. Nothing here draws: it follows from what he has run and seen."""

    def __init__(self, traits: Traits) -> None:
        self.traits = traits
        self.reps = 0
        self._often: dict[str, int] = {}
        self._follows: dict[tuple[str, str], int] = {}
        self._before = ""
        self._quick = self._slow = 0.0  # the two stores, as they were at
        self._at_ns = 0
        self._ways: list[tuple[int, float]] = []  # of this rep: until when, metres

    def begins(self, now_ns: int) -> None:
        """A rep begins. What was run of the one before counts; what was cut off does not."""
        self.reps += 1
        for t_ns, metres in self._ways:
            if t_ns <= now_ns:
                self._tire(t_ns, metres)
        self._ways.clear()

    # On foot

    def runs(self, metres: float, until_ns: int) -> None:
        """He is going to run so far at full speed."""
        self._ways.append((until_ns, metres))

    def slower(self, t_ns: int) -> float:
        """His times on foot beside those he has when fresh: 1.0 is fresh."""
        traits = self.traits
        if traits.drift is not None:
            return 1.0 + traits.drift * (self.reps - 1) / (SESSION - 1)
        tiring = traits.tiring
        if not tiring.quick_per_m:
            return 1.0
        quick, slow = self._left(t_ns)
        metres = sum([way for _, way in self._ways])  # of this rep: nothing of it has gone yet
        return 1.0 + min(tiring.most, quick + slow + metres * (tiring.quick_per_m + tiring.slow_per_m))

    def _left(self, t_ns: int) -> tuple[float, float]:
        since_s = max(0, t_ns - self._at_ns) / 1e9
        tiring = self.traits.tiring
        return self._quick * math.exp(-since_s / tiring.quick_s), self._slow * math.exp(-since_s / tiring.slow_s)

    def _tire(self, t_ns: int, metres: float) -> None:
        quick, slow = self._left(t_ns)
        self._quick = quick + metres * self.traits.tiring.quick_per_m
        self._slow = slow + metres * self.traits.tiring.slow_per_m
        self._at_ns = max(self._at_ns, t_ns)

    # Cues

    def saw(self, cue: str) -> None:
        """This cue has come: a target's station, or STAY."""
        self._often[cue] = self._often.get(cue, 0) + 1
        pair = self._before, cue
        self._follows[pair] = self._follows.get(pair, 0) + 1
        self._before = cue

    def likely(self, cue: str, others: tuple[str, ...]) -> float:
        """How likely he takes it to be that just this cue comes now, and not one of the others.

        As often as it came beside them, one of each granted, in the place after the cue before; and half way (trust)
        between that and all alike.
        """
        names = self._possible(cue, others)
        return self._likely(cue, names) if len(names) > 1 else 1.0

    def expects(self, cues: tuple[str, ...]) -> str:
        """Which of these he would go for now without having seen; the first of those he takes to be alike."""
        return max(cues, key=lambda cue: self._likely(cue, cues))

    def _possible(self, cue: str, others: tuple[str, ...]) -> tuple[str, ...]:
        """He reckons with a stay when he has seen one."""
        return (cue, *others, STAY) if STAY in self._often and cue != STAY else (cue, *others)

    def _likely(self, cue: str, names: tuple[str, ...]) -> float:
        learning, often, even = self.traits.learning, self._often, 1.0 / len(names)
        share = (often.get(cue, 0) + 1) / (sum([often.get(name, 0) for name in names]) + len(names))
        followed = sum([self._follows.get((self._before, name), 0) for name in names])
        mine = self._follows.get((self._before, cue), 0)
        seen = (mine + learning.weight * share) / (followed + learning.weight)
        return even + learning.trust * (seen - even)
