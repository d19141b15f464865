"""The judge: a pure function of raw edges. Break rules by use, bounce, the note on a pad pressed again, times."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import MS, S
from hypothesis import given, settings
from hypothesis import strategies as st
from reps import HOLD, WAIT, moving_drill, own_drill, shuttle_drill, still_drill, task_for

from hardware.base import Component, Edge
from sequences.model import Aim, Answer, Cue, Expect, Limits, OwnStart, Ready
from trainer.engine.breaks import Rules
from trainer.engine.lane import Shown, Task
from trainer.engine.verdict import Evidence, Sensing, judge, limit_ns
from trainer.facts import Pick
from trainer.results.uncertainty import half_width_ns

T0 = 100 * S
STAMP = (Component("stamp", "uniform", 1000.0),)
PAD = Sensing(40 * MS, STAMP, Component("body", "normal", 5e6), Component("body, first", "normal", 5e6))
BEAM = Sensing(0, STAMP, Component("body", "normal", 15e6), Component("body, first", "normal", 25e6))
LAMP = (Component("lamp", "uniform", 500_000.0),)
SENSORS = {("start", "pad"): PAD, **{(s, "beam"): BEAM for s in ("left", "right", "front", "mid", "deep")}}
DUE = T0 + HOLD + WAIT


def edges(*moves: tuple[str, bool, float]) -> tuple[Edge, ...]:
    """(station, active, milliseconds after the due instant)."""
    return tuple(Edge(s, "pad" if s == "start" else "beam", on, DUE + round(ms * MS)) for s, on, ms in moves)


def breaks(station: str, *from_to: tuple[float, float]) -> tuple[Edge, ...]:
    return tuple(e for a, b in from_to for e in edges((station, True, a), (station, False, b)))


def facts(*parts: tuple[Edge, ...], active=frozenset({("start", "pad")}), shown: Shown | None = None) -> Evidence:
    return Evidence(T0, active, sum(parts, ()), (shown or Shown(DUE),), LAMP, DUE + 30 * S)


def still(*parts: tuple[Edge, ...], **more):
    return judge(task_for(still_drill(), 0), facts(*parts, **more), SENSORS)


def moving(*parts: tuple[Edge, ...], wait_ms: int = 300, cue: int | None = 0):
    """The arming break is 300 ms before the due instant of everything here."""
    task = task_for(moving_drill(), cue, wait_ns=wait_ms * MS, catch=cue is None)
    back = edges(("front", False, -1400))
    shown = () if cue is None else (Shown(DUE - 300 * MS + wait_ms * MS),)
    given_facts = facts(back, *parts, active=frozenset({("front", "beam")}))
    return judge(task, given_facts._replace(shown=shown), SENSORS)


OFF = edges(("start", False, 300))
GATE = breaks("left", (1500, 1600))


def test_a_hit_has_reaction_movement_total_and_splits():
    verdict = still(OFF, GATE)
    assert (verdict.outcome, verdict.reaction_ns, verdict.movement_ns) == ("hit", 300 * MS, 1200 * MS)
    assert (verdict.total_ns, verdict.answered) == (1500 * MS, "left")
    assert [(s.name, s.ns) for s in verdict.splits] == [("reaction", 300 * MS), ("gate", 1200 * MS)]


@pytest.mark.parametrize(("skew_ns", "notes"), [(None, 0), (5 * MS, 0), (5 * MS + 60_000, 1)])
def test_lamps_and_sounds_that_came_apart_are_said(skew_ns: int | None, notes: int):
    verdict = judge(task_for(still_drill(), 0), facts(OFF, GATE)._replace(skew_ns=skew_ns), SENSORS)
    assert verdict.notes == ("the parts of the cue came 5.1 ms apart",) * notes


def aimed(*aims: Aim | None, cue: int = 0):
    """The gate's answers with a time to hit."""
    step = still_drill().steps[-1]
    answers = tuple(replace(a, aim=aim) for a, aim in zip(step.answers, aims, strict=True))
    return judge(
        task_for(still_drill(), cue, steps=(*still_drill().steps[:-1], Expect(answers))), facts(OFF, GATE), SENSORS
    )


def test_a_split_says_how_far_it_was_off_its_aim():
    gate = aimed(None, Aim((("", 1000 * MS),), 250 * MS)).splits[1]
    assert (gate.ns, gate.aim_ns, gate.off_ns, gate.on_aim) == (1200 * MS, 1000 * MS, 200 * MS, True)
    gate = aimed(None, Aim((("", 1700 * MS),), 199 * MS, "zero")).splits[1]
    assert (gate.ns, gate.aim_ns, gate.off_ns, gate.on_aim) == (1200 * MS, 1700 * MS, -200 * MS, False)


def test_the_aim_may_hang_on_what_the_cue_says():
    by_side = Aim((("left", 1 * S), ("right", 2 * S)), 100 * MS)
    assert [s.aim_ns for s in aimed(by_side, None).splits] == [1 * S, None]
    only_right = aimed(Aim((("right", 2 * S),), 100 * MS), None).splits[0]
    assert (only_right.aim_ns, only_right.off_ns, only_right.on_aim) == (None, None, None)


def test_nothing_at_all_is_an_omission_without_times():
    verdict = still()
    times = (verdict.reaction_ns, verdict.movement_ns, verdict.total_ns, verdict.uncertainty_ns, verdict.answered)
    assert (verdict.outcome, times, verdict.splits) == ("omission", (None,) * 5, ())


def test_unfinished_has_a_reaction_and_no_total():
    verdict = still(OFF)
    assert (verdict.outcome, verdict.reaction_ns) == ("unfinished", 300 * MS)
    assert (verdict.total_ns, verdict.movement_ns) == (None, None)


def test_the_wrong_gate_has_its_times_and_says_where():
    verdict = still(OFF, breaks("right", (1400, 1500)), GATE)
    assert (verdict.outcome, verdict.answered, verdict.total_ns) == ("wrong gate", "right", 1400 * MS)
    assert [s.name for s in verdict.splits] == ["reaction"]


def test_what_was_withheld_has_no_time_and_no_uncertainty():
    task = task_for(still_drill(), 2)
    verdict = judge(task, facts(), SENSORS)
    assert (verdict.outcome, verdict.reaction_ns, verdict.total_ns, verdict.uncertainty_ns) == (
        ("withheld", None, None, None)
    )
    verdict = moving(breaks("mid", (-300, -200)), breaks("deep", (700, 800)), cue=None)
    assert (verdict.outcome, verdict.total_ns, verdict.uncertainty_ns) == ("withheld", None, None)
    assert verdict.answered == "deep"


def test_a_false_alarm_has_no_reaction_time():
    verdict = judge(task_for(still_drill(), 2), facts(OFF), SENSORS)
    assert (verdict.outcome, verdict.reaction_ns, verdict.total_ns) == ("false alarm", None, None)


def test_facts_that_end_before_a_decision_are_judged_stopped():
    assert still(shown=Shown(DUE)).outcome == "omission"
    early = facts(OFF)._replace(until_ns=DUE + 400 * MS)
    assert judge(task_for(still_drill()), early, SENSORS).outcome == "stopped"


# --- break rules ----------------------------------------------------------------------------------------------


def test_an_arrival_is_the_start_of_the_longest_break_within_350_ms_of_the_first():
    for third, total_ms in (((1850, 2300), 1850), ((1851, 2300), 1600)):
        gate = breaks("left", (1500, 1530), (1600, 1700), third)
        assert still(OFF, gate).total_ns == total_ms * MS


def test_of_two_equal_breaks_the_first_counts():
    assert still(OFF, breaks("left", (1500, 1560), (1600, 1660))).total_ns == 1500 * MS


def test_somebody_who_stays_in_the_beam_has_the_longest_break():
    assert still(OFF, breaks("left", (1500, 1700)), edges(("left", True, 1750))).total_ns == 1750 * MS


def test_the_arming_beam_is_timed_by_its_first_break_and_the_wait_begins_there():
    verdict = moving(breaks("mid", (-300, -280), (-200, -50), (700, 800)), breaks("left", (1500, 1600)))
    assert (verdict.outcome, verdict.transition_ns) == ("hit", 700 * MS)
    assert [(s.name, s.ns) for s in verdict.splits] == [
        ("5 m back", 1100 * MS),
        ("forward again", 700 * MS),
        ("gate", 800 * MS),
    ]


def test_two_breaks_of_one_pass_are_no_turn_and_min_turn_later_one_is():
    early = breaks("mid", (-300, -280), (-200, -50))
    assert moving(early, wait_ms=450).outcome == "omission"
    late = breaks("mid", (-300, -280), (60, 100))
    assert moving(late, wait_ms=450).outcome == "turned early"


def test_a_start_beam_is_timed_by_the_last_clearing_before_the_run():
    task = task_for(shuttle_drill(), 0)
    run = (*breaks("mid", (2000, 2100)), *breaks("mid", (3000, 3100)))
    sway = edges(("front", False, 200), ("front", True, 260), ("front", False, 480))
    front = frozenset({("front", "beam")})
    verdict = judge(task, facts(sway, run, active=front), SENSORS)
    assert (verdict.outcome, verdict.start_ns, verdict.measure) == ("hit", 480 * MS, "start")
    back_for_a_look = edges(("front", False, 200), ("front", True, 900), ("front", False, 1000))
    assert judge(task, facts(back_for_a_look, run, active=front), SENSORS).start_ns == 200 * MS


def test_a_start_pad_is_timed_by_its_first_opening():
    again = edges(("start", False, 300), ("start", True, 500), ("start", False, 700))
    assert still(again, GATE).reaction_ns == 300 * MS


# --- bounce ---------------------------------------------------------------------------------------------------


def test_bounce_within_the_lock_out_changes_nothing():
    bouncing = edges(*((("start", n % 2 == 1, 300 + 3 * n)) for n in range(11)))
    assert still(bouncing, GATE) == still(OFF, GATE)


def test_bounce_of_the_second_before_the_attempt_reaches_into_it():
    """Pressed 10 ms before the attempt began: an opening 20 ms later is bounce, not an unsettled hold."""
    press = tuple(Edge("start", "pad", on, T0 + ms * MS) for on, ms in ((True, -10), (False, 10), (True, 15)))
    assert still(press, OFF, GATE).outcome == "hit"
    assert still(press, OFF, GATE).reaction_ns == 300 * MS


def test_a_release_hidden_by_the_lock_out_is_not_lost():
    tap = edges(("start", False, 300), ("start", True, 700), ("start", False, 712))
    built = task_for(still_drill(), 0)
    verdict = judge(built, facts(tap, GATE), SENSORS)
    assert verdict.outcome == "hit"


def test_a_pad_pressed_again_soon_after_it_opened_is_said():
    for again_ms, said in ((80, True), (250, True), (251, False)):
        verdict = still(OFF, edges(("start", True, 300 + again_ms)), GATE)
        note = (f"start pressed again {again_ms} ms after it opened",)
        assert verdict.notes == (note if said else ())
    assert still(OFF, GATE).notes == ()


def test_a_bounce_does_not_hide_that_the_pad_was_pressed_again():
    bounce = edges(("start", True, 303), ("start", False, 306), ("start", True, 420))
    assert still(OFF, bounce, GATE).notes == ("start pressed again 120 ms after it opened",)
    assert still(OFF, edges(("start", True, 303), ("start", False, 306)), GATE).notes == ()


# --- limits, doubt --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("measure", "limit"), [("reaction", 150), ("start", 150), ("transition", 500), (None, 0), ("else", 0)]
)
def test_sooner_than_a_body_can(measure, limit):
    assert limit_ns(measure, Limits()) == limit * MS


def test_limits_are_the_drills():
    built = still_drill(limits=Limits(reaction_ns=100 * MS))
    for ms, outcome in ((99, "anticipation"), (100, "hit")):
        verdict = judge(task_for(built), facts(edges(("start", False, ms)), GATE), SENSORS)
        assert (verdict.outcome, verdict.reaction_ns) == (outcome, ms * MS)


def test_the_doubt_of_a_reaction_is_the_lamps_the_stamps_and_the_pads():
    verdict = still(OFF, GATE)
    assert verdict.doubt_clock == (*LAMP, *STAMP)
    assert verdict.doubt_body == (PAD.body,)
    assert verdict.uncertainty_ns == half_width_ns((*LAMP, *STAMP, PAD.body))


def test_an_own_start_has_a_body_at_both_ends_and_no_lamp():
    task = task_for(own_drill(), 1, wait_ns=0)
    run = (*breaks("mid", (2000, 2100)), *breaks("mid", (5000, 5100)))
    verdict = judge(task, facts(edges(("start", False, 0)), run)._replace(shown=()), SENSORS)
    assert (verdict.outcome, verdict.total_ns, verdict.movement_ns) == ("hit", 5 * S, None)
    assert verdict.doubt_body == (PAD.first_body, BEAM.body)
    assert verdict.doubt_clock == (*STAMP, *STAMP)
    assert verdict.uncertainty_ns == half_width_ns((*STAMP, *STAMP, PAD.first_body, BEAM.body))


# --- a pure function of the set of edges ----------------------------------------------------------------------

scenes = st.lists(
    st.builds(
        Edge,
        st.sampled_from(["start", "left", "right", "mid"]),
        st.just("beam"),
        st.booleans(),
        st.integers(-2500, 6000).map(lambda ms: DUE + ms * MS),
    ).map(lambda e: replace(e, sensor="pad") if e.station == "start" else e),
    max_size=14,
    unique_by=lambda e: e.t_ns,
)


@settings(max_examples=80)
@given(scenes, st.randoms(use_true_random=False))
def test_the_order_of_the_facts_does_not_matter(some, chance):
    task = task_for(still_drill(), 0)
    shuffled = list(some)
    chance.shuffle(shuffled)
    assert judge(task, facts(tuple(shuffled)), SENSORS) == judge(task, facts(tuple(some)), SENSORS)


@settings(max_examples=80)
@given(scenes, st.integers(-50, 10**9))
def test_when_it_happened_does_not_matter(some, by_ns):
    task = task_for(still_drill(), 0)
    here = facts(tuple(some))
    there = Evidence(
        T0 + by_ns,
        here.active,
        tuple(replace(e, t_ns=e.t_ns + by_ns) for e in some),
        (Shown(DUE + by_ns),),
        LAMP,
        here.until_ns + by_ns,
    )
    assert judge(task, there, SENSORS) == judge(task, here, SENSORS)


@given(st.permutations(["left", "right", "mid"]), st.booleans())
def test_in_any_order_all_answers_count_in_theirs_only_the_listed_one(order, in_order):
    answers = tuple(Answer("pass", (name,), "beam", 4 * S, name) for name in ("left", "right", "mid"))
    start = (Ready("start", "pad", 0, 30 * S), OwnStart("leave", "start", "pad", 30 * S, ("left",)))
    task = task_for(still_drill(), None, steps=(*start, Expect(answers, in_order)))
    ran = [breaks(name, (1000 * n, 1000 * n + 80)) for n, name in enumerate(order, 1)]
    verdict = judge(task, facts(edges(("start", False, 0)), *ran)._replace(shown=()), SENSORS)
    if not in_order or order == ["left", "right", "mid"]:
        assert verdict.outcome == "hit"
        assert [s.name for s in verdict.splits] == order
        assert verdict.total_ns == sum(s.ns for s in verdict.splits) == 3 * S
    else:
        assert verdict.outcome == "unfinished"


@settings(max_examples=80)
@given(scenes)
def test_times_add_up_whatever_happens(some):
    verdict = judge(task_for(still_drill(), 0), facts(tuple(some)), SENSORS)
    if verdict.movement_ns is not None:
        assert verdict.reaction_ns + verdict.movement_ns == verdict.total_ns
    if verdict.outcome == "hit":
        assert sum(s.ns for s in verdict.splits) == verdict.total_ns
        assert verdict.reaction_ns >= 150 * MS
    if verdict.outcome == "anticipation":
        assert verdict.reaction_ns < 150 * MS
    timed = (verdict.reaction_ns, verdict.start_ns, verdict.transition_ns, verdict.total_ns)
    assert (verdict.uncertainty_ns is None) == (timed == (None,) * 4)
    assert all(ns is None or ns >= 0 for ns in timed)


def test_of_a_rep_that_is_not_timed_only_what_came_of_it_is_kept():
    untimed = tuple(
        replace(s, alternatives=tuple(replace(a, timed=False) for a in s.alternatives)) if isinstance(s, Cue) else s
        for s in still_drill().steps
    )
    verdict = judge(task_for(still_drill(), 0, steps=untimed), facts(OFF, GATE), SENSORS)
    assert (verdict.outcome, verdict.answered, verdict.measure) == ("hit", "left", None)
    assert (verdict.reaction_ns, verdict.total_ns, verdict.splits, verdict.uncertainty_ns) == (None, None, (), None)


def test_an_own_start_through_a_beam_is_timed_by_the_longest_break_as_its_end_is():
    gate = OwnStart("pass", "mid", "beam", 30 * S, ("mid",))
    back = Answer("pass", ("mid",), "beam", 9 * S, "505", ignore_ns=1 * S)
    task = Task((gate, Expect((back,))))
    arm_first = breaks("mid", (0, 10), (40, 140), (2540, 2640))
    verdict = judge(task, facts(arm_first, active=frozenset()), SENSORS)
    assert (verdict.outcome, verdict.total_ns) == ("hit", 2500 * MS)
    assert verdict.doubt_body == (BEAM.body, BEAM.body)
    first = judge(task, facts(arm_first, active=frozenset()), SENSORS, Rules(pass_beam="first break"))
    assert (first.total_ns, first.doubt_body) == (2540 * MS, (BEAM.first_body, BEAM.first_body))
    picked = judge(task, facts(arm_first, active=frozenset()), SENSORS, picks=(Pick(0, "mid", "beam", DUE),))
    assert picked.total_ns == 2540 * MS
