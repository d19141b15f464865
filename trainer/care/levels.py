"""Which level comes next for an athlete: by clean reps, never by speed. Pure, with a name and a version.

Of the last eight reps at a level that the coach marked: six clean ones, a level up; five "not yet", a level down. Else
the level stays. Marks at other levels do not count.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

NAME = "clean reps"
VERSION = 1

LAST = 8
CLEAN_UP = 6
NOT_YET_DOWN = 5


class Advice(NamedTuple):
    """``next``: the level to play; ``clean`` of the ``marked`` reps that speak for it, at ``level``."""

    level: int
    next: int
    clean: int
    marked: int


def advise(marks: Sequence[tuple[int, str]], highest: int) -> Advice | None:
    """``marks``: level and mark ("clean", "not yet") of each marked rep, in the order run. None of none."""
    if not marks:
        return None
    level = marks[-1][0]
    last = [mark for at, mark in marks if at == level][-LAST:]
    clean = last.count("clean")
    step = 1 if clean >= CLEAN_UP else -1 if len(last) - clean >= NOT_YET_DOWN else 0
    return Advice(level, min(max(level + step, 1), highest), clean, len(last))
