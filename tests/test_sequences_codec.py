"""Plans and headers as plain data: back again equal, and one sentence for whatever is not a plan."""

import json
import re
from dataclasses import replace

import pytest
from builders import MOVING, MS, STANDING, UNIFORM, S, alternative, choice_drill, cue, drill
from hypothesis import given, settings
from hypothesis import strategies as st
from records import KEPT

from sequences.codec import canonical, from_doc, plan_from_doc, plan_sha, plan_to_doc, to_doc
from sequences.model import Answer, Expect, Hold, OwnStart, Ready, Rest, Say, Wait
from sequences.plan import make_plan
from trainer.facts import Athlete, RunHeader

STEPS = [
    Ready("start", "beam", 1 * S, 30 * S),
    Wait(STANDING, "repeat", "start", "pad", "leave"),
    Wait(MOVING, "count", None, None, None),
    cue(alternative("left"), alternative("low", go=False, weight=0.5, sound="go", speaker="horn")),
    Expect((Answer("pass", ("mid", "deep"), "beam", 4 * S, "5 m", optional=True, ignore_ns=1 * S),), in_order=False),
    OwnStart("pass", "start", "beam", 30 * S, ("left",), ("left", "right")),
    Hold("start", "pad", 1 * S, 60 * MS, "note", "balance"),
    Say("{cue}!", None, (("left", "low"), ("right", "high"))),
    Rest(5 * S),
]

values = (
    st.none()
    | st.booleans()
    | st.integers(-(1 << 60), 1 << 60)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text()
)
json_values = st.recursive(values, lambda v: st.lists(v, max_size=3) | st.dictionaries(st.text(), v, max_size=3))


@settings(max_examples=25)
@given(st.lists(st.sampled_from(STEPS), max_size=6), st.text(), json_values, st.floats(0, 1), st.integers(1, 5))
def test_a_plan_comes_back_equal(steps, title, value, weight, sets):
    plan = make_plan(choice_drill(law=UNIFORM, sets=sets, reps=2, weights={"left": 0.25 + weight}), seed=1, athletes=2)
    whole = replace(plan, drill=drill(*steps, title=title, settings=(("reps", value),), catch=weight))
    doc = plan_to_doc(whole)
    assert json.loads(canonical(doc)) == doc
    assert plan_from_doc(json.loads(canonical(doc))) == whole


def test_the_sha_is_that_of_what_comes_back():
    plan = make_plan(choice_drill(catch=0), seed=1, athletes=1)  # 0, where 0.0 is meant
    back = plan_from_doc(json.loads(canonical(plan_to_doc(plan))))
    assert plan_sha(back) == plan_sha(plan)
    assert plan_sha(replace(plan, seed=2)) != plan_sha(plan)


def test_a_run_header_goes_the_same_way():
    run = RunHeader("r1", "s1", 1.5e9, (Athlete("a1", "Zoë"),), "boot", (("left", "gate-3"),), ("silent",), KEPT)
    assert from_doc(RunHeader, json.loads(canonical(to_doc(run)))) == run


def test_canonical_is_one_way_only():
    assert canonical({"b": [1, 0.5], "a": "ü"}) == '{"a":"ü","b":[1,0.5]}'.encode()
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical({"a": float("nan")})


PLAN = canonical(plan_to_doc(make_plan(choice_drill(reps=2), seed=1, athletes=1)))


def with_value(value, *path):
    """A plan's document with one place changed."""
    at = doc = json.loads(PLAN)
    for key in path[:-1]:
        at = at[key]
    at[path[-1]] = value
    return doc


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("seed",), "5", "Plan.seed: expected a whole number"),
        (("seed",), True, "Plan.seed: expected a whole number"),
        (("seed",), 5.0, "Plan.seed: expected a whole number"),
        (("same_order",), 1, "Plan.same_order: expected true or false"),
        (("rotate",), "x", "Plan.rotate: expected one of rep, set"),
        (("reps",), "xy", "Plan.reps: expected a list"),
        (("reps", 3), 3, "Plan.reps[3]: expected an object"),
        (("reps", 3, "draws", 2, "foreperiod_ns"), "x", "Plan.reps[3].draws[2].foreperiod_ns: expected a whole number"),
        (("drill", "title"), 7, "Plan.drill.title: expected text"),
        (("drill", "words"), "abc", "Plan.drill.words: expected a list"),
        (("drill", "catch"), "0.1", "Plan.drill.catch: expected a number"),
        (("drill", "roles", 0, "at"), [1.0], "Plan.drill.roles[0].at: expected a list of 2"),
        (("drill", "roles", 0, "at"), {"x": 1}, "Plan.drill.roles[0].at: expected a list"),
        (("drill", "settings", 0), [1, 2], "Plan.drill.settings[0]: expected text"),
        (("drill", "steps", 1), "wait", "Plan.drill.steps[1]: expected an object"),
        (("drill", "steps", 1, "step"), "dance", "a step is one of ready, wait, cue, switch, expect, own_start"),
        (("drill", "steps", 1, "step"), [], "a step is one of"),
        (("drill", "steps", 1, "law", "kind"), {}, "Plan.drill.steps[1].law.kind: expected one of fixed, exp"),
        (("more",), 1, "Plan: unknown key more"),
    ],
)  # fmt: skip
def test_junk_gets_one_sentence_that_says_where(path, value, says):
    with pytest.raises(ValueError, match=re.escape(says)) as caught:
        plan_from_doc(with_value(value, *path))
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("junk", [None, 5, "plan", [], [1, 2]])
def test_what_is_no_object_is_no_plan(junk):
    with pytest.raises(ValueError, match=r"^Plan: expected an object$"):
        plan_from_doc(junk)


def test_a_missing_key_is_named():
    doc = with_value(1, "seed")
    del doc["seed"]
    with pytest.raises(ValueError, match="the key 'seed' is missing"):
        plan_from_doc(doc)


@settings(max_examples=50)
@given(json_values)
def test_anything_else_is_refused_by_a_value_error_and_nothing_worse(junk):
    with pytest.raises(ValueError, match=r"^Plan"):
        plan_from_doc(junk)


@settings(max_examples=100)
@given(st.data())
def test_one_wrong_thing_anywhere_is_refused_or_harmless(data):
    """Follow the document down to any place and put junk there: a plan or a ValueError comes out."""
    doc = with_value(1, "seed")
    at, path = doc, []
    while isinstance(at, dict | list) and at and data.draw(st.integers(0, 5)):
        key = data.draw(st.sampled_from(sorted(at) if isinstance(at, dict) else range(min(3, len(at)))))
        path.append(key)
        at = at[key]
    junk = data.draw(json_values)
    try:
        plan = plan_from_doc(with_value(junk, *path) if path else junk)
    except ValueError:
        return
    assert plan_from_doc(plan_to_doc(plan)) == plan
