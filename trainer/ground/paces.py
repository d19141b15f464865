"""Distances as people lay them out: in metres, and in paces."""

from __future__ import annotations

from trainer.ground.plane import Point

PACE_M = 0.75  # a grown-up's stride


def metres(length: float) -> str:
    """``5.7 m``: to a decimetre, and no further digits than there are."""
    return f"{round(length, 1):g} m"


def paces(length: float) -> str:
    """``7½ paces``: to half a pace of 0.75 m."""
    halves = round(2 * length / PACE_M)
    whole = f"{halves // 2 or ''}{'½' if halves % 2 else ''}"
    return "no pace" if not halves else f"{whole} pace{'s' if halves > 2 else ''}"


def both(length: float) -> str:
    """``5.7 m, 7½ paces``."""
    return f"{metres(length)}, {paces(length)}"


def where(at: Point) -> str:
    """A place as one walks to it from the spot: ``4 m left and 4 m to the front (5½ and 5½ paces)``."""
    x, y = (round(v, 2) + 0.0 for v in at)
    parts = [(x, "left", "right"), (y, "to the back", "to the front")]
    way = [f"{abs(v):g} m {low if v < 0 else high}" for v, low, high in parts if v]
    if not way:
        return "on the spot"
    walked = " and ".join(paces(abs(v)).removesuffix("s").removesuffix(" pace") for v, _, _ in parts if v)
    return f"{' and '.join(way)} ({walked} pace{'s' if walked not in ('1', '½') else ''})"
