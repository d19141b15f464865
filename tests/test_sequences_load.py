"""Drill files that are right: what their steps, levels and settings come to."""

import copy
import tomllib
from dataclasses import replace
from typing import Any

import pytest
from drillfiles import MS, TEXT, Edit, insert, left_right, rep, step, tables, variants
from jsonschema_rs import meta

from sequences.errors import DrillError
from sequences.flow import told_only
from sequences.load import drill_file, resolve
from sequences.model import (
    Aim,
    Answer,
    Cue,
    Drill,
    Expect,
    Hold,
    OwnStart,
    Pace,
    Ready,
    Rest,
    Role,
    Say,
    Still,
    Wait,
    WaitLaw,
)
from sequences.schema import drill_schema
from sequences.words import step_words


def test_a_drill_resolves_to_its_steps() -> None:
    drill = resolve(left_right())
    assert [s.step for s in drill.steps] == ["ready", "wait", "cue", "expect", "expect"]
    assert step(drill, Wait) == Wait(
        WaitLaw("exponential", 1000 * MS, 4000 * MS, 1000 * MS), "repeat", "start", "pad", "leave"
    )
    cue = step(drill, Cue)
    assert [(a.name, a.target, a.show, a.light, a.sound, a.go) for a in cue.alternatives] == [
        ("left", ("left",), ("left",), "white", "go", True),
        ("right", ("right",), ("right",), "white", "go", True),
    ]
    assert (cue.measure, cue.order, cue.for_ns) == ("reaction", "law", None)
    assert cue.still == Still("hold", "start", "pad", 2000 * MS)
    assert step(drill, Expect).answers == (
        Answer("leave", ("start",), "pad", 1500 * MS, "leave start"),
        Answer("arrive", (), "beam", 4000 * MS, "cued"),
    )
    assert drill.roles[0] == Role("start", ("pad",), (0.0, 0.0))
    assert (drill.reps, drill.sets, drill.rest_ns, drill.longest_run) == (6, 1, 60_000 * MS, 4)


def test_levels_override_settings_and_steps_may_hang_on_one() -> None:
    one, two = resolve(left_right(), level=1), resolve(left_right(), level=2)
    assert step(one, Wait).law == WaitLaw("fixed", 1500 * MS, 1500 * MS)
    assert (one.level, one.catch, len(one.steps)) == (1, 0.0, 5)
    assert (two.level, two.catch, len(two.steps)) == (2, 0.2, 4)
    assert [r.name for r in two.roles] == ["start", "left", "right"]  # nobody passes ten at level 2


def test_variants_stays_and_weights() -> None:
    found = step(resolve(left_right(variants(weights={"tone": 2}))), Cue).alternatives
    assert [(a.name, a.target, a.show, a.go, a.weight) for a in found] == [
        ("both", ("left", "right"), ("left", "right"), True, 1.0),
        ("tone", ("left",), (), True, 2.0),
        ("keep", ("start",), ("right",), False, 1.0),
    ]


def moving(doc: dict[str, Any]) -> None:
    """Back past a beam, cue in motion: the same file with another beginning."""
    doc["roles"] |= {"front": {"needs": ["beam"]}, "mid": {"needs": ["beam"]}}
    doc["roles"]["start"]["lift"] = True
    doc["rep"][0] = {"ready": "front", "hold": "$hold"}
    doc["rep"].insert(1, {"expect": [{"leave": "front", "within": "3 s"}, {"pass": "mid", "within": "6 s"}]})
    doc["rep"][3]["cue"]["still"] = {"pass": "left", "within": "3 s"}
    doc["rep"][4]["expect"] = [
        {"pass": "mid", "within": "4 s", "name": "again"},
        {"arrive": "cued", "within": "4 s"},
    ]


def test_a_cue_in_motion_measures_a_transition_and_guards_the_arming_beam() -> None:
    drill = resolve(left_right(moving))
    wait = step(drill, Wait)
    assert (wait.guard, wait.guard_sensor, wait.guard_edge) == ("mid", "beam", "pass")
    assert step(drill, Cue).measure == "transition"
    assert drill.lifted == ("start",)
    assert "start" not in [r.name for r in drill.roles]


def test_a_beam_left_still_is_a_start_time() -> None:
    def edit(doc: dict[str, Any]) -> None:
        moving(doc)
        del doc["rep"][1], doc["roles"]["mid"]
        doc["rep"][3]["expect"][0] = {"leave": "front", "within": "2 s"}

    drill = resolve(left_right(edit))
    assert step(drill, Cue).measure == "start"
    assert step(drill, Wait).guard_edge == "leave"


@pytest.mark.parametrize("edit", [rep(2, early="allow"), rep(4, expect=[{"arrive": "cued", "within": "4 s"}])])
def test_free_feet_or_no_edge_asked_for_measure_nothing(edit: Edit) -> None:
    drill = resolve(left_right(edit))
    assert step(drill, Cue).measure is None


def test_free_feet_are_not_watched_and_a_stay_may_be_avoiding_a_beam() -> None:
    def edit(doc: dict[str, Any]) -> None:
        variants(still={"avoid": "left", "for": "2 s"})(doc)
        doc["rep"][1]["early"] = "allow"

    drill = resolve(left_right(edit))
    assert step(drill, Wait).guard is None
    found = step(drill, Cue)
    assert found.still == Still("avoid", "left", "beam", 2000 * MS)
    assert found.alternatives[2].target == ("start",)


OWN = {
    "title": "Own",
    "roles": {"start": {"needs": ["pad"]}, "end": {"needs": ["beam"]}},
    "rep": [
        {"ready": "start"},
        {"own_start": {"leave": "start", "target": "end", "sides": ["right", "left"]}},
        {"rest": "1 s"},
        {"hold": "start", "for": "1 s", "breaks": "fail"},
        {"expect": [{"pass": "end", "within": "4 s", "ignore": "1 s", "optional": False}], "in_order": False},
    ],
}


def test_own_start_hold_and_rest() -> None:
    drill = resolve(drill_file("own", copy.deepcopy(OWN)))
    assert step(drill, OwnStart) == OwnStart("leave", "start", "pad", 60_000 * MS, ("end",), ("right", "left"))
    assert step(drill, Hold) == Hold("start", "pad", 1000 * MS, 60 * MS, "fail", "hold start")
    assert step(drill, Rest) == Rest(1000 * MS)
    assert step(drill, Expect) == Expect(
        (Answer("pass", ("end",), "beam", 4000 * MS, "end", ignore_ns=1000 * MS),), False
    )


def test_an_own_start_has_no_cue_to_leave_out() -> None:
    doc = copy.deepcopy(OWN) | {"settings": {"catch": {"default": 0.1}}}
    with pytest.raises(DrillError, match=r"^settings.catch: an own start has no cue that could be left out$"):
        drill_file("own", doc)


def test_the_sha_is_of_what_the_file_says_not_of_how() -> None:
    spaced = drill_file("left-right", tomllib.loads(TEXT.replace("[levels]", "# how hard\n\n[levels]")))
    assert spaced.sha == left_right().sha
    assert left_right(lambda d: d.update(title="x")).sha != spaced.sha


def test_what_a_drill_file_says_is_never_changed() -> None:
    doc = tables()
    file = drill_file("left-right", doc)
    resolve(file, level=2, settings={"ways": "left"})
    assert doc == tables()
    assert replace(file) == left_right()


def test_the_schema_is_one_that_validators_accept() -> None:
    for raw in (True, False):
        assert meta.is_valid(drill_schema(raw=raw))


def test_spots_on_the_way_and_which_way_the_athlete_faces() -> None:
    def edit(doc: dict[str, Any]) -> None:
        doc["spots"] = {"cone": [1, 2], "line": [-1, 2]}
        doc["rep"][0]["faces"] = "back"
        doc["rep"][3]["faces"] = "way"
        doc["rep"][3]["expect"][1]["via"] = {"left": "line", "right": ["cone", "line", "cone"]}
        doc["rep"][4]["expect"][0]["via"] = "cone"

    drill = resolve(left_right(edit))
    assert [(s.name, s.at) for s in drill.spots] == [("cone", (1.0, 2.0)), ("line", (-1.0, 2.0))]
    answers = [a for s in drill.steps if isinstance(s, Expect) for a in s.answers]
    assert [a.via for a in answers] == [
        (),
        (("left", ("line",)), ("right", ("cone", "line", "cone"))),
        (("", ("cone",)),),
    ]
    assert [s.faces for s in drill.steps if isinstance(s, Ready | Expect)] == ["back", "way", None]
    assert "arrive at where the cue says (left by line; right by cone, line, cone) within 4 s" in step_words(
        drill.steps[3]
    )
    assert [s.name for s in resolve(left_right(edit), level=2).spots] == ["cone", "line"]


AIMED = {"arrive": "cued", "within": "4 s", "aim": {"left": "2 s", "right": "3 s"}, "since": "zero"}


def test_what_is_said_is_spoken_unless_a_tone_is_named() -> None:
    says = [{"say": "a"}, {"say": "b", "sound": "low"}, {"say": "c", "sound": "low", "spoken": True}]
    says += [{"say": "d", "spoken": False}, {"say": "e {cue}", "sounds": {"left": "low"}}]

    def edit(doc: dict[str, Any]) -> None:
        doc["rep"][1:1] = says

    steps = resolve(left_right(edit)).steps
    assert [(s.text, s.spoken, s.sound) for s in steps if isinstance(s, Say)] == [
        ("a", True, None),
        ("b", False, "low"),
        ("c", True, "low"),
        ("d", False, None),
        ("e {cue}", False, None),
    ]
    assert [step_words(s) for s in steps if isinstance(s, Say)][:2] == ['say: "a"', 'show: "b" with the tone low']


def test_words_fade_by_level() -> None:
    file = left_right(insert(2, say="Push", fade=[1, 0.5, 0]))
    assert [step(resolve(file, level=n), Say).gain for n in (None, 1, 2)] == [1.0, 1.0, 0.5]
    file = left_right(insert(2, say="Push", fade=[0.8, 0]))
    assert [s.step for s in resolve(file, level=2).steps] == ["ready", "wait", "cue", "expect"]
    assert step_words(step(resolve(file, level=1), Say)) == 'say: "Push", at 80 % of the loudness'


def test_a_cue_may_be_a_word_and_the_word_its_own_name() -> None:
    german = {"de": {"title": "x", "lines": {"left": "links", "Now": "Jetzt"}}}

    def words(word: str, language: str) -> list[tuple[str | None, str]]:
        def edit(doc: dict[str, Any]) -> None:
            doc["rep"][2]["cue"] |= {"word": word}
            doc["text"] = german if word == "Now" or language == "de" else {}

        cue = step(resolve(left_right(edit), language=language), Cue)
        return [(a.word, a.language) for a in cue.alternatives]

    assert words("Now", "de") == [("Jetzt", "de"), ("Jetzt", "de")]
    assert words("{cue}", "en") == [("left", "en"), ("right", "en")]
    lines = {"left": "links", "Now": "Jetzt"}
    german["de"]["lines"] = {k: v for k, v in lines.items() if k == "left"}
    assert words("{cue}", "de") == [("links", "de"), ("right", "en")]


def test_a_time_to_hit_is_one_for_all_or_one_for_each_and_gives_a_tenth() -> None:
    one = step(resolve(left_right(rep(4, expect=[AIMED | {"aim": "2 s", "give": "50 ms", "since": "before"}]))), Expect)
    assert one.answers[0].aim == Aim((("", 2000 * MS),), 50 * MS)
    each = step(resolve(left_right(rep(4, expect=[AIMED]))), Expect)
    assert each.answers[0].aim == Aim((("left", 2000 * MS), ("right", 3000 * MS)), 200 * MS, "zero")


def test_after_answers_in_any_order_nobody_is_watched() -> None:
    def edit(doc: dict[str, Any]) -> None:
        moving(doc)
        answers = [{"pass": "mid", "within": "8 s"}, {"pass": "deep", "within": "8 s"}]
        doc["roles"]["deep"] = {"needs": ["beam"]}
        doc["rep"][1] = {"expect": answers, "in_order": False}

    drill = resolve(left_right(edit))
    assert step(drill, Wait).guard is None
    assert step(drill, Cue).measure is None


def paced(*keys: dict[str, Any]) -> list[Pace]:
    def edit(doc: dict[str, Any]) -> None:
        doc["rep"][1:1] = keys

    return [s for s in resolve(left_right(edit)).steps if isinstance(s, Pace)]


def test_a_pace_is_a_rate_a_table_or_none() -> None:
    assert paced({"pace": 110}) == [Pace(110_000, (), ("low",))]
    assert paced({"pace": 7.5, "sounds": ["low", "high"], "judges": "start", "name": "feet"}) == [
        Pace(7_500, (), ("low", "high"), "start", "pad", "feet")
    ]
    assert paced({"pace": ["0 s", "1.5 s"], "sound": "beep"}, {"pace": "off"}) == [
        Pace(0, (0, 1500 * MS), ("beep",)),
        Pace(0, (), ()),
    ]
    assert [step_words(p) for p in paced({"pace": 110, "judges": "start"}, {"pace": ["1 s"]}, {"pace": "off"})] == [
        "pace: 110 signals a minute (low); the tempo on start is measured",
        "pace: signals (low) after 1 s",
        "pace: no more signals",
    ]


def test_who_answers_may_differ_by_what_is_drawn() -> None:
    who = {"left": "right", "right": ["left", "ten"]}
    drill = resolve(left_right(rep(4, expect=[{"leave": "start", "within": "1 s"}, {"pass": who, "within": "4 s"}])))
    answer = step(drill, Expect).answers[1]
    assert (answer.roles, answer.name) == (("right", "left", "ten"), "right")
    assert answer.by == (("left", ("right",)), ("right", ("left", "ten")))
    assert "pass right (left), left or ten (right) within 4 s [right]" in step_words(step(drill, Expect))


def told(*steps: dict[str, Any], **more: Any) -> Drill:
    return resolve(drill_file("told", {"title": "Told", "roles": {}, "rep": list(steps), **more}))


def test_a_rep_may_be_only_said() -> None:
    drill = told({"say": "Skips"}, {"rest": "40 s"}, {"pace": 15, "sounds": ["low", "high"]}, {"rest": "1 s"})
    assert [s.step for s in drill.steps] == ["say", "rest", "pace", "rest"]
    assert told_only(drill.steps)
    game = told({"rest": "9 s"}, {"wait": {"kind": "fixed", "at": "40 s"}}, {"cue": {"sound": "beep"}})
    assert [(a.target, a.sound) for a in step(game, Cue).alternatives] == [((), "beep")]
    assert step_words(game.steps[2]) == "cue: the tone beep"
    with pytest.raises(DrillError, match=r"rep\[1\]: nothing comes of this wait"):
        told({"wait": {"kind": "fixed", "at": "40 s"}}, {"say": "x"})
    with pytest.raises(DrillError, match="rep: no step is in force here that does anything"):
        told({"rest": "40 s"})


def test_words_of_a_pace_are_spoken_in_the_language_and_fade() -> None:
    doc = tables(insert(4, pace=["0 s", "1 s"], words=["turn", "push"], fade=[1, 0.4]))
    doc["text"] = {"de": {"lines": {"turn": "drehen", "push": "drücken"}}}
    file = drill_file("counted", doc)
    one = step(resolve(file, level=2, language="de"), Pace)
    assert (one.words, one.language, one.gain) == (("drehen", "drücken"), "de", 0.4)
    assert step(resolve(file), Pace).words == ("turn", "push")
    assert step_words(one) == 'pace: signals ("drehen", "drücken"; at 40 % of the loudness) after 0 s, 1 s'


def test_a_hold_may_be_below_a_beam_or_between_two() -> None:
    below = {"hold": "start", "for": "1 s", "under": "ten"}
    between = {"hold": ["left", "right"], "for": "1 s", "within": "4 s", "name": "stop"}
    steps = resolve(left_right(lambda d: d["rep"].extend([below, between]))).steps[-2:]
    assert steps == (
        Hold("start", "pad", 1000 * MS, 60 * MS, "note", "hold start", "ten"),
        Hold("left", "beam", 1000 * MS, 0, "note", "stop", None, ("left", "right"), 4000 * MS),
    )
    assert step_words(steps[0]) == "hold: still on the pad start for 1 s, below the beam ten [hold start]"
    assert (
        step_words(steps[1]) == "hold: come to a stop between left and right within 4 s, and still there for 1 s [stop]"
    )
