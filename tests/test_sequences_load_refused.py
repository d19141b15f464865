"""Drill files that are wrong: each is refused with place and reason, whatever is wrong with it."""

import copy
from typing import Any

import pytest
from drillfiles import Edit, cue, drop, example, insert, left_right, rep, role, setting, tables, variants
from hypothesis import given, settings
from hypothesis import strategies as st

from sequences.errors import DrillError, SettingError
from sequences.load import drill_file, resolve


def hold(role: str | list[str], **more: str) -> Edit:
    return insert(1, hold=role, **({"for": "1 s"} | more))


def wrong(edit: Edit) -> str:
    with pytest.raises(DrillError) as caught:
        left_right(edit)
    assert str(caught.value).isprintable()
    return str(caught.value)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (cue(lihgt="red"), 'rep[3].cue: unknown key "lihgt"; allowed: light, one_of, show, sound, '),
        (cue(light="purple"), 'rep[3].cue.light: "purple" is not allowed; allowed: white, red, amber, green, blue'),
        (cue(one_of=["left", "rihgt"]), 'rep[3].cue.target: no role "rihgt"; roles: right, start, left, ten'),
        (cue(light="$colr"), 'rep[3].cue.light: left-right has no setting "colr"; settings: colour, '),
        (cue(show={"left": "start"}), 'rep[3].cue.show: "start" has no gate: its needs do not name one'),
        (cue(show={"lft": "right"}), 'rep[3].cue.show: no role "lft"; roles: left, '),
        (cue(speaker="left"), 'rep[3].cue.speaker: "left" has no speaker: its needs do not name one'),
        (cue(weights={"up": 2}), 'rep[3].cue.weights: no role "up"; roles: '),
        (rep(2, wait={"kind": "exponential", "min": "500 ms", "tau": "1 s", "max": "200 ms"}),
         "rep[2].wait.max: 200 ms is below min 500 ms"),
        (rep(2, wait={"kind": "fixed", "at": "99 ms"}), "rep[2].wait.at: 99 ms is below 100 ms"),
        (rep(2, wait={"kind": "fixed", "at": "61 s"}), "rep[2].wait.at: 61 s is above 60 s"),
        (rep(2, early="again"), 'rep[2].early: "again" is not allowed; allowed: repeat, restart, count, allow'),
        (rep(1, ready="strat"), 'rep[1].ready: no role "strat"; roles: start, left, right, ten'),
        (rep(1, wait="$wait"), 'rep[1]: unknown key "wait"; allowed: ready, hold, timeout, faces, when'),
        (rep(1, when={"ways": "left"}), "rep[1].when.ways: ways is a choices; only a choice, a switch"),
        (rep(5, when={"split": "yes"}), 'rep[5].when.split: "yes" is not true or false'),
        (insert(1, redy="start"), "rep[1]: needs one of the keys repeat, ready, wait, cue, switch, expect, own_"),
        (insert(1, rest="1 h"), 'rep[1].rest: "1 h" is not a duration like "1.5 s"'),
        (drop(1), "rep[1]: a rep begins with ready or own_start: somebody must be there"),
        (drop(3), 'rep[3].expect[2].arrive: "cued" is the target of the cue, and no cue comes before'),
        (rep(4, expect=[{"leave": "start", "within": "1 s", "optional": True}]), "rep[4].expect: at least one answer"),
        (rep(4, expect=[{"arrive": "ten", "within": "1 s", "name": "a"}]), "rep: every answer is optional: the rep"),
        (insert(3, rest="1 s"), "rep[2]: nothing comes of this wait: the step after it must be a cue"),
        (lambda d: d.update(rep=d["rep"][:3]), "rep[3]: nothing answers this: the rep cannot end without an expect"),
        (lambda d: d.update(rep=d["rep"][:1]), "rep: neither a cue nor an own_start: there is nothing to time"),
        (insert(2, expect=[{"arrive": "cued", "within": "4 s"}]),
         'rep[2].expect[1].arrive: "cued" is the target of the cue, and no cue comes before'),
        (lambda d: d["rep"].append(d["rep"][2]), "rep[6]: nothing answers this: the rep cannot end without an expect"),
        (lambda d: d["rep"].append(d["rep"][3]), 'rep[6].expect[1]: a second split called "leave start": give it'),
        (insert(5, expect=[{"pass": "ten", "within": "9 min", "name": "a"}, {"pass": "ten", "within": "9 min"}]),
         'rep[6].expect[1]: a second split called "ten"'),
        (insert(4, expect=[{"pass": "left", "within": "9 min"}, {"pass": "right", "within": "9 min"}]),
         "rep: a rep could take 18 minutes, at most 15 are allowed"),
        (insert(1, say="Go {cue}", sounds={"up": "go"}), 'rep[1].sounds: "up" is none of left, right'),
        (rep(4, expect=[{"arrive": "cued", "within": "2 s", "aim": "3 s"}]), "rep[4].expect[1].aim: 3 s is above 2 s"),
        (rep(4, expect=[{"arrive": "cued", "within": "2 s", "aim": {"up": "1 s"}}]),
         'rep[4].expect[1].aim: "up" is none of left, right'),
        (rep(4, expect=[{"arrive": "cued", "within": "2 s", "aim": {}}]), "rep[4].expect[1].aim: no time is given"),
        (rep(4, expect=[{"arrive": "cued", "within": "2 s", "give": "1 s"}]), "rep[4].expect[1].give: there is no aim"),
        (lambda d: d["rep"][2].update(cue={"target": "left", "show": {}, "light": "white"}),
         "rep[3].cue.show: a table is not text"),
        (rep(4, expect=[{"arrive": {}, "within": "2 s"}]), "rep[4].expect[1].arrive: no station is given"),
        (insert(1, say="x", fade=[0, 1]), "rep[1].fade: level 1 hears nothing: what fades begins loud"),
        (lambda d: (d.pop("levels"), insert(1, say="x", fade=[1, 0])(d)), "rep[1].fade: there are no levels"),
        (insert(1, say="x", fade=[2]), "rep[1].fade[1]: 2 is above 1"),
        (hold(["start", "left", "right"]), "rep[1].hold: one stands on one or between two, not 3"),
        (hold(["left", "right"], under="ten"), "rep[1].under: between two beams a break begins the time anew"),
        (hold(["left", "ten"]), 'rep[1].hold: "ten" is optional, and this cannot be left out'),
        (hold("start", within="9 s"), "rep[1].within: only who is to come to a stop"),
        (lambda d: d["rep"].__setitem__(2, {"cue": {"sound": "beep"}}), 'rep[3]: the key "target" is missing: where'),
        (lambda d: (cue(order="sets", **{})(d), d["rep"][2]["cue"].pop("still"), d["settings"].pop("catch"),
                    d["levels"]["2"].pop("catch"), d["rep"].extend([d["rep"][2], {"expect": [
                        {"arrive": "cued", "within": "4 s", "name": "again"}]}])),
         "rep[3]: one alternative a set needs a rep of one cue, and here are several"),
        (insert(2, pace="off"), "rep[2]: there is no pace before it that could end"),
        (insert(2, pace="of"), 'rep[2].pace: "of" is not allowed; allowed: off'),
        (insert(2, pace=301), "rep[2].pace: 301 is above 300"),
        (insert(2, pace=["1 s", "1 s"]), "rep[2].pace: the times of a table rise from one to the next"),
        (insert(2, pace=["1 s"], judges="start"), "rep[2].judges: a table of times is no tempo to keep"),
        (insert(2, pace="off", sound="low"), "rep[2].sound: there are no signals any more"),
        (insert(2, pace=100, judges="strat"), 'rep[2].judges: no role "strat"; roles: start, '),
        (role("six", needs=["beam"]), "roles.six: no step uses it at any level"),
        (role("left", needs=["beam", "gate", "pad"]), "roles.left.needs: no step uses its pad at any level"),
        (role("left", needs=["gate"]), 'rep[4].expect[2].arrive: "left" has neither pad nor beam'),
        (role("left", needs=["gate", "pad"]), "rep[4].expect[2].arrive: left, right are sensed by a pad here and a"),
        (role("start", needs=["pad"], optional=True), 'rep[3].cue.still.hold: "start" is optional, and this cannot'),
        (role("ten", needs=["beam"], loses="x"), "roles.ten.loses: only an optional role can be lost"),
        (role("start", needs=["pad"], lift=True), "roles.start.lift: the pad is lifted, and a step in force needs it"),
        (role("left", needs=["gate", "beam"], lift=True), "roles.left.lift: there is no pad to lift"),
        (lambda d: d.update(spots={"cone": [0, 1]}), "spots.cone: no step goes by it at any level"),
        (lambda d: d["rep"][3]["expect"][1].update(arrive={"left": "left", "up": "right"}),
         'rep[4].expect[2].arrive: "up" is none of left, right'),
        (lambda d: d["rep"][3]["expect"][1].update(arrive={"left": "left"}),
         'rep[4].expect[2].arrive: nothing is said of "right"'),
        (lambda d: d["rep"][3]["expect"][1].update(via="cone"), 'rep[4].expect[2].via: no spot "cone"; spots: none'),
        (lambda d: (d.update(spots={"cone": [0, 1]}), d["rep"][3]["expect"][1].update(via={"up": "cone"})),
         'rep[4].expect[2].via: "up" is none of left, right'),
        (rep(1, faces="north"), 'rep[1].faces: "north" is not allowed; allowed: front, back, left, right, way'),
        (lambda d: d.update(published="a book"), 'roles.left: the key "at" is missing: a published test says where'),
        (setting("unused", default=1), 'settings.unused: no step speaks of it: write "$unused" in one'),
        (setting("reps", default=50, max=30), "settings.reps.default: 50 is above max 30"),
        (setting("reps", default=8, max=500), "settings.reps.max: 500 is above max 100"),
        (setting("reps", default="8"), 'settings.reps.default: "8" is not a duration like'),
        (setting("rest", default=60), "settings.rest.default: 60 is not a duration, which rest is"),
        (setting("catch", default=0.1, min=0.3, max=0.2), "settings.catch.max: 0.2 is below min 0.3"),
        (setting("hold", default="red"), 'settings.hold.default: "red" is not a duration like'),
        (setting("split", default=True, min=1), "settings.split.min: a switch has no min"),
        (setting("ways", default=["left"]), "settings.ways: a list needs one_of: the words it may hold"),
        (setting("ways", default=["left"], one_of=["right"]), 'settings.ways.default: "left" is not allowed'),
        (lambda d: d["levels"].update({"4": {}}), "levels: levels count from 1 without a gap, not 1, 2, 4"),
        (lambda d: d["levels"]["1"].update(cathc=0.1), 'levels.1: no setting "cathc"; settings: catch, '),
        (lambda d: d["levels"]["2"].update(catch=0.9), "levels.2.catch: 0.9 is above max 0.5"),
        (lambda d: d["levels"].update({"3": {"ways": ["up"]}}), 'levels.3.ways: "up" is not allowed; allowed: '),
        (lambda d: d["rep"][2]["cue"].pop("still"), "rep[3]: needs still, the right answer to no cue: catch can be ab"),
        (lambda d: d["rep"][2].update(cue={"target": "left", "still": {"hold": "start", "for": "1 s"}}),
         "rep[3].cue: nothing appears: give it a light, a sound or a"),
        (lambda d: d.update(text={"deutsch": {}}), 'text: "deutsch" is not a language like de'),
        (lambda d: d.update(title=""), 'title: "" is too short: at least 1 characters'),
        (lambda d: d.update(run_out="1 h"), 'run_out: "1 h" is not a duration like'),
        (lambda d: d.update(limits={"reaction": "5 s"}), "limits.reaction: 5 s is above 2 s"),
    ],
)  # fmt: skip
def test_a_drill_that_cannot_be_played_is_refused_with_the_reason(edit: Edit, said: str) -> None:
    assert wrong(edit).startswith(said)


def test_a_drill_that_fails_at_one_level_says_which() -> None:
    def only_at_two(doc: dict[str, Any]) -> None:
        doc["rep"][3]["when"] = {"split": True}

    said = "rep[3]: nothing answers this: the rep cannot end without an expect after it (at level 2)"
    assert wrong(only_at_two) == said


def test_settings_that_together_make_no_rep_are_refused() -> None:
    file = left_right(lambda d: (d["levels"].pop("2"), d["rep"][3].update(when={"split": True})))
    with pytest.raises(SettingError, match=r"^with these settings left-right cannot be played: rep\[3\]: nothing an"):
        resolve(file, settings={"split": False})


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"one_of": ["keep"]}, "rep[3]: every alternative is a stay: nobody ever goes"),
        ({"one_of": ["tne"]}, 'rep[3].cue.one_of[1]: no variant "tne"; variants: tone, both, keep'),
        ({"weights": {"tne": 2}}, 'rep[3].cue.weights: no variant "tne"; variants: tone, both, keep'),
        ({"variants": {"a": {"sound": "go"}}}, 'rep[3].cue.variants.a: the key "target" is missing: where'),
        ({"variants": {"a": {"go": False, "target": "left", "sound": "go"}}}, "rep[3].cue.variants.a.target: a stay"),
        ({"one_of": ["both"]}, "rep[3]: the setting stay is above 0, and no variant says go = false"),
    ],
)
def test_variants_that_make_no_sense(more: dict[str, object], said: str) -> None:
    assert wrong(variants(**more)).startswith(said)


def test_a_stay_nobody_draws_and_a_stay_without_an_answer() -> None:
    edit = variants()
    undrawn = tables(edit)
    del undrawn["settings"]["stay"]
    with pytest.raises(DrillError, match=r'"keep" is a stay, and no setting "stay" says how often it comes'):
        drill_file("x", undrawn)
    unanswered = tables(edit)
    del unanswered["rep"][2]["cue"]["still"]
    with pytest.raises(DrillError, match=r"a stay needs still in its cue"):
        drill_file("x", unanswered)


JUNK = st.sampled_from(
    [
        "",
        "left",
        "cued",
        "$wait",
        "$no",
        "1 s",
        "99 min",
        0,
        -1,
        10**30,
        0.5,
        float("inf"),
        True,
        [],
        {},
        [[]],
        {"a": 1},
    ]
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [p for key, inner in pairs for p in ((*path, key), *places(inner, (*path, key)))]


@settings(max_examples=150)
@given(st.lists(st.tuples(st.sampled_from(places(tables())), st.none() | JUNK), min_size=1, max_size=3))
def test_a_drill_changed_anywhere_loads_or_is_refused_in_one_sentence(changes: list[Any]) -> None:
    doc = tables()
    for (*path, last), junk in changes:
        inner: Any = doc
        try:
            for key in path:
                inner = inner[key]
            if junk is None:
                del inner[last]
            else:
                inner[last] = copy.deepcopy(junk)
        except (LookupError, TypeError):
            continue
    try:
        drill = resolve(drill_file("x", doc))
    except DrillError as exc:
        assert str(exc).isprintable()  # noqa: PT017
    else:
        assert drill.steps


@pytest.mark.parametrize(
    ("wait", "within", "flickers"),
    [("100 ms", "100 ms", "200 ms"), ("100 ms", "5 s", ""), ("300 ms", "100 ms", "")],
)
def test_no_lamp_flashes_more_than_three_times_a_second(wait: str, within: str, flickers: str) -> None:
    doc = copy.deepcopy(example("Long possession").doc)
    first, _, last = doc["rep"][1]["repeat"]
    first["wait"] = {"kind": "fixed", "at": wait}
    last["expect"][0]["within"] = within
    if flickers:
        with pytest.raises(
            DrillError, match=rf"^rep\[2\]\.repeat\[2\]: a lamp could flash {flickers} after the one before"
        ):
            drill_file("x", doc)
    else:
        drill_file("x", doc)
