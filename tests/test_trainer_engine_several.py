"""Several cues in one rep: each is asked in its turn, a span ends it in time, a switch overrides what was asked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import FIXED, MS, S, alternative, drill
from hypothesis import given
from hypothesis import strategies as st
from reps import HOLD, Lane, plan_for
from stands import Stand

from sequences.model import (
    ATTEMPTS,
    Answer,
    Cue,
    Draw,
    Drill,
    Expect,
    Further,
    PlannedRep,
    Ready,
    Role,
    Say,
    Span,
    SpanEnd,
    Switch,
    Wait,
    WaitLaw,
)
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import STANDARD
from trainer.engine.lane import Cancel, Present, Speak, Task
from trainer.engine.verdict import judge
from trainer.rescore import Played, judge_again

LEFT, RIGHT = alternative("left"), alternative("right")
GO = Cue((LEFT, RIGHT), "law", None, None, None)
READY = Ready("start", "pad", HOLD, 30 * S)
FREE = Wait(FIXED, "count", None, None, None)
ON = ("start", "pad")
ROLES = (Role("start", ("pad",)), Role("left", ("gate", "beam")), Role("right", ("gate", "beam")))


def gate(name: str, **more) -> Expect:
    return Expect((Answer("arrive", (), "beam", 4 * S, name),), **more)


def rounds(n: int = 3, *, span_ns: int | None = None, **more) -> Drill:
    """So many times: wait 1.5 s, left or right. One set of two reps."""
    inner = [step for i in range(1, n + 1) for step in (FREE, replace(GO, group=1), gate(f"gate {i}", **more))]
    span = [] if span_ns is None else [Span(span_ns)]
    return drill(READY, *span, *inner, *([SpanEnd()] if span else []), sets=1, reps=2, roles=ROLES)


def task(built: Drill, *cues: int) -> Task:
    first, *others = cues
    return Task(built.steps, first, 1500 * MS, more=tuple(Further(1000 * MS, c) for c in others))


def answered(lane: Lane, *stations: str, after_ns: int = 2 * S) -> int:
    """Ready, then each cue appears and is answered by this station. Returns the last onset."""
    lane.passed(lane.began_ns + HOLD)
    onset_ns = 0
    for station in stations:
        onset_ns = lane.shown()
        lane.beam(station, onset_ns + after_ns)
    return onset_ns


def test_each_cue_waits_its_own_time_and_is_answered_by_its_own_target():
    lane = Lane(task(rounds(), 0, 1, 1), ON)
    last_ns = answered(lane, "left", "right", "right")
    assert (lane.state.outcome, lane.state.ended_ns) == ("hit", last_ns + 2 * S)
    first, second, third = lane.actions(Present)
    assert [p.shown for p in (first, second, third)] == [LEFT, RIGHT, RIGHT]
    assert first.due_ns == lane.began_ns + HOLD + 1500 * MS
    assert second.due_ns == first.due_ns + 2 * S + 1000 * MS
    assert lane.state.onsets == tuple(p.due_ns for p in (first, second, third))
    assert lane.state.zero_ns == first.due_ns


def test_the_target_of_another_cue_ends_the_rep_or_is_noted():
    lane = Lane(task(rounds(), 0, 1, 1), ON)
    answered(lane, "left", "left")
    assert lane.state.outcome == "wrong gate"
    lane = Lane(task(rounds(wrong="note"), 0, 1, 1), ON)
    onset_ns = answered(lane, "left", "left")
    assert (lane.state.outcome, lane.state.notes) == (None, ("left was the other gate",))
    lane.beam("right", onset_ns + 3 * S)
    lane.beam("right", lane.shown() + 1 * S)
    assert lane.state.outcome == "hit"
    assert [m.wrong for m in lane.state.marks] == [False, True, False, False]


def test_what_is_missed_ends_the_rep_or_is_noted():
    lane = Lane(task(rounds(), 0, 1, 1), ON)
    lane.passed(answered(lane, "left") + 2 * S + 1500 * MS)
    lane.passed(lane.shown() + 4 * S)
    assert lane.state.outcome == "unfinished"
    lane = Lane(task(rounds(missed="next"), 0, 1, 1), ON)
    answered(lane, "left")
    lane.passed(lane.shown() + 4 * S)
    assert (lane.state.outcome, lane.state.notes) == (None, ("missed gate 2",))
    lane.beam("right", lane.shown() + 1 * S)
    assert lane.state.outcome == "hit"


def test_who_misses_everything_did_not_answer():
    lane = Lane(task(rounds(2, missed="next"), 0, 1), ON)
    lane.passed(lane.began_ns + HOLD)
    for _ in range(2):
        lane.passed(lane.shown() + 4 * S)
    assert lane.state.outcome == "omission"


def test_a_span_ends_in_time_wherever_the_rep_has_come_to():
    built = rounds(span_ns=6 * S)
    lane = Lane(task(built, 0, 1, 1), ON)
    answered(lane, "left")  # the next cue is on its way
    end_ns = lane.began_ns + HOLD + 6 * S
    assert lane.due_ns < end_ns
    lane.shown()
    lane.passed(end_ns)
    assert (lane.state.outcome, lane.state.ended_ns) == ("hit", end_ns)
    assert [m.name for m in lane.state.marks] == ["gate 1"]


def test_a_cue_on_its_way_is_taken_back_when_the_span_is_over():
    lane = Lane(task(rounds(span_ns=4 * S), 0, 1, 1), ON)
    answered(lane, "left")
    cancelled = len(lane.actions(Cancel))
    lane.passed(lane.began_ns + HOLD + 4 * S)
    assert (lane.state.outcome, len(lane.actions(Cancel))) == ("hit", cancelled + 1)
    assert lane.state.awaited is None


def test_after_a_span_the_rep_goes_on_and_nobody_who_did_nothing_has_hit():
    built = rounds(span_ns=6 * S)
    more = replace(
        built, steps=(*built.steps, Say("Home", "low"), Expect((Answer("arrive", ("left",), "beam", S, "home"),)))
    )
    lane = Lane(task(more, 0, 1, 1), ON)
    answered(lane, "left")
    lane.passed(lane.began_ns + HOLD + 6 * S)
    assert lane.actions(Speak) == [Speak("Home", "low")]
    lane.beam("left", lane.began_ns + HOLD + 6 * S + 500 * MS)
    assert lane.state.outcome == "hit"
    lane = Lane(task(more, 0, 1, 1), ON)
    lane.passed(lane.began_ns + HOLD)
    lane.shown()
    lane.passed(lane.began_ns + HOLD + 6 * S)
    assert lane.state.outcome == "omission"


@given(st.integers(1, 20_000), st.lists(st.integers(0, 1), min_size=3, max_size=3), st.integers(100, 3_900))
def test_no_span_is_overrun(span_ms, cues, after_ms):
    """Whatever the instants: the lane is decided by the end of the span, and what is answered is in order."""
    lane = Lane(task(rounds(span_ns=max(span_ms, 1000) * MS), *cues), ON)
    lane.passed(lane.began_ns + HOLD)
    end_ns = lane.began_ns + HOLD + max(span_ms, 1000) * MS
    for _ in cues:
        if lane.state.awaited is None:
            break
        due_ns = lane.due_ns
        lane.passed(due_ns - 1)
        if lane.state.outcome is None and lane.state.awaited is not None:
            lane.shown(due_ns)
            assert lane.state.shown is not None
            lane.beam(lane.state.shown.target[0], due_ns + after_ms * MS)
    lane.passed(end_ns)
    assert lane.state.outcome in ("hit", "omission")
    assert lane.state.ended_ns <= end_ns
    assert [m.name for m in lane.state.marks] == [f"gate {n}" for n in range(1, len(lane.state.marks) + 1)]


# --- switches ---------------------------------------------------------------------------------------------------

RED = tuple(replace(a, light="red") for a in (LEFT, RIGHT))
CHANGE = Switch(0.5, WaitLaw("fixed", 300 * MS, 300 * MS), RED, ((0.0, 1.0), (1.0, 0.0)))


def changing(to: int | None = 1) -> tuple[Drill, Task]:
    built = drill(READY, FREE, GO, CHANGE, gate("gate"), sets=1, reps=2, roles=ROLES)
    return built, Task(built.steps, 0, 1500 * MS, switch_ns=None if to is None else 300 * MS, switch_to=to)


def changed() -> tuple[Lane, int]:
    lane = Lane(changing()[1], ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    assert lane.due_ns == onset_ns + 300 * MS
    assert lane.shown() == onset_ns + 300 * MS
    return lane, onset_ns


def test_after_a_change_the_target_is_the_other_and_the_first_one_wrong():
    lane, onset_ns = changed()
    assert [p.shown for p in lane.actions(Present)] == [LEFT, RED[1]]
    lane.beam("right", onset_ns + 2 * S)
    assert (lane.state.outcome, lane.state.zero_ns) == ("hit", onset_ns)
    lane, onset_ns = changed()
    lane.beam("left", onset_ns + 2 * S)
    assert lane.state.outcome == "wrong gate"


def test_who_is_there_before_the_change_has_hit_and_the_change_is_not_given():
    lane = Lane(changing()[1], ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    lane.beam("left", onset_ns + 200 * MS)
    assert (lane.state.outcome, lane.state.notes) == ("hit", ("there before the change",))
    assert lane.actions(Cancel)


def test_without_a_change_nothing_more_appears():
    lane = Lane(changing(None)[1], ON)
    answered(lane, "left")
    assert (lane.state.outcome, len(lane.actions(Present))) == ("hit", 1)


def test_a_change_that_comes_late_spoils_the_attempt():
    lane = Lane(changing()[1], ON)
    lane.passed(lane.began_ns + HOLD)
    lane.shown()
    lane.shown(lane.due_ns + 5 * MS, late=True)
    assert lane.state.outcome == "late cue"


# --- on the devices, and judged again ---------------------------------------------------------------------------


def played(built: Drill, *draws: Draw) -> Stand:
    stand = Stand()
    stand.start(plan_for(built, *(PlannedRep(1, n, 1, False, (d,) * ATTEMPTS) for n, d in enumerate(draws, 1))))
    return stand


def judged_again(stand: Stand, built: Drill) -> None:
    """The records alone give the verdicts again."""
    carries = {s.name: s.carries for s in stand.field.stations.values()}
    sensors = stand.runner.player.triggers.sensing
    plan = plan_for(built)
    known = Played(plan, bind_drill(built, carries, {}), sensors)
    for record in stand.records:
        assert judge_again(record, known, STANDARD) == record.verdict


def test_several_cues_are_given_and_kept_each_with_its_onset():
    built = rounds()
    stand = played(built, Draw(1500 * MS, 0, (Further(500 * MS, 1), Further(700 * MS, 0))))
    stand.on_pad()
    onsets = []
    for station in ("left", "right", "left"):
        onsets.append(stand.cue_number(len(onsets) + 1))
        assert [n for n, c in lit(stand)] == [station]
        stand.beam(station, onsets[-1] + 1 * S)
        stand.run_to(onsets[-1] + 1 * S + 20 * MS)
        assert lit(stand) == []
    verdict = stand.decided()
    assert (verdict.outcome, verdict.total_ns) == ("hit", onsets[2] + 1 * S - onsets[0])
    assert [(s.name, s.ns) for s in verdict.splits] == [(f"gate {n}", 1 * S) for n in (1, 2, 3)]
    record = stand.records[0]
    assert [c.onset_ns for c in record.cues] == onsets == [o.t_ns for o in record.onsets]
    assert [c.alternative for c in record.cues] == ["left", "right", "left"]
    judged_again(stand, built)


def lit(stand: Stand) -> list[tuple[str, str]]:
    return sorted(stand.runner.player.stage.lit.items())


def test_a_change_puts_the_first_lamp_out_and_the_other_on():
    built, _ = changing()
    stand = played(built, Draw(1500 * MS, 0, (), 300 * MS, 1))
    stand.on_pad()
    onset_ns = stand.cue_number(1)
    assert lit(stand) == [("left", "white")]
    assert stand.cue_number(2) == onset_ns + 300 * MS
    assert lit(stand) == [("right", "red")]
    stand.beam("right", onset_ns + 2 * S)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.total_ns) == ("hit", 2 * S)
    assert [s.ns for s in verdict.splits] == [2 * S]
    assert [c.alternative for c in stand.records[0].cues] == ["left", "right"]
    judged_again(stand, built)


def test_a_run_that_is_stopped_between_two_cues_is_dark_and_kept():
    stand = played(rounds(), Draw(1500 * MS, 0, (Further(500 * MS, 1), Further(700 * MS, 0))))
    stand.on_pad()
    onset_ns = stand.cue_number(1)
    stand.beam("left", onset_ns + 1 * S)
    stand.run_to(onset_ns + 1200 * MS)
    assert stand.runner.agenda.has("cue")
    stand.runner.stop()
    stand.run_for(5 * S)
    assert (stand.outcomes, stand.phase, stand.field.dark_now()) == (["stopped"], "stopped", True)
    assert len(stand.records[0].onsets) == 1


@pytest.mark.parametrize("command", ["pause", "skip"])
def test_pause_waits_for_the_rep_and_skip_ends_it(command):
    stand = played(rounds(), *(Draw(1500 * MS, 0, (Further(500 * MS, 1), Further(700 * MS, 0))),) * 2)
    stand.on_pad()
    stand.cue_number(1)
    getattr(stand.runner, command)()
    if command == "pause":
        for n, station in enumerate(("left", "right", "left"), 1):
            stand.beam(station, stand.cue_number(n) + 1 * S)
        stand.until(lambda: stand.phase == "paused")
        assert stand.outcomes == ["hit"]
    else:
        assert stand.outcomes == ["stopped"]
        assert stand.field.dark_now()


def test_an_edge_that_came_late_moves_the_second_cue():
    """The first arrival is delivered 20 ms late, when the wait for the second has begun by a later one."""
    built = rounds(2)
    stand = played(built, Draw(1500 * MS, 0, (Further(500 * MS, 1),)))
    stand.on_pad()
    onset_ns = stand.cue_number(1)
    stand.beam("left", onset_ns + 1 * S, delay_ns=20 * MS)
    assert stand.cue_number(2) == onset_ns + 1500 * MS
    stand.beam("right", onset_ns + 3 * S)
    assert stand.decided().outcome == "hit"
    judged_again(stand, built)
    assert judge(stand.runner.player.before.task, stand.runner.player.before.evidence(onset_ns + 9 * S),
                 stand.runner.player.triggers.sensing).outcome == "hit"  # fmt: skip
