"""Everybody runs at once: one start, signals until the last is done, each with a result of their own; the coach's word
counts at once."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from builders import S
from shuttletests import WAY, beep, of_drill, stage
from stands import ATHLETES, Stand
from test_trainer_engine_commands import Desk

from hardware.base import Edge, Sound
from sequences.codec import plan_to_doc, to_doc
from sequences.load import resolve
from sequences.model import Plan
from sequences.plan import make_plan
from sequences.shuttles import Shuttles
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import STANDARD
from trainer.errors import BindError
from trainer.facts import RunHeader
from trainer.fields import load_field
from trainer.files import load_drill_file
from trainer.rescore import Played, judge_again
from trainer.virtual import play

TABLE = beep(near="zero", far="twenty")
LANES = replace(load_field("beep-lanes"), simulated=True)
SIMULATED = load_field("simulated")


def plan_of(test: Shuttles = TABLE, athletes: int = 3, **more: object) -> Plan:
    return make_plan(of_drill(test, **more), seed=1, athletes=athletes)


class Test:
    """Three run on a field without lanes: the coach taps."""

    __test__ = False

    def __init__(self, plan: Plan | None = None, **options: Any) -> None:
        self.stand = Stand(**options)
        self.heard: list[tuple[str, int]] = []
        speaker: Any = self.stand.field.stations["call-right"].speaker
        speaker.play = self._play
        self.stand.start(plan or plan_of())
        self.stand.until(lambda: self.tracks)
        self.stand.until(lambda: self.tracks[0].attempt.lane.running is not None)
        self.start_ns = self.tracks[0].attempt.lane.running.start_ns

    def _play(self, sound: Sound, at_ns: int | None = None) -> None:
        if at_ns is not None:
            self.heard.append((sound.name, at_ns))

    @property
    def tracks(self) -> list:
        return self.stand.runner.player.tracks

    @property
    def board(self):
        return self.stand.runner.board.state

    def to(self, seconds: float) -> None:
        """So many seconds after the first signal."""
        self.stand.run_to(self.start_ns + int(seconds * S))

    def tap(self, place: int, what: str = "missed", *, on: bool = True) -> None:
        self.stand.inbox.put(Edge(f"{what} {place}", "told", on, self.stand.clock.now_ns()))
        self.stand.run_for(1)

    def shown(self, place: int) -> tuple[str, int]:
        runner = self.board.test.runners[ATHLETES[place - 1].id]
        return runner.status, runner.metres

    @property
    def results(self) -> dict[str, tuple[str, int | None]]:
        records = self.stand.records
        return {r.athlete.name: (r.verdict.outcome, r.verdict.reached and r.verdict.reached.metres) for r in records}


def test_all_start_at_one_instant_and_the_signals_go_on_until_the_last_is_done():
    test = Test()
    assert {track.attempt.lane.running.start_ns for track in test.tracks} == {test.start_ns}
    assert [track.attempt.number for track in test.tracks] == [1, 2, 3]
    for place, at in ((1, 11), (1, 21), (2, 31), (2, 41)):
        test.to(at)
        test.tap(place)
    test.to(60)
    assert test.results == {"Anna": ("hit", 0), "Ben": ("hit", 40)}
    test.stand.until(lambda: test.stand.phase == "done")
    assert test.results == {"Anna": ("hit", 0), "Ben": ("hit", 40), "Cem": ("hit", 120)}
    assert test.heard == [
        (sound, test.start_ns + n * WAY)
        for n, sound in enumerate(("beep", "beep", "beep", "high", "beep", "beep", "beep"))
    ]
    assert [r.seq for r in test.stand.records] == [1, 2, 3]


def test_what_the_phone_shows_is_what_the_facts_say():
    test = Test()
    test.to(5)
    assert (test.board.test.level, test.board.test.shuttle, test.board.test.of) == (1, 1, 3)
    assert test.stand.phase == "go"
    test.to(21)
    test.tap(2)
    assert (test.shown(1), test.shown(2)) == (("running", 40), ("running", 20))
    assert test.board.test.runners[ATHLETES[1].id].missed
    test.to(31)
    test.tap(2)
    assert test.shown(2) == ("over", 20)
    test.tap(2, on=False)
    assert test.shown(2) == ("running", 60)
    test.tap(3, "stopped")
    test.to(41)
    assert test.shown(3) == ("done", 60)
    assert (test.board.test.level, test.board.test.shuttle) == (2, 2)


def test_what_the_phone_is_told_is_plain_data():
    test = Test()
    test.to(11)
    test.tap(1)
    test.to(15)
    changes = [message["change"] for _, message in test.stand.told if "test" in message.get("change", {})]
    assert json.loads(json.dumps(changes))[-1]["test"]["runners"][ATHLETES[0].id]["missed"] is True
    assert changes[0]["test"]["runners"][ATHLETES[0].id]["missed"] is False  # told is told


@pytest.mark.parametrize("at", [3, 15, 29.999, 41])
def test_stop_ends_it_for_all_at_once_and_keeps_what_they_had_reached(at: float):
    test = Test()
    test.to(at)
    told = len(test.heard)
    test.stand.runner.stop()
    assert test.tracks == []
    assert not test.stand.runner.agenda.has("pace")
    assert test.stand.phase == "stopped"
    metres = int(at // 10) * 20
    assert test.results == dict.fromkeys(("Anna", "Ben", "Cem"), ("stopped", metres))
    test.to(at + 30)
    assert len(test.heard) == told


def test_who_sits_out_is_done_and_the_others_run_on():
    test = Test()
    test.to(25)
    test.stand.runner.sit(ATHLETES[0].id, out=True)
    test.to(35)
    assert test.results == {"Anna": ("stopped", 40)}
    assert len(test.tracks) == 2
    assert test.heard[-1][1] == test.start_ns + 30 * S


def test_left_out_it_is_over_for_all_and_the_run_done():
    test = Test()
    test.to(25)
    test.stand.runner.skip()
    assert test.stand.phase == "done"
    assert set(test.results.values()) == {("stopped", 40)}


def test_who_was_struck_out_runs_again_alone():
    test = Test()
    test.stand.until(lambda: test.stand.phase == "done")
    test.stand.runner.void(2, again=True)
    test.stand.until(lambda: test.tracks)
    assert [track.attempt.athlete.name for track in test.tracks] == ["Ben"]
    assert [track.attempt.number for track in test.tracks] == [2]


def test_one_says_what_is_said_for_all():
    test = Test()
    assert test.board.said == "To the line"
    assert test.stand.field.seen == []  # a scripted loudspeaker that was replaced heard nothing else


def test_a_field_without_a_loudspeaker_is_refused():
    with pytest.raises(BindError, match="the signals need a loudspeaker"):
        bind_drill(of_drill(TABLE), {"zero-1": ("beam",)}, {})


def test_lanes_are_bound_by_their_number():
    carries = {s.name: s.carries for s in LANES.stations}
    drill = of_drill(TABLE)
    assert dict(bind_drill(drill, carries, {}).lane(1).stations) == {"zero": "zero-1", "twenty": "twenty-1"}
    assert dict(bind_drill(drill, carries, {}).lane(4).stations) == {"zero": "zero-4", "twenty": "twenty-4"}
    assert bind_drill(drill, carries, {}).lane(5).stations == ()
    swapped = bind_drill(drill, carries, {"zero": "twenty", "twenty": "zero"})
    assert dict(swapped.lane(1).stations) == {"zero": "twenty-1", "twenty": "zero-1"}
    with pytest.raises(BindError, match="no stations gate-1, gate-2"):
        bind_drill(drill, carries, {"zero": "gate"})
    with pytest.raises(BindError, match="no role 'left'"):
        bind_drill(drill, carries, {"left": "zero-1"})


# --- virtual athletes ---------------------------------------------------------------------------------------------


def rows_of(name: str, spec: Any, athletes: int, seed: int = 3, ages: tuple[int, ...] = ()) -> list[dict]:
    plan = make_plan(resolve(load_drill_file(name)), seed=seed, athletes=athletes)
    habits = tuple(f"athlete {n} age {age}" for n, age in enumerate(ages, 1))
    rows: list[dict] = []
    people = tuple(replace(ATHLETES[0], id=f"id-{n}", name=f"Kid {n}") for n in range(1, athletes + 1))
    play(plan, RunHeader("run-1", "session-1", 0.0, people), replace(spec, habits=habits), None, rows.append)
    return sorted(rows, key=lambda row: row["lane"])


@pytest.mark.parametrize("name", ["beep-test", "yoyo-ir1"])
def test_beams_and_taps_find_the_same_and_twelve_run_where_four_have_lanes(name: str):
    lanes, taps = (rows_of(name, spec, 12) for spec in (LANES, SIMULATED))
    assert [row["reached_m"] for row in lanes[4:]] == [row["reached_m"] for row in taps[4:]]
    off = [abs(a["reached_m"] - b["reached_m"]) for a, b in zip(lanes[:4], taps, strict=False)]
    assert max(off) <= 7 * (20 if name == "beep-test" else 40)
    assert {row["outcome"] for row in lanes} == {"hit"}


BOUNDS = [("beep-test", ((1, 7), (2, 9), (4, 13))), ("yoyo-ir1", ((9, 15), (9, 17), (14, 21)))]


@pytest.mark.parametrize(("name", "bounds"), BOUNDS)
def test_the_level_is_one_of_the_age(name: str, bounds: tuple[tuple[int, int], ...]):
    ages = (8, 12, 16)
    rows = rows_of(name, SIMULATED, 12, ages=tuple(age for age in ages for _ in range(4)))
    for n, (low, high) in enumerate(bounds):
        assert all(low <= row["reached_level"] <= high for row in rows[4 * n : 4 * n + 4]), rows[4 * n]
    mean = [sum(row["reached_m"] for row in rows[4 * n : 4 * n + 4]) for n in range(3)]
    assert mean == sorted(mean)


def test_a_verdict_is_what_is_kept_says_when_it_is_judged_again():
    test = Test(plan_of(beep(stage(1, 2), near="zero", far="twenty")))
    test.to(11)
    test.tap(2)
    test.to(21)
    test.tap(2)
    test.stand.until(lambda: test.stand.phase == "done")
    plan = plan_of(beep(stage(1, 2), near="zero", far="twenty"))
    header = RunHeader("run-1", "session-1", 0.0, ATHLETES[:3])
    played = Played.of(plan, SIMULATED, header)
    assert [judge_again(r, played, STANDARD) for r in test.stand.records] == [r.verdict for r in test.stand.records]
    assert sorted(r.verdict.reached.metres for r in test.stand.records) == [0, 40, 40]


# --- what a client may ask ----------------------------------------------------------------------------------------


def test_taps_come_as_commands_and_what_is_wrong_is_said():
    desk = Desk()
    plan = plan_of(athletes=2)
    header = RunHeader("run-1", "session-1", 0.0, ATHLETES[:2])
    assert desk.refused("line", athlete=ATHLETES[0].id, what="missed", on=True) == "no run is on"
    assert desk.ask("start", plan=plan_to_doc(plan), run=to_doc(header))["ok"]
    assert desk.refused("line", athlete=ATHLETES[0].id, what="missed", on=True) == "that athlete is not running now"
    desk.run_for(20 * S)
    assert desk.refused("line", athlete="nobody", what="missed", on=True) == "that athlete is not in this run"
    assert "allowed: missed, stopped" in desk.refused("line", athlete=ATHLETES[0].id, what="fell", on=True)
    assert "neither true nor false" in desk.refused("line", athlete=ATHLETES[0].id, what="missed", on=1)
    assert desk.ask("line", athlete=ATHLETES[0].id, what="missed", on=True)["ok"]
    desk.run_for(1)
    assert desk.runner.board.state.test.runners[ATHLETES[0].id].missed
