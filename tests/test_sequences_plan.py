"""Plans: every law holds for every athlete, all from one bag, and the same plan for the same seed everywhere."""

import json
import os
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from importlib import resources
from itertools import pairwise, permutations

import golden
import pytest
from builders import FIXED, MOVING, STANDING, UNIFORM, S, choice_drill, drill, own_start_drill
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import assert_all_alike, why_not_many, why_not_two

from sequences.codec import canonical, plan_from_doc, plan_sha, plan_to_doc, sha
from sequences.errors import LawError, SettingError
from sequences.foreperiod import quantile
from sequences.load import resolve
from sequences.model import ATTEMPTS, PLANNER_VERSION, Ready
from sequences.plan import make_plan, rep_docs
from trainer.files import load_drill_file

seeds = st.integers(0, (1 << 53) - 1)
NAMES = ("left", "right", "front", "back")


@st.composite
def drills(pick, most=4):
    """Any choice drill that can be planned: up to 6 sets of up to 12, with catch trials and stays that fit."""
    stays = pick(st.sampled_from([(), ("low",), ("low", "high")]))
    catch, stay = pick(st.sampled_from([0.0, 0.1, 0.2])), pick(st.sampled_from([0.1, 0.2])) if stays else 0.0
    return choice_drill(
        *NAMES[: pick(st.integers(1, most))],
        stays=stays,
        law=pick(st.sampled_from([None, STANDING, MOVING, FIXED, UNIFORM])),
        sets=pick(st.integers(1, 4)),
        reps=pick(st.sampled_from([5, 8, 10, 12])) if catch or stay else pick(st.integers(1, 12)),
        catch=catch,
        stay=stay,
        level=pick(st.sampled_from([None, 1, 4])),
        longest_run=pick(st.integers(2, 5)),
    )


def turns(plan):
    """The reps of each athlete, in the order played."""
    return [[rep for rep in plan.reps if rep.athlete == athlete + 1] for athlete in range(plan.athletes)]


def cue_of(plan):
    return next(step for step in plan.drill.steps if step.step == "cue")


def kind(plan, rep):
    if rep.catch:
        return "catch"
    return "go" if cue_of(plan).alternatives[rep.draws[0].alternative].go else "stay"


@settings(max_examples=30)
@given(drills(), seeds)
def test_each_athletes_go_reps_keep_the_laws_of_order(built, seed):
    plan = make_plan(built, seed=seed, athletes=3)
    k = sum(alternative.go for alternative in cue_of(plan).alternatives)
    for reps in turns(plan):
        goes = [rep for rep in reps if kind(plan, rep) == "go"]
        order = [rep.draws[0].alternative for rep in goes]
        sizes = [sum(rep.set == number + 1 for rep in goes) for number in range(built.sets)]
        if k == 2:
            assert why_not_two(order, sizes, built.longest_run) == ""
        elif k > 2:
            assert why_not_many(order, k, built.longest_run) == ""


@settings(max_examples=30)
@given(drills(), seeds)
def test_no_gos_are_as_many_as_the_shares_say_and_stand_where_they_may(built, seed):
    plan = make_plan(built, seed=seed, athletes=2)
    most = 2 if built.level == 4 else 1
    for reps in turns(plan):
        assert [(rep.set, rep.rep) for rep in reps] == [
            (set_ + 1, rep + 1) for set_ in range(built.sets) for rep in range(built.reps)
        ]
        kinds = [kind(plan, rep) for rep in reps]
        assert all(kinds[built.reps * done] == "go" for done in range(built.sets))
        assert "n" * (most + 1) not in "".join("g" if kind == "go" else "n" for kind in kinds)
        for name, share in (("catch", built.catch), ("stay", built.stay)):
            assert abs(kinds.count(name) - share * len(reps)) <= 0.5


@settings(max_examples=30)
@given(drills(), seeds)
def test_all_athletes_draw_from_one_bag(built, seed):
    plan = make_plan(built, seed=seed, athletes=4)
    bags = [Counter((rep.catch, rep.draws[0]) for rep in reps) for reps in turns(plan)]
    assert all(bag == bags[0] for bag in bags)


@settings(max_examples=30)
@given(drills(), seeds)
def test_each_alternative_has_one_wait_from_each_slice(built, seed):
    plan = make_plan(built, seed=seed, athletes=1)
    law = next((step.law for step in built.steps if step.step == "wait"), None)
    pools = {}
    for rep in plan.reps:
        pools.setdefault(rep.draws[0].alternative, []).append(rep.draws[0].foreperiod_ns)
    for waits in pools.values():
        if law is None:
            assert set(waits) == {None}
        elif law.kind == "list":
            counts = [waits.count(value) for value in law.values_ns]
            assert max(counts) - min(counts) <= 1
            assert sum(counts) == len(waits)
        else:
            edges = [quantile(law, Fraction(i, len(waits))) for i in range(len(waits))] + [law.max_ns]
            for wait, (low, high) in zip(sorted(waits), pairwise(edges), strict=True):
                assert low <= wait <= high


@given(seeds)
@settings(max_examples=30)
def test_left_and_right_wait_alike(seed):
    """Slice by slice the two differ by at most the slice, so the means by at most the law's width over the slices;
    free draws would often differ by more."""
    plan = make_plan(choice_drill(), seed=seed, athletes=1)
    waits = [[rep.draws[0].foreperiod_ns for rep in plan.reps if rep.draws[0].alternative == side] for side in (0, 1)]
    assert len(waits[0]) == len(waits[1]) == 8
    assert abs(sum(waits[0]) - sum(waits[1])) / 8 <= (STANDING.max_ns - STANDING.min_ns) / 8


@settings(max_examples=30)
@given(drills(), seeds)
def test_later_attempts_have_a_free_wait_and_a_cue_of_the_same_kind(built, seed):
    plan = make_plan(built, seed=seed, athletes=1)
    law = next((step.law for step in built.steps if step.step == "wait"), None)
    for rep in plan.reps:
        assert len(rep.draws) == ATTEMPTS
        for draw in rep.draws:
            assert (draw.alternative is None) == rep.catch
            if not rep.catch:
                assert cue_of(plan).alternatives[draw.alternative].go == (kind(plan, rep) == "go")
            if law is None:
                assert draw.foreperiod_ns is None
            else:
                assert law.min_ns <= draw.foreperiod_ns <= law.max_ns


def test_spare_cues_follow_the_weights():
    plan = make_plan(choice_drill(weights={"left": 3.0}, sets=6, reps=30), seed=1, athletes=1)
    spares = [draw.alternative for rep in plan.reps for draw in rep.draws[1:]]
    assert abs(spares.count(0) / len(spares) - 0.75) < 0.05
    assert [rep.draws[0].alternative for rep in plan.reps].count(0) == 135


def test_athletes_have_orders_and_waits_of_their_own():
    first, second = turns(make_plan(choice_drill(), seed=1, athletes=2))
    assert [r.draws[0].alternative for r in first] != [r.draws[0].alternative for r in second]
    assert [r.draws[0].foreperiod_ns for r in first] != [r.draws[0].foreperiod_ns for r in second]
    assert [r.draws[1:] for r in first] != [r.draws[1:] for r in second]


def test_every_order_of_the_waits_is_equally_likely():
    ranks = []
    for seed in range(6):
        for reps in turns(make_plan(choice_drill("left", sets=1, reps=4), seed=seed, athletes=40)):
            waits = [rep.draws[0].foreperiod_ns for rep in reps]
            ranks.append(tuple(sorted(waits).index(wait) for wait in waits))
    assert_all_alike(ranks, permutations(range(4)))


def test_one_athlete_more_changes_nothing_for_the_others():
    two, three = (make_plan(choice_drill(catch=0.2), seed=1, athletes=n) for n in (2, 3))
    assert turns(two) == turns(three)[:2]


def test_same_order_gives_everybody_what_the_first_gets():
    own = turns(make_plan(choice_drill(catch=0.1), seed=1, athletes=3))
    for reps in turns(make_plan(choice_drill(catch=0.1), seed=1, athletes=3, same_order=True)):
        assert [(rep.catch, rep.draws) for rep in reps] == [(rep.catch, rep.draws) for rep in own[0]]


def test_rotate_says_who_is_next():
    built = choice_drill(sets=2, reps=2)
    by_rep = make_plan(built, seed=1, athletes=2)
    by_set = make_plan(built, seed=1, athletes=2, rotate="set")
    assert [(r.set, r.rep, r.athlete) for r in by_rep.reps[:4]] == [(1, 1, 1), (1, 1, 2), (1, 2, 1), (1, 2, 2)]
    assert [(r.set, r.rep, r.athlete) for r in by_set.reps[:5]] == [
        (1, 1, 1),
        (1, 2, 1),
        (1, 1, 2),
        (1, 2, 2),
        (2, 1, 1),
    ]
    assert turns(by_rep) == turns(by_set)


def test_a_listed_order_is_kept_by_spares_too():
    plan = make_plan(choice_drill("a", "b", "c", order="listed"), seed=1, athletes=2)
    for reps in turns(plan):
        assert [rep.draws[0].alternative for rep in reps] == [i % 3 for i in range(16)]
        assert all({draw.alternative for draw in rep.draws} == {rep.draws[0].alternative} for rep in reps)


def test_an_own_start_leaves_nothing_to_chance():
    plan = make_plan(own_start_drill(sets=1, reps=5), seed=1, athletes=2)
    docs = list(rep_docs(plan))
    assert [doc["side"] for doc in docs if doc["athlete"] == 2] == ["right", "left", "right", "left", "right"]
    assert docs[0] == {
        "set": 1, "rep": 1, "athlete": 1, "catch": False, "go": True, "cue": ["right"], "show": [],
        "light": None, "sound": None, "foreperiod_ns": None, "side": "right",
    }  # fmt: skip
    assert plan.reps[2].draws == (plan.reps[2].draws[0],) * ATTEMPTS


def test_a_drill_without_cue_or_start_has_reps_all_the_same():
    plan = make_plan(drill(Ready("start", "pad", S, 30 * S)), seed=1, athletes=1)
    assert {(rep.draws[0].alternative, rep.draws[0].foreperiod_ns) for rep in plan.reps} == {(None, None)}
    assert "side" not in next(rep_docs(plan))


def test_reps_are_told_in_full():
    plan = make_plan(choice_drill("left", stays=("low",), stay=0.2, catch=0.2, level=4, reps=10), seed=1, athletes=1)
    told = {(doc["catch"], doc["go"], tuple(doc["cue"]), tuple(doc["show"]), doc["light"]) for doc in rep_docs(plan)}
    assert told == {
        (False, True, ("left",), ("left",), "white"),
        (False, False, ("low",), ("low",), "white"),
        (True, None, (), (), None),
    }
    waits = [doc["foreperiod_ns"] for doc in rep_docs(plan)]
    assert waits == [rep.draws[0].foreperiod_ns for rep in plan.reps]
    assert {tuple(doc) for doc in rep_docs(plan)} == {
        ("set", "rep", "athlete", "catch", "go", "cue", "show", "light", "sound", "foreperiod_ns")
    }


def test_the_wait_that_counts_is_the_last_before_the_cue():
    early, late = choice_drill(law=UNIFORM).steps, choice_drill(law=FIXED).steps
    plan = make_plan(drill(early[0], early[1], *late[1:]), seed=1, athletes=1)
    assert {rep.draws[0].foreperiod_ns for rep in plan.reps} == {FIXED.min_ns}


def test_the_plan_carries_what_made_it():
    built = choice_drill()
    plan = make_plan(built, seed=5, athletes=2, rotate="set")
    assert (plan.version, plan.seed, plan.athletes, plan.same_order, plan.rotate) == (
        PLANNER_VERSION,
        5,
        2,
        False,
        "set",
    )
    assert plan.drill is built


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"athletes": 0}, "a plan for 0 athletes is not possible: 1 to 40"),
        ({"athletes": 41}, "a plan for 41 athletes"),
        ({"seed": -1}, "the seed -1 is not allowed: whole numbers from 0 to 9007199254740991"),
        ({"seed": 1 << 53}, "the seed 9007199254740992"),
    ],
)
def test_numbers_out_of_bounds_are_refused(more, says):
    with pytest.raises(SettingError, match=says):
        make_plan(choice_drill(), **({"seed": 1, "athletes": 1} | more))


@pytest.mark.parametrize(
    ("built", "error", "says"),
    [
        (choice_drill(sets=7, reps=30), SettingError, "7 sets of 30 reps are too many: an athlete may have 200 in all"),
        (choice_drill(catch=0.5, reps=7), LawError, "set 1 has no room for its catch trials and stays, 4 in 7 reps"),
        (choice_drill(stay=0.2), LawError, "20 % stays is asked for, but no alternative of the cue means stay"),
        (choice_drill(weights={"left": 0.0}), LawError, "the weight of an alternative must be above 0"),
        (choice_drill(longest_run=1), LawError, "the longest run is 1"),
        (own_start_drill(catch=0.1), LawError, "need a cue, and this drill has none"),
        (drill(choice_drill(stays=("low",)).steps[2].__class__((), "law", None, None, None)), LawError, "means go"),
    ],
)  # fmt: skip
def test_what_cannot_be_planned_is_refused_with_its_reason(built, error, says):
    with pytest.raises(error, match=says):
        make_plan(built, seed=1, athletes=1)


def test_another_process_with_other_hashes_draws_the_same_bytes():
    here = plan_sha(make_plan(choice_drill("a", "b", "c", catch=0.2), seed=11, athletes=3))
    code = (
        "from builders import choice_drill; from sequences.plan import make_plan; from sequences.codec import plan_sha;"
        "print(plan_sha(make_plan(choice_drill('a', 'b', 'c', catch=0.2), seed=11, athletes=3)))"
    )
    path = os.pathsep.join(sys.path)
    ran = subprocess.run(
        [sys.executable, "-c", code],
        env=os.environ | {"PYTHONHASHSEED": "4", "PYTHONPATH": path},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert ran.stdout.strip() == here


def test_the_largest_plan_is_drawn_too():
    plan = make_plan(choice_drill(sets=6, reps=30, catch=0.1, level=5), seed=1, athletes=40)
    assert len(plan.reps) == 6 * 30 * 40


GOLDEN = {
    "choice": choice_drill(catch=0.2, level=5),
    "four-ways": choice_drill("a", "b", "c", "d", law=MOVING),
    "go-or-stay": choice_drill("go", stays=("low", "high"), stay=0.3, law=UNIFORM, level=2),
    "weighted": choice_drill(weights={"left": 7.0, "right": 3.0}, law=FIXED),
    "told": own_start_drill(sets=1, reps=6),
}


def as_text(plan):
    """One line a rep, and the sha256 of all draws, those of later attempts too; words of the drill are left out."""
    lines = [canonical(doc).decode() for doc in rep_docs(plan)]
    return "\n".join([*lines, f"sha256 of all draws {sha(plan_to_doc(plan)['reps'])}", ""])


@pytest.mark.parametrize("name", GOLDEN)
def test_golden_plan(name):
    golden.check(f"plans/built-{name}.txt", as_text(make_plan(GOLDEN[name], seed=7, athletes=2)))


LIBRARY = sorted(
    path.stem for path in resources.files("sequences").joinpath("drills").iterdir() if path.suffix == ".toml"
)


@pytest.mark.parametrize("name", LIBRARY)
def test_golden_plan_of_the_library(name):
    """The drill as its defaults say it, rep by rep; of each level the sha256 of all draws."""
    file = load_drill_file(name)
    plans = {level: make_plan(resolve(file, level=level), seed=7, athletes=2) for level in (None, *file.levels)}
    levels = [f"level {level}: {sha(plan_to_doc(plans[level])['reps'])}\n" for level in file.levels]
    golden.check(f"plans/{name}.txt", as_text(plans[None]) + "".join(levels))


@pytest.mark.parametrize("name", LIBRARY)
def test_the_library_can_be_planned_and_carried_at_every_level(name):
    file = load_drill_file(name)
    for level in file.levels:
        plan = make_plan(resolve(file, level=level), seed=1, athletes=2)
        assert plan_from_doc(json.loads(canonical(plan_to_doc(plan)))) == plan
        known = ("cue", "catch", "calls") if file.doc["roles"] else ("sound",)
        assert all(any(doc.get(key) for key in known) for doc in rep_docs(plan))
