"""Plots as SVG text: a frame, two axes that are linear or logarithmic, a grid with its figures, shapes and words.

Nothing but text is needed, and what comes out stands alone or within a page. The colours can be told apart by anybody
(Okabe and Ito 2008); shapes and dashes say the same again.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import escape

COLOURS = ("#0072b2", "#000000", "#d55e00", "#e69f00", "#009e73", "#cc79a7", "#56b4e9")
DASHES = ("", "6 3", "2 2")
GREY, PALE = "#595959", "#ddd"
TICKS = 6  # about so many on a linear axis

Pairs = Iterable[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Frame:
    """The picture's size and the margins around its axes."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Axis:
    """From ``low`` to ``high``; of a logarithmic one both are powers of ten. ``label`` has the unit; ``least``: from
    one figure to the next at least so much."""

    label: str
    low: float
    high: float
    log: bool = False
    least: float = 0.0

    def share(self, value: float) -> float:
        """How far along: 0 at low, 1 at high."""
        if self.log:
            low, high = math.log10(self.low), math.log10(self.high)
            return (math.log10(value) - low) / (high - low)
        return (value - self.low) / (self.high - self.low)

    def ticks(self) -> list[tuple[float, str]]:
        """Where a line of the grid stands, and its figure."""
        if self.log:
            powers = range(round(math.log10(self.low)), round(math.log10(self.high)) + 1)
            return [(10.0**power, _power(power)) for power in powers]
        step = max(self.least, _step(self.high - self.low))
        first, last = math.ceil(self.low / step - 1e-9), math.floor(self.high / step + 1e-9)
        return [(n * step, f"{n * step:.10g}") for n in range(first, last + 1)]


def linear(label: str, values: Sequence[float], *, at_nil: bool = False, least: float = 0.0) -> Axis:
    """An axis that holds these values, from one of its steps to another; ``at_nil``: it begins at 0."""
    low, high = min(values), max(values)
    low = 0.0 if at_nil else low
    step = max(least, _step(high - low or abs(high) or 1.0))
    low, high = math.floor(low / step) * step, math.ceil(high / step) * step
    return Axis(label, low, high if high > low else low + step, least=least)


def decades(label: str, values: Sequence[float]) -> Axis:
    """A logarithmic axis from the power of ten below the smallest to the one above the largest; all are above 0."""
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))
    return Axis(label, 10.0**low, 10.0 ** max(high, low + 1), log=True)


@dataclass(frozen=True, slots=True)
class Plane:
    """A frame with its two axes: values to places."""

    frame: Frame
    xs: Axis
    ys: Axis

    def x(self, value: float) -> float:
        frame = self.frame
        return frame.left + self.xs.share(value) * (frame.width - frame.left - frame.right)

    def y(self, value: float) -> float:
        frame = self.frame
        return frame.height - frame.bottom - self.ys.share(value) * (frame.height - frame.top - frame.bottom)

    def path(self, points: Pairs) -> str:
        """Through these points, as the ``d`` of a path."""
        return "M" + "L".join(f"{self.x(x):.1f} {self.y(y):.1f}" for x, y in points)

    def grid(self) -> Iterator[str]:
        """Lines and figures of both axes, and their labels."""
        yield from self.upright()
        yield from self.level()

    def upright(self) -> Iterator[str]:
        """The upright lines, with the figures and the label of the x axis."""
        frame = self.frame
        right, bottom = frame.width - frame.right, frame.height - frame.bottom
        for value, figure in self.xs.ticks():
            x = self.x(value)
            yield f'<path d="M{x:.1f} {frame.top}V{bottom}" stroke="{PALE}"/>' + text(x, bottom + 18, figure, "middle")
        yield text((frame.left + right) / 2, frame.height - 14, self.xs.label, "middle")

    def level(self) -> Iterator[str]:
        """The level lines, with the figures and the label of the y axis."""
        frame = self.frame
        right = frame.width - frame.right
        for value, figure in self.ys.ticks():
            y = self.y(value)
            yield f'<path d="M{frame.left} {y:.1f}H{right}" stroke="{PALE}"/>'
            yield text(frame.left - 8, y + 4, figure, "end")
        middle = (frame.top + frame.height - frame.bottom) / 2
        yield f'<g transform="rotate(-90 18 {middle})">{text(18, middle, self.ys.label, "middle")}</g>'


def picture(frame: Frame, title: str, body: Iterable[str]) -> str:
    """The whole picture, with its title above the axes."""
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width:g} {frame.height:g}" role="img" '
        f'font-family="sans-serif" font-size="12"><title>{escape(title)}</title>'
        f'<rect width="{frame.width:g}" height="{frame.height:g}" fill="#fff"/>'
    )
    return "\n".join([head, text(frame.left, 24, title, size=15), *body, "</svg>", ""])


def stroke(n: int) -> str:
    """How line number n looks, as attributes."""
    colour, dash = COLOURS[n % len(COLOURS)], DASHES[n % len(DASHES)]
    return f'fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"'


def text(x: float, y: float, words: str, anchor: str = "start", size: int = 12) -> str:
    """Words at a place."""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}">{escape(words)}</text>'


def _step(span: float) -> float:
    """1, 2 or 5 times a power of ten, so that the span has about six steps."""
    power = 10.0 ** math.floor(math.log10(span / TICKS))
    return next(power * times for times in (1, 2, 5, 10) if power * times * TICKS >= span * (1 - 1e-9))


def _power(power: int) -> str:
    """1 to 1000 in full, a thousandth as it is, the rest as 1e6."""
    return f"{10.0**power:g}" if -4 <= power <= 3 else f"1e{power}"
