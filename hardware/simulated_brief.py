"""A brief for a virtual athlete, read: the words of ``hardware.base.Field.brief`` as steps."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

from hardware.errors import FieldError

CUES = ("go", "stay", "none", "call")
FACES = ("front", "back", "left", "right", "way")
SIGNALS = "shuttles "
METRES = r"-?\d{1,3}(\.\d{1,3})?"
GRAMMAR = (
    "as N, in N, on ST, say, own, cue go, cue stay, cue none, cue call, called, or ST, then ST, leave ST, pass ST, "
    "arrive ST, hold ST MS, pace ST MS, any N, one N, by X Y, faces WAY, "
    "aim MS, aim MS zero, between ST ST MS, shuttles ST ST TAP N MM WAYS"
)


@dataclass(frozen=True, slots=True)
class Step:
    """``word`` is on, say, own, see, then, pace, leave, pass, arrive, hold, any, one, by, faces, aim, between, or of a
    cue: go, stay, none, call.

    ``ns`` is a hold's length, a tempo's step, or a time to hit; ``others`` the gates one could take for the target of a
    cue, or the second beam one stands between; ``called``: no lamp hangs at the target; ``count`` how many of the next
    come in any order, or of an aim 1 where it is since zero; ``at`` the place to go by (metres); ``faces``: front,
    back, left, right or way; ``seen``: where somebody else passes, which sends him to the station.
    """

    word: str
    station: str = ""
    ns: int = 0
    others: tuple[str, ...] = ()
    count: int = 0
    called: bool = False
    at: tuple[float, float] = (0.0, 0.0)
    faces: str = ""
    seen: str = ""


class Way(NamedTuple):
    """From one signal to the next: to "near" or "far", or "rest"."""

    to: str
    ns: int


@dataclass(frozen=True, slots=True)
class Signals:
    """``near``, ``far``: the stations at the lines, None where none is; ``tap``: how the coach says that he missed a
    line; ``each``: ways of a shuttle."""

    near: str | None
    far: str | None
    tap: str
    each: int
    way_m: float
    ways: tuple[Way, ...]

    def judged(self, number: int) -> str:
        """Where he must have come to by the signal after this way."""
        return "near" if self.each > 1 else self.ways[number].to


@dataclass(frozen=True, slots=True)
class Brief:
    """``athlete`` counts from 1; ``stations`` are all that are named; ``lane``: beside whom he is on, from 1;
    ``signals``: he runs by them."""

    athlete: int
    steps: tuple[Step, ...]
    stations: frozenset[str]
    lane: int = 1
    signals: Signals | None = None

    @property
    def first(self) -> str | None:
        """The station he is to stand on at the beginning."""
        return self.steps[0].station if self.steps and self.steps[0].word == "on" else None


@lru_cache(maxsize=2048)
def read_brief(words: tuple[str, ...]) -> Brief:
    """Raises FieldError with the word that is not understood. Pure; a plan repeats few briefs, so they are kept."""
    who = {"as": 1, "in": 1}
    steps: list[Step] = []
    signals = next((_signals(text) for text in words if text.startswith(SIGNALS)), None)
    for text in (text for text in words if not text.startswith(SIGNALS)):
        match text.split():
            case ["as" | "in" as word, number] if number.isdecimal() and int(number) > 0:
                who[word] = int(number)
            case ["or", station] if any(s.word in CUES for s in steps):
                _tell(steps, station)
            case ["called"] if any(s.word in CUES for s in steps):
                _tell(steps)
            case ["cue", word] if word in CUES:
                steps.append(Step(word))
            case ["own" | "say" as word]:
                steps.append(Step(word))
            case ["on" | "then" | "leave" | "pass" | "arrive" as word, station]:
                steps.append(Step(word, station))
            case ["any" | "one" as word, number] if number.isdecimal() and int(number) > 1:
                steps.append(Step(word, count=int(number)))
            case ["hold" | "pace" as word, station, ms] if ms.isdecimal():
                steps.append(Step(word, station, int(ms) * 1_000_000))
            case ["by" | "faces" | "aim" | "see" | "between" as word, *rest] if (step := _way(word, rest)) is not None:
                steps.append(step)
            case _:
                raise FieldError(
                    "brief", f"{text!r} is not understood here; allowed are {GRAMMAR} (called, or: after a cue)"
                )
    named = {s.station for s in steps if s.station}.union(*(s.others for s in steps))
    named |= {name for name in (signals.near, signals.far) if name is not None} if signals is not None else set()
    return Brief(who["as"], tuple(steps), frozenset(named), who["in"], signals)


def _way(word: str, rest: list[str]) -> Step | None:
    """How he goes on from here; None where it is not understood."""
    match word, rest:
        case "by", [x, y] if re.fullmatch(METRES, x) and re.fullmatch(METRES, y):
            return Step("by", at=(float(x), float(y)))
        case "faces", [way] if way in FACES:
            return Step("faces", faces=way)
        case "see", [seen, *to] if len(to) < 2:
            return Step("see", "".join(to), seen=seen)
        case "aim", [ms, *since] if ms.isdecimal() and since in ([], ["zero"]):
            return Step("aim", ns=int(ms) * 1_000_000, count=len(since))
        case "between", [one, other, ms] if ms.isdecimal():
            return Step("between", one, int(ms) * 1_000_000, others=(other,))
    return None


def _signals(text: str) -> Signals:
    match text.split():
        case [_, near, far, tap, each, way_mm, ways] if each.isdecimal() and way_mm.isdecimal():
            lines = [None if name == "-" else name for name in (near, far)]
            way_m = int(way_mm) / 1000.0
            return Signals(lines[0], lines[1], tap.replace("_", " "), int(each), way_m, _ways(text, ways))
    raise FieldError("brief", f"{text!r} is not understood; allowed is shuttles ST ST TAP N MM WAYS")


def _ways(text: str, ways: str) -> tuple[Way, ...]:
    pairs = [way.partition(":") for way in ways.split(",")]
    if any(to not in ("near", "far", "rest") or not ms.isdecimal() for to, _, ms in pairs):
        raise FieldError("brief", f"{text!r} is not understood: a way is near:MS, far:MS or rest:MS")
    return tuple(Way(to, int(ms) * 1_000_000) for to, _, ms in pairs)


def _tell(steps: list[Step], other: str | None = None) -> None:
    """Of the last cue: another gate one could take for its target; or that it is called from elsewhere."""
    at = max(i for i, s in enumerate(steps) if s.word in CUES)
    others = steps[at].others
    steps[at] = replace(steps[at], called=True) if other is None else replace(steps[at], others=(*others, other))
