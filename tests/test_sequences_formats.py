"""Formats in drill files and plans: lanes, who is on together, and that all of a heat have the same cue."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.audit import audit
from sequences.codec import plan_from_doc, plan_to_doc
from sequences.errors import DrillError, LawError
from sequences.formats import format_words, heat_key
from sequences.load import DrillFile, drill_file, resolve
from sequences.model import Cue, Plan, PlannedRep, Ready
from sequences.plan import make_plan, rep_docs
from sequences.words import step_words

VERSUS = """
title = "Side by side"
format = "versus"
[roles]
start = { needs = ["pad"] }
left = { needs = ["gate", "beam"] }
right = { needs = ["gate", "beam"] }
[settings]
reps = { default = 4, min = 1, max = 30 }
catch = { default = 0.2, max = 0.5 }
[[rep]]
ready = "start"
[[rep]]
wait = { kind = "uniform", min = "1 s", max = "3 s" }
early = "count"
[[rep]]
cue = { one_of = ["left", "right"], light = "white", still = { hold = "start", for = "2 s" } }
[[rep]]
expect = [{ leave = "start", within = "2 s" }, { arrive = "cued", within = "5 s" }]
"""


def read(text: str) -> DrillFile:
    return drill_file("test", tomllib.loads(text))


def check_refused(text: str, sentence: str) -> None:
    with pytest.raises(DrillError) as caught:
        read(text)
    assert str(caught.value).startswith(sentence)


def heats(plan: Plan) -> dict[tuple[int, int, int], list[PlannedRep]]:
    found = defaultdict(list)
    for rep in plan.reps:
        found[heat_key(plan.drill, rep)].append(rep)
    return found


def test_versus_has_two_lanes_and_a_barrier_unless_said_otherwise():
    drill = resolve(read(VERSUS))
    assert (drill.format, drill.lanes) == ("versus", 2)
    assert [step.together for step in drill.steps if isinstance(step, Ready)] == [True]
    assert resolve(read(VERSUS.replace('"versus"', '"versus"\nlanes = 3'))).lanes == 3
    assert format_words(drill).startswith("2 side by side")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('format = "versus"', 'format = "duel"', 'format: "duel" is not allowed; allowed: queue, versus'),
        ('format = "versus"', "lanes = 2", "lanes: a queue has one lane: say which format has several"),
        ('format = "versus"', 'format = "versus"\nlanes = 5', "lanes: 5 is above 4"),
        (
            'early = "count"',
            "",
            'rep[2].early: versus: a foul in one lane does not stop the others: say "count"',
        ),
        (
            "[[rep]]\nwait",
            '[[rep]]\nsay = "Steady"\n[[rep]]\nwait',
            "rep[4]: versus: nothing but a wait stands between ready and the cue",
        ),
    ],
)
def test_what_versus_cannot_be(old, new, sentence):
    check_refused(VERSUS.replace(old, new, 1), sentence)


def test_versus_without_a_cue_is_refused():
    text = VERSUS[: VERSUS.index("[[rep]]\nwait")].replace("catch = { default = 0.2, max = 0.5 }\n", "")
    text += '[[rep]]\nown_start = { leave = "start", target = "left" }\n'
    text += '[[rep]]\nexpect = [{ arrive = ["left", "right"], within = "5 s" }]\n'
    with pytest.raises(DrillError, match="versus needs a cue"):
        read(text)


@given(st.integers(1, 9), st.integers(2, 4), st.integers(0, 1000), st.sampled_from(["rep", "set"]))
def test_all_of_a_heat_have_the_same_and_everybody_has_every_rep(athletes, lanes, seed, rotate):
    drill = resolve(read(VERSUS.replace('"versus"', f'"versus"\nlanes = {lanes}')))
    plan = make_plan(drill, seed=seed, athletes=athletes, rotate=rotate)
    assert Counter(rep.athlete for rep in plan.reps) == dict.fromkeys(range(1, athletes + 1), 4)
    for together in heats(plan).values():
        assert len({(rep.catch, rep.draws) for rep in together}) == 1
        assert [rep.lane for rep in together] == list(range(1, len(together) + 1))
    assert plan_from_doc(plan_to_doc(plan)) == plan


def test_lanes_change_from_rep_to_rep_and_heats_have_orders_of_their_own():
    plan = make_plan(resolve(read(VERSUS), settings={"reps": 12}), seed=3, athletes=4)
    lanes = [rep.lane for rep in plan.reps if rep.athlete == 1]
    assert lanes == [1, 2] * 6
    of_heat = {athlete: [r.draws for r in plan.reps if r.athlete == athlete] for athlete in (1, 2, 3)}
    assert of_heat[1] == of_heat[2] != of_heat[3]
    same = make_plan(plan.drill, seed=3, athletes=4, same_order=True)
    assert [r.draws for r in same.reps if r.athlete == 1] == [r.draws for r in same.reps if r.athlete == 4]


def test_a_plan_in_one_lane_says_nothing_of_lanes():
    queue = resolve(read(VERSUS.replace('format = "versus"\n', "")))
    assert not any("lane" in doc for doc in rep_docs(make_plan(queue, seed=1, athletes=2)))
    assert {doc["lane"] for doc in rep_docs(make_plan(resolve(read(VERSUS)), seed=1, athletes=2))} == {1, 2}
    assert "lane" not in plan_to_doc(make_plan(queue, seed=1, athletes=1))["reps"][0]


# --- the coach's tap, the feeder --------------------------------------------------------------------------------

TAPPED = """
title = "Called"
[roles]
start = { needs = ["pad"] }
near = { needs = ["beam"] }
left = { needs = ["gate", "beam"] }
right = { needs = ["gate", "beam"] }
[settings]
reps = { default = 2 }
wait = { default = { kind = "tap", max = "30 s" } }
catch = { default = 0.0, max = 0.5 }
[[rep]]
ready = "start"
[[rep]]
wait = "$wait"
[[rep]]
cue = { one_of = ["left", "right"], light = "white", still = { hold = "start", for = "2 s" } }
[[rep]]
expect = [{ leave = "start", within = "2 s" }, { arrive = "cued", within = "5 s" }, { pass = "near", within = "5 s" }]
"""


def test_where_the_coach_taps_nothing_is_drawn():
    plan = make_plan(resolve(read(TAPPED)), seed=1, athletes=1)
    assert {(d.foreperiod_ns, d.alternative) for rep in plan.reps for d in rep.draws} == {(None, None)}
    assert [doc["calls"] for doc in rep_docs(plan)] == [["left", "right"]] * 2
    assert plan_from_doc(plan_to_doc(plan)) == plan
    with pytest.raises(LawError, match="called by the coach: nothing in it is left to chance"):
        audit(plan.drill, 2)


def test_any_drill_can_be_called_by_a_setting():
    drawn = resolve(read(TAPPED), settings={"wait": "fixed 2 s"})
    assert make_plan(drawn, seed=1, athletes=1).reps[0].draws[0].foreperiod_ns == 2_000_000_000
    tapped = resolve(read(TAPPED), settings={"wait": "tap 90 s"})
    assert step_words(tapped.steps[1]).startswith("wait: until the coach taps, 90 s at the most")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("catch = { default = 0.0", "catch = { default = 0.2", "rep[3]: where the coach taps nothing is drawn"),
        ('max = "30 s"', 'max = "2 s"', "settings.wait.default.max: 2 s is below 5 s"),
        (
            '[[rep]]\nwait = "$wait"',
            '[[rep]]\nexpect = [{ pass = "near", within = "3 s", name = "out" }]\n[[rep]]\nwait = "$wait"',
            "rep[3].wait: the coach's tap finds the athlete standing",
        ),
        (
            '[[rep]]\nexpect = [{ leave',
            '[[rep]]\nswitch = { after = { kind = "tap", max = "5 s" } }\n[[rep]]\nexpect = [{ leave',
            "rep[4].switch.after: the coach's tap begins a cue",
        ),
        (
            '[[rep]]\nexpect = [{ leave',
            '[[rep]]\nswitch = { after = { kind = "fixed", at = "300 ms" } }\n[[rep]]\nexpect = [{ leave',
            "rep[2]: the coach's tap needs a rep of one cue, without a switch",
        ),
    ],
)  # fmt: skip
def test_what_the_tap_cannot_be(old, new, sentence):
    check_refused(TAPPED.replace(old, new, 1), sentence)


def test_a_feeders_cue_measures_nothing():
    text = TAPPED.replace('light = "white",', 'light = "white", feeder = true,')
    cues = [s for s in resolve(read(text)).steps if isinstance(s, Cue)]
    assert [(cue.feeder, cue.measure) for cue in cues] == [(True, None)]
    assert step_words(cues[0]).startswith("cue for the feeder, who serves: white at left")


# --- leapfrog and mirror ----------------------------------------------------------------------------------------

MIRROR = """
title = "Shadow"
format = "mirror"
[roles]
spot = { needs = ["beam"] }
a = { needs = ["beam"] }
b = { needs = ["beam"] }
[settings]
reps = { default = 4 }
[[rep]]
ready = "spot"
[[rep]]
own_start = { leave = "spot", target = ["a", "b"], timeout = "60 s" }
[[rep]]
expect = [{ leave = "spot", within = "5 s", name = "off" }, { pass = ["a", "b"], within = "4 s", name = "line" }]
"""


@given(st.integers(1, 7), st.integers(2, 4), st.integers(0, 100))
def test_leapfrog_takes_the_lanes_in_turn_with_orders_of_their_own(athletes, lanes, seed):
    text = VERSUS.replace('"versus"', f'"leapfrog"\nlanes = {lanes}').replace('early = "count"', "")
    plan = make_plan(resolve(read(text)), seed=seed, athletes=athletes)
    assert [rep.lane for rep in plan.reps] == [n % lanes + 1 for n in range(len(plan.reps))]
    queue = resolve(read(text.replace(f'format = "leapfrog"\nlanes = {lanes}\n', "")))
    same = make_plan(queue, seed=seed, athletes=athletes)
    assert [(r.athlete, r.draws) for r in plan.reps] == [(r.athlete, r.draws) for r in same.reps]


def test_who_follows_does_what_the_leader_does_by_the_leaders_edge():
    drill = resolve(read(MIRROR))
    assert [step_words(step) for step in drill.follow] == [
        "ready: still in the beam spot for 1 s",
        "follow: time zero is when the other one passes a or b",
        "answer: arrive at where the cue says within 4 s [line]",
    ]
    plan = make_plan(drill, seed=1, athletes=2)
    assert [(r.athlete, r.lane) for r in plan.reps] == [(1, 1), (2, 2), (2, 1), (1, 2)] * 2
    assert plan_from_doc(plan_to_doc(plan)) == plan


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"mirror"', '"mirror"\nlanes = 3', "lanes: mirror has two lanes: one leads, one follows"),
        (
            'expect = [{ leave = "spot", within = "5 s", name = "off" }, { pass = ["a", "b"], within',
            'expect = [{ leave = "spot", within = "5 s", name = "off" }, { leave = ["a", "b"], within',
            "rep[2]: mirror: the leader is to pass a line after his start",
        ),
        (
            'own_start = { leave = "spot", target = ["a", "b"], timeout = "60 s" }',
            'cue = { target = "a", sound = "go" }',
            "format: mirror needs an own_start",
        ),
    ],
)
def test_what_mirror_cannot_be(old, new, sentence):
    check_refused(MIRROR.replace(old, new, 1), sentence)


# --- relay ------------------------------------------------------------------------------------------------------

RELAY = """
title = "Out and home"
format = "relay"
[roles]
start = { needs = ["pad"] }
home = { needs = ["beam"] }
[settings]
reps = { default = 2 }
[[rep]]
ready = "start"
[[rep]]
wait = { kind = "fixed", at = "1.5 s" }
[[rep]]
cue = { target = "home", sound = "go" }
[[rep]]
expect = [{ leave = "start", within = "3 s", name = "off" }, { pass = "home", within = "20 s", name = "lap" }]
"""


def test_the_next_of_a_team_goes_by_the_arrival_of_the_one_before():
    drill = resolve(read(RELAY))
    assert [step_words(step) for step in drill.follow] == [
        "ready: still on the pad start for 1 s",
        "follow: time zero is when the one before is at home",
        "answer: leave start within 3 s [off], if at all, then pass home within 20 s [lap]",
    ]
    assert not any(step.together for step in drill.follow if isinstance(step, Ready))
    assert resolve(read(RELAY.replace('"relay"', '"relay"\nlanes = 1'))).lanes == 1


@given(st.integers(1, 9), st.integers(1, 4), st.integers(0, 100))
def test_a_relay_takes_everybody_leg_by_leg_with_one_cue(athletes, lanes, seed):
    plan = make_plan(resolve(read(RELAY.replace('"relay"', f'"relay"\nlanes = {lanes}'))), seed=seed, athletes=athletes)
    assert [r.athlete for r in plan.reps] == [*range(1, athletes + 1)] * 2
    assert all(r.lane == (r.athlete - 1) % lanes + 1 for r in plan.reps)
    for together in heats(plan).values():
        assert len(together) == athletes
        assert len({r.draws for r in together}) == 1
    assert plan_from_doc(plan_to_doc(plan)) == plan


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('"1.5 s" }', '"1.5 s" }\nearly = "count"', "rep[2].early: relay: a start too early brings all teams back"),
        (
            'cue = { target = "home", sound = "go" }',
            'cue = { target = "home", sound = "go", still = { hold = "start", for = "2 s" } }',
            "rep[3]: relay: the cue says but one thing",
        ),
        (
            '{ pass = "home", within = "20 s", name = "lap" }',
            '{ pass = "home", within = "20 s", optional = true }',
            "rep: relay: the last answer is where one arrives",
        ),
        ('"relay"', '"leapfrog"\nlanes = 1', "lanes: leapfrog needs two lanes or more"),
    ],
)
def test_what_relay_cannot_be(old, new, sentence):
    check_refused(RELAY.replace(old, new, 1), sentence)
