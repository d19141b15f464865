"""Finds a place for each label where it covers nothing that was put before it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from itertools import pairwise

from trainer.ground.plane import Point
from trainer.ground.svg import LETTER, Page

Box = tuple[float, float, float, float]  # left, top, right, bottom, pixels
OFF = 9.0  # pixels from what is named
LINE = 4.0  # pixels of a line that are kept free


class Labels:
    """``keep`` first what must stay visible, then ``put`` the labels, the most important first."""

    def __init__(self, page: Page) -> None:
        self._page = page
        self._taken: list[Box] = []

    def keep(self, at: Point, radius: float) -> None:
        """No label over this place (metres) and so many pixels around it."""
        x, y = self._page.px(at)
        self._taken.append((x - radius, y - radius, x + radius, y + radius))

    def keep_along(self, points: tuple[Point, ...]) -> None:
        """Nor over a line, where another place will do."""
        for a, b in pairwise(points):
            steps = max(1, round(math.dist(a, b) * self._page.scale / LINE))
            for step in range(steps + 1):
                self.keep((a[0] + (b[0] - a[0]) * step / steps, a[1] + (b[1] - a[1]) * step / steps), LINE / 2)

    def put(self, at: Point, words: str, cls: str, size: float) -> None:
        """Words beside a place (metres), where they cover least."""
        x, y = self._page.px(at)
        wide, high = len(words) * size * LETTER, size * 1.2
        spots = [(x + dx, y + dy) for dx, dy in _around(wide, high)]
        _, left, top = min(
            (self._cost((cx, cy, cx + wide, cy + high)) + n * 0.5, cx, cy) for n, (cx, cy) in enumerate(spots)
        )
        self._taken.append((left, top, left + wide, top + high))
        self._page.text(left, top + size, words, cls)

    def _cost(self, box: Box) -> float:
        left, top, right, bottom = box
        outside = max(0.0, -left) + max(0.0, right - self._page.width) + max(0.0, self._page.top - top)
        covered = sum(
            (min(right, r) - max(left, x)) * (min(bottom, b) - max(top, y))
            for x, y, r, b in self._taken
            if x < right and r > left and y < bottom and b > top
        )
        return outside * 100 + covered


def _around(wide: float, high: float) -> Iterable[Point]:
    """Where the label's corner may lie, the best first: right, left, above, below, then further off."""
    for far in (1.0, 2.2, 3.6):
        off = OFF * far
        yield off, -high / 2
        yield -off - wide, -high / 2
        yield -wide / 2, -off - high
        yield -wide / 2, off
        yield off * 0.7, -off * 0.7 - high
        yield off * 0.7, off * 0.7
        yield -off * 0.7 - wide, -off * 0.7 - high
        yield -off * 0.7 - wide, off * 0.7
