"""The table in the terminal: lanes, places, wins and team times of those who are on together."""

from __future__ import annotations

from io import StringIO
from typing import Any

from rich.console import Console

from api.results_table import ResultsTable, place_of

ROW: dict[str, Any] = {
    **{"run": "R", "set": 1, "rep": 1, "attempt": 1, "cue": ["front"], "outcome": "hit", "words": "hit"},
    **{"measure": "reaction", "reaction_ms": 300.0, "start_ms": None, "transition_ms": None, "uncertainty_ms": 10.0},
    **{"uncertainty_clock_ms": 0.2, "uncertainty_body_ms": 9.8},
}


def row(seq: int, lane: int, athlete: str, total_ms: float | None, **more: Any) -> dict[str, Any]:
    return {**ROW, "seq": seq, "lane": lane, "athlete": athlete, "total_ms": total_ms, **more}


def printed(rows: list[dict[str, Any]], **kind: Any) -> str:
    console = Console(file=StringIO(), width=140)
    with ResultsTable("Race", len(rows), console=console, lanes=2, **kind) as table:
        for one in rows:
            table.add(one)
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_those_of_one_heat_have_places_and_everybody_his_wins():
    rows = [
        *(row(1, 1, "Ava", 2500.0), row(2, 2, "Ben", 2400.0)),
        *(row(3, 1, "Ben", 2510.0), row(4, 2, "Ava", 2480.0)),
        *(row(5, 1, "Ava", 2500.0), row(6, 2, "Ben", 2300.0, outcome="wrong gate")),
    ]
    assert [place_of(one, rows) for one in rows] == ["2", "1", "1", "1", "1", ""]
    text = printed(rows, races=True)
    assert "first, so often: Ben 2, Ava 2" in text
    assert "place" in text
    assert "lane" in text


def test_a_team_that_did_not_arrive_is_said_without_blame():
    legs = [row(1, 1, "Ava", 5000.0), row(2, 2, "Ben", 5200.0), row(3, 1, "Cy", 5100.0)]
    text = printed([*legs, row(4, 2, "Dee", None, outcome="unfinished")], teams=True)
    assert "set 1 rep 1: lane 1 10.10 s, lane 2 not finished" in text
    assert "place" not in text
