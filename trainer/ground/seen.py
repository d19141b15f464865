"""Seen without turning the head: every lamp a step lights, from everywhere the athlete may be then.

Within 60 degrees of the direction faced, and 2 to 15 m away. Whoever turns the head while going backwards loses line
and balance: refused. Standing still it only costs time, and is a warning.
"""

from __future__ import annotations

import math
from collections.abc import Iterable

from trainer.ground.course import Course, Sight
from trainer.ground.faults import Fault
from trainer.ground.plane import Point, nearest, widest_angle
from trainer.ground.site import Site

WIDEST = math.radians(60)
NEAREST_M = 2.0
FURTHEST_M = 15.0
DEGREE = math.radians(0.5)  # nobody looks more exactly


def seen_faults(all_courses: Iterable[Course], site: Site) -> list[Fault]:
    """What breaks the law, each lamp once, at its worst."""
    worst: dict[str, Fault] = {}
    for course in all_courses:
        for sight in course.sights:
            for station in sight.lamps:
                place = site.places.get(station)
                fault = _fault(sight, station, place.lamp) if place is not None and place.lamp is not None else None
                if fault is not None and (station not in worst or fault.measure < worst[station].measure):
                    worst[station] = fault
    return list(worst.values())


def _fault(sight: Sight, station: str, lamp: Point) -> Fault | None:
    where = "from where the cue may find the athlete moving" if sight.moving else "from where the athlete stands"
    off = widest_angle(sight.places, sight.within, sight.faces, lamp)
    if off > WIDEST + DEGREE:
        degrees = math.degrees(off)
        text = f"the lamp of {station} is {degrees:.0f} degrees off the way faced, {where}; 60 are allowed"
        return Fault("seen", sight.moving, station, -degrees, f"{text}: call it from the front (show)")
    near, far = _distances(sight, lamp)
    if near < NEAREST_M or far > FURTHEST_M:
        metres = near if near < NEAREST_M else far
        text = f"the lamp of {station} is {metres:.1f} m away, {where}; {NEAREST_M:g} to {FURTHEST_M:g} m are allowed"
        return Fault("seen", False, station, 0.0, text)
    return None


def _distances(sight: Sight, lamp: Point) -> tuple[float, float]:
    """The smallest and the largest distance from where he may be, within the tolerance."""
    at = nearest(lamp, sight.places[0], sight.places[-1])
    return math.dist(lamp, at) - sight.within, max(math.dist(lamp, p) for p in sight.places) + sight.within
