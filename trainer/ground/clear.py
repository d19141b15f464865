"""Clear paths: nothing within a metre of a way, and room to run out at its end.

A *run-out* is a way too, beyond the place where a leg comes to its end: 5 m after a line that is run through, 4 m
behind the deepest line of a backpedal and behind a line where one turns at a run, a metre where one shuffles or stops.
What he runs towards he sees: that is a warning, unless it is so near that he runs into it. What lies behind a
backpedal or beside a shuffle he does not see: that is refused.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from trainer.ground.course import TURNS, Course, Gait, Leg
from trainer.ground.faults import Fault
from trainer.ground.plane import HAIR, Point, along, angle, cross, gap, inside, minus, stretches
from trainer.ground.site import Site, Thing

CLEAR_M = 1.0
HIT_M = 0.5  # half a body, and an arm
BESIDE = math.radians(20)  # a wall within this of a way's direction runs beside it
RUN_OUT_M = 5.0
BEHIND_M = 4.0
CENTIMETRE = 0.01  # nobody places a post to less


@dataclass(frozen=True, slots=True)
class RunOut:
    """Room beyond the end of a leg."""

    leg: Leg
    length: float

    @property
    def end(self) -> Point:
        return along(self.leg.end, self.leg.direction, self.length)


def run_outs(course: Course) -> tuple[RunOut, ...]:
    """Where a course comes to an end or turns back, and how much room it needs there."""
    found = []
    for i, leg in enumerate(course.legs):
        after = course.legs[i + 1] if i + 1 < len(course.legs) else None
        stops = i in course.stops
        if after is None or stops or angle(leg.direction, after.direction) > TURNS:
            found.append(RunOut(leg, _room(leg, last=after is None, stops=stops)))
    return tuple(found)


def _room(leg: Leg, *, last: bool, stops: bool) -> float:
    if leg.gait == "back":
        return BEHIND_M
    if leg.gait == "shuffle" or stops:
        return CLEAR_M
    return RUN_OUT_M if last else BEHIND_M


def clear_faults(
    all_courses: Iterable[Course], site: Site, lifted: frozenset[str], used: frozenset[str]
) -> list[Fault]:
    """What breaks the law, each thing once, at its worst. ``lifted``: stations whose pad is taken away; ``used``: the
    stations that the drill plays on."""
    things = [thing for thing in site.things if _counts(thing, site, lifted, used)]
    worst: dict[str, Fault] = {}
    for course in all_courses:
        rooms = run_outs(course)
        for fault in (*_things(course, rooms, things), *_free(course, rooms, site)):
            known = worst.get(fault.key)
            if known is None or (fault.grave, -fault.measure) > (known.grave, -known.measure):
                worst[fault.key] = fault
    return list(worst.values())


def _counts(thing: Thing, site: Site, lifted: frozenset[str], used: frozenset[str]) -> bool:
    """On a real field everything stands there; elsewhere what the drill uses, and of a simulated field no pad, which is
    not where the drill's own would be."""
    if thing.kind == "pad" and (thing.station in lifted or site.kind == "simulated"):
        return False
    return site.kind == "field" or not thing.station or thing.station in used


def _things(course: Course, rooms: Iterable[RunOut], things: Iterable[Thing]) -> Iterator[Fault]:
    for thing in things:
        for leg in course.ways:
            yield from _near(thing, leg.start, leg.end, leg.gait, _way(leg))
        for room in rooms:
            yield from _near(thing, room.leg.end, room.end, room.leg.gait, _beyond(room))


def _near(thing: Thing, start: Point, end: Point, gait: Gait, way: str) -> Iterator[Fault]:
    if thing.kind == "pad":
        if _over_pad(thing, start, end):
            yield Fault("clear", True, thing.words, 0.0, f"{thing.words} lies under {way}: lift it, or move it")
        return
    if thing.kind == "wall":
        yield from _wall(thing, start, end, gait, way)
        return
    metres = gap(thing.shape, (start, end))
    if metres > CLEAR_M - CENTIMETRE:
        return
    grave = thing.kind != "cable" and (metres < HIT_M or gait != "run")
    text = f"{thing.words} is {metres:.1f} m from {way}; {CLEAR_M:g} m must be clear"
    yield Fault("clear", grave, thing.words, metres, text)


def _over_pad(thing: Thing, start: Point, end: Point) -> bool:
    """Does the way go over the pad, and neither begin nor end on it?"""
    (x0, y0), (x1, y1) = thing.shape[0], thing.shape[2]
    box = (x0, y0), (x1, y1)
    if inside(start, box) or inside(end, box):
        return False
    return any(cross(start, end, a, b) for a, b in stretches(thing.shape))


def _wall(thing: Thing, start: Point, end: Point, gait: Gait, way: str) -> Iterator[Fault]:
    """A wall may run beside a way, half a metre off; never across it or its run-out."""
    for a, b in stretches(thing.shape):
        metres = gap((a, b), (start, end))
        off = angle(minus(b, a), minus(end, start))
        beside = min(off, math.pi - off) <= BESIDE
        if metres < (HIT_M if beside else CLEAR_M) - CENTIMETRE:
            where = "runs along" if beside else "stands across"
            behind = " A wall is beside, never behind." if gait == "back" else ""
            yield Fault("clear", True, thing.words, metres, f"{thing.words} {where} {way}, {metres:.1f} m off.{behind}")


def _free(course: Course, rooms: Iterable[RunOut], site: Site) -> Iterator[Fault]:
    """Ways and run-outs stay on the free ground."""
    if site.free is None:
        return
    for leg in course.legs:
        if not all(inside(p, site.free, CLEAR_M - CENTIMETRE) for p in (leg.start, leg.end)):
            yield Fault(
                "clear",
                leg.gait != "run",
                _way(leg),
                0.0,
                f"{_way(leg)} comes within 1 m of the end of the free ground",
            )
    for room in rooms:
        if not inside(room.end, site.free, -CENTIMETRE):
            metres = _metres_free(room, site.free)
            text = f"{_beyond(room)} has {metres:.1f} m of free ground; {room.length:g} m are needed"
            yield Fault("clear", room.leg.gait != "run", _beyond(room), metres, text)


def _metres_free(room: RunOut, free: tuple[Point, Point]) -> float:
    """How much of a run-out lies on the free ground."""
    (x, y), (dx, dy) = room.leg.end, room.leg.direction
    metres = room.length
    for at, d, low, high in ((x, dx, free[0][0], free[1][0]), (y, dy, free[0][1], free[1][1])):
        if abs(d) > HAIR:
            metres = min(metres, ((high if d > 0 else low) - at) / d)
    return max(0.0, metres)


_GAITS = {"run": "run", "back": "backpedal", "shuffle": "shuffle"}


def _way(leg: Leg) -> str:
    return f"the {_GAITS[leg.gait]} to {leg.to}"


def _beyond(room: RunOut) -> str:
    return f"the run-out {'behind' if room.leg.gait == 'back' else 'after'} {room.leg.to}"
