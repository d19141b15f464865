"""The little geometry that the laws of the ground need. Metres; x to the right hand, y to the front."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

Point = tuple[float, float]
Shape = tuple[Point, ...]  # one point, or from point to point

HAIR = 1e-6  # metres and radians that are no difference


def minus(a: Point, b: Point) -> Point:
    return a[0] - b[0], a[1] - b[1]


def along(a: Point, direction: Point, length: float) -> Point:
    """The point so far from ``a`` in a direction."""
    return a[0] + direction[0] * length, a[1] + direction[1] * length


def unit(vector: Point) -> Point:
    """The vector's direction. ValueError when it has none."""
    length = math.hypot(*vector)
    if length < HAIR:
        raise ValueError("a vector without length has no direction")
    return vector[0] / length, vector[1] / length


def angle(a: Point, b: Point) -> float:
    """Radians between two vectors, 0 to pi; 0 where one has no length."""
    return abs(math.atan2(a[0] * b[1] - a[1] * b[0], a[0] * b[0] + a[1] * b[1]))


def nearest(p: Point, a: Point, b: Point) -> Point:
    """The point of the stretch from a to b that is nearest to p."""
    (x, y), (vx, vy) = minus(p, a), minus(b, a)
    length2 = vx * vx + vy * vy
    share = 0.0 if length2 < HAIR * HAIR else min(1.0, max(0.0, (x * vx + y * vy) / length2))
    return a[0] + share * vx, a[1] + share * vy


def cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Do the stretches a to b and c to d cross, each truly on both sides of the other?"""
    return _side(a, b, c) * _side(a, b, d) < 0 and _side(c, d, a) * _side(c, d, b) < 0


def _side(a: Point, b: Point, p: Point) -> float:
    return (b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0])


def gap(first: Shape, second: Shape) -> float:
    """The smallest distance (metres) between two shapes; 0 where they cross."""
    return min(_gap(*s, *t) for s in stretches(first) for t in stretches(second))


def _gap(a: Point, b: Point, c: Point, d: Point) -> float:
    if cross(a, b, c, d):
        return 0.0
    ends = [(a, c, d), (b, c, d), (c, a, b), (d, a, b)]
    return min(math.dist(p, nearest(p, s, t)) for p, s, t in ends)


def stretches(shape: Shape) -> list[tuple[Point, Point]]:
    """A shape, stretch by stretch; a point is a stretch of no length."""
    return list(pairwise(shape)) or [(shape[0], shape[0])]


def rectangle(low: Point, high: Point) -> Shape:
    """The border of a box, closed."""
    (x0, y0), (x1, y1) = low, high
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0)


def inside(p: Point, box: tuple[Point, Point], margin: float = 0.0) -> bool:
    """Does p lie in the box, this far from its border at least?"""
    return all(low + margin - HAIR <= v <= high - margin + HAIR for v, low, high in zip(p, *box, strict=True))


def widest_angle(places: Sequence[Point], tolerance: float, faces: Point, target: Point) -> float:
    """The largest angle (radians) between the direction faced and a target, from any of these places or within
    ``tolerance`` metres of one: at its centre's angle, plus what the circle around it spans, asin(r / d)."""
    widest = 0.0
    for place in places:
        to = minus(target, place)
        distance = math.hypot(*to)
        if distance <= tolerance:
            return math.pi
        widest = max(widest, angle(faces, to) + math.asin(tolerance / distance))
    return min(widest, math.pi)
