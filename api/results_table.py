"""A live table of verdicts in the terminal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median
from types import TracebackType
from typing import Any

from rich.console import Console
from rich.live import Live
from rich.table import Table

from trainer.race import places, team_times_ms

LAST = 20  # rows that stay on the screen while a run is on

Row = dict[str, Any]


def seconds(ms: float | None) -> str:
    return "" if ms is None else f"{ms / 1000:.3f}"


def time_of(row: Row) -> str:
    """The measured time with its ±, in seconds."""
    measured = next((row[key] for key in ("reaction_ms", "start_ms", "transition_ms") if row[key] is not None), None)
    if measured is None:
        return ""
    plus = row["uncertainty_ms"]
    return f"{seconds(measured)} ± {plus / 1000:.3f}" if plus is not None else seconds(measured)


def doubt_words(rows: Sequence[Row]) -> Iterator[str]:
    """What the ± of these times are made of: the clock's and the body's, in the middle of all of them (95 %)."""
    known = [row for row in rows if row["uncertainty_ms"] is not None]
    if known:
        clock, body = (median([row[f"uncertainty_{part}_ms"] for row in known]) for part in ("clock", "body"))
        yield f"of the ±: clocks {max(clock, 1) / 1000:.3f} s, bodies {body / 1000:.3f} s"


def place_of(row: Row, rows: Sequence[Row]) -> str:
    """The place among those of these rows who were on with it: one cue, lane beside lane."""
    beside = [r for r in rows if (r["run"], r["seq"] - r["lane"]) == (row["run"], row["seq"] - row["lane"])]
    arrived = [round(r["total_ms"] * 1e6) if r["outcome"] == "hit" else None for r in beside]
    place = places(arrived)[beside.index(row)]
    return "" if place is None else str(place)


class ResultsTable:
    """Rows as they come. ``lost``: what this field cannot measure, said under the finished table; ``races``: those of
    several lanes have a place; ``teams``: each lane's is a relay."""

    def __init__(
        self,
        title: str,
        total: int,
        lost: tuple[str, ...] = (),
        console: Console | None = None,
        *,
        lanes: int = 1,
        races: bool = False,
        teams: bool = False,
    ) -> None:
        self._lost = lost
        self._lanes, self._races, self._teams = lanes > 1, races, teams
        self._rows: list[Row] = []
        self._title = title
        self._total = total
        self._console = console or Console()
        self._live = Live(console=self._console, refresh_per_second=8, transient=True)

    def __enter__(self) -> ResultsTable:
        self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._live.stop()
        if self._rows:
            below = (*self._wins(), *self._team_times(), *doubt_words(self._rows), *self._lost)
            self._console.print(self._table(self._rows, "; ".join(below)))

    def add(self, row: Row) -> None:
        self._rows.append(row)
        self._live.update(self._table(self._rows[-LAST:]))

    def _team_times(self) -> Iterator[str]:
        for (set_, rep), lanes in team_times_ms(self._rows).items() if self._teams else ():
            times = [f"lane {n} {'not finished' if ms is None else f'{ms / 1000:.2f} s'}" for n, ms in lanes.items()]
            yield f"set {set_} rep {rep}: {', '.join(times)}"

    def _wins(self) -> Iterator[str]:
        firsts = (
            Counter(row["athlete"] for row in self._rows if place_of(row, self._rows) == "1") if self._races else {}
        )
        if firsts:
            yield "first, so often: " + ", ".join(f"{name} {n}" for name, n in Counter(firsts).most_common())

    def say(self, text: str) -> None:
        """What is going on, below the table's title."""
        self._live.update(self._table(self._rows[-LAST:], text))

    def _table(self, rows: list[Row], caption: str = "") -> Table:
        table = Table(title=f"{self._title}  ({len(self._rows)} attempts, {self._total} reps)", caption=caption)
        lane = ("lane",) if self._lanes else ()
        for name in ("set", "rep", *lane, "athlete", "cue", "outcome"):
            table.add_column(name)
        place = ("place",) if self._races else ()
        for name in ("measure", "time s", "total s", *place):
            table.add_column(name, justify="right")
        for row in rows:
            again = f" ({row['attempt']})" if row["attempt"] > 1 else ""
            table.add_row(
                str(row["set"]),
                f"{row['rep']}{again}",
                *((str(row["lane"]),) if self._lanes else ()),
                row["athlete"],
                ", ".join(row["cue"]) or "none",
                row["words"],
                row["measure"] or "",
                time_of(row),
                seconds(row["total_ms"]),
                *((place_of(row, self._rows),) if self._races else ()),
            )
        return table
