"""What is looked at before a start: how far somebody has run at full speed today, who is cold, who is new, the ground.

Pure. A concern that is ``grave`` refuses the start until the coach waves it through by its ``kind``; the others are
said. The limits: 320 m at full speed in a day are a good deal, 640 m are the most for somebody under 18 (or of no age
that is known); a warm-up holds for 20 idle minutes; nobody's first day holds a test at full speed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from sequences.model import Drill

MUCH_M = 320
MOST_M = 640
GROWN = "18 and over"
WARM_S = 20 * 60

Kind = Literal["load", "warm-up", "first test", "ice", "weather"]


@dataclass(frozen=True, slots=True)
class Runner:
    """Who is to run. ``metres``: run at full speed today; ``idle_s``: since the last rep today, None: there was none;
    ``is_new``: no rep before today."""

    name: str
    band: str = ""
    metres: float = 0.0
    idle_s: float | None = None
    is_new: bool = False


@dataclass(frozen=True, slots=True)
class Concern:
    """What the coach should know before the start, in a sentence."""

    kind: Kind
    grave: bool
    text: str


def concerns(
    drill: Drill, runners: Sequence[Runner], metres: float, condition: str, waved: Iterable[str] = ()
) -> tuple[Concern, ...]:
    """Of a run of this drill, in which each runs ``metres`` at full speed. Nothing of an easy drill but the weather.

    What is ``waved`` through (kinds) is said no more.
    """
    found: list[Concern] = []
    if not drill.easy:
        found += [concern for one in runners for concern in _load(one, metres)]
        found += _cold([one.name for one in runners if is_cold(one)], is_test=is_test(drill))
        found += _new([one.name for one in runners if one.is_new and is_test(drill)])
    found += _weather(condition, easy=drill.easy)
    known = set(waved)
    return tuple(concern for concern in found if concern.kind not in known)


def is_test(drill: Drill) -> bool:
    """Is it a standard test at full speed?"""
    return bool(drill.published) and not drill.easy


def is_cold(runner: Runner) -> bool:
    """Has the warm-up worn off, or was there none?"""
    return runner.idle_s is None or runner.idle_s > WARM_S


def _load(runner: Runner, metres: float) -> Iterable[Concern]:
    whole = runner.metres + metres
    if whole <= MUCH_M:
        return
    sums = f"{runner.name}: {runner.metres:.0f} m at full speed today and {metres:.0f} m in this run make {whole:.0f} m"
    if whole > MOST_M and runner.band != GROWN:
        yield Concern("load", True, f"{sums}; {MOST_M} m are the most in a day under 18: make it shorter")
    else:
        yield Concern("load", False, f"{sums}; {MUCH_M} m are a good deal for a day")


def _cold(names: Sequence[str], *, is_test: bool) -> Iterable[Concern]:
    if names:
        yield Concern("warm-up", is_test, f"warm up first (it holds for 20 minutes): {', '.join(names)}")


def _new(names: Sequence[str]) -> Iterable[Concern]:
    if names:
        yield Concern("first test", True, f"a first day holds no test at full speed: {', '.join(names)}")


def _weather(condition: str, *, easy: bool) -> Iterable[Concern]:
    if condition == "icy" and not easy:
        yield Concern("ice", True, "ice on the ground: nobody runs at full speed on it")
    elif condition == "hot":
        yield Concern("weather", False, "hot: shade, water at every break, easier levels")
    elif condition == "wet":
        yield Concern("weather", False, "wet: lines are slippery, the first reps at half speed")
