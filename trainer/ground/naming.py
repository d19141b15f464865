"""What is written on a map: names, distances, room to run out. The most important is put first and finds its place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hardware.spec import GroundSpec
from trainer.ground.clear import CLEAR_M, RunOut
from trainer.ground.course import Leg
from trainer.ground.labels import Labels
from trainer.ground.paces import both
from trainer.ground.plane import Point, along
from trainer.ground.site import Site

NAME, FAR, SMALL = 13.0, 12.0, 11.0  # pixels


def name_all(labels: Labels, site: Site, ground: GroundSpec, legs: Sequence[Leg], rooms: Sequence[RunOut]) -> None:
    """Everything, on a page where all is drawn already."""
    _keep(labels, site, ground, legs)
    for at, names in _spots(site).items():
        labels.put(at, ", ".join(names), "name", NAME)
    for at, words in _distances(legs):
        labels.put(at, words, "far", FAR)
    for at, words in (*_rooms(rooms), *_around(site, ground)):
        labels.put(at, words, "small", SMALL)


def _keep(labels: Labels, site: Site, ground: GroundSpec, legs: Iterable[Leg]) -> None:
    """What no label should cover."""
    for place in site.places.values():
        for at in (place.at, *place.posts, *([place.lamp] if place.lamp else [])):
            labels.keep(at, 7)
        labels.keep_along(place.posts)
    for leg in legs:
        labels.keep_along((leg.start, leg.end))
    for strip in (*ground.walls, *ground.cables):
        labels.keep_along(strip.along)


def _spots(site: Site) -> dict[Point, list[str]]:
    """Names by the place they are written at: stations on one spot share it."""
    found: dict[Point, list[str]] = {}
    for place in site.places.values():
        found.setdefault(place.lamp or place.at, []).append(place.name)
    return found


def _distances(legs: Iterable[Leg]) -> Iterable[tuple[Point, str]]:
    """Once for there and back."""
    for leg in {frozenset((_round(leg.start), _round(leg.end))): leg for leg in legs}.values():
        yield along(leg.start, leg.direction, leg.length / 2), both(leg.length)


def _rooms(rooms: Iterable[RunOut]) -> Iterable[tuple[Point, str]]:
    for room in rooms:
        if room.length > CLEAR_M:
            yield along(room.leg.end, room.leg.direction, room.length * 0.7), f"{room.length:g} m free"


def _around(site: Site, ground: GroundSpec) -> Iterable[tuple[Point, str]]:
    for mark in site.marks.values():
        yield mark.at, mark.title or mark.name
    if ground.coach is not None:
        yield ground.coach, "coach"
    if ground.queue is not None:
        (x0, y0), (x1, y1) = ground.queue
        yield ((x0 + x1) / 2, (y0 + y1) / 2), "queue"
    for kind, strips in (("wall", ground.walls), ("cable", ground.cables)):
        for strip in strips:
            yield strip.along[0], f"{kind} {strip.name}"


def _round(at: Point) -> Point:
    return round(at[0], 1), round(at[1], 1)
