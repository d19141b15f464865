"""Where the athlete is, step by step: the ways of each alternative, where he stands, and where from he must see.

Read from the steps alone. He faces the front until a step says otherwise; a way is a backpedal, a shuffle or a run by
the angle between it and the way he faces. A cue in motion finds him further on in the way he was going, as far as
the longest wait lets him come.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Literal

from sequences.model import Alternative, Answer, Cue, Drill, Expect, Facing, Hold, OwnStart, Ready, Step, Switch, Wait
from sequences.shuttles import Shuttles
from trainer.ground.plane import Point, along, angle, minus, unit
from trainer.ground.script import NO_CUE, Script, scripts
from trainer.ground.site import Site

Gait = Literal["run", "back", "shuffle"]

AHEAD, BEHIND = math.radians(35), math.radians(145)  # a way within the first is a run, beyond the second a backpedal
TURNS = math.radians(90)  # a way that turns off by more than this comes to a stop first
SPOT_M = 0.1  # nearer than this is the same spot
OVERSHOOT_M = 1.0  # beyond a beam that is passed twice with no spot given to turn at
SPEED_MPS: Mapping[Gait, float] = {"run": 6.0, "back": 3.3, "shuffle": 2.5}
FACES: Mapping[Facing, Point] = {
    "front": (0.0, 1.0), "back": (0.0, -1.0), "left": (-1.0, 0.0), "right": (1.0, 0.0), "way": (0.0, 1.0),
}  # fmt: skip
STANDS_M = 0.3  # the head over a pad: both feet are on it
MOVES_M = 0.5  # beside the line, in a beam or on the way
SOONEST_S = 0.2  # from a cue to the first stride
STARTS_MPS2 = 4.0  # how he gathers speed


@dataclass(frozen=True, slots=True)
class Leg:
    """One way, straight. ``of`` and ``to``: the stations or spots it leads from and to; ``name``: of the split that it
    ends, "" where nothing is timed; ``line``: a beam that is passed, not a place where one stops."""

    start: Point
    end: Point
    gait: Gait
    of: str
    to: str
    name: str = ""
    line: bool = False

    @property
    def direction(self) -> Point:
        return unit(minus(self.end, self.start))

    @property
    def length(self) -> float:
        return math.dist(self.start, self.end)


@dataclass(frozen=True, slots=True)
class Sight:
    """What must be seen: the lamps (stations) lit by a step, from everywhere between two points and ``within`` metres
    beside them."""

    lamps: tuple[str, ...]
    places: tuple[Point, ...]
    within: float
    faces: Point
    moving: bool


@dataclass(frozen=True, slots=True)
class Course:
    """One alternative from beginning to end. ``name``: the alternative or side, "" where there is but one.

    ``stops``: after which legs (by index) he stands still.
    """

    name: str
    legs: tuple[Leg, ...]
    stands: tuple[Point, ...]
    stops: frozenset[int]
    sights: tuple[Sight, ...]

    @property
    def ways(self) -> tuple[Leg, ...]:
        """The legs, and where a beam is passed without a turn also the straight way from before it to after it: a beam
        is passed anywhere between its posts, not in its middle."""
        pairs = ((a, b) for i, (a, b) in enumerate(pairwise(self.legs)) if a.line and i not in self.stops)
        cuts = (replace(b, start=a.start, of=a.of) for a, b in pairs if angle(a.direction, b.direction) <= TURNS)
        return (*self.legs, *cuts)


def courses(drill: Drill, steps: Sequence[Step], site: Site, lane: int = 1) -> tuple[Course, ...]:
    """The courses of a drill whose steps speak of the site's places; spots of a lane are "cone-2" before "cone". A
    station that the site has no place for is left out of the way."""
    marks = {s.name: site.marks.get(f"{s.name}-{lane}", site.marks.get(s.name)) for s in drill.spots}
    spots = {s.name: s.at if (mark := marks[s.name]) is None else mark.at for s in drill.spots}
    return tuple(_walk(script, steps, site, spots) for script in scripts(drill, steps))


@dataclass(slots=True)
class _Walk:
    """The athlete on his way."""

    site: Site
    spots: Mapping[str, Point]
    drawn: list[Alternative | None]  # for the cues and changes to come; None: nothing appears
    name: str  # of what was drawn last, or of the side told
    target: tuple[str, ...] = ()
    at: Point | None = None
    of: str = ""  # the station or spot he is at
    facing: Facing = "front"
    moving: bool = False
    legs: list[Leg] = field(default_factory=list)
    stands: list[Point] = field(default_factory=list)
    stops: set[int] = field(default_factory=set)
    sights: list[Sight] = field(default_factory=list)
    waited: tuple[float, float] = (0.0, 0.0)  # how far he has come since the beam, at least and at most

    def stand(self, station: str) -> None:
        place = self.site.places.get(station)
        if place is not None:
            self.go(place.at, to=station)
            self.stops.add(len(self.legs) - 1)
            self.stands.append(place.at)
        self.moving = False

    def halt(self, one: str, other: str) -> None:
        """Half way between two beams."""
        beams = [self.site.places[name].at for name in (one, other) if name in self.site.places]
        if len(beams) == 2:
            (ax, ay), (bx, by) = beams
            self.go(((ax + bx) / 2, (ay + by) / 2), to=f"between {one} and {other}")
            self.stops.add(len(self.legs) - 1)
        self.moving = False

    def go(self, to_point: Point, *, to: str, name: str = "", line: bool = False) -> None:
        """One way, to a point; where he is there already, a bit beyond and back."""
        if self.at is not None and math.dist(self.at, to_point) < SPOT_M:
            if not line or not self.legs:
                return
            beyond = along(self.at, self.legs[-1].direction, OVERSHOOT_M)
            self.go(beyond, to="the turn")
        if self.at is not None:
            self.legs.append(Leg(self.at, to_point, self._gait(self.at, to_point), self.of, to, name, line))
        self.at, self.of = to_point, to

    def _gait(self, a: Point, b: Point) -> Gait:
        off = 0.0 if self.facing == "way" else angle(FACES[self.facing], minus(b, a))
        return "run" if off <= AHEAD else "back" if off >= BEHIND else "shuffle"

    def ways(self, answer: Answer) -> None:
        """The spots on the way of an answer, then the answer's station."""
        via = dict(answer.via)
        for spot in via.get(self.name, via.get("", ())):
            self.go(self.spots[spot], to=spot)
        stations = dict(answer.by).get(self.name) or answer.roles or self.target
        place = next((self.site.places[s] for s in stations if s in self.site.places), None)
        if answer.kind != "leave" and place is not None:
            stops = answer.sensor == "pad"
            self.go(place.at, to=place.name, name=answer.name, line=not stops)
            if stops:
                self.stops.add(len(self.legs) - 1)
            self.moving = not stops


def _walk(script: Script, steps: Sequence[Step], site: Site, spots: Mapping[str, Point]) -> Course:
    walk = _Walk(site, spots, list(script.drawn), script.side)
    for step in steps:
        _shuttles(walk, step) if isinstance(step, Shuttles) else _take(walk, step)
        if isinstance(step, Cue) and script.name == NO_CUE:
            _do_nothing(walk, step)
            break
    return Course(script.name, tuple(walk.legs), tuple(walk.stands), frozenset(walk.stops), tuple(walk.sights))


def _take(walk: _Walk, step: Step) -> None:
    match step:
        case Ready():
            walk.stand(step.role)
            walk.facing = step.faces or walk.facing
        case Hold(between=(one, other)):
            walk.halt(one, other)
        case Hold():
            walk.stand(step.role)
        case OwnStart():
            walk.target = step.target
            if walk.at is None:
                walk.stand(step.role)
        case Wait() if walk.moving and step.guard is None:
            walk.moving = False  # nobody runs on: he waits about there
        case Wait() if walk.moving and walk.legs:
            speed = SPEED_MPS[walk.legs[-1].gait] / 1e9
            walk.waited = step.law.min_ns * speed, step.law.max_ns * speed
        case Cue():
            places = _drifted(walk)
            _appears(walk, walk.drawn.pop(0), () if step.feeder else places)  # the feeder sees it, wherever he stands
        case Switch():
            _changes(walk, step)
        case Expect():
            walk.facing = step.faces or walk.facing
            for answer in step.answers:
                walk.ways(answer)
        case _:
            pass


def _shuttles(walk: _Walk, step: Shuttles) -> None:
    """To the far line and back, as far as beams tell where the lines are."""
    walk.facing = "way"
    walk.stand(step.near or "")
    for station, name in ((step.far, "there"), (step.near, "back")):
        place = walk.site.places.get(station or "")
        if place is not None:
            walk.go(place.at, to=place.name, name=name, line=True)


def _appears(walk: _Walk, chosen: Alternative | None, places: tuple[Point, ...]) -> None:
    """A cue, to be seen from these places; from now on it says where to go."""
    if chosen is None:
        return
    walk.name = chosen.name
    walk.target = chosen.target if chosen.go else walk.target
    if chosen.show and places:
        within = MOVES_M if walk.moving or not _on_pad(walk) else STANDS_M
        walk.sights.append(Sight(chosen.show, places, within, _faced(walk), walk.moving))


def _changes(walk: _Walk, step: Switch) -> None:
    """A second cue finds him on his first strides to the target of the first."""
    chosen = walk.drawn.pop(0)
    target = next((walk.site.places[s] for s in walk.target if s in walk.site.places), None)
    if chosen is None or walk.at is None or target is None:
        return
    begun, far = walk.at, math.dist(walk.at, target.at)
    run_s = max(0.0, step.law.max_ns / 1e9 - SOONEST_S)
    strides = min(far, STARTS_MPS2 * run_s**2 / 2)
    if strides > SPOT_M:
        walk.go(along(begun, unit(minus(target.at, begun)), strides), to="the change")
        walk.moving = True
    _appears(walk, chosen, (begun, walk.at))


def _do_nothing(walk: _Walk, cue: Cue) -> None:
    """What is right when nothing means go: to stay, where the lamps of a stay must be seen, or to go on."""
    place = walk.site.places.get(cue.still.role) if cue.still is not None and cue.still.kind == "pass" else None
    for stay in (a for a in cue.alternatives if not a.go):
        _appears(walk, stay, (walk.at,) if walk.at is not None else ())
    if place is not None:
        walk.go(place.at, to=place.name, line=True)


def _drifted(walk: _Walk) -> tuple[Point, ...]:
    """Where the cue finds him: where he stands; in motion from the nearest to the furthest that he may have come, and
    the furthest is where he turns."""
    if walk.at is None or not (walk.moving and walk.legs):
        return () if walk.at is None else (walk.at,)
    last = walk.legs[-1]
    nearest, furthest = (along(walk.at, last.direction, metres) for metres in walk.waited)
    if walk.waited[1] > SPOT_M:
        walk.legs.append(replace(last, start=walk.at, end=furthest, of=walk.of, to="the cue", name="", line=False))
        walk.at, walk.of = furthest, "the cue"
    return nearest, furthest


def _on_pad(walk: _Walk) -> bool:
    return any("pad" in p.carries and p.at == walk.at for p in walk.site.places.values())


def _faced(walk: _Walk) -> Point:
    """The direction he faces when a cue appears; on a run his way, else to the front."""
    if walk.facing == "way" and walk.moving and walk.legs:
        return walk.legs[-1].direction
    return FACES[walk.facing]
