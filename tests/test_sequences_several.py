"""Several cues in a rep: repeats written out, the laws they keep, and cues that are overridden."""

import tomllib
from collections import Counter
from fractions import Fraction
from typing import Any

import pytest
from drillfiles import MS
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import why_not_many, why_not_two

from sequences.codec import plan_from_doc, plan_to_doc
from sequences.errors import DrillError, LawError
from sequences.foreperiod import quantile
from sequences.load import DrillFile, drill_file, resolve
from sequences.model import Cue, Draw, Drill, Expect, Plan, Span, SpanEnd, Switch, Wait
from sequences.plan import make_plan, rep_docs
from sequences.words import step_words

TEXT = """
title = "Over and over"
[roles]
start = { needs = ["pad"] }
a = { needs = ["gate", "beam"] }
b = { needs = ["gate", "beam"] }
c = { needs = ["gate", "beam"] }
[settings]
rounds = { default = 4, min = 1, max = 40 }
ways = { default = ["a", "b"], one_of = ["a", "b", "c"] }
limit = { default = "20 s", min = "5 s", max = "60 s" }
[levels]
1 = { ways = ["a", "b", "c"] }
[[rep]]
ready = "start"
[[rep]]
times = "$rounds"
until = "$limit"
[[rep.repeat]]
wait = { kind = "exponential", min = "500 ms", tau = "500 ms", max = "2 s" }
early = "allow"
[[rep.repeat]]
cue = { one_of = "$ways", light = "white" }
[[rep.repeat]]
expect = [{ arrive = "cued", within = "5 s", name = "gate" }]
wrong = "note"
missed = "next"
[[rep]]
expect = [{ arrive = "c", within = "5 s", name = "home" }]
"""
SWITCHED = """
title = "Change"
[roles]
start = { needs = ["pad"] }
left = { needs = ["gate", "beam"] }
right = { needs = ["gate", "beam"] }
[settings]
reps = { default = 10 }
sets = { default = 2 }
share = { default = 0.3, min = 0.1, max = 1.0 }
catch = { default = 0.0, max = 0.4 }
[[rep]]
ready = "start"
[[rep]]
wait = { kind = "fixed", at = "1 s" }
[[rep]]
cue = { one_of = ["left", "right"], light = "white", still = { hold = "start", for = "2 s" } }
[[rep]]
switch = { share = "$share", after = { kind = "uniform", min = "200 ms", max = "600 ms" }, light = "red" }
[[rep]]
expect = [{ leave = "start", within = "1.5 s" }, { arrive = "cued", within = "5 s" }]
"""


def several(text: str = TEXT, edit: Any = None) -> DrillFile:
    doc = tomllib.loads(text)
    if edit is not None:
        edit(doc)
    return drill_file("several", doc)


def cues(drill: Drill) -> list[Cue]:
    return [s for s in drill.steps if isinstance(s, Cue)]


# --- written out ------------------------------------------------------------------------------------------------


def test_a_repeat_is_written_out_round_by_round_with_numbered_splits() -> None:
    drill = resolve(several(), settings={"rounds": 3})
    assert [s.step for s in drill.steps] == ["ready", "span", *["wait", "cue", "expect"] * 3, "span_end", "expect"]
    names = [a.name for s in drill.steps if isinstance(s, Expect) for a in s.answers]
    assert names == ["gate", "gate 2", "gate 3", "home"]
    assert {c.group for c in cues(drill)} == {201 + 1}
    assert [s for s in drill.steps if isinstance(s, Span | SpanEnd)] == [Span(20_000 * MS), SpanEnd()]
    assert [(s.wrong, s.missed) for s in drill.steps if isinstance(s, Expect)] == [("note", "next")] * 3 + [
        ("end", "end")
    ]
    assert all(s.guard is None for s in drill.steps if isinstance(s, Wait))
    assert step_words(drill.steps[1]) == "for 20 s at most:"


def test_a_span_keeps_the_rep_short() -> None:
    long = resolve(several(), settings={"rounds": 40})
    assert len(cues(long)) == 40
    with pytest.raises(DrillError, match="rep: a rep could take 19 minutes, at most 15"):
        several(edit=lambda d: (d["rep"][1].pop("until"), d["settings"].pop("limit"), hurry(d)))


def hurry(doc: dict[str, Any]) -> None:
    doc["settings"]["rounds"]["default"] = 40
    doc["rep"][1]["repeat"][2]["expect"][0]["within"] = "27 s"


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: d["rep"][1].pop("times"), 'rep[2]: the key "times" is missing'),
        (lambda d: d["rep"][1].update(times=61), "rep[2].times: 61 is above 60"),
        (lambda d: d["rep"][1]["repeat"][0].update(waits=1), 'rep[2].repeat[1]: unknown key "waits"'),
        (lambda d: d["rep"][1]["repeat"].append({"repeat": []}), "rep[2].repeat[4]: needs one of the keys ready, "),
        (lambda d: d["rep"][1]["repeat"].pop(2), "rep[2].repeat[2]: nothing answers this"),
        (lambda d: d["rep"][1]["repeat"][1]["cue"].update(light="$colour"), "rep[2].repeat[2].cue.light: several "),
        (lambda d: d["settings"].update(catch={"default": 0.1}), "rep[2].repeat[2]: needs still"),
        (lambda d: (d["settings"].update(catch={"default": 0.1}), still(d)), "settings.catch: catch needs a"),
        (lambda d: d["rep"].append({"own_start": {"leave": "start", "target": "a"}}), "rep[4]: a rep has a cue or"),
        (lambda d: d["rep"].insert(2, {"switch": {"after": {"kind": "fixed", "at": "1 s"}}}), "rep[3].switch: there"),
        (lambda d: d["rep"][1]["repeat"].insert(2, {"switch": {"after": {"kind": "fixed", "at": "1 s"}}}),
         "rep[2].repeat[3]: a switch needs a rep of one cue"),
    ],
)  # fmt: skip
def test_repeats_that_make_no_sense_are_refused(edit: Any, said: str) -> None:
    with pytest.raises(DrillError) as caught:
        several(edit=edit)
    assert str(caught.value).startswith(said)


def still(doc: dict[str, Any]) -> None:
    doc["rep"][1]["repeat"][1]["cue"]["still"] = {"hold": "start", "for": "2 s"}


# --- the laws ---------------------------------------------------------------------------------------------------


def drawn(plan: Plan, athlete: int, attempt: int = 1) -> list[list[int | None]]:
    """Rep by rep the alternatives of all cues."""
    reps = [r.draws[attempt - 1] for r in plan.reps if r.athlete == athlete]
    return [[d.alternative, *(f.alternative for f in d.more)] for d in reps]


@settings(max_examples=40)
@given(st.integers(0, 1 << 40), st.integers(2, 12), st.sampled_from([["a", "b"], ["a", "b", "c"]]), st.integers(1, 8))
def test_each_rep_keeps_the_laws_by_itself_at_every_attempt(seed, rounds, ways, attempt) -> None:
    plan = make_plan(resolve(several(), settings={"rounds": rounds, "ways": ways, "reps": 3}), seed=seed, athletes=2)
    for order in (o for athlete in (1, 2) for o in drawn(plan, athlete, attempt)):
        assert len(order) == rounds
        why = why_not_two(order, [rounds], 4) if len(ways) == 2 else why_not_many(order, len(ways), 4)
        assert not why
    assert plan_from_doc(plan_to_doc(plan)) == plan
    assert make_plan(plan.drill, seed=seed, athletes=2) == plan


@settings(max_examples=40)
@given(st.integers(0, 1 << 40), st.integers(2, 12))
def test_within_a_rep_each_alternative_has_its_waits_from_all_slices_of_the_law(seed, rounds) -> None:
    plan = make_plan(resolve(several(), settings={"rounds": rounds, "reps": 2}), seed=seed, athletes=1)
    law = next(s.law for s in plan.drill.steps if isinstance(s, Wait))
    for rep in plan.reps:
        of: dict[int | None, list[int]] = {}
        for cue in (rep.draws[0], *rep.draws[0].more):
            of.setdefault(cue.alternative, []).append(cue.foreperiod_ns or 0)
        for waits in of.values():
            slices = [sum(w <= edge for w in waits) for edge in edges(law, len(waits))]
            assert slices == list(range(1, len(waits) + 1))


def edges(law: Any, n: int) -> list[int]:
    """The upper ends of n equal quantile slices."""
    return [quantile(law, Fraction(i, n)) if i < n else law.max_ns for i in range(1, n + 1)]


@settings(max_examples=30)
@given(st.integers(0, 1 << 40))
def test_a_cue_that_is_in_no_repeat_keeps_the_laws_over_the_run(seed) -> None:
    two = """
    title = "Two cues"
    [roles]
    start = { needs = ["pad"] }
    a = { needs = ["gate", "beam"] }
    b = { needs = ["gate", "beam"] }
    [[rep]]
    ready = "start"
    [[rep]]
    cue = { one_of = ["a", "b"], light = "white" }
    [[rep]]
    expect = [{ arrive = "cued", within = "5 s", name = "first" }]
    [[rep]]
    cue = { one_of = ["a", "b"], light = "white" }
    [[rep]]
    expect = [{ arrive = "cued", within = "5 s", name = "second" }]
    """
    plan = make_plan(resolve(several(two), settings={"reps": 8, "sets": 2}), seed=seed, athletes=2)
    for athlete in (1, 2):
        for cue in zip(*drawn(plan, athlete), strict=True):
            assert not why_not_two(cue, [8, 8], 4)
    first, second = ([d[0] for d in drawn(plan, a)] for a in (1, 2))
    assert Counter(first) == Counter(second)


def test_a_law_that_one_rep_cannot_keep_is_refused() -> None:
    drill = resolve(several(), settings={"rounds": 4})
    with pytest.raises(LawError, match="catch trials and stays need a rep of one cue"):
        make_plan(Drill(**{f: getattr(drill, f) for f in drill.__slots__} | {"catch": 0.1}), seed=1, athletes=1)


def test_what_is_planned_is_printed_cue_by_cue() -> None:
    docs = list(rep_docs(make_plan(resolve(several(), settings={"rounds": 3, "reps": 1}), seed=1, athletes=1)))
    assert [len(d["more"]) for d in docs] == [2]
    assert set(docs[0]["more"][0]) == {"go", "cue", "show", "light", "sound", "foreperiod_ns"}


# --- switches ---------------------------------------------------------------------------------------------------


def first_draws(plan: Plan, athlete: int) -> list[Draw]:
    return [r.draws[0] for r in plan.reps if r.athlete == athlete]


@settings(max_examples=60)
@given(st.integers(0, 1 << 40), st.integers(10, 100), st.integers(4, 12), st.sampled_from([0.0, 0.2]))
def test_so_many_reps_are_switched_by_the_end_of_each_set_to_the_other_side(seed, percent, reps, catch) -> None:
    share = percent / 100
    drill = resolve(several(SWITCHED), settings={"share": share, "reps": reps, "catch": catch})
    plan = make_plan(drill, seed=seed, athletes=2)
    for athlete in (1, 2):
        goes = switched = 0
        for number in (1, 2):
            here = [r for r in plan.reps if r.athlete == athlete and r.set == number]
            goes += sum(not r.catch for r in here)
            switched += sum(r.draws[0].switch_to is not None for r in here)
            assert switched == int(Fraction(str(share)) * goes + Fraction(1, 2))
        for rep in (r for r in plan.reps if r.athlete == athlete):
            draw = rep.draws[0]
            assert (draw.switch_to is None) == (draw.switch_ns is None)
            if draw.switch_to is not None:
                assert not rep.catch
                assert draw.switch_to == 1 - (draw.alternative or 0)
                assert 200 * MS <= (draw.switch_ns or 0) <= 600 * MS
                assert all(d.switch_to == 1 - (d.alternative or 0) for d in rep.draws)
    assert plan_from_doc(plan_to_doc(plan)) == plan


@settings(max_examples=30)
@given(st.integers(0, 1 << 40))
def test_what_is_not_switched_is_planned_as_if_there_were_no_switch(seed) -> None:
    plain = several(SWITCHED, lambda d: (d["rep"].pop(3), d["settings"].pop("share")))
    with_, without = (make_plan(resolve(f), seed=seed, athletes=1) for f in (several(SWITCHED), plain))
    assert [(d.alternative, d.foreperiod_ns) for d in first_draws(with_, 1)] == [
        (d.alternative, d.foreperiod_ns) for d in first_draws(without, 1)
    ]


def test_every_go_rep_is_as_likely_to_be_switched() -> None:
    drill = resolve(several(SWITCHED), settings={"share": 0.5, "reps": 4, "sets": 1})
    which = Counter(
        i
        for seed in range(600)
        for i, d in enumerate(first_draws(make_plan(drill, seed=seed, athletes=1), 1))
        if d.switch_to is not None
    )
    assert all(250 < which[i] < 350 for i in range(4))


def weighted(doc: dict[str, Any]) -> None:
    doc["rep"][3]["switch"] = {
        "after": {"kind": "list", "values": ["200 ms", "400 ms"]},
        "variants": {n: {"target": n, "light": "red"} for n in ("left", "right")},
        "to": {"left": {"left": 3, "right": 1}, "right": {"right": 1}},
    }
    del doc["settings"]["share"]


def test_weights_say_what_follows_what_exactly_over_the_run() -> None:
    plan = make_plan(resolve(several(SWITCHED, weighted)), seed=3, athletes=2)
    for athlete in (1, 2):
        pairs = Counter((d.alternative, d.switch_to) for d in first_draws(plan, athlete))
        assert set(pairs) == {(0, 0), (0, 1), (1, 1)}
        assert pairs[1, 1] == 10
        assert sorted((pairs[0, 0], pairs[0, 1])) in ([2, 8], [3, 7])
        assert Counter(d.switch_ns for d in first_draws(plan, athlete)) == {200 * MS: 10, 400 * MS: 10}
    doc = next(iter(rep_docs(plan)))["switch"]
    assert set(doc) == {"cue", "show", "light", "sound", "after_ns"}


def test_a_switch_shows_the_others_as_it_says_and_else_as_the_cue_does() -> None:
    switch = next(s for s in resolve(several(SWITCHED)).steps if isinstance(s, Switch))
    assert [(a.name, a.show, a.light, a.sound) for a in switch.alternatives] == [
        ("left", ("left",), "red", None),
        ("right", ("right",), "red", None),
    ]
    assert switch.to == ((0.0, 1.0), (1.0, 0.0))
    assert step_words(switch).startswith("switch: in 30 % of the reps, 200 ms to 600 ms")


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda d: d["rep"][3]["switch"].pop("after"), 'rep[4].switch: the key "after" is missing'),
        (lambda d: d["rep"][2]["cue"].update(one_of=["left"]), 'rep[4].switch: there is nothing to switch'),
        (lambda d: (weighted(d), d["rep"][3]["switch"]["to"].pop("left")), 'rep[4].switch.to: does not say'),
        (lambda d: (weighted(d), d["rep"][3]["switch"]["to"]["left"].update(up=1)), 'rep[4].switch.to.left: no "up"; '),
        (lambda d: (weighted(d), d["rep"][3]["switch"].update(show="left")), "rep[4].switch.show: each variant says"),
        (lambda d: d["rep"][3]["switch"]["after"].update(min="50 ms"), "rep[4].switch.after.min: 50 ms is below"),
        (lambda d: d["rep"].pop(4), "rep[3]: nothing answers this"),
    ],
)  # fmt: skip
def test_switches_that_make_no_sense_are_refused(edit: Any, said: str) -> None:
    with pytest.raises(DrillError) as caught:
        several(SWITCHED, edit)
    assert str(caught.value).startswith(said)
