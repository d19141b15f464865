"""Edges told late or in another order than they happened: judged by their stamps, live and from the record alike."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import MS, S
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reps import HOLD, WAIT, moving_drill, planned, shuttle_drill, still_drill
from stands import Stand, started

from trainer.engine.verdict import counted, judge, replay

delays = st.integers(0, 25).map(lambda n: n * MS)


def _scenes():
    """Edges (station, active, ms from the due instant) that lie close together, and drills they answer."""
    still = still_drill()
    off, on, left = ("start", False, 300), ("start", True, 310), ("left", True, 1500)
    return {
        "hit": (still, [off, left, ("left", False, 1600)]),
        "both gates": (still, [off, ("right", True, 1500), ("left", True, 1510), ("left", False, 1520)]),
        "other order": (still, [off, left, ("right", True, 1510), ("right", False, 1520)]),
        "before the onset": (still, [("start", False, -3), left]),
        "anticipated": (still, [("start", False, 149), left, ("left", False, 1520)]),
        "end of the hold": (still, [("left", True, -1502), ("start", False, -1501), ("left", False, -1480)]),
        "start of the wait": (still, [("start", False, -1499), ("left", True, -1490), ("left", False, -1480)]),
        "a tap": (still, [off, on, ("start", False, 322), left]),
    }


def _scene(name: str, ways: list[int]) -> Stand:
    built, edges = _scenes()[name]
    stand = started(built)
    stand.until(lambda: stand.runner.player.now is not None)
    on_ns = stand.clock.now_ns() + 500 * MS
    due_ns = on_ns + HOLD + WAIT
    stand.edge("start", True, on_ns, delay_ns=ways[0])
    sent: dict[str, int] = {}
    for (station, active, ms), way_ns in zip(edges, ways[1:], strict=False):
        t_ns = due_ns + ms * MS
        arrives_ns = max(t_ns + way_ns, sent.get(station, 0))  # one line's edges keep their order
        sent[station] = arrives_ns
        stand.edge(station, active, t_ns, delay_ns=arrives_ns - t_ns)
    stand.decided()
    return stand


@pytest.mark.parametrize("name", _scenes())
def test_the_order_in_which_edges_arrive_does_not_matter(name):
    prompt = _scene(name, [0] * 8)

    @settings(max_examples=25)
    @given(st.lists(delays, min_size=8, max_size=8))
    @example([25 * MS] * 8)
    @example([0, 25 * MS, 0, 0, 0, 0, 0, 0])
    @example([0, 0, 25 * MS, 0, 0, 0, 0, 0])
    def told_in_any_order(ways):
        told = _scene(name, ways)
        assert replace(told.verdict, lateness_ns=None) == replace(prompt.verdict, lateness_ns=None)
        assert told.records[0].ended_ns == prompt.records[0].ended_ns

    told_in_any_order()


def test_what_the_scenes_are():
    assert {name: _scene(name, [0] * 8).verdict.outcome for name in _scenes()} == {
        "hit": "hit",
        "both gates": "wrong gate",
        "other order": "hit",
        "before the onset": "false start",
        "anticipated": "anticipation",
        "end of the hold": "unsettled",
        "start of the wait": "false start",
        "a tap": "hit",
    }


@settings(max_examples=25)
@given(st.lists(delays, min_size=4, max_size=4))
@example([25 * MS, 25 * MS, 0, 0])
@example([0, 25 * MS, 25 * MS, 25 * MS])
def test_swaying_in_the_start_beam_told_after_the_cue_is_forgiven(ways):
    stand = started(shuttle_drill())
    stand.until(lambda: stand.runner.player.now is not None)
    on_ns = stand.clock.now_ns() + 500 * MS
    due_ns = on_ns + HOLD + WAIT
    stand.edge("front", True, on_ns, delay_ns=ways[0])
    ways = [0, *sorted(ways[1:])]
    stand.edge("front", False, due_ns - 20 * MS, delay_ns=ways[1])
    stand.edge("front", True, due_ns - 5 * MS, delay_ns=ways[2])
    stand.edge("front", False, due_ns + 300 * MS, delay_ns=ways[3])
    stand.beam("mid", due_ns + 2 * S)
    stand.beam("mid", due_ns + 3 * S)
    assert (stand.decided().outcome, stand.verdict.start_ns) == ("hit", 300 * MS)


@settings(max_examples=25)
@given(delays)
@example(25 * MS)
def test_turning_early_told_after_the_cue_is_still_turned_early(way_ns):
    stand = started(moving_drill(), planned(0, wait_ns=450 * MS))
    arming_ns = stand.back_over_mid()
    stand.beam("mid", arming_ns + 440 * MS, delay_ns=way_ns)
    stand.run_to(arming_ns + 600 * MS)
    assert stand.decided().outcome == "turned early"
    assert stand.records[0].ended_ns == arming_ns + 440 * MS


@settings(max_examples=20)
@given(delays)
@example(20 * MS)
def test_somebody_who_stood_there_just_before_the_attempt_began_counts_as_there(way_ns):
    stand = started()
    begins_ns = stand.runner.agenda.next_ns()
    stand.edge("start", True, begins_ns - 10 * MS, delay_ns=way_ns)
    onset_ns = stand.cue()
    assert stand.now.began_ns == begins_ns
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.beam("left", onset_ns + 1500 * MS)
    assert stand.decided().outcome == "hit"


steps_of_a_run = st.lists(
    st.tuples(
        st.sampled_from(["start", "start", "left", "right", "mid", "deep", "front"]),
        st.integers(1, 1500).map(lambda n: n * MS),
        delays,
    ),
    max_size=40,
)


@settings(max_examples=60)
@given(st.sampled_from([still_drill(), still_drill(early="restart"), moving_drill(), shuttle_drill()]), steps_of_a_run)
def test_what_was_decided_live_is_what_the_facts_say(built, moves):
    """Any edges at all, told in any order: the outcome lived is the outcome judged again from the record."""
    cues = len(next(s.alternatives for s in built.steps if s.step == "cue"))
    stand = started(built, *(planned(0, rep=n, wait_ns=300 * MS, of=min(cues, 2)) for n in range(1, 4)))
    lived = _spy(stand)
    on: dict[str, bool] = {}
    sent: dict[str, int] = {}
    t_ns = stand.clock.now_ns()
    for station, gap_ns, way_ns in moves:
        t_ns += gap_ns
        on[station] = not on.get(station, False)
        sent[station] = max(sent.get(station, 0), t_ns + way_ns)
        stand.edge(station, on[station], t_ns, delay_ns=sent[station] - t_ns)
    for station in (s for s, active in on.items() if active):  # in the end the field is clear: a rep can begin
        stand.edge(station, False, t_ns + 3 * S)
    stand.run_to(t_ns + 60 * S)
    assert lived
    for outcome, attempt in lived:
        if outcome == "lost":
            continue
        facts = attempt.evidence(attempt.closed_ns)
        sensors = stand.runner.player.triggers.sensing
        assert replay(attempt.task, facts, counted(facts, sensors))[0].outcome == outcome
        assert judge(attempt.task, facts, sensors).outcome in (outcome, "anticipation")


def _spy(stand: Stand) -> list:
    """Each attempt and its outcome as lived, taken from the inbox's side: when the journal gets the record."""
    lived = []
    keep = stand.journal.attempt

    def attempt(record) -> None:
        now = stand.runner.player.before
        lived.append((now.lane.outcome, now))
        keep(record)

    stand.journal.attempt = attempt
    return lived


def test_off_the_pad_at_the_very_end_of_the_hold_told_with_the_longest_delay_is_unsettled():
    """The hold's end and the edge come to be known at one instant; by its stamp the edge is still of the hold."""
    stand = started()
    stand.until(lambda: stand.runner.player.now is not None)
    on_ns = stand.clock.now_ns() + 500 * MS
    stand.edge("start", True, on_ns)
    stand.edge("start", False, on_ns + HOLD, delay_ns=25 * MS)
    stand.run_to(on_ns + HOLD + 100 * MS)
    assert (stand.phase, stand.now.lane.unsettled, stand.now.lane.outcome) == ("ready", 1, None)


def test_bounce_that_reaches_into_the_attempt_is_bounce_for_the_judge_too():
    stand = started()
    begins_ns = stand.runner.agenda.next_ns()
    for active, ms in ((True, -10), (False, 5), (True, 8)):
        stand.edge("start", active, begins_ns + ms * MS)
    stand.edge("start", False, begins_ns + HOLD + 3 * MS)  # 3 ms into the wait
    assert stand.decided().outcome == "false start"


def test_an_answer_still_on_its_way_keeps_the_lamp_lit():
    stand = started()
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 1499 * MS, delay_ns=25 * MS)
    stand.run_to(onset_ns + 1523 * MS)
    assert not stand.field.dark_now()
    stand.beam("left", onset_ns + 3 * S)
    assert (stand.decided().outcome, stand.verdict.reaction_ns) == ("hit", 1499 * MS)


def test_an_edge_out_of_order_does_not_say_the_words_again():
    stand = started(moving_drill(), planned(0, wait_ns=300 * MS))
    stand.until(lambda: stand.runner.player.now is not None)
    t_ns = stand.clock.now_ns()
    stand.edge("front", True, t_ns + 500 * MS)
    stand.edge("front", False, t_ns + 2 * S, delay_ns=20 * MS)
    stand.beam("deep", t_ns + 2 * S + 5 * MS, 5 * MS)
    stand.run_to(t_ns + 3 * S)
    assert [station for station, _ in stand.field.seen] == ["call-right"]  # "drop", once
    assert [m.name for m in stand.now.lane.marks] == ["off the line"]
