"""What a bench is given, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """``panel``, ``cli``: commands that start the panel to be measured, and ``cue-trainer``; the caller knows them.

    ``peers``: the Python of the environment that the peers are installed in (``make bench`` makes it), None where there
    is none. ``seconds``: how long the waits are measured in all. ``scale``: 1 for a full run, less for a quick look;
    ``full``: also what takes minutes.
    """

    panel: tuple[str, ...]
    cli: tuple[str, ...]
    peers: Path | None = None
    seconds: float = 150.0
    scale: float = 1.0
    full: bool = False
    say: Say = lambda _: None

    def count(self, whole: int, least: int = 1) -> int:
        """So many at full scale, fewer for a quick look."""
        return max(least, round(whole * self.scale))


@dataclass(frozen=True, slots=True)
class Row:
    """One claim: our figure, the peers' in the same run, and how they compare.

    ``ratio`` is the one that ``goal`` speaks of; ``met`` is None where nothing can be said.
    """

    what: str
    unit: str
    ours: float | None
    peers: tuple[tuple[str, float | None], ...] = ()
    ratio: float | None = None
    goal: str = ""
    met: bool | None = None


@dataclass(frozen=True, slots=True)
class Curve:
    """One line of a plot; ``points`` (x, y)."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Plot:
    """Axes with their units, and curves; both axes are logarithmic."""

    name: str
    title: str
    x: str
    y: str
    curves: tuple[Curve, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """``data`` is what goes into the JSON; ``notes`` are sentences."""

    rows: tuple[Row, ...] = ()
    data: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    plots: tuple[Plot, ...] = ()

    def doc(self) -> dict[str, Any]:
        """As plain data, but for the plots."""
        rows = [{**asdict(row), "peers": dict(row.peers)} for row in self.rows]
        return {"data": self.data, "rows": rows, "notes": self.notes}


def at_least(value: float | None, goal: float) -> bool | None:
    return None if value is None else value >= goal


def at_most(value: float | None, goal: float) -> bool | None:
    return None if value is None else value <= goal
