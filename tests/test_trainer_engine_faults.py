"""What goes wrong on a field, and that no rep is left out by it: clocks stepped, a process stopped, cores taken, sound
gone, a disk that stands still."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import guards
import pytest
from builders import S, alternative
from engines import CLOCK, EngineProcess, quick_plan
from guards import Source
from preloaded import Preloaded
from reps import plan_for, planned, still_drill
from simfield import SPEC
from stands import ATHLETES, ScriptedField, Shelf, Stand, play_on, started
from walltime import WallTime, wall_time  # noqa: F401 (a fixture)

from hardware.base import Onset, Sound, Station
from hardware.clock import Inbox, RealClock
from hardware.simulated import SimulatedField
from hardware.simulated_devices import SimulatedSpeaker
from hardware.spec import SpeakerSpec
from sequences.model import Cue
from trainer.engine.runner import Runner
from trainer.facts import COUNTS, RunHeader

# --- the wall clock is stepped by hours ------------------------------------------------------------------------

STEPPED = tuple(f"hardware.{name}" for name in ("clock.wall_s", "clock.read_together", "clock.WallClock", "wall."))
HEADERS = ("hardware/clock.py", "hardware/wall.py")  # for session headers
SOUND = ("hardware/stream_", "hardware/sound_", "hardware/microphone.py")  # its stamps may be on that one: found out


def wall_clocks(source: Source) -> Iterator[str]:
    """Who plays a rep knows no clock that can be stepped: its instants cannot move."""
    if source.path.startswith(SOUND) or source.path in HEADERS:
        return
    yield from (
        f"{source.path}:{line}: {name}" for line, name in guards.imports(source.tree) if name.startswith(STEPPED)
    )


def test_no_clock_that_can_be_stepped_is_known_where_reps_are_played():
    playing = [s for s in guards.sources("trainer", "hardware") if s.path.startswith(("trainer/engine/", "hardware/"))]
    assert len(playing) > 40
    assert [found for source in playing for found in wall_clocks(source)] == []


@pytest.mark.parametrize("name", ["clock.wall_s", "clock.read_together", "wall.TimeOfDay"])
def test_one_that_knows_it_is_seen(name: str):
    module, _, thing = name.partition(".")
    bad = Source.of("trainer/engine/bad.py", f"from hardware.{module} import {thing}")
    assert list(wall_clocks(bad)) == [f"trainer/engine/bad.py:1: hardware.{name}"]


@pytest.mark.processes
def test_set_by_hours_in_every_rep_it_moves_nothing(tmp_path: Path, wall_time: WallTime):  # noqa: F811
    plan = quick_plan(3, wait_ns=S)
    began_ns = CLOCK.now_ns()
    with EngineProcess(tmp_path, "--seed", "1", environment=wall_time.environment) as engine, engine.wire() as wire:
        wire.hello()
        wire.start(plan, engine.header(plan))
        for phase, hours in (("wait", 3), ("go", -5), ("wait", 2)):
            wire.until(lambda s, phase=phase: s["phase"] == phase)
            wall_time.set(hours)
        wire.until(lambda s: s["phase"] == "done" and s["unkept"] == 0)
        rows = wire.verdicts
    assert wall_time.asked > 0
    assert len({row["rep"] for row in rows if row["outcome"] in COUNTS}) == 3
    for row in rows:  # on a busy machine a cue comes late, and the athlete answers it once more; none is lost or early
        assert row["outcome"] != "lost", row
        assert row["foreperiod_ms"] == 1000.0, row
        assert row["onset_ns"] is None or began_ns < row["due_ns"] <= row["onset_ns"] < CLOCK.now_ns(), row
    assert all(100.0 < row["reaction_ms"] < 1500.0 for row in rows if row["outcome"] == "hit")


# --- the engine's process is stopped for three seconds ---------------------------------------------------------


def let_pass(ns: int) -> None:
    CLOCK.wait_until(CLOCK.now_ns() + ns, Inbox())


@pytest.mark.processes
def test_stopped_for_three_seconds_it_gives_no_cue_late_says_so_and_repeats_the_rep(tmp_path: Path):
    plan = quick_plan(wait_ns=2 * S)
    with EngineProcess(tmp_path, "--seed", "1") as engine, engine.wire() as wire:
        wire.hello()
        wire.start(plan, engine.header(plan))
        wire.until(lambda s: s["phase"] == "wait")
        engine.signal(signal.SIGSTOP)
        let_pass(3 * S)
        engine.signal(signal.SIGCONT)
        wire.until(lambda s: s["last"] is not None)
        [row] = wire.verdicts
        assert (row["outcome"], row["words"]) == ("lost", "equipment, again")
        assert row["onset_ns"] is None
        assert row["notes"][0].startswith("the trainer was held up for ")
        state = wire.until(lambda s: s["turn"] is not None and s["turn"]["attempt"] == 2)
        assert (state["turn"]["rep"], state["run"]["done"]) == (1, 0)


# --- other processes take every core ---------------------------------------------------------------------------


@contextmanager
def busy_cores() -> Iterator[None]:
    command = [sys.executable, "-c", "while True: pass"]
    hogs = [subprocess.Popen(command) for _ in range(os.cpu_count() or 1)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


@pytest.mark.processes
def test_with_every_core_taken_each_rep_ends_and_every_cues_lateness_is_known(tmp_path: Path):
    plan = quick_plan()
    with EngineProcess(tmp_path, "--seed", "1") as engine, engine.wire() as wire:
        wire.hello()
        with busy_cores():
            wire.start(plan, engine.header(plan))
            wire.until(lambda s: s["phase"] == "done" and s["unkept"] == 0)
        assert [row["outcome"] in COUNTS for row in wire.verdicts] == [False] * (len(wire.verdicts) - 1) + [True]
        assert all((row["lateness_us"] is None) == (row["onset_ns"] is None) for row in wire.verdicts)
        assert [row["seq"] for row in engine.kept()] == [row["seq"] for row in wire.verdicts]


# --- the disk stands still -------------------------------------------------------------------------------------


@pytest.mark.processes
def test_while_the_disk_stands_still_reps_go_on_the_phone_says_saving_and_all_is_kept_in_the_end(tmp_path: Path):
    plan = quick_plan(2)
    with EngineProcess(tmp_path, "--seed", "1") as engine, engine.wire() as wire:
        wire.hello()
        wire.start(plan, engine.header(plan))
        with closing(sqlite3.connect(engine.database)) as other:
            other.execute("BEGIN IMMEDIATE")  # nobody else can write
            state = wire.until(lambda s: s["unkept"] == 2)
            assert state["saving"]
            assert state["last"] is None
            assert wire.verdicts == []
            other.rollback()
        wire.until(lambda s: s["unkept"] == 0 and not s["saving"])
        assert [row["seq"] for row in wire.verdicts] == [1, 2]
        assert [row["seq"] for row in engine.kept()] == [1, 2]


@pytest.mark.processes
def test_a_disk_that_takes_5_s_for_each_commit_keeps_no_athlete_waiting(tmp_path: Path):
    """The kernel holds the journal's thread in the commit; two reps are cued and answered meanwhile."""
    plan, disk = quick_plan(3), Preloaded("slowdisk", tmp_path)
    with EngineProcess(tmp_path, "--seed", "1", environment=disk.environment) as engine, engine.wire() as wire:
        wire.hello()
        wire.start(plan, engine.header(plan))
        disk.say(5000)
        state = wire.until(lambda s: s["unkept"] >= 2)
        assert (state["saving"], state["last"], wire.verdicts) == (True, None, [])
        disk.say(0)
        wire.until(lambda s: s["phase"] == "done" and s["unkept"] == 0 and not s["saving"])
        rows = wire.verdicts
        assert disk.count > 0
        assert [row["seq"] for row in rows] == [row["seq"] for row in engine.kept()]
        assert [row["outcome"] for row in rows if row["outcome"] not in COUNTS] in ([], ["late cue"])  # a busy machine


def test_a_disk_that_stands_still_moves_no_cue():
    stand = started(None, *(planned(rep=n) for n in (1, 2, 3)))
    stand.journal.stalled = True
    play_on(stand)
    assert {r.verdict.lateness_ns for r in stand.records} == {0}
    state = stand.runner.board.state
    assert (stand.outcomes, state.unkept, state.saving, state.last) == (["hit"] * 3, 3, True, None)
    assert not [m for _, m in stand.told if "verdict" in m]
    stand.journal.recover()
    stand.until(lambda: not stand.runner.unkept)
    stand.runner.board.flush()
    assert [m["verdict"]["seq"] for _, m in stand.told if "verdict" in m] == [1, 2, 3]
    assert (state.saving, state.last["seq"]) == (False, 3)


# --- the sound device is pulled out, and put back ----------------------------------------------------------------


class PulledSpeaker(SimulatedSpeaker):
    """A loudspeaker whose device can be pulled out; it is back when it was tried again."""

    pulled = False
    gone = False

    def fire(self) -> Onset | None:
        self.gone = self.gone or self.pulled
        return None if self.gone else super().fire()

    def play(self, sound: Sound, at_ns: int | None = None) -> None:
        self.gone = self.gone or self.pulled
        if not self.gone:
            super().play(sound, at_ns)

    def revive(self) -> None:
        self.gone = self.gone and self.pulled


class PulledField(ScriptedField):
    """The scripted field with such a loudspeaker at call-right."""

    speaker: PulledSpeaker

    def _station(self, name: str, at: tuple[float, float], carries: tuple[str, ...]) -> Station:
        station = super()._station(name, at, carries)
        if station.speaker is None:
            return station
        self.speaker = PulledSpeaker(name, SpeakerSpec(), clock=self.clock, heard=self._note)
        return Station(name, at, station.gate, self.speaker, station.pad, station.beam)

    @property
    def notes(self) -> tuple[str, ...]:
        return ("call-right: silent, the sound device is gone",) if self.speaker.gone else ()

    def revive(self) -> None:
        self.speaker.revive()


def pulled(stand: Stand, at: bool = True) -> None:
    assert isinstance(stand.field, PulledField)
    stand.field.speaker.pulled = at


def test_a_cue_of_sound_alone_that_nothing_gave_is_run_again_once_the_device_is_back():
    stand = started(still_drill(), planned(3, of=1), planned(0, rep=2), kind=PulledField)
    stand.on_pad()
    pulled(stand)
    stand.decided()
    assert (stand.verdict.outcome, stand.verdict.notes) == (
        "lost",
        ("the cue could not be given: no device presented it",),
    )
    stand.until(lambda: stand.runner.board.state.turn.rep == 2)
    assert stand.runner.board.state.notes == ("call-right: silent, the sound device is gone",)
    pulled(stand, at=False)
    stand.hit()
    assert stand.runner.board.state.notes == ()
    stand.hit("left")
    assert [(r.rep, r.attempt, r.verdict.outcome) for r in stand.records] == [
        (1, 1, "lost"),
        (2, 1, "hit"),
        (1, 2, "hit"),
    ]


def test_a_cue_of_lamp_and_sound_is_the_lamp_alone_meanwhile():
    built = still_drill()
    both = tuple(alternative(n, sound="go", speaker="call-right") for n in ("left", "right"))
    steps = tuple(Cue(both, "law", "reaction", None, None) if isinstance(s, Cue) else s for s in built.steps)
    stand = Stand(kind=PulledField)
    stand.start(plan_for(replace(built, steps=steps), *(planned(rep=n) for n in (1, 2, 3, 4))))
    stand.hit()
    pulled(stand)
    stand.hit()
    assert stand.runner.board.state.notes == ("call-right: silent, the sound device is gone",)
    pulled(stand, at=False)
    stand.hit()
    assert stand.runner.board.state.notes == ()
    stand.hit()
    heard = ["light", "sound"]
    assert [sorted(o.kind for o in r.onsets) for r in stand.records] == [heard, ["light"], ["light"], heard]
    assert stand.outcomes == ["hit"] * 4


# --- ten thousand edges a second, on the real clock --------------------------------------------------------------


def test_a_loose_wire_costs_no_rep_on_the_real_clock():
    clock, inbox = RealClock(), Inbox()
    journal = Shelf(inbox)
    with closing(
        SimulatedField(SPEC, inbox=inbox, clock=clock, seed=1, profile="perfect", faults=("chatter deep",))
    ) as field:
        runner = Runner(field=field, clock=clock, inbox=inbox, journal=journal, tell=lambda _: None)
        runner.start(quick_plan(), RunHeader("run-1", "session-1", 0.0, ATHLETES[:1]))
        while runner.board.state.phase != "wait":
            runner.step()
        named: set[str | None] = set()
        field.press("deep", "beam", True)
        field.press("deep", "beam", False)
        while not any(r.verdict.outcome in COUNTS for r in journal.records):
            runner.step()
            named |= {runner.board.state.stations["deep"].fault}
    assert named == {None, "beam deep chatters and is shut off: look at its wire"}
    for record in journal.records:  # a machine that is busy elsewhere may hold the trainer up, the wire does not
        assert record.verdict.outcome in (*COUNTS, "late cue", "lost")
        assert not [note for note in record.verdict.notes if "deep" in note]
        assert len([e for e in record.edges if e.station == "deep"]) <= 60
