"""Plots of the bench: two logarithmic axes with their units, curves side by side, a legend."""

from __future__ import annotations

from collections.abc import Iterator

from trainer.bench.result import Plot
from trainer.svg import Frame, Plane, decades, picture, stroke, text

FRAME = Frame(width=720, height=440, left=76, right=190, top=44, bottom=56)
PHONE = Frame(width=360, height=300, left=62, right=20, top=40, bottom=50)  # one curve, named by the title


def svg(plot: Plot) -> str:
    """The whole file. A plot without a point says so."""
    points = [point for curve in plot.curves for point in curve.points]
    frame = FRAME if len(plot.curves) > 1 else PHONE
    nothing = [text(frame.width / 2, frame.height / 2, "nothing measured", "middle")]
    return picture(frame, plot.title, _drawn(frame, plot, points) if points else nothing)


def _drawn(frame: Frame, plot: Plot, points: list[tuple[float, float]]) -> Iterator[str]:
    plane = Plane(frame, decades(plot.x, [x for x, _ in points]), decades(plot.y, [y for _, y in points]))
    yield from plane.grid()
    left = frame.width - frame.right + 12
    for n, curve in enumerate(plot.curves):
        y = frame.top + 16 + 20 * n
        yield f'<path d="{plane.path(curve.points)}" {stroke(n)}/>'
        if len(plot.curves) > 1:
            yield f'<path d="M{left} {y - 4}h24" {stroke(n)}/>' + text(left + 30, y, curve.name)
