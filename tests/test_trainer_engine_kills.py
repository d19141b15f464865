"""Killed at random instants: nothing that was shown is lost, and the next run starts."""

import json
import tempfile
from pathlib import Path
from random import Random

import pytest
from units import Unit

from hardware.clock import RealClock
from trainer.store.open import open_store
from trainer.store.results import rows

KILLS = 20
SHOWN_S = 9.0  # the latest instant of a kill: by then some two reps of the quick drill have been shown
FIRST_S = 8.0  # by then a first one has, even where the machine is slow
CLOCK = RealClock()
KEYS = ("seq", "outcome", "reaction_ms", "total_ms", "athlete")


def watch(unit: Unit, seconds: float) -> list[dict[str, object]]:
    """The verdicts a phone was shown within these seconds of a run, as the live stream gave them."""
    shown: list[dict[str, object]] = []
    end_ns = CLOCK.now_ns() + int(seconds * 1e9)
    with unit.http.stream("GET", "/api/v1/live") as stream:
        event = ""
        for line in stream.iter_lines():  # at the latest a heartbeat comes every 3 s
            if line.startswith("event:"):
                event = line.partition(":")[2].strip()
            elif line.startswith("data:") and event == "verdict":
                shown.append(json.loads(line.partition(":")[2]))
            if CLOCK.now_ns() >= end_ns:
                break
    return shown


def kept(unit: Unit) -> dict[tuple[object, object], dict[str, object]]:
    with open_store(str(unit.state / "trainer.db"), migrate=False) as store:
        return {(row["run"], row["seq"]): row for row in rows(store)}


def until(unit: Unit, wanted: object) -> dict[str, object]:
    """The first state for which ``wanted`` holds, off the live stream."""
    state: dict[str, object] = {}
    with unit.http.stream("GET", "/api/v1/live") as stream:
        event = ""
        for line in stream.iter_lines():
            if line.startswith("event:"):
                event = line.partition(":")[2].strip()
            elif line.startswith("data:") and event in ("snapshot", "change"):
                state |= json.loads(line.partition(":")[2])
            if state and wanted(state):  # type: ignore[operator]
                return state
    raise AssertionError(f"the stream ended: {state}")


@pytest.mark.processes
@pytest.mark.parametrize("number", range(KILLS))
def test_what_was_shown_is_there_whoever_is_killed(number: int):
    rng = Random(number)
    victim = ("engine", "panel", "both")[number % 3]
    with tempfile.TemporaryDirectory(prefix="cue-") as home, Unit(Path(home)) as unit:
        unit.serve()
        first = unit.start_quick()
        seconds = rng.uniform(0.5, SHOWN_S)
        shown = watch(unit, seconds)
        assert shown or seconds < FIRST_S
        if victim in ("engine", "both"):
            unit.kill_engine()
        if victim in ("panel", "both"):
            unit.kill_panel()
            unit.serve()
        state = until(unit, lambda s: s["link"] == "live" and s["phase"] in ("idle", "paused"))
        assert all(station["lit"] is None for station in state["stations"].values())  # type: ignore[attr-defined]
        unit.post("/run/stop")
        second = unit.start_quick()
        until(unit, lambda s: s["run"] and s["run"]["id"] == second and s["phase"] == "wait")
        found = kept(unit)
    assert second != first
    for row in shown:
        there = found[row["run"], row["seq"]]
        assert [there[k] for k in KEYS] == [row[k] for k in KEYS]
