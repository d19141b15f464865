"""A test by signals: stages of ways run at a speed that rises, and when each signal is due, exact to the sum.

Times are summed as fractions and rounded once, each to the nearest whole nanosecond: signal k is the start plus the
exact sum of all that comes before it, never a sum of rounded parts.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Literal, NamedTuple

HOUR_NS = 3_600_000_000_000

What = Literal["turn", "line", "start"]
"""Be at the far line and turn; be at the line (a shuttle ends, and the next begins where there is no rest); go."""


@dataclass(frozen=True, slots=True)
class Stage:
    """So many shuttles at one speed (metres an hour). ``level``: what the test calls it."""

    level: int
    speed: int
    shuttles: int


class Signal(NamedTuple):
    """``n`` counts the signals from 1, ``done`` the shuttles that are run by then; ``at_ns`` is from the start."""

    n: int
    level: int
    shuttle: int
    what: What
    at_ns: int
    done: int


@dataclass(frozen=True, slots=True)
class Shuttles:
    """Everybody runs at once, each in a lane, to be at a line by each signal; who is not so often misses and is done.

    ``way_mm``: from line to line. ``ways``: of a shuttle, 1 (the next leads back) or 2 (there and back).
    ``rest_ns``: after each shuttle. ``misses``: so many end it, ``in_a_row`` or in all. ``near``, ``far``: the roles
    whose beams stand before the lines, None where the coach's taps alone tell. ``place``: of the lane, from 1; it names
    the taps.
    """

    stages: tuple[Stage, ...]
    way_mm: int
    ways: int
    rest_ns: int
    misses: int
    in_a_row: bool
    near: str | None
    far: str | None
    sound: str = "beep"
    level_sound: str = "high"
    place: int = 1
    step: Literal["shuttles"] = "shuttles"

    @property
    def missed(self) -> str:
        """The name under which the coach's word comes that the line was missed."""
        return f"missed {self.place}"

    @property
    def stopped(self) -> str:
        """The same, that the athlete has stopped."""
        return f"stopped {self.place}"

    @property
    def taps(self) -> str:
        """The same, that the lane's beams are not to be trusted: from now on the coach's taps alone tell."""
        return f"by taps {self.place}"

    @property
    def beams(self) -> tuple[str, ...]:
        """Those that tell in this lane."""
        return tuple(beam for beam in (self.near, self.far) if beam is not None)

    @property
    def metres(self) -> int:
        """Of one shuttle, whole metres."""
        return self.way_mm * self.ways // 1000

    def way_time(self, stage: Stage) -> Fraction:
        """Nanoseconds from line to line: way / speed."""
        return Fraction(self.way_mm * HOUR_NS, 1000 * stage.speed)

    @property
    def signals(self) -> tuple[Signal, ...]:
        """All of them after the start itself, in order."""
        return _signals(self)

    @property
    def sounds(self) -> tuple[str, ...]:
        """What is heard at the start and at each signal: another sound where the way to a new level begins."""
        begun = [self.stages[0].level, *(signal.level for signal in self.signals)]
        coming = begun if self.rest_ns else [*begun[1:], begun[-1]]
        return (self.sound, *(self.level_sound if b > a else self.sound for a, b in pairwise(coming)))

    @property
    def lines(self) -> tuple[Signal, ...]:
        """The signals at which somebody may be late: one ends each shuttle."""
        return _lines(self)


def signals_in(steps: Iterable[object]) -> Shuttles | None:
    """The test that everybody runs at once; None where each has a turn."""
    return next((step for step in steps if isinstance(step, Shuttles)), None)


@lru_cache(maxsize=16)
def _signals(test: Shuttles) -> tuple[Signal, ...]:
    out: list[Signal] = []
    at, done = Fraction(0), 0

    def signal(stage: Stage, shuttle: int, what: What) -> None:
        out.append(Signal(len(out) + 1, stage.level, shuttle, what, round(at), done))

    for stage in test.stages:
        way = test.way_time(stage)
        for shuttle in range(1, stage.shuttles + 1):
            if test.rest_ns and done:
                at += test.rest_ns
                signal(stage, shuttle, "start")
            for _ in range(test.ways - 1):
                at += way
                signal(stage, shuttle, "turn")
            at += way
            done += 1
            signal(stage, shuttle, "line")
    return tuple(out)


@lru_cache(maxsize=16)
def _lines(test: Shuttles) -> tuple[Signal, ...]:
    return tuple(signal for signal in test.signals if signal.what == "line")
