"""A run from its first turn to its last: sets and rests, attempts again, and what the coach corrects."""

from __future__ import annotations

import pytest
from builders import MS, S, drill
from reps import plan_for, planned, still_drill
from stands import ATHLETES, Stand, pair, play_on, started, who

from sequences.model import Rest, Say
from trainer.engine.runner import NEXT_NS
from trainer.errors import Refused


def test_a_run_of_hits_plays_every_planned_rep_once():
    stand = pair(reps=2, sets=2)
    play_on(stand)
    assert stand.phase == "done"
    assert who(stand) == ["Anna", "Ben"] * 4
    assert [(r.set, r.rep) for r in stand.records] == [(1, 1)] * 2 + [(1, 2)] * 2 + [(2, 1)] * 2 + [(2, 2)] * 2
    assert [r.seq for r in stand.records] == list(range(1, 9))
    assert stand.runner.board.state.run.done == stand.runner.board.state.run.total == 8
    assert stand.runner.is_finished is False  # the edges of the last two seconds are still to be kept
    stand.until(lambda: stand.runner.is_finished)


def test_between_sets_everybody_rests_as_long_as_the_drill_says():
    stand = pair(reps=1, sets=2)
    stand.hit()
    stand.hit()
    assert (stand.phase, stand.runner.board.state.rest_s) == ("rest", 60.0)
    over_ns = stand.clock.now_ns()
    stand.until(lambda: stand.phase != "rest")
    assert stand.clock.now_ns() == over_ns + 60 * S


def test_the_next_athlete_is_called_by_name_and_the_lane_is_clear_when_the_hold_ends():
    stand = pair()
    stand.hit()
    judged_ns, last_ns = stand.clock.now_ns(), stand.records[0].edges[-1].t_ns
    state = stand.runner.board.state
    assert (state.turn.athlete, state.queue) == ("Ben", ("Anna", "Ben"))
    stand.until(lambda: stand.runner.player.now is not None)
    began_ns = stand.now.began_ns
    assert began_ns == max(judged_ns + NEXT_NS, last_ns + 3 * S - 1 * S)
    assert stand.field.briefs[-1][0] == "as 2"


def test_a_start_comes_every_so_often_as_the_drill_says_and_anew_in_each_set():
    order = [(s, r, a) for s in (1, 2) for r in (1, 2) for a in (1, 2)]
    built = still_drill(sets=2, reps=2, every_ns=40 * S)
    stand = started(built, *(planned(0, athlete=a, rep=r, set_=s) for s, r, a in order))
    play_on(stand)
    starts = {(r.athlete.name, r.set, r.rep): r.cues[0].onset_ns for r in stand.records}
    for name in ("Anna", "Ben"):
        assert starts[name, 1, 2] - starts[name, 1, 1] == 40 * S + 500 * MS  # half a second to get onto the pad
        assert starts[name, 2, 1] - starts[name, 1, 2] > 60 * S


def test_what_is_only_said_is_said_once_for_everybody_and_done_by_each():
    built = drill(Say("Easy running", None, spoken=True), Rest(40 * S), Say("Well done", None), sets=1, reps=2)
    stand = Stand()
    stand.start(plan_for(built, *(planned(None, athlete=a, rep=r) for r in (1, 2) for a in (1, 2))))
    stand.until(lambda: stand.phase == "done")
    assert who(stand) == ["Anna", "Ben"] * 2
    assert [(r.verdict.outcome, r.verdict.total_ns) for r in stand.records] == [("hit", None)] * 4
    assert [r.ended_ns - r.armed_ns for r in stand.records] == [40 * S, 0] * 2


def test_an_early_move_is_repeated_at_once_with_the_next_wait_and_the_same_cue():
    stand = pair()
    stand.on_pad()
    stand.edge("start", False, stand.planned_cue() - 200 * MS)
    assert stand.decided().outcome == "false start"
    stand.edge("start", True, stand.clock.now_ns() + 200 * MS)
    stand.hit()
    first, again = stand.records
    assert who(stand) == ["Anna", "Anna"]
    assert (again.attempt, again.foreperiod_ns - first.foreperiod_ns) == (2, 10 * MS)
    assert again.cues[0].alternative == first.cues[0].alternative == "left"


def test_lost_equipment_is_run_again_at_the_end_of_the_set_with_a_spare_cue():
    stand = pair()
    stand.on_pad()
    stand.planned_cue()
    stand.field.stations["left"].gate.dark()  # loses what it was told
    assert stand.decided().outcome == "lost"
    play_on(stand)
    assert stand.outcomes == ["lost", "hit", "hit", "hit", "hit"]
    assert who(stand) == ["Anna", "Ben", "Anna", "Ben", "Anna"]
    last = stand.records[-1]
    assert (last.rep, last.attempt, last.cues[0].alternative) == (1, 2, "right")


def test_an_anticipation_is_run_again_at_the_end_and_counts_where_the_drill_says_so():
    stand = pair()
    stand.hit(reaction_ns=100 * MS)
    play_on(stand)
    assert (stand.outcomes[0], who(stand)[-1], len(stand.records)) == ("anticipation", "Anna", 5)
    built = still_drill(early="count", reps=2)
    stand = started(built, *(planned(0, rep=n) for n in (1, 2)))
    stand.hit(reaction_ns=100 * MS)
    play_on(stand)
    assert stand.outcomes == ["anticipation", "hit"]


def test_restart_goes_on_within_the_attempt():
    stand = started(still_drill(early="restart"))
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.edge("start", False, due_ns - 500 * MS)
    stand.edge("start", True, due_ns)
    stand.run_to(due_ns + 100 * MS)
    assert stand.field.seen == []
    assert stand.cue() == due_ns + 1 * S + 1500 * MS
    stand.edge("start", False, stand.now.shown.onset_ns + 300 * MS)
    stand.beam("left", stand.now.shown.onset_ns + 1500 * MS)
    assert stand.decided().outcome == "hit"
    assert stand.verdict.notes == ("started again after an early move",)
    assert stand.records[0].attempt == 1


def test_nobody_comes_and_the_run_waits_for_the_coach():
    stand = pair()
    assert stand.decided().notes == ("nobody came",)
    assert stand.phase == "paused"
    stand.runner.resume()
    play_on(stand)
    assert who(stand) == ["Anna", "Ben", "Anna", "Ben", "Anna"]


def test_a_rep_struck_out_is_shown_so_and_runs_again_at_the_end_of_its_set():
    stand = pair()
    stand.hit()
    stand.run_for(100 * MS)
    assert stand.runner.void(0, again=True) == 1
    assert stand.runner.board.state.last["outcome"] == "void"
    assert stand.runner.board.state.run.done == 0
    play_on(stand)
    assert [(r.athlete.name, r.rep, r.attempt) for r in stand.records] == [
        ("Anna", 1, 1),
        ("Ben", 1, 1),
        ("Anna", 2, 1),
        ("Ben", 2, 1),
        ("Anna", 1, 2),
    ]
    assert stand.records[-1].cues[0].alternative == "right"


def test_a_rep_struck_out_during_the_rest_runs_before_the_next_set():
    stand = pair(reps=1, sets=2)
    stand.hit()
    stand.hit()
    assert stand.phase == "rest"
    stand.runner.void(2, again=True)
    play_on(stand)
    assert [(r.athlete.name, r.set, r.attempt) for r in stand.records] == [
        ("Anna", 1, 1),
        ("Ben", 1, 1),
        ("Ben", 1, 2),
        ("Anna", 2, 1),
        ("Ben", 2, 1),
    ]


def test_striking_out_without_again_leaves_the_queue_alone():
    stand = pair()
    stand.hit()
    stand.runner.void(1, again=False)
    play_on(stand)
    assert len(stand.records) == 4


def test_what_is_still_on_or_unknown_cannot_be_struck_out():
    stand = pair()
    with pytest.raises(Refused, match="no attempt in this run yet"):
        stand.runner.void(0, again=False)
    stand.on_pad()
    for seq in (0, 1, 9):
        with pytest.raises(Refused, match="no attempt"):
            stand.runner.void(seq, again=False)
    with pytest.raises(Refused, match="no run yet"):
        Stand().runner.void(0, again=False)


def test_that_was_ben():
    stand = pair()
    stand.hit()
    stand.run_for(100 * MS)
    assert stand.runner.reassign(0, ATHLETES[1].id) == 1
    assert stand.runner.board.state.last["athlete"] == "Ben"
    play_on(stand)
    assert who(stand)[1:] == ["Anna", "Anna", "Ben"]
    with pytest.raises(Refused, match="not in this run"):
        stand.runner.reassign(1, "somebody")


def test_that_was_cem_no_it_was_dora_no_anna_after_all():
    stand = started(still_drill(reps=1), *(planned(0, athlete=a) for a in (1, 2, 3, 4)))
    stand.hit()
    for athlete in (2, 3, 0):
        stand.runner.reassign(1, ATHLETES[athlete].id)
    play_on(stand)
    assert sorted(who(stand)) == ["Anna", "Ben", "Cem", "Dora"]


def test_the_last_rep_of_all_struck_out_is_run_again():
    stand = pair(reps=1)
    stand.hit()
    stand.hit()
    stand.until(lambda: stand.phase == "done")
    stand.runner.void(0, again=True)
    assert stand.phase != "done"
    play_on(stand)
    assert [(r.athlete.name, r.attempt) for r in stand.records] == [("Anna", 1), ("Ben", 1), ("Ben", 2)]
    assert stand.phase == "done"
