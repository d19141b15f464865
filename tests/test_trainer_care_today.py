"""What one athlete did today: which splits are ways on foot, and what the rule asks as reps and marks come in."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from library import FILES
from stands import ATHLETES, Shelf

from sequences.load import resolve
from sequences.model import Hold
from sequences.plan import make_plan
from trainer.care.today import Ask, Leg, Rep, Today, rep_of
from trainer.facts import RunHeader, Split, Verdict
from trainer.fields import load_field
from trainer.virtual import play_into

MS = 1_000_000
SPEC = load_field("simulated")
OUT = Leg("out", "start", "left")
HOLDS = frozenset({"balance"})


def rep(seq: int, ms: int | None, outcome: str = "hit") -> Rep:
    return Rep(seq, outcome, ((OUT, ms * MS),) if ms is not None else ())


def played(*ms: int | None, **more) -> Today:
    return Today(reps={n: rep(n, t, "hit" if t is not None else "omission") for n, t in enumerate(ms, 1)}, **more)


# Which splits are legs


def verdict(*splits: tuple[str, str, int], outcome="hit", **times) -> Verdict:
    return Verdict(outcome, "reaction", splits=tuple(Split(name, at, ms * MS) for name, at, ms in splits), **times)


def test_the_response_itself_is_no_leg():
    of = verdict(("off the pad", "start", 300), ("out", "left", 1200), ("back", "start", 1400), reaction_ns=300 * MS)
    assert rep_of(7, of, HOLDS) == Rep(7, "hit", ((OUT, 1200 * MS), (Leg("back", "left", "start"), 1400 * MS)))


def test_a_way_out_before_the_cue_is_a_leg_and_the_transition_is_none():
    splits = ("5 m back", "mid", 2000), ("forward again", "mid", 800), ("gate", "left", 1300)
    legs = rep_of(1, verdict(*splits, transition_ns=800 * MS), HOLDS).legs
    assert [leg for leg, _ in legs] == [Leg("5 m back", "", "mid"), Leg("gate", "mid", "left")]


def test_a_hold_and_what_begins_with_its_end_are_no_legs():
    splits = (
        ("off the pad", "start", 300),
        ("3 m back", "stop", 1600),
        ("balance", "stop", 1000),
        ("return", "start", 1900),
    )
    legs = rep_of(1, verdict(*splits, reaction_ns=300 * MS), HOLDS).legs
    assert [leg.name for leg, _ in legs] == ["3 m back"]


@pytest.mark.parametrize("outcome", ["wrong gate", "unfinished", "omission", "anticipation", "withheld"])
def test_only_a_hit_has_legs(outcome):
    assert rep_of(1, verdict(("out", "left", 1200), outcome=outcome), HOLDS) == Rep(1, outcome, ())


# What is asked


def test_nothing_is_asked_of_who_has_done_nothing():
    assert Today().asks() is None


def test_two_slow_legs_ask_for_rest_once():
    today = played(1000, 1000, 1000, 1000, 1000, 1200, 1200)
    assert today.asks() == Ask("rest", "legs")
    today.answered()
    assert today.asks() is None
    today.reps[8] = rep(8, 1200)
    assert today.asks() is None
    today.reps[9] = rep(9, 1200)
    assert today.asks() == Ask("rest", "legs")


def test_a_rep_without_that_leg_asks_nothing_about_it():
    today = played(1000, 1000, 1000, 1000, 1000, 1200, 1200, None)
    assert today.asks() is None


def test_legs_of_earlier_runs_today_are_the_reference():
    before = {OUT: (1500 * MS,) + (1000 * MS,) * 4}
    assert played(1200, 1200, before=before).asks() == Ask("rest", "legs")
    assert played(1200, 1200).asks() is None


def test_the_other_side_is_another_leg():
    today = played(1000, 1000, 1000, 1000, 1000, 1200)
    today.reps[7] = Rep(7, "hit", ((Leg("out", "start", "right"), 1300 * MS),))
    assert today.asks() is None


def test_a_rep_taken_back_is_not_counted():
    today = played(1000, 1000, 1000, 1000, 1000, 1200, 1200)
    del today.reps[7]
    assert today.asks() is None


def test_marks_and_the_coachs_word():
    today = played(1000, 1000)
    today.marks = {1: "not yet", 2: "not yet"}
    assert today.asks() == Ask("rest", "form")
    today.answered()
    assert today.asks() is None
    today.told = True
    assert today.asks() == Ask("rest", "told")
    today.answered()
    assert today.asks() is None


def test_a_mark_that_was_changed_counts_as_it_is_now():
    today = played(1000, 1000)
    today.marks = {1: "not yet", 2: "not yet"}
    today.marks[2] = "clean"
    assert today.asks() is None


def test_three_turns_without_an_answer():
    today = played(None, 1000, None, 1000, None)
    assert today.asks() == Ask("all right", "omissions")
    today.answered()
    assert today.asks() is None


def test_what_was_no_turn_of_his_is_no_omission():
    today = Today(reps={n: Rep(n, outcome, ()) for n, outcome in enumerate(["late cue", "stopped", "false start"] * 3)})
    assert today.asks() is None


# What was put into virtual athletes is found again


def shares_asked(habits: tuple[str, ...], name: str, seeds: int) -> float:
    """Of 4 athletes in each of so many whole sessions of 24 reps on the simulated field: how many it asks to rest."""
    drill = resolve(FILES[name], settings={"reps": "12", "sets": "2"})
    holds = frozenset(step.name for step in drill.steps if isinstance(step, Hold))
    asked = 0
    for seed in range(seeds):
        plan, shelves = make_plan(drill, seed=seed, athletes=4), []
        keep = partial(_shelf, shelves)
        play_into(
            plan, RunHeader("run", "session", 0.0, ATHLETES[:4]), replace(SPEC, habits=habits), keep, lambda _: None
        )
        asked += sum(_asked([r for r in shelves[0].records if r.athlete == who], holds) for who in ATHLETES[:4])
    return asked / (4 * seeds)


def _shelf(shelves: list[Shelf], inbox) -> Shelf:
    shelves.append(Shelf(inbox))
    return shelves[-1]


def _asked(records, holds) -> bool:
    today, found = Today(), False
    for record in records:
        today.reps[record.seq] = rep_of(record.seq, record.verdict, holds)
        found = found or today.asks() == Ask("rest", "legs")
    return found


@pytest.mark.parametrize(
    ("habit", "name", "seeds", "low", "high"),
    [
        ("tires 0", "go-or-flag", 25, 0.0, 0.02),
        ("tires 15", "go-or-flag", 8, 0.6, 1.0),
        ("tires 15", "line-shuffle", 4, 0.4, 1.0),
        ("tires 30", "line-shuffle", 3, 0.95, 1.0),
    ],
)
def test_it_finds_who_tires_on_the_simulated_field_and_leaves_fresh_ones_alone(habit, name, seeds, low, high):
    assert low <= shares_asked((habit,), name, seeds) <= high
