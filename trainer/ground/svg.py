"""Writes SVG: shapes in metres on a page in pixels, with y upwards as on the field."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape, quoteattr

from trainer.ground.plane import Point

FONT = "DejaVu Sans, Verdana, sans-serif"
LETTER = 0.6  # of the font size: how wide a letter is, on the safe side


class Page:
    """``low`` and ``high``: the corners of the ground that is shown, metres; ``scale``: pixels a metre; ``top``: pixels
    above the ground."""

    def __init__(self, low: Point, high: Point, *, scale: float, top: float) -> None:
        self.low, self.high, self.scale, self.top = low, high, scale, top
        self.width = (high[0] - low[0]) * scale
        self.bottom = top + (high[1] - low[1]) * scale
        self._parts: list[str] = []

    def px(self, at: Point) -> Point:
        """A place on the ground in pixels of the page."""
        return (at[0] - self.low[0]) * self.scale, self.top + (self.high[1] - at[1]) * self.scale

    def line(self, points: Iterable[Point], cls: str, more: str = "") -> None:
        """From place to place, metres."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.px, points))
        self.raw(f'<polyline class="{cls}" points="{path}"{more}/>')

    def area(self, points: Iterable[Point], cls: str) -> None:
        """The ground between places, metres."""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in map(self.px, points))
        self.raw(f'<polygon class="{cls}" points="{path}"/>')

    def box(self, low: Point, high: Point, cls: str) -> None:
        """The ground between two corners, metres."""
        self.area((low, (high[0], low[1]), high, (low[0], high[1])), cls)

    def disc(self, at: Point, radius_px: float, cls: str) -> None:
        x, y = self.px(at)
        self.raw(f'<circle class="{cls}" cx="{x:.1f}" cy="{y:.1f}" r="{radius_px:.1f}"/>')

    def text(self, x: float, y: float, words: str, cls: str, anchor: str = "start") -> None:
        """Words at a place of the page, pixels."""
        self.raw(f'<text class="{cls}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(words)}</text>')

    def raw(self, part: str) -> None:
        self._parts.append(part)

    def write(self, *, title: str, about: str, style: str, height: float) -> str:
        """The whole file."""
        size = f'width="{self.width:.0f}" height="{height:.0f}" viewBox="0 0 {self.width:.0f} {height:.0f}"'
        head = (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" aria-label={quoteattr(title)} '
            f"font-family={quoteattr(FONT)}>\n<title>{escape(title)}</title>\n<desc>{escape(about)}</desc>\n"
            f"<style>{style}</style>\n"
        )
        return head + "\n".join(self._parts) + "\n</svg>\n"
