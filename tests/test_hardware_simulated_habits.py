"""Habits that can be put in: each does what it says, to whom it says, and can be found in the edges again."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from random import Random
from statistics import fmean, median

import pytest
from guards import ROOT
from hypothesis import given
from hypothesis import strategies as st
from simfield import BREAK, MS, SPEC, Rig, first
from simfield import S as SECOND

from hardware.athletes import draw_traits
from hardware.errors import FieldError
from hardware.simulated_habits import HABITS, Habit, age_of, put_in, read_habit

CALLED = ("on start", "cue go", "called", "or side-right", "leave start", "arrive side-left", "arrive start")


def mirrored(words):
    swap = {"left": "right", "right": "left", "side-left": "side-right", "side-right": "side-left"}
    return tuple(" ".join(swap.get(w, w) for w in text.split()) for text in words)


def played(sides, words=BREAK, *, athlete=1, **options):
    """Reaction and way to the gate in ms of each rep, 100 s apart; None where there was none."""
    rig, found = Rig(**{"profile": "perfect"} | options), []
    for side in sides:
        asked = words if side == "left" else mirrored(words)
        target = next(w.split()[1] for w in asked if w.startswith("arrive"))
        cue_ns = rig.rep(asked, athlete=athlete)
        leave_ns = first(rig.edges, "start", False, cue_ns)
        there_ns = first(rig.edges, target, True, leave_ns or cue_ns)
        gone = leave_ns is not None
        found.append(
            ((leave_ns - cue_ns) / MS if gone else None, (there_ns - leave_ns) / MS if gone and there_ns else None)
        )
        rig.run(85 * SECOND)
    return found


def test_every_habit_of_the_table_can_be_put_in():
    for name in HABITS:
        text = name.replace("MS", "30").replace("N", "14").replace("P", "15")
        assert read_habit(text) == replace(read_habit(f"athlete 3 {text}"), athlete=None)
        put_in([read_habit(text)], draw_traits(Random(1), 1))
        Rig(habits=(text,))


def test_the_docs_hold_the_table():
    page = (ROOT / "docs/simulated-field.md").read_text(encoding="utf-8")
    assert [name for name, what in HABITS.items() if f"| `{name}` | {what} |" not in page] == []


@pytest.mark.parametrize(
    "text",
    ["", "tires", "tires much", "tires 51", "tires -1", "tires nan", "age x", "athlete 0 learns", "athlete 2",
     "athlete 1 athlete 2 learns", "prefers up 3", "choice 1001", "learns everything"],
)  # fmt: skip
def test_a_habit_that_there_is_not(text):
    with pytest.raises(
        FieldError, match=r"there is no .* allowed are age N, tires P, learns, .* with athlete N before"
    ):
        read_habit(text)


@given(st.text(max_size=30))
def test_any_text_is_a_habit_or_refused(text):
    with suppress(FieldError):
        assert isinstance(read_habit(text), Habit)


def test_a_field_says_what_was_put_in_and_refuses_an_age_that_nobody_has():
    assert Rig(habits=("learns", "athlete 2 tires 15")).field.notes == ("put in: learns", "put in: athlete 2 tires 15")
    with pytest.raises(FieldError, match="no virtual athlete is 50 years old"):
        Rig(habits=("age 50",))


def test_a_habit_is_of_him_whose_it_is_and_the_last_one_counts():
    habits = [read_habit(text) for text in ("tires 10", "athlete 2 tires 20", "age 14", "athlete 3 age 16")]
    drifts = [put_in(habits, draw_traits(Random(1), n)).drift for n in (1, 2, 3)]
    assert drifts == [0.1, 0.2, 0.1]
    assert [age_of(habits, n, 12) for n in (1, 2, 3)] == [14, 14, 16]
    assert age_of([], 1, 12) == 12


# Each can be found again


def test_who_tires_is_slower_on_foot_and_reacts_as_ever():
    reps = played(["left"] * 48, habits=("tires 15",))
    fresh = played(["left"] * 48)
    ways = [slow[1] / quick[1] for slow, quick in zip(reps, fresh, strict=True)]
    assert ways[0] == pytest.approx(1.0)
    assert ways[23] == pytest.approx(1.15, abs=0.01)
    assert [r[0] for r in reps] == [r[0] for r in fresh]


def test_only_the_one_who_was_named_tires():
    for athlete, slower in ((1, 1.0), (2, 1.2)):
        habits = ("athlete 2 tires 20",)
        reps = played(["left"] * 24, athlete=athlete, habits=habits)
        assert reps[-1][1] / played(["left"] * 24, athlete=athlete)[-1][1] == pytest.approx(slower, abs=0.02)


@pytest.mark.parametrize(("side", "sign"), [("left", -1), ("right", 1)])
def test_a_side_that_is_preferred_is_quicker_on_foot_and_off_the_pad(side, sign):
    sides = ["left", "right"] * 30
    put, plain = played(sides, habits=(f"prefers {side} 10",)), played(sides)
    for kind in (0, 1):
        ratios = [a[kind] / b[kind] for a, b in zip(put, plain, strict=True)]
        assert fmean(ratios[::2]) - fmean(ratios[1::2]) == pytest.approx(
            sign * 0.1, abs=0.02
        )  # off the pad: less what the choice costs


def test_who_learns_a_pattern_reacts_sooner_by_what_the_choice_costs():
    sides = ["left", "right"] * 20
    learnt, not_learnt = (played(sides, habits=(habit,)) for habit in ("learns", "learns nothing"))
    gains = [b[0] - a[0] for a, b in zip(learnt, not_learnt, strict=True)]
    assert fmean(gains[:2]) == pytest.approx(0, abs=20)
    assert fmean(gains[20:]) == pytest.approx(60, abs=10)


def test_there_is_nothing_to_learn_of_cues_in_no_order():
    rng = Random(5)
    sides = [rng.choice(["left", "right"]) for _ in range(60)]
    learnt, not_learnt = (played(sides, habits=(habit,)) for habit in ("learns", "learns nothing"))
    gains = [b[0] - a[0] for a, b in zip(learnt, not_learnt, strict=True)]
    assert fmean(gains[20:]) < 5


def test_who_learns_goes_wrong_where_the_pattern_breaks():
    rigs = [played(["left"] * 20 + ["right"], profile="clumsy", seed=seed, habits=("learns",)) for seed in range(40)]
    surprised = sum(rig[-1][1] is None for rig in rigs)
    assert surprised > 2 * sum(rig[-2][1] is None for rig in rigs)


def test_a_choice_costs_a_slow_chooser_more():
    slow, plain = played(["left"], habits=("choice 100",)), played(["left"])
    assert slow[0][0] - plain[0][0] == pytest.approx(100, abs=1)


def test_called_from_the_front_costs_nearly_twice_as_much():
    called, lit = played(["left"], CALLED), played(["left"], tuple(w for w in CALLED if w != "called"))
    assert called[0][0] - lit[0][0] == pytest.approx(50, abs=1)


def test_the_older_the_sooner_and_the_quicker():
    found = [played(["left"] * 30, habits=(f"age {age}",)) for age in (9, 12, 16)]
    for kind in (0, 1):
        medians = [median(rep[kind] for rep in reps) for reps in found]
        assert medians == sorted(medians, reverse=True)


def test_who_misses_cues_leaves_them_unanswered():
    reps = played(["left"] * 60, habits=("misses 50",))
    assert 18 <= sum(reaction > 2000 for reaction, _ in reps) <= 42


def test_habits_of_the_field_file_come_before_those_handed_in():
    rig = Rig()
    assert rig.field.notes == ()
    spec = replace(SPEC, habits=("age 9", "learns"))
    assert Rig(spec=spec, habits=("age 16",)).field.notes == ("put in: age 9", "put in: learns", "put in: age 16")
