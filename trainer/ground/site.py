"""What stands on the ground: of a field file, or as a drill itself wants it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from hardware.spec import FieldSpec, MarkSpec, StationSpec
from sequences.model import Drill
from trainer.ground.plane import Point, Shape, gap, rectangle

PAD_M = (0.8, 0.6)  # a floor pad, across and along
HAND_PAD_M = (0.3, 0.2)
ON_WALL_M = 0.15

Kind = Literal["post", "lamp", "pad", "wall", "cable", "coach", "queue"]


@dataclass(frozen=True, slots=True)
class Place:
    """A station: where it is, what it carries, its posts, and where its lamp hangs.

    ``posts`` are the two ends of its beam, none where no file says where they stand. A lamp hangs where the file says,
    else on that post of its beam that stands further to the front, else at the station.
    """

    name: str
    at: Point
    carries: tuple[str, ...]
    posts: tuple[Point, ...] = ()
    lamp: Point | None = None
    hand: bool = False


@dataclass(frozen=True, slots=True)
class Thing:
    """Something one can run into or stumble over. ``station``: whose it is, where it is a station's."""

    kind: Kind
    words: str  # as a sentence calls it
    shape: Shape
    station: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """A ground with what is on it: a real field's, whose file says all that stands there; a simulated one's, which is
    several fields in one and where nobody gets hurt; or a drill's own, where only what it uses stands."""

    name: str
    places: Mapping[str, Place]
    things: tuple[Thing, ...]
    kind: Literal["field", "simulated", "drill"]
    free: tuple[Point, Point] | None = None
    marks: Mapping[str, MarkSpec] = field(default_factory=dict)


def field_site(spec: FieldSpec) -> Site:
    """The ground of a field file."""
    places = {s.name: _place(s) for s in spec.stations}
    things = [thing for place in places.values() for thing in _of(place) if not _hangs_on_wall(thing, spec)]
    return Site(
        spec.name,
        places,
        (*things, *_around(spec)),
        kind="simulated" if spec.simulated else "field",
        free=spec.ground.free,
        marks={mark.name: mark for mark in spec.ground.marks},
    )


def drill_site(drill: Drill, posts: Mapping[str, tuple[Point, ...]]) -> Site:
    """The ground as the drill wants it: every role where its ``at`` says; roles without one are left out. ``posts``: of
    each beam."""
    places = {}
    for role in drill.roles:
        if role.at is not None:
            ends = posts.get(role.name, ()) if "beam" in role.needs else ()
            lamp = (_front_post(ends) or role.at) if "gate" in role.needs else None
            places[role.name] = Place(role.name, role.at, role.needs, ends, lamp)
    things = tuple(thing for place in places.values() for thing in _of(place))
    return Site(drill.name, places, things, kind="drill", marks={s.name: MarkSpec(s.name, s.at) for s in drill.spots})


def _place(s: StationSpec) -> Place:
    posts = s.beam.ends if s.beam is not None and s.beam.ends is not None else ()
    lamp = None
    if s.gate is not None:
        lamp = s.gate.at or _front_post(posts) or s.at
    return Place(s.name, s.at, s.carries, posts, lamp, hand=s.pad is not None and s.pad.hand)


def _front_post(posts: tuple[Point, ...]) -> Point | None:
    """The post that stands further to the front; of two alike the one nearer to the middle."""
    return max(posts, key=lambda post: (round(post[1], 3), -abs(post[0])), default=None)


def _of(place: Place) -> Iterator[Thing]:
    """What of a station is in the way."""
    for post in place.posts:
        yield Thing("post", f"a post of {place.name}", (post,), place.name)
    if place.lamp is not None and place.lamp not in place.posts:
        yield Thing("lamp", f"the lamp of {place.name}", (place.lamp,), place.name)
    elif place.carries == ("speaker",):
        yield Thing("post", f"the speaker of {place.name}", (place.at,), place.name)
    if "pad" in place.carries:
        yield Thing("pad", f"the pad of {place.name}", pad_shape(place), place.name)


def _hangs_on_wall(thing: Thing, spec: FieldSpec) -> bool:
    """The end of a beam at a wall is a reflector on it, no post of its own."""
    return thing.kind == "post" and any(gap(thing.shape, wall.along) < ON_WALL_M for wall in spec.ground.walls)


def pad_shape(place: Place) -> Shape:
    """The border of the pad at a place."""
    width, length = HAND_PAD_M if place.hand else PAD_M
    x, y = place.at
    return rectangle((x - width / 2, y - length / 2), (x + width / 2, y + length / 2))


def _around(spec: FieldSpec) -> Iterator[Thing]:
    ground = spec.ground
    for wall in ground.walls:
        yield Thing("wall", f"the wall {wall.name}", wall.along)
    for cable in ground.cables:
        yield Thing("cable", f"the cable {cable.name}", cable.along)
    if ground.coach is not None:
        yield Thing("coach", "the coach", (ground.coach,))
    if ground.queue is not None:
        yield Thing("queue", "the queue", rectangle(*ground.queue))
