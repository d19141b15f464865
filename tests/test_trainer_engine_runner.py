"""The run: turns, sets, pauses, the coach's corrections, the disk; stopped at any instant it is dark and whole."""

from __future__ import annotations

from collections import Counter

import pytest
from builders import MS, S
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reps import moving_drill, own_drill, plan_for, planned, still_drill
from stands import QUIET, Stand, pair, play_on, started, who

from trainer.engine.keeping import SLOW_NS
from trainer.engine.runner import QUIET_NS
from trainer.errors import BindError, Refused

# --- stop, pause, resume, skip --------------------------------------------------------------------------------

instants = st.integers(0, 14_000).map(lambda n: n * MS)
DRILLS = {"still": still_drill(), "moving": moving_drill(), "own": own_drill()}


def at_any_instant(name: str, offset_ns: int) -> Stand:
    """A run of two reps in which somebody does what is asked; time has gone on by offset_ns."""
    built = DRILLS[name]
    wait_ns = {"still": 1500 * MS, "moving": 300 * MS, "own": 0}[name]
    stand = started(built, *(planned(0, rep=n, wait_ns=wait_ns) for n in (1, 2)))
    t_ns = stand.clock.now_ns()
    for begin_ns in (t_ns + 1 * S, t_ns + 9 * S):  # the lane is clear, the attempt begins
        _script(stand, name, begin_ns)
    stand.run_to(t_ns + offset_ns)
    return stand


def _script(stand: Stand, name: str, t_ns: int) -> None:
    if name == "moving":
        stand.edge("front", True, t_ns + 100 * MS)
        stand.edge("front", False, t_ns + 1500 * MS)
        stand.beam("mid", t_ns + 2500 * MS)
        stand.beam("mid", t_ns + 3600 * MS)
        stand.beam("left", t_ns + 4600 * MS)
        return
    stand.edge("start", True, t_ns + 100 * MS)
    stand.edge("start", False, t_ns + (3 * S if name == "still" else 2 * S))
    for station, ms in (("left", 4500),) if name == "still" else (("mid", 3500), ("mid", 4500)):
        stand.beam(station, t_ns + ms * MS)


@settings(max_examples=60)
@given(st.sampled_from(sorted(DRILLS)), instants)
@example("still", 5600 * MS)  # arrived, not yet judged
@example("still", 3700 * MS)  # the lamp is lit
@example("moving", 5610 * MS)
def test_stopped_at_any_instant_it_is_dark_kept_and_ready_for_the_next_run(name, offset_ns):
    stand = at_any_instant(name, offset_ns)
    on, before = stand.runner.player.now, len(stand.records)
    finished = on is not None and on.lane.outcome is not None
    lived = stand.phase not in QUIET
    stand.runner.stop()
    assert stand.phase in ("stopped", "done")
    assert stand.phase == "stopped" or not lived
    assert stand.field.dark_now()
    assert stand.runner.player.now is None
    assert len(stand.records) == before + (on is not None)
    if on is not None:
        assert stand.verdict.outcome == ("hit" if finished else "stopped")
    lamps = len([s for s, _ in stand.field.seen if s != "call-right"])
    stand.run_for(12 * S)
    assert len([s for s, _ in stand.field.seen if s != "call-right"]) == lamps
    assert len(stand.records) == before + (on is not None)
    assert stand.runner.is_finished
    stand.start(plan_for(still_drill()), "run-2")
    stand.hit()
    assert (stand.records[-1].run, stand.records[-1].seq, stand.verdict.outcome) == ("run-2", 1, "hit")


def test_stop_is_a_low_tone_and_stopping_twice_is_one_stop():
    stand = pair()
    stand.on_pad()
    stand.cue()
    stand.field.seen.clear()
    stand.runner.stop()
    assert [s for s, _ in stand.field.seen] == ["call-right"]
    assert stand.runner.board.state.said == "Stop"
    stand.runner.stop()
    assert stand.outcomes == ["stopped"]
    assert stand.phase == "stopped"


def test_stopping_after_the_last_arrival_says_stop_and_not_well_done():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.edge("left", True, onset_ns + 1500 * MS)
    stand.run_to(onset_ns + 1600 * MS)
    stand.runner.stop()
    assert (stand.outcomes, stand.phase, stand.runner.board.state.said) == (["hit"], "stopped", "Stop")


@settings(max_examples=60)
@given(st.sampled_from(sorted(DRILLS)), instants, instants)
def test_paused_at_any_instant_the_rep_ends_and_the_run_goes_on_where_it_was(name, offset_ns, pause_ns):
    stand = at_any_instant(name, offset_ns)
    over = stand.phase in QUIET
    stand.runner.pause()
    stand.run_for(15 * S + pause_ns)
    if over or len(stand.records) == 2:
        assert stand.phase == "done"
        return
    assert stand.phase == "paused"
    assert stand.field.dark_now()
    begun = stand.runner.run.seq
    stand.run_for(60 * S)
    assert stand.runner.run.seq == begun
    stand.runner.resume()
    while stand.phase not in QUIET:
        stand.until(lambda: stand.phase in QUIET or stand.runner.player.now is not None)
        if stand.phase not in QUIET:
            count = len(stand.records) + 1
            _script(stand, name, stand.clock.now_ns())
            stand.decided(count)
    done = Counter(r.rep for r in stand.records if r.verdict.outcome == "hit")
    assert done == {1: 1, 2: 1}


def test_resume_takes_back_a_pause_asked_for():
    stand = pair()
    stand.on_pad()
    stand.cue()
    stand.runner.pause()
    assert stand.runner.board.state.pausing
    stand.runner.resume()
    stand.edge("start", False, stand.now.shown.onset_ns + 300 * MS)
    stand.beam("left", stand.now.shown.onset_ns + 1500 * MS)
    stand.decided()
    assert stand.phase == "time"


def test_pausing_in_a_rest_waits_after_it():
    stand = pair(reps=1, sets=2)
    stand.hit()
    stand.hit()
    stand.runner.pause()
    stand.until(lambda: stand.phase != "rest")
    assert stand.phase == "paused"
    stand.runner.resume()
    stand.hit()
    assert stand.records[-1].set == 2


def test_a_turn_left_out_is_kept_as_stopped_and_the_next_comes_up():
    stand = pair()
    stand.on_pad()
    stand.cue()
    stand.runner.skip()
    assert (stand.outcomes, stand.verdict.notes) == (["stopped"], ("left out",))
    assert stand.field.dark_now()
    assert stand.runner.board.state.turn.athlete == "Ben"
    play_on(stand)
    assert who(stand) == ["Anna", "Ben", "Anna", "Ben"]


def test_leaving_out_a_turn_that_has_not_begun():
    stand = pair()
    stand.runner.skip()
    assert stand.runner.board.state.turn.athlete == "Ben"
    play_on(stand)
    assert who(stand) == ["Ben", "Anna", "Ben"]


def test_leaving_out_a_turn_while_paused_stays_paused():
    stand = pair()
    stand.runner.pause()
    stand.runner.skip()
    stand.run_for(60 * S)
    assert (stand.phase, stand.records) == ("paused", [])
    assert stand.runner.board.state.turn.athlete == "Ben"
    stand.runner.resume()
    play_on(stand)
    assert who(stand) == ["Ben", "Anna", "Ben"]


def test_a_rep_already_decided_is_not_left_out_any_more_and_nobody_else_is_either():
    stand = pair()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1500 * MS)
    stand.run_to(onset_ns + 1600 * MS)
    stand.runner.skip()
    assert stand.outcomes == ["hit"]
    assert stand.runner.board.state.turn.athlete == "Ben"


def test_there_is_nobody_to_leave_out_without_a_turn():
    with pytest.raises(Refused, match="nobody's turn"):
        Stand().runner.skip()
    stand = pair(reps=1, sets=2)
    stand.hit()
    stand.hit()
    with pytest.raises(Refused, match="nobody's turn"):
        stand.runner.skip()


# --- start ----------------------------------------------------------------------------------------------------


def test_one_run_at_a_time():
    stand = pair()
    with pytest.raises(Refused, match="a run is on"):
        stand.start(plan_for(still_drill()), "run-2")


def test_a_plan_this_field_cannot_play_is_refused_and_nothing_has_begun():
    stand = Stand(mute=True)
    with pytest.raises(BindError):
        stand.start(plan_for(still_drill()))
    assert (stand.phase, stand.runner.run, stand.field.briefs) == ("idle", None, [])


# --- the disk -------------------------------------------------------------------------------------------------


def test_nothing_is_shown_that_is_not_kept_and_the_phone_says_saving():
    stand = pair()
    stand.journal.stalled = True
    stand.hit()
    closed_ns = stand.clock.now_ns()
    state = stand.runner.board.state
    stand.run_to(closed_ns + SLOW_NS - 1)
    assert (state.last, state.unkept, state.saving) == (None, 1, False)
    stand.run_to(closed_ns + SLOW_NS)
    assert (state.last, state.unkept, state.saving) == (None, 1, True)
    assert not [m for _, m in stand.told if "verdict" in m]
    stand.journal.recover()
    stand.run_for(100 * MS)
    assert (state.last["seq"], state.unkept, state.saving) == (1, 0, False)
    assert [m["verdict"]["seq"] for _, m in stand.told if "verdict" in m] == [1]


def test_a_disk_that_stands_still_delays_no_cue():
    stand, prompt = pair(), pair()
    stand.journal.stalled = True
    play_on(stand)
    play_on(prompt)
    assert [r.cues[0].onset_ns for r in stand.records] == [r.cues[0].onset_ns for r in prompt.records]
    assert stand.phase == "done"
    stand.run_for(10 * S)
    assert not stand.runner.is_finished
    assert stand.runner.board.state.unkept == 4
    stand.journal.recover()
    stand.until(lambda: stand.runner.is_finished)
    stand.run_for(10 * MS)
    assert [m["verdict"]["seq"] for _, m in stand.told if "verdict" in m] == [1, 2, 3, 4]


def test_what_a_slow_disk_takes_after_the_next_run_began_is_told_and_not_shown_as_its_last():
    stand = pair()
    stand.journal.stalled = True
    stand.hit()
    stand.runner.stop()
    stand.start(plan_for(still_drill()), "run-2")
    stand.journal.recover()
    stand.run_for(1 * S)
    state = stand.runner.board.state
    assert (state.unkept, state.saving, state.last) == (0, False, None)
    assert [m["verdict"]["run"] for _, m in stand.told if "verdict" in m] == ["run-1"]
    stand.hit()
    stand.run_for(100 * MS)
    assert (state.last["run"], state.last["seq"], state.unkept) == ("run-2", 1, 0)


def test_a_verdict_decided_again_is_shown_when_the_disk_has_it():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("right", onset_ns + 1400 * MS, delay_ns=1 * S)
    stand.beam("left", onset_ns + 1500 * MS)
    stand.decided()
    stand.run_for(10 * MS)
    stand.journal.stalled = True
    stand.run_to(onset_ns + 4 * S)
    assert len(stand.journal.rescored) == 1
    assert stand.runner.board.state.last["outcome"] == "hit"
    stand.journal.recover()
    stand.run_for(10 * MS)
    assert stand.runner.board.state.last["outcome"] == "wrong gate"
    assert [m["verdict"]["outcome"] for _, m in stand.told if "verdict" in m] == ["hit"]


# --- the loop -------------------------------------------------------------------------------------------------


def test_nothing_is_told_when_something_is_due_within_5_ms():
    stand = pair()
    play_on(stand)
    cues = [r.cues[0].due_ns for r in stand.records]
    told = [t_ns for t_ns, _ in stand.told]
    assert len(cues) == 4
    assert not [(t, due) for t in told for due in cues if 0 < due - t <= QUIET_NS]


def test_a_change_just_before_the_cue_is_told_after_it():
    stand = started()
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.run_to(due_ns - 10 * MS)
    stand.told.clear()
    stand.beam("deep", due_ns - 3 * MS, 1 * MS)
    stand.run_to(due_ns)
    assert stand.told == []
    assert stand.runner.board.is_dirty
    stand.run_to(due_ns + 10 * MS)
    assert stand.told


def test_the_cue_comes_before_anything_else_of_its_instant():
    stand = started()
    stand.on_pad()
    due_ns = stand.planned_cue()
    seen: list[tuple[int, list]] = []
    stand.edge("deep", True, due_ns)
    stand.run_to(due_ns - 1)
    stand.inbox.put(lambda: stand.clock.busy(due_ns))
    for _ in range(3):
        stand.inbox.put(lambda: seen.append((stand.clock.now_ns(), list(stand.field.seen))))
    stand.run_to(due_ns + 1)
    assert seen == [(due_ns, [("left", due_ns)])] * 3


def test_time_for_tidying_is_between_reps_only():
    tidied = []
    stand = pair()
    stand.runner.tidy = lambda: tidied.append(stand.runner.player.now)
    play_on(stand)
    assert tidied == [None] * 3
