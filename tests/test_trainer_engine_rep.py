"""The rep machine: every outcome that edges alone can reach, in the order of their stamps."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from builders import MS, S, alternative, leave_start
from hypothesis import given, settings
from hypothesis import strategies as st
from reps import ARRIVE_CUED, HOLD, WAIT, Lane, moving_drill, own_drill, still_drill, task_for

from hardware.base import Edge
from sequences.model import Cue, Expect, Ready, Still, Wait, WaitLaw
from trainer.engine.lane import Began, Broke, Cancel, LaneState, Passed, Present, RepState, Shown, Task
from trainer.engine.rep import advance

ON = ("start", "pad")
IN_FRONT = ("front", "beam")


def standing(cue: int | None = 0, **more) -> Lane:
    """Somebody who stands on the pad, held still: the cue is planned."""
    lane = Lane(task_for(still_drill(**more), cue, catch=cue is None), ON)
    lane.passed(lane.began_ns + HOLD)
    return lane


def in_motion(cue: int | None = 0, **more) -> Lane:
    """Somebody who has just gone back through mid, 300 ms before the cue."""
    task = task_for(moving_drill(**more), cue, wait_ns=300 * MS, catch=cue is None)
    lane = Lane(task, IN_FRONT)
    lane.passed(lane.began_ns + HOLD)
    lane.edge("front", False, lane.began_ns + HOLD + 400 * MS)
    lane.beam("mid", lane.began_ns + 3 * S)
    return lane


def test_the_cue_is_due_a_foreperiod_after_the_hold():
    lane = standing()
    assert lane.actions(Present) == [Present(lane.task.shown, lane.began_ns + HOLD + WAIT)]
    assert lane.state.outcome is None


def test_in_motion_the_cue_is_due_a_foreperiod_after_the_arming_break():
    lane = in_motion()
    assert lane.due_ns == lane.began_ns + 3 * S + 300 * MS


def test_a_hit_keeps_the_stamp_of_each_answer():
    lane = standing()
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 312_345_678)
    lane.edge("left", True, onset_ns + 1_500_000_001)
    assert lane.state.outcome == "hit"
    assert lane.state.ended_ns == onset_ns + 1_500_000_001
    assert [(m.kind, m.t_ns - onset_ns) for m in lane.state.marks] == [
        ("leave", 312_345_678),
        ("arrive", 1_500_000_001),
    ]


def test_another_gate_first_is_the_wrong_gate():
    lane = standing(0)
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 300 * MS)
    lane.edge("right", True, onset_ns + 1400 * MS)
    lane.edge("left", True, onset_ns + 1500 * MS)
    assert (lane.state.outcome, lane.state.ended_ns) == ("wrong gate", onset_ns + 1400 * MS)


def test_a_beam_that_is_nobodys_target_is_no_wrong_gate():
    lane = standing(0)
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 300 * MS)
    lane.edge("mid", True, onset_ns + 900 * MS)
    assert lane.state.outcome is None


def test_a_gate_broken_by_somebody_while_the_athlete_is_still_on_the_pad_is_no_answer():
    lane = standing(0)
    onset_ns = lane.shown()
    lane.beam("right", onset_ns + 100 * MS)
    assert lane.state.outcome is None


def test_three_moves_during_the_hold_in_a_row_are_unsettled():
    lane = Lane(task_for(still_drill()), ON)
    t_ns = lane.began_ns
    for n in range(3):
        assert lane.state.outcome is None
        assert lane.state.unsettled == n
        lane.edge("start", False, t_ns + 600 * MS)
        lane.edge("start", True, t_ns + 900 * MS)
        t_ns += 900 * MS
    assert lane.state.outcome == "unsettled"
    assert not lane.actions(Present)


def test_a_move_during_the_hold_starts_the_hold_anew():
    lane = Lane(task_for(still_drill()), ON)
    lane.edge("start", False, lane.began_ns + 900 * MS)
    lane.edge("start", True, lane.began_ns + 1400 * MS)
    lane.passed(lane.began_ns + 1400 * MS + HOLD)
    assert lane.due_ns == lane.began_ns + 1400 * MS + HOLD + WAIT


def test_nobody_comes():
    lane = Lane(task_for(still_drill()))
    lane.passed(lane.began_ns + 30 * S - 1)
    assert lane.state.outcome is None
    lane.passed(lane.began_ns + 30 * S)
    assert (lane.state.outcome, lane.state.notes) == ("unsettled", ("nobody came",))


def test_off_the_pad_during_the_wait_is_a_false_start():
    lane = standing()
    lane.edge("start", False, lane.due_ns - 1)
    assert (lane.state.outcome, lane.state.ended_ns) == ("false start", lane.due_ns - 1)
    assert lane.actions(Cancel)


def test_a_false_start_on_a_catch():
    lane = standing(None)
    lane.edge("start", False, lane.began_ns + HOLD + WAIT - 1)
    assert lane.state.outcome == "false start"
    assert not lane.actions(Present)


def test_the_arming_beam_again_before_the_onset_is_turned_early():
    lane = Lane(task_for(moving_drill(), 0, wait_ns=450 * MS), IN_FRONT)
    lane.passed(lane.began_ns + HOLD)
    lane.edge("front", False, lane.began_ns + 2 * S)
    lane.beam("mid", lane.began_ns + 3 * S)
    lane.edge("mid", True, lane.began_ns + 3 * S + 349 * MS)
    assert lane.state.outcome is None  # an arm or a trailing leg
    lane.edge("mid", False, lane.began_ns + 3 * S + 349 * MS + 1)
    lane.edge("mid", True, lane.began_ns + 3 * S + 350 * MS)
    assert lane.state.outcome == "turned early"


def test_in_motion_through_the_beam_again_and_the_gate_is_a_hit():
    lane = in_motion(1)
    onset_ns = lane.shown()
    lane.beam("mid", onset_ns + 700 * MS)
    lane.beam("right", onset_ns + 1800 * MS)
    assert lane.state.outcome == "hit"


def test_the_next_pass_of_the_arming_beam_lies_min_turn_after_it():
    lane = in_motion()
    arming_ns = lane.state.marks[-1].t_ns
    lane.shown()
    lane.beam("mid", arming_ns + 400 * MS - 1, 10 * MS)
    assert lane.state.marks[-1].t_ns == arming_ns
    lane.edge("mid", True, arming_ns + 450 * MS)
    assert lane.state.marks[-1].t_ns == arming_ns + 450 * MS


def test_no_answer_is_an_omission():
    lane = standing()
    onset_ns = lane.shown()
    lane.passed(onset_ns + 1500 * MS - 1)
    assert lane.state.outcome is None
    lane.passed(onset_ns + 1500 * MS)
    assert (lane.state.outcome, lane.state.ended_ns) == ("omission", onset_ns + 1500 * MS)


def test_an_answer_at_the_very_deadline_counts():
    lane = standing()
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 1500 * MS)
    assert lane.state.outcome is None
    lane = standing()
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 1500 * MS + 1)
    assert lane.state.outcome == "omission"


def test_moved_and_not_arrived_is_unfinished():
    lane = standing()
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 300 * MS)
    lane.passed(onset_ns + 300 * MS + 4 * S)
    assert (lane.state.outcome, lane.state.ended_ns) == ("unfinished", onset_ns + 300 * MS + 4 * S)


def test_moving_on_a_stay_is_a_false_alarm():
    lane = standing(2)
    onset_ns = lane.shown()
    lane.edge("start", False, onset_ns + 2 * S)
    assert lane.state.outcome == "false alarm"


def test_still_on_a_stay_is_withheld():
    lane = standing(2)
    onset_ns = lane.shown()
    lane.beam("right", onset_ns + 500 * MS)
    lane.passed(onset_ns + 2 * S)
    assert (lane.state.outcome, lane.state.ended_ns) == ("withheld", onset_ns + 2 * S)


def test_moving_on_a_standing_catch_is_a_false_alarm_and_still_is_withheld():
    lane = standing(None)
    would_be_ns = lane.began_ns + HOLD + WAIT
    lane.edge("start", False, would_be_ns + 1)
    assert lane.state.outcome == "false alarm"
    lane = standing(None)
    lane.passed(would_be_ns + 2 * S)
    assert lane.state.outcome == "withheld"


def test_on_a_catch_in_motion_on_to_deep_is_withheld_and_back_through_mid_a_false_alarm():
    lane = in_motion(None)
    arming_ns = lane.state.marks[-1].t_ns
    lane.beam("deep", arming_ns + 900 * MS)
    assert lane.state.outcome == "withheld"
    lane = in_motion(None)
    lane.beam("mid", arming_ns + 900 * MS)
    assert lane.state.outcome == "false alarm"
    lane = in_motion(None)
    lane.passed(arming_ns + 300 * MS + 4 * S)
    assert lane.state.outcome == "unfinished"


def test_quick_feet_may_open_the_pad_on_a_stay_but_not_go_to_the_beam():
    both = alternative("both", target=("left",), show=("left",))
    only = alternative("only", go=False, target=(), show=("left",))
    free = Wait(WaitLaw("fixed", WAIT, WAIT), "repeat", None, None, None)
    cue = Cue((both, only), "law", None, Still("avoid", "left", "beam", 2 * S), None)
    task = Task((Ready("start", "pad", HOLD, 30 * S), free, cue, Expect((ARRIVE_CUED,))), 1, WAIT)
    for moves, outcome in ((("start",), "withheld"), (("start", "left"), "false alarm")):
        lane = Lane(task, ON)
        lane.passed(lane.began_ns + HOLD)
        lane.edge("start", False, lane.began_ns + HOLD + 400 * MS)  # a step, no false start
        lane.edge("start", True, lane.began_ns + HOLD + 500 * MS)
        onset_ns = lane.shown()
        for n, station in enumerate(moves):
            lane.edge(station, station != "start", onset_ns + (n + 1) * 300 * MS)
        lane.passed(onset_ns + 2 * S)
        assert lane.state.outcome == outcome


def test_a_late_cue_ends_the_attempt():
    lane = standing()
    lane.shown(lane.due_ns + 5 * MS, late=True)
    assert lane.state.outcome == "late cue"


def test_broken_equipment_ends_the_attempt_with_its_sentence():
    lane = standing()
    lane.give(Broke(lane.due_ns, "the lamp is gone"))
    assert (lane.state.outcome, lane.state.notes) == ("lost", ("the lamp is gone",))


def test_restart_goes_back_to_the_hold_with_the_same_cue():
    lane = standing(early="restart")
    first_due_ns = lane.due_ns
    lane.edge("start", False, first_due_ns - 500 * MS)
    assert lane.state.outcome is None
    assert lane.actions(Cancel)
    lane.edge("start", True, first_due_ns)
    lane.passed(first_due_ns + HOLD)
    assert lane.actions(Present) == [Present(lane.task.shown, ns) for ns in (first_due_ns, first_due_ns + HOLD + WAIT)]
    assert lane.state.notes == ("started again after an early move",)


def test_an_own_start_is_time_zero_and_its_first_second_is_deaf():
    lane = Lane(task_for(own_drill(), 1, wait_ns=0), ON)
    lane.passed(lane.began_ns + HOLD)
    zero_ns = lane.began_ns + 3 * S
    lane.edge("start", False, zero_ns)
    lane.beam("mid", zero_ns + 1 * S - 1)
    lane.beam("mid", zero_ns + 2 * S)
    lane.beam("mid", zero_ns + 4 * S)
    assert (lane.state.outcome, lane.state.zero_ns, lane.state.onsets) == ("hit", zero_ns, ())
    assert [m.t_ns - zero_ns for m in lane.state.marks] == [2 * S, 4 * S]


def test_who_never_starts_omits():
    lane = Lane(task_for(own_drill(), 1, wait_ns=0), ON)
    lane.passed(lane.began_ns + HOLD + 30 * S)
    assert lane.state.outcome == "omission"


def test_deadlines_pass_by_stamps_whatever_is_told_first():
    """The hold ends before the edge that is told next: the wait has begun, and the edge is a false start."""
    lane = Lane(task_for(still_drill()), ON)
    lane.edge("start", False, lane.began_ns + HOLD + 1)
    assert lane.state.outcome == "false start"
    assert lane.actions(Present)


def test_a_decided_lane_takes_no_more_events():
    lane = standing()
    lane.edge("start", False, lane.due_ns - 1)
    decided = replace(lane.state)
    for event in (Edge("start", "pad", True, lane.due_ns), Passed(lane.due_ns + S), Shown(lane.due_ns)):
        assert lane.give(event) == decided
    assert lane.give(Broke(lane.due_ns, "too late")) == decided


def test_a_rep_is_decided_when_all_its_lanes_are():
    done, open_ = LaneState(outcome="hit"), LaneState()
    assert RepState((done, done)).decided
    assert not RepState((done, open_)).decided
    assert RepState((open_, done)).with_lane(0, done).decided
    assert RepState((open_, done)).with_lane(1, open_).lanes == (open_, open_)


def test_a_cue_without_a_wait_comes_soon_after_the_hold():
    built = still_drill()
    steps = tuple(s for s in built.steps if s.step != "wait")
    lane = Lane(Task(steps, 0, None), ON)
    lane.passed(lane.began_ns + HOLD)
    assert lane.due_ns == lane.began_ns + HOLD + 100 * MS


@st.composite
def happenings(draw):
    """Any events in any order at any instants."""
    t_ns = st.integers(0, 20_000).map(lambda n: 10 * S + n * MS)
    station = st.sampled_from(["start", "left", "right", "mid", "front", "deep"])
    sensor = st.sampled_from(["pad", "beam"])
    edge = st.builds(Edge, station, sensor, st.booleans(), t_ns)
    event = st.one_of(edge, edge, edge, st.builds(Passed, t_ns), st.builds(Shown, t_ns, st.booleans()))
    return draw(st.lists(event, max_size=25))


@settings(max_examples=150)
@given(
    st.sampled_from([still_drill(), still_drill(early="restart"), moving_drill(), own_drill()]),
    st.integers(0, 1),
    st.booleans(),
    happenings(),
)
def test_whatever_happens_the_machine_stays_whole(built, cue, catch, events):
    task = task_for(built, cue, wait_ns=300 * MS, catch=catch and built.steps[-2].step == "cue")
    lane = LaneState()
    advance(task, lane, Began(10 * S, frozenset()))
    indices = []
    for event in events:
        actions = advance(task, lane, event)
        assert all(a.shown is task.shown for a in actions if isinstance(a, Present))
        indices.append(lane.index)
        assert (lane.outcome is None) or lane.deadline_ns is None
        assert lane.unsettled <= 3
    if built.steps[1].step != "wait" or built.steps[1].early != "restart":
        assert all(a <= b for a, b in pairwise(indices))
    advance(task, lane, Passed(10 * S + 3600 * S))
    waits_for_the_cue = built.steps[lane.index].step in ("wait", "cue") and lane.outcome is None
    assert lane.outcome is not None or (waits_for_the_cue and not task.catch)


def test_an_expect_in_any_order_takes_each_answer_once():
    answers = (leave_start(), ARRIVE_CUED)
    task = Task((Ready("start", "pad", HOLD, 30 * S), Cue((alternative("left"),), "law", "reaction", None, None),
                 Expect(answers, in_order=False)), 0)  # fmt: skip
    lane = Lane(task, ON)
    lane.passed(lane.began_ns + HOLD)
    onset_ns = lane.shown()
    lane.edge("left", True, onset_ns + 300 * MS)
    lane.edge("left", False, onset_ns + 400 * MS)
    lane.edge("left", True, onset_ns + 1000 * MS)
    assert lane.state.outcome is None
    lane.edge("start", False, onset_ns + 1100 * MS)
    assert lane.state.outcome == "hit"
    assert [m.kind for m in lane.state.marks] == ["arrive", "leave"]
