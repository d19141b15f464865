"""The map of a drill on a ground, or of a ground alone: ways, run-outs, posts, cues, who waits where."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from textwrap import wrap

from hardware.spec import GroundSpec
from trainer.ground.check import Ground
from trainer.ground.clear import CLEAR_M, RunOut, run_outs
from trainer.ground.course import Leg, Sight
from trainer.ground.labels import Labels
from trainer.ground.naming import name_all
from trainer.ground.notes import Block
from trainer.ground.plane import Point, along
from trainer.ground.seen import WIDEST
from trainer.ground.site import Place, Site, pad_shape
from trainer.ground.svg import Page

WIDTH = 860.0  # pixels
MOST_SCALE = 48.0  # pixels a metre
TALLEST = 1000.0
TOP = 54.0
MARGIN_M = 1.5
LINE, LINE_PX = 17.0, 12.5
FAN_M = 3.0  # how far the field of view is drawn

STYLE = """
.bg{fill:#fff}.free{fill:#f3f8ef;stroke:#7c9a68;stroke-width:1.5;stroke-dasharray:2 4}
.grid{stroke:#e3e3e3;stroke-width:1;fill:none}.grid5{stroke:#cfcfcf;stroke-width:1.2;fill:none}
.clear{stroke:#7a7a7a;fill:none;stroke-linecap:round}.room{stroke:#d9822b;fill:none}
.fan{fill:#f5c400;fill-opacity:.13;stroke:#b08900;stroke-width:1;stroke-dasharray:3 3}
.moves{stroke:#f5c400;stroke-width:9;stroke-linecap:round;fill:none;stroke-opacity:.8}
.run,.back,.shuffle{fill:none;stroke:#123f7a;stroke-width:2.6}
.back{stroke-dasharray:9 6}.shuffle{stroke-dasharray:2 5;stroke-linecap:round}
.tip{fill:#123f7a}.beam{stroke:#c0392b;stroke-width:2;fill:none}.post{fill:#222}
.lamp{fill:#f5c400;stroke:#222;stroke-width:1.6}.speaker{fill:#fff;stroke:#222;stroke-width:1.6}
.pad{fill:#9fb7d1;stroke:#223;stroke-width:1.6}.lifted{fill:none;stroke:#223;stroke-width:1.6;stroke-dasharray:4 3}
.mark{stroke:#6a3d9a;stroke-width:2.4;fill:none}.cone{fill:#6a3d9a}
.wall{stroke:#5b3a1e;stroke-width:7;fill:none}.cable{stroke:#666;stroke-width:1.6;fill:none;stroke-dasharray:1 4}
.queue{fill:#e9e4f2;stroke:#7a6a99;stroke-width:1.4}.coach{fill:#fff;stroke:#7a6a99;stroke-width:2}
text{fill:#111;paint-order:stroke;stroke:#fff;stroke-width:3px;stroke-linejoin:round}
.h1{font-size:20px;font-weight:bold}.h2{font-size:14px;font-weight:bold}.name{font-size:13px;font-weight:bold}
.far{font-size:12px;fill:#123f7a}.small{font-size:11px}.tick{font-size:10px;fill:#777}.line{font-size:12.5px}
.warn{font-size:12.5px;fill:#a11;font-weight:bold}
"""


def draw(title: str, site: Site, ground: GroundSpec, on: Ground | None, blocks: Sequence[Block]) -> str:
    """The SVG. ``on``: the drill on that site, None for the ground alone; ``blocks``: what is written below."""
    legs = _distinct_legs(on)
    rooms = _distinct_rooms(on)
    low, high = _extent(site, ground, legs, rooms)
    scale = min(MOST_SCALE, WIDTH / (high[0] - low[0]), TALLEST / (high[1] - low[1]))
    beside = (WIDTH / scale - (high[0] - low[0])) / 2  # metres: a map is as wide as its page
    page = Page((low[0] - beside, low[1]), (high[0] + beside, high[1]), scale=scale, top=TOP)
    page.raw('<rect class="bg" width="100%" height="100%"/>')
    _floor(page, site)
    _bands(page, "room", [(room.leg.end, room.end) for room in rooms])
    _bands(page, "clear", [(leg.start, leg.end) for leg in legs])
    for sight in _distinct_sights(on):
        _fan(page, sight)
    _around(page, ground)
    for place in site.places.values():
        _station(page, place, lifted=on is not None and place.name in on.lifted)
    for leg in legs:
        _way(page, leg)
    for mark in site.marks.values():
        _mark(page, mark.ends or (mark.at,))
    name_all(Labels(page), site, ground, legs, rooms)
    page.text(12, 30, title, "h1")
    page.text(page.width - 12, TOP - 6, "front \u2191", "small", "end")
    bottom = _write(page, blocks)
    about = "; ".join(line for block in blocks for line in block.lines)
    return page.write(title=title, about=about, style=STYLE, height=bottom)


def _extent(site: Site, ground: GroundSpec, legs: Iterable[Leg], rooms: Iterable[RunOut]) -> tuple[Point, Point]:
    points: list[Point] = [(0.0, 0.0)]
    for place in site.places.values():
        points += [place.at, *place.posts, *([place.lamp] if place.lamp else [])]
    for leg in legs:
        points += [leg.start, leg.end]
    points += [room.end for room in rooms]
    for box in (ground.free, ground.queue):
        points += box or ()
    points += [ground.coach] if ground.coach else []
    points += [p for mark in site.marks.values() for p in (mark.ends or (mark.at,))]
    points += [p for strip in (*ground.walls, *ground.cables) for p in strip.along]
    xs, ys = [p[0] for p in points], [p[1] for p in points]
    return (min(xs) - MARGIN_M, min(ys) - MARGIN_M), (max(xs) + MARGIN_M, max(ys) + MARGIN_M)


def _floor(page: Page, site: Site) -> None:
    """The free ground, and lines a metre and five metres apart."""
    if site.free is not None:
        page.box(*site.free, "free")
    (x0, y0), (x1, y1) = page.low, page.high
    for x in range(math.ceil(x0), math.floor(x1) + 1):
        page.line(((x, y0), (x, y1)), "grid" if x % 5 else "grid5")
    for y in range(math.ceil(y0), math.floor(y1) + 1):
        page.line(((x0, y), (x1, y)), "grid" if y % 5 else "grid5")
    for x in range(math.ceil(x0 / 5) * 5, math.floor(x1), 5):
        page.text(page.px((x, 0))[0] + 3, page.bottom - 4, f"{x} m", "tick")
    for y in range(math.ceil(y0 / 5) * 5, math.floor(y1) + 1, 5):
        page.text(3, page.px((0, y))[1] - 3, f"{y} m", "tick")


def _bands(page: Page, cls: str, ways: Iterable[tuple[Point, Point]]) -> None:
    """A metre to either side of each way; where they overlap no darker."""
    page.raw('<g opacity="0.16">')
    for way in ways:
        page.line(way, cls, f' stroke-width="{2 * CLEAR_M * page.scale:.1f}"')
    page.raw("</g>")


def _distinct_legs(on: Ground | None) -> list[Leg]:
    """Each way once, whichever alternative takes it."""
    legs = [leg for course in on.courses for leg in course.legs] if on else []
    return list({(leg.gait, _round(leg.start), _round(leg.end)): leg for leg in legs}.values())


def _distinct_rooms(on: Ground | None) -> list[RunOut]:
    """Each run-out once, the longer where two begin alike."""
    rooms = [room for course in on.courses for room in run_outs(course)] if on else []
    rooms.sort(key=lambda room: room.length)
    return list({(_round(room.leg.end), _round(room.leg.direction)): room for room in rooms}.values())


def _distinct_sights(on: Ground | None) -> list[Sight]:
    """One field of view for each place and direction."""
    sights = [sight for course in on.courses for sight in course.sights] if on else []
    return list({(s.places, s.faces): s for s in sights}.values())


def _round(at: Point) -> Point:
    return round(at[0], 1), round(at[1], 1)


def _fan(page: Page, sight: Sight) -> None:
    """Sixty degrees to either side of the direction faced, from the nearest place."""
    at, facing = sight.places[0], math.atan2(sight.faces[1], sight.faces[0])
    arc = [facing + WIDEST * step / 8 for step in range(-8, 9)]
    page.area((at, *(along(at, (math.cos(a), math.sin(a)), FAN_M) for a in arc)), "fan")
    if sight.moving:
        page.line(sight.places, "moves")


def _around(page: Page, ground: GroundSpec) -> None:
    if ground.queue is not None:
        page.box(*ground.queue, "queue")
    if ground.coach is not None:
        page.disc(ground.coach, 7, "coach")
    for wall in ground.walls:
        page.line(wall.along, "wall")
    for cable in ground.cables:
        page.line(cable.along, "cable")


def _station(page: Page, place: Place, *, lifted: bool) -> None:
    if "pad" in place.carries:
        page.area(pad_shape(place)[:-1], "lifted" if lifted else "pad")
    if place.posts:
        page.line(place.posts, "beam")
    elif "beam" in place.carries:
        x, y = place.at
        page.line(((x - 0.4, y), (x + 0.4, y)), "beam")
    for post in place.posts:
        page.disc(post, 4, "post")
    if place.lamp is not None:
        page.disc(place.lamp, 7, "lamp")
    elif "speaker" in place.carries:
        page.disc(place.at, 5, "speaker")


def _way(page: Page, leg: Leg) -> None:
    page.line((leg.start, leg.end), leg.gait)
    tip, (dx, dy) = along(leg.start, leg.direction, leg.length * 0.62), leg.direction
    size = 9 / page.scale
    left, right = (
        (tip[0] - dx * size + s * dy * size * 0.6, tip[1] - dy * size - s * dx * size * 0.6) for s in (1, -1)
    )
    page.area((tip, left, right), "tip")


def _mark(page: Page, points: tuple[Point, ...]) -> None:
    if len(points) == 1:
        x, y = points[0]
        size = 6 / page.scale
        page.area(((x, y + size), (x + size, y - size), (x - size, y - size)), "cone")
    else:
        page.line(points, "mark")


def _write(page: Page, blocks: Iterable[Block]) -> float:
    """The text below the map; gives back where it ends."""
    y, letters = page.bottom + 8, int((WIDTH - 32) / (LINE_PX * 0.56))
    for block in blocks:
        y += LINE * 1.4
        page.text(12, y, block.title, "h2")
        for line in block.lines:
            for n, part in enumerate(wrap(line, letters)):
                y += LINE
                page.text(20 if n == 0 else 32, y, part, "warn" if block.warns else "line")
    return y + LINE
