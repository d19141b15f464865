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

CHAINS, KILLS = 5, 4  # units, and how often each is killed
LATEST_S = 5.0  # into a run; by then a rep of the quick drill has been shown, or one is about to be
CLOCK = RealClock()
KEYS = ("seq", "outcome", "reaction_ms", "total_ms", "athlete")


def watch(unit: Unit, seconds: float, at_least: int) -> list[dict[str, object]]:
    """The verdicts a phone was shown within these seconds of a run, as the live stream gave them; longer, where there
    were fewer than ``at_least``, and then to the instant of the last."""
    shown: list[dict[str, object]] = []
    end_ns = CLOCK.now_ns() + int(seconds * 1e9)
    with unit.http.stream("GET", "/api/v1/live") as stream:
        event = ""
        for line in stream.iter_lines():  # at the latest a heartbeat comes every 3 s
            if line.startswith("event:"):
                event = line.partition(":")[2].strip()
            elif line.startswith("data:") and event == "verdict":
                shown.append(json.loads(line.partition(":")[2]))
            if CLOCK.now_ns() >= end_ns and len(shown) >= at_least:
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
@pytest.mark.parametrize("chain", range(CHAINS))
def test_what_was_shown_is_there_whoever_is_killed(chain: int):
    """Every other kill strikes right after a verdict was shown, the rest at any instant."""
    rng = Random(chain)
    shown: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="cue-") as home, Unit(Path(home)) as unit:
        unit.serve()
        run = unit.start_quick()
        for number in range(KILLS):
            shown += watch(unit, rng.uniform(0.2, LATEST_S), number % 2)
            kill(unit, ("engine", "panel", "both")[(chain + number) % 3])
            state = until(unit, lambda s: s["link"] == "live" and s["phase"] in ("idle", "paused"))
            assert all(station["lit"] is None for station in state["stations"].values())  # type: ignore[attr-defined]
            unit.post("/run/stop")
            before, run = run, unit.start_quick()
            assert run != before
            until(unit, lambda s: s["run"] and s["run"]["id"] == run and s["phase"] == "wait")  # noqa: B023 - at once
            found = kept(unit)
            for row in shown:
                there = found[row["run"], row["seq"]]
                assert [there[k] for k in KEYS] == [row[k] for k in KEYS]
    assert len(shown) >= KILLS // 2


def kill(unit: Unit, victim: str) -> None:
    """The panel is there again afterwards; the engine, when somebody asks for it."""
    if victim in ("engine", "both"):
        unit.kill_engine()
    if victim in ("panel", "both"):
        unit.kill_panel()
        unit.serve()
