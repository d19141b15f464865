"""The two laws of the ground: what breaks them, how bad it is, and that what comes along keeps them."""

import math

import pytest
from grounds import drill, field, ground, move, own
from hypothesis import given, settings
from hypothesis import strategies as st
from library import FILES

from sequences.load import resolve
from trainer.engine.bind import bind_drill
from trainer.errors import BindError, GroundError
from trainer.fields import field_names
from trainer.ground.check import on_field, on_its_own, playable


def every_level():
    return [resolve(file, level=level) for file in FILES.values() for level in (None, *file.levels)]


@pytest.mark.parametrize("name", field_names())
def test_every_drill_keeps_the_laws_on_every_field_that_plays_it(name):
    spec = field(name)
    for one in every_level():
        try:
            bind_drill(one, {s.name: s.carries for s in spec.stations}, {})
        except BindError:
            continue
        assert on_field(one, spec, {}).faults == (), (one.name, one.level)


def test_every_drill_keeps_the_laws_at_its_own_places():
    assert {(d.name, d.level): on_its_own(d).faults for d in every_level() if on_its_own(d).faults} == {}


def faults(name, level, on, edit):
    found = ground(name, level, on, edit)
    return list(found.refused), list(found.warnings)


def second_lane_at(x):
    """The whole second lane of two-lanes, that far to the right."""

    def edit(doc):
        doc["field"].pop("free")
        for name, table in doc["station"].items():
            if name.endswith("-2"):
                move(name, table["at"][0] - 3 + x, table["at"][1])(doc)

    return edit


@pytest.mark.parametrize(
    ("x", "refused", "warnings"),
    [
        (2.0, [], []),
        (1.9, [], ["lanes 1 and 2 are 4.9 m apart; 5 m are better"]),
        (-1.2, ["the ways of lanes 1 and 2 come within 1.8 m of each other; 2 m must be clear"], []),
    ],
)
def test_lanes_that_are_run_side_by_side_stand_apart(x, refused, warnings):
    found = faults("head-to-head", None, "two-lanes", second_lane_at(x))
    assert [[text for text in one if "lanes" in text] for one in found] == [refused, warnings]


def narrow(doc):
    doc["station"]["mid"]["beam"]["ends"] = [[-1.5, 0], [1.5, 0]]


def test_a_post_in_the_break_path_is_refused_although_the_beams_middle_is_clear():
    refused, _ = faults("backpedal-break", 3, "backpedal-box", narrow)
    assert refused == ["a post of mid is 0.3 m from the run to left; 1 m must be clear"]
    assert faults("backpedal-go", 3, "backpedal-box", narrow) == ([], [])


def test_what_he_sees_is_a_warning_and_what_he_does_not_is_refused():
    seen = faults("pause-and-drive", 2, "backpedal-box", move("call-left", -0.8, 8))
    assert seen == ([], ["the lamp of call-left is 0.8 m from the run-out after front; 1 m must be clear"])
    hit = faults("pause-and-drive", 2, "backpedal-box", move("call-left", -0.3, 8))
    assert hit == (["the lamp of call-left is 0.3 m from the run-out after front; 1 m must be clear"], [])
    unseen, _ = faults("go-or-flag", 2, "backpedal-box", lambda doc: doc["field"].update(coach=[0.8, -6]))
    assert unseen == ["the coach is 0.8 m from the run-out behind deep; 1 m must be clear"]


def test_a_waiting_child_in_the_run_out():
    def edit(doc):
        doc["field"]["queue"] = [[-9, 6], [-6.5, 9]]

    assert faults("backpedal-break", 2, "backpedal-box", edit) == (
        ["the queue is 0.0 m from the run-out after left; 1 m must be clear"],
        [],
    )


def test_a_cable_is_taped_down():
    def edit(doc):
        doc["cable"] = {"start": {"along": [[0, 0.2], [3, 0.2]]}}

    assert faults("go-or-flag", 2, "backpedal-box", edit) == (
        [],
        ["the cable start is 0.2 m from the backpedal to deep; 1 m must be clear"],
    )


def test_a_pad_under_the_way_is_lifted():
    def edit(doc):
        doc["station"]["other"] = {"at": [0, 2.5], "pad": {"pin": 7}}

    assert faults("backpedal-go", 3, "backpedal-box", edit) == (
        ["the pad of other lies under the backpedal to mid: lift it, or move it"],
        [],
    )
    assert faults("go-or-flag", 3, "backpedal-box", edit) == ([], [])
    on_the_spot = faults("backpedal-go", 3, "backpedal-box", None)
    assert on_the_spot == ([], [])  # start's own pad: the drill has it lifted


def test_a_wall_is_beside_never_behind():
    def behind(doc):
        doc["wall"]["gym"] = {"along": [[-8, -6], [8, -6]]}

    def beside(doc):
        doc["wall"]["gym"] = {"along": [[0.7, -8], [0.7, 3]]}

    def touching(doc):
        doc["wall"]["gym"] = {"along": [[0.3, -8], [0.3, 3]]}

    refused, _ = faults("wall-tap", 3, "wall-lane", behind)
    assert refused == ["the wall gym stands across the run-out behind stop, 0.0 m off. A wall is beside, never behind."]
    assert faults("wall-tap", 3, "wall-lane", beside) == ([], [])
    assert "runs along the backpedal to stop, 0.3 m off" in faults("wall-tap", 3, "wall-lane", touching)[0][0]


@pytest.mark.parametrize(
    ("name", "free", "sentence", "grave"),
    [
        ("go-or-flag", [[-9, -7], [9, 12]], "the run-out behind deep has 3.0 m of free ground; 4 m are needed", True),
        ("pause-and-drive", [[-9, -8], [9, 9]], "the run-out after front has 4.0 m of free ground; 5 m are", False),
        ("go-or-flag", [[-0.5, -8], [9, 12]], "the backpedal to deep comes within 1 m of the end of the free", True),
    ],
)
def test_ways_and_run_outs_stay_on_the_free_ground(name, free, sentence, grave):
    refused, warned = faults(name, 2, "backpedal-box", lambda doc: doc["field"].update(free=free))
    assert any(sentence in text for text in (refused if grave else warned)), (refused, warned)


def test_a_lamp_beside_or_behind_is_not_seen():
    def edit(doc):
        doc["station"]["left"]["gate"]["at"] = [-8, 2]

    refused, warned = faults("backpedal-break", 2, "backpedal-box", edit)
    assert refused == []
    assert warned == [
        "the lamp of left is 78 degrees off the way faced, from where the athlete stands; 60 are allowed: "
        "call it from the front (show)"
    ]
    refused, _ = faults("backpedal-break", 3, "backpedal-box", edit)
    assert refused[0].startswith("the lamp of left is 76 degrees off the way faced, from where the cue may find")


def test_a_lamp_too_near_or_too_far_is_a_warning():
    near = faults("go-or-flag", 1, "backpedal-box", move("call-left", -1, 2))
    assert near == ([], ["the lamp of call-left is 1.9 m away, from where the athlete stands; 2 to 15 m are allowed"])
    far = faults("go-or-flag", 1, "backpedal-box", move("call-left", -1, 16))
    assert far[1][0].startswith("the lamp of call-left is 16.3 m away")


def test_whoever_faces_the_other_way_sees_the_other_way():
    text = """
title = "Turned"
[roles]
start = {{ needs = ["pad"], at = [0, 0] }}
lamp = {{ needs = ["gate"], at = [0, {y}] }}
[[rep]]
ready = "start"
faces = "back"
[[rep]]
cue = {{ target = "start", show = "lamp", light = "white" }}
[[rep]]
expect = [{{ leave = "start", within = "2 s" }}]
"""
    assert on_its_own(own(text.format(y=-6))).warnings == ()
    assert "180 degrees off" in on_its_own(own(text.format(y=6))).warnings[0]


def test_on_a_simulated_field_nobody_gets_hurt():
    spec = field("simulated", lambda doc: doc["station"]["mid"]["beam"].update(ends=[[-0.3, 0], [0.3, 0]]))
    found = playable(drill("backpedal-break", 3), spec, {})
    assert found.refused == ()
    assert found.warnings[0].startswith("a post of mid is")


def test_what_is_not_safe_is_one_sentence():
    with pytest.raises(GroundError, match=r"^backpedal-break is not safe on the field backpedal-box: a post of mid"):
        playable(drill("backpedal-break", 3), field("backpedal-box", narrow), {})


@settings(max_examples=40)
@given(st.floats(-6, 6), st.floats(-8, 10))
def test_a_lamp_post_anywhere_is_refused_exactly_where_it_is_too_near(x, y):
    def edit(doc):
        doc["station"]["other"] = {"at": [x, y], "gate": {"pin": 7}}

    found = ground("go-or-flag", 1, "backpedal-box", edit)
    metres = math.hypot(x, y - min(0.0, max(-8.0, y)))
    assert bool(found.refused) == (metres <= 0.99)
