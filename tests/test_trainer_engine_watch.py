"""Pads and beams that chatter, stick or say nothing: shut off or named before they spoil a rep; cues stay on time."""

from __future__ import annotations

from itertools import pairwise

import pytest
from builders import MS, S
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reps import moving_drill, own_drill, planned, shuttle_drill, still_drill
from simfield import SPEC
from stands import ATHLETES, Shelf, Stand, play_on, started

from hardware.base import Edge
from hardware.chatter import QUIET_NS, Chatter
from hardware.clock import Inbox, SimulatedClock
from hardware.simulated import SimulatedField
from sequences.plan import make_plan
from trainer.engine.runner import Runner
from trainer.engine.watch import PASSING_NS, STUCK_NS, places_of
from trainer.facts import RunHeader

TEN_KHZ_NS = 100_000
SHUT = "beam deep chatters and is shut off: look at its wire"


def chatter(stand: Stand, station: str, from_ns: int, for_ns: int = 500 * MS, gap_ns: int = TEN_KHZ_NS) -> None:
    """Raw edges, ending clear."""
    for n in range(2 * (for_ns // gap_ns // 2)):
        stand.edge(station, n % 2 == 0, from_ns + n * gap_ns)


def fault(stand: Stand, station: str) -> str | None:
    return stand.runner.board.state.stations[station].fault


def lateness(stand: Stand) -> set[int | None]:
    return {r.verdict.lateness_ns for r in stand.records if r.onsets}


def two(built=None, **options) -> Stand:
    return started(built, planned(rep=1), planned(rep=2), **options)


# --- chatter ------------------------------------------------------------------------------------------------


@settings(max_examples=8, deadline=None)
@given(st.integers(-1400, 1000), st.sampled_from([TEN_KHZ_NS, 1 * MS, 3 * MS]))
@example(-10, TEN_KHZ_NS)
def test_chatter_where_nobody_is_asked_to_go_delays_no_cue_and_spoils_no_rep(at_ms: int, gap_ns: int):
    stand = two()
    stand.on_pad()
    chatter(stand, "deep", stand.planned_cue() + at_ms * MS, gap_ns=gap_ns)
    play_on(stand)
    assert stand.outcomes == ["hit", "hit"]
    assert lateness(stand) == {0}
    assert len(stand.records[0].edges) < 80


def test_it_is_shut_off_within_200_ms_named_and_heard_again_after_two_quiet_seconds():
    stand = two()
    stand.on_pad()
    from_ns = stand.planned_cue() - 1 * S
    chatter(stand, "deep", from_ns, 1 * S)
    stand.run_to(from_ns + 200 * MS)
    assert fault(stand, "deep") == SHUT
    stand.run_to(from_ns + 999 * MS + QUIET_NS - 100 * MS)
    assert fault(stand, "deep") == SHUT
    stand.run_to(from_ns + 1 * S + QUIET_NS)
    assert fault(stand, "deep") is None
    stand.beam("deep", stand.clock.now_ns() + 10 * MS)
    stand.run_for(20 * MS)
    assert stand.runner.board.state.stations["deep"].beam


@pytest.mark.parametrize("at_ms", [-1000, -1, 500, 1499])
def test_an_attempt_that_needs_it_is_lost_by_name_and_the_run_waits_for_the_coach(at_ms: int):
    stand = two()
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.edge("start", False, due_ns + 300 * MS)
    chatter(stand, "left", due_ns + at_ms * MS, 3 * S)
    words = "beam left chatters and is shut off: look at its wire"
    stand.decided()
    assert stand.runner.board.state.said == words
    assert (stand.verdict.outcome, stand.verdict.notes) == ("lost", (words,))
    stand.until(lambda: stand.phase == "paused")
    stand.runner.resume()
    stand.until(lambda: stand.phase == "paused")
    assert len(stand.records) == 1
    stand.run_for(6 * S)
    assert fault(stand, "left") is None
    stand.runner.resume()
    play_on(stand)
    assert sorted(r.rep for r in stand.records if r.verdict.outcome == "hit") == [1, 2]
    assert lateness(stand) <= {0, None}


def test_a_gate_that_one_could_take_for_the_target_is_needed_too():
    stand = two()
    stand.on_pad()
    chatter(stand, "right", stand.planned_cue() - 500 * MS)
    assert stand.decided().outcome == "lost"


def test_the_device_itself_may_discard_and_say_so():
    stand = two()
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.run_to(due_ns - 1 * S)
    stand.inbox.put(Chatter("left", "beam", due_ns - 1 * S))
    assert stand.decided().outcome == "lost"
    stand.until(lambda: stand.phase == "paused")
    stand.until(lambda: fault(stand, "left") is None)
    assert stand.clock.now_ns() == due_ns - 1 * S + QUIET_NS


def test_between_reps_it_is_found_before_the_next_begins():
    stand = two()
    stand.hit()
    chatter(stand, "left", stand.clock.now_ns() + 100 * MS, 5 * S)
    stand.until(lambda: stand.phase == "paused")
    assert stand.outcomes == ["hit"]
    assert stand.runner.board.state.said == "beam left chatters and is shut off: look at its wire"


def test_after_chatter_the_level_is_what_counts():
    stand = two()
    stand.hit()
    stand.runner.pause()
    t_ns = stand.clock.now_ns() + 100 * MS
    for n in range(1001):  # ends broken
        stand.edge("deep", n % 2 == 0, t_ns + n * TEN_KHZ_NS)
    stand.run_for(3 * S)
    assert stand.runner.board.state.stations["deep"].beam
    stand.edge("deep", False, stand.clock.now_ns() + 1 * MS)
    stand.run_for(2 * MS)
    assert not stand.runner.board.state.stations["deep"].beam


def test_while_it_is_shut_off_no_level_of_it_counts():
    """The pad's lock-out of 40 ms was on when it was shut off: it is not settled."""
    stand = Stand()
    t_ns = stand.clock.now_ns() + 1 * S
    chatter(stand, "start", t_ns, 30 * MS)
    stand.run_to(t_ns + 1 * S)
    assert stand.runner.board.state.stations["start"].pad
    stand.run_to(t_ns + 30 * MS + QUIET_NS)
    assert not stand.runner.board.state.stations["start"].pad


def test_chatter_that_goes_on_for_a_minute_is_called_chatter():
    stand = Stand()
    t_ns = stand.clock.now_ns()
    stand.edge("deep", True, t_ns)
    for second in range(60):
        stand.run_to(t_ns + second * S)
        stand.inbox.put(Chatter("deep", "beam", t_ns + second * S))
    stand.run_for(1)
    assert fault(stand, "deep") == SHUT


# --- stuck --------------------------------------------------------------------------------------------------


def test_a_broken_beam_in_the_way_is_named_and_the_rep_begins_once_it_is_clear():
    stand = two()
    t_ns = stand.clock.now_ns()
    stand.edge("left", True, t_ns + 1 * MS)
    stand.edge("left", False, t_ns + 8 * S)
    stand.until(lambda: stand.runner.board.state.said is not None)
    assert stand.runner.board.state.said == "beam left is broken: look at it"
    assert stand.clock.now_ns() < t_ns + 7 * S
    assert stand.runner.player.now is None
    stand.until(lambda: stand.runner.player.now is not None)
    assert 0 <= stand.clock.now_ns() - (t_ns + 8 * S) <= 250 * MS
    assert stand.runner.board.state.said is None
    play_on(stand)
    assert stand.outcomes == ["hit", "hit"]


def test_who_only_passes_is_waited_for_without_a_word():
    stand = two()
    begins_ns = stand.runner.agenda.next_ns()
    stand.beam("left", begins_ns - 10 * MS, PASSING_NS - 300 * MS)
    said = []
    stand.until(lambda: said.append(stand.runner.board.state.said) or stand.runner.player.now is not None)
    assert stand.clock.now_ns() > begins_ns
    assert set(said) == {None}


def test_a_beam_broken_for_30_s_is_a_fault_and_pauses_the_run_until_it_is_clear():
    stand = two()
    t_ns = stand.clock.now_ns() + 1 * MS
    stand.edge("left", True, t_ns)
    stand.run_to(t_ns + STUCK_NS - 1)
    assert fault(stand, "left") is None
    stand.run_to(t_ns + STUCK_NS + 250 * MS)
    assert fault(stand, "left") == stand.runner.board.state.said == "beam left has been broken for 30 s: look at it"
    assert stand.phase == "paused"
    stand.edge("left", False, stand.clock.now_ns() + 1 * S)
    stand.run_for(2 * S)
    assert fault(stand, "left") is None
    stand.runner.resume()
    play_on(stand)
    assert stand.outcomes == ["hit", "hit"]


def test_a_beam_nobody_needs_is_named_and_stops_nobody():
    stand = two()
    stand.edge("deep", True, stand.clock.now_ns() + 1 * MS)
    play_on(stand)
    assert stand.outcomes == ["hit", "hit"]
    stand.run_for(STUCK_NS)
    assert fault(stand, "deep") == "beam deep has been broken for 30 s: look at it"


def test_one_that_was_pressed_when_the_engine_started_is_named_too():
    stand = Stand(pressed=("deep",))
    stand.run_for(STUCK_NS)
    assert fault(stand, "deep") == "beam deep has been broken for 30 s: look at it"


def test_standing_where_one_is_asked_to_is_no_fault():
    """A hold without end: he stands on the pad for a minute."""
    stand = started(still_drill(), planned(wait_ns=60 * S))
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.run_to(due_ns - 1 * MS)
    assert fault(stand, "start") is None
    stand.edge("start", False, due_ns + 300 * MS)
    stand.beam("left", due_ns + 1500 * MS)
    assert stand.decided().outcome == "hit"


def test_who_waits_on_the_pad_through_a_rest_is_no_fault_any_more_once_it_is_his_turn():
    stand = started(still_drill(sets=2, reps=1), planned(rep=1), planned(rep=1, set_=2))
    stand.hit()
    stand.edge("start", True, stand.clock.now_ns() + 1 * S)
    stand.run_for(1 * S + STUCK_NS)
    assert fault(stand, "start") == "pad start has been pressed for 30 s: look at it"
    stand.until(lambda: stand.runner.player.now is not None)
    assert fault(stand, "start") is None
    play_on(stand)
    assert stand.outcomes == ["hit", "hit"]


# --- a pad that does not say that it was left -----------------------------------------------------------------


def stuck(stand: Stand, *, lost: bool) -> None:
    """Anna runs, the pad does not open; ``lost``: it opens, and does not say so."""
    stand.on_pad()
    onset_ns = stand.cue()
    if lost:
        stand.edge("start", False, onset_ns + 300 * MS, lost=True)
    stand.beam("left", onset_ns + 1400 * MS)
    stand.decided()


def test_a_stuck_pad_is_found_by_where_the_athlete_was_seen_and_no_further_rep_is_spoilt():
    stand = two()
    stuck(stand, lost=False)
    words = "pad start did not say that it was left: look at it"
    assert (stand.verdict.outcome, stand.verdict.notes) == ("lost", (words,))
    assert (fault(stand, "start"), stand.runner.board.state.said) == (words, words)
    stand.until(lambda: stand.phase == "paused")
    stand.runner.resume()
    stand.run_for(10 * S)
    assert (stand.phase, stand.outcomes) == ("paused", ["lost"])
    stand.edge("start", False, stand.clock.now_ns() + 1 * MS)
    stand.run_for(1 * S)
    stand.runner.resume()
    play_on(stand)
    assert stand.outcomes == ["lost", "hit", "hit"]


def test_a_missed_release_is_read_back_before_the_next_rep_begins_on_it():
    stand = two()
    stuck(stand, lost=True)
    assert stand.verdict.outcome == "lost"
    stand.until(lambda: stand.phase == "paused")
    stand.runner.resume()
    stand.until(lambda: stand.runner.player.now is not None)
    assert stand.now.active == frozenset()
    assert fault(stand, "start") is None
    play_on(stand)
    assert stand.outcomes == ["lost", "hit", "hit"]


def test_no_answer_is_no_answer_when_nobody_was_seen():
    stand = two()
    stand.on_pad()
    stand.cue()
    assert stand.decided().outcome == "omission"
    assert fault(stand, "start") is None


# --- what a drill needs -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("built", "needed", "stood_on", "begun_on"),
    [
        (still_drill(), {"start", "left", "right"}, {"start"}, {"start"}),
        (moving_drill(), {"front", "mid", "deep", "left", "right"}, {"front"}, {"front"}),
        (shuttle_drill(), {"front", "mid"}, {"front"}, {"front"}),
        (own_drill(), {"start", "mid"}, {"start"}, {"start"}),
    ],
)
def test_what_a_drill_needs(built, needed, stood_on, begun_on):
    places = places_of(built.steps)
    begins_on = places.needed - places.clear
    names = tuple({station for station, _ in keys} for keys in (places.needed, places.stood_on, begins_on))
    assert names == (needed, stood_on, begun_on)


# --- the simulated field's faults, through the runner ---------------------------------------------------------


def simulated(*faults: str, built=None, reps: int = 3) -> tuple[Runner, Shelf]:
    clock, inbox = SimulatedClock(), Inbox()
    field = SimulatedField(SPEC, inbox=inbox, clock=clock, seed=3, profile="perfect", faults=faults)
    journal = Shelf(inbox)
    runner = Runner(field=field, clock=clock, inbox=inbox, journal=journal, tell=lambda _: None)
    plan = make_plan(built or still_drill(reps=reps), seed=3, athletes=1)
    runner.start(plan, RunHeader("run-1", "session-1", 0.0, ATHLETES[:1]))
    for _ in range(200_000):
        if runner.is_finished or runner.board.state.phase == "paused":
            break
        runner.step()
    return runner, journal


@pytest.mark.parametrize("name", ["stuck pad start", "missed release start"])
def test_a_pad_that_never_opens_costs_one_rep(name: str):
    runner, journal = simulated(name)
    assert [r.verdict.outcome for r in journal.records] == ["lost"]
    assert runner.board.state.phase == "paused"


def test_a_chattering_beam_of_the_simulated_field_costs_one_rep():
    runner, journal = simulated("chatter left", built=still_drill(reps=4))
    outcomes = [r.verdict.outcome for r in journal.records]
    assert outcomes.count("lost") <= 1
    assert runner.board.state.phase == "paused"
    assert runner.board.state.said == "beam left chatters and is shut off: look at its wire"


def test_a_stuck_beam_of_the_simulated_field_pauses_the_run():
    runner, journal = simulated("stuck beam left", built=still_drill(reps=4))
    assert {r.verdict.outcome for r in journal.records} <= {"hit"}
    assert runner.board.state.said == "beam left has been broken for 30 s: look at it"
    assert runner.board.state.phase == "paused"


def test_edges_of_a_trigger_that_is_shut_off_are_kept_by_nobody():
    stand = two()
    stand.on_pad()
    chatter(stand, "left", stand.planned_cue() - 1 * S, 3 * S)
    stand.decided()
    stand.run_for(5 * S)
    kept = [e for r in stand.records for e in r.edges] + [e for _, edges in stand.journal.late for e in edges]
    left = [e for e in kept if e.station == "left"]
    assert left == sorted(left, key=lambda e: e.t_ns)
    assert len(left) == 50
    assert {b.t_ns - a.t_ns for a, b in pairwise(left)} == {TEN_KHZ_NS}
    assert all(isinstance(e, Edge) for e in left)
