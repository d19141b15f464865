"""From a field file to what lies and stands around its stations: free ground, marks, walls, cables, who waits where."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hardware.errors import FieldError
from hardware.spec import GroundSpec, MarkSpec, Point, StripSpec

Doc = Mapping[str, Any]

_NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_SHORTEST_M = 0.1


def read_ground(doc: Doc) -> GroundSpec:
    """The ground that a field document of the right shape describes. FieldError with the place and what was allowed."""
    head = doc["field"]
    return GroundSpec(
        free=_box("field.free", head["free"]) if "free" in head else None,
        queue=_box("field.queue", head["queue"]) if "queue" in head else None,
        coach=point(head["coach"]) if "coach" in head else None,
        marks=tuple(_mark(name, table) for name, table in doc.get("mark", {}).items()),
        walls=_strips("wall", doc),
        cables=_strips("cable", doc),
    )


def check_name(kind: str, name: str) -> None:
    """FieldError when this is no name of a station, mark, wall or cable."""
    if not _NAME.fullmatch(name) or len(name) > 32:
        raise FieldError(kind, f"{name[:40]!r} is no {kind}'s name: small letters, digits, single hyphens, at most 32")


def point(xy: Sequence[float]) -> Point:
    """Two numbers as a place, in metres."""
    x, y = xy
    return float(x), float(y)


def _box(where: str, corners: Sequence[Sequence[float]]) -> tuple[Point, Point]:
    (ax, ay), (bx, by) = map(point, corners)
    if min(abs(ax - bx), abs(ay - by)) < _SHORTEST_M:
        raise FieldError(where, f"has no area; write two opposite corners, at least {_SHORTEST_M} m apart either way")
    return (min(ax, bx), min(ay, by)), (max(ax, bx), max(ay, by))


def _mark(name: str, table: Doc) -> MarkSpec:
    check_name("mark", name)
    where = f"mark.{name}"
    if ("at" in table) == ("ends" in table):
        raise FieldError(where, "a mark has either at (a cone) or ends (a line)")
    if "at" in table:
        return MarkSpec(name, point(table["at"]), title=table.get("title", ""))
    first, second = map(point, table["ends"])
    if math.dist(first, second) < _SHORTEST_M:
        raise FieldError(f"{where}.ends", f"the two ends are one spot; a line is at least {_SHORTEST_M} m long")
    middle = ((first[0] + second[0]) / 2, (first[1] + second[1]) / 2)
    return MarkSpec(name, middle, (first, second), table.get("title", ""))


def _strips(kind: str, doc: Doc) -> tuple[StripSpec, ...]:
    strips = []
    for name, table in doc.get(kind, {}).items():
        check_name(kind, name)
        strips.append(StripSpec(name, tuple(map(point, table["along"]))))
    return tuple(strips)
