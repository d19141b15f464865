"""Where the steps of a drill send an athlete: stretch by stretch, and where from he must see."""

import pytest
from drillfiles import example
from grounds import drill, ground, own

from sequences.load import resolve
from trainer.ground.check import on_its_own
from trainer.ground.clear import run_outs


def ways(name, level, on, edit=None):
    return {
        course.name: [f"{leg.gait} {leg.of} > {leg.to} {leg.length:.1f}" for leg in course.legs]
        for course in ground(name, level, on, edit).courses
    }


def rooms(name, level, on):
    return {
        course.name: [f"{room.leg.to} {room.length:g}" for room in run_outs(course)]
        for course in ground(name, level, on).courses
    }


def test_from_the_pad_to_either_gate():
    assert ways("backpedal-break", 2, "backpedal-box") == {
        "left": ["run start > left 5.7"],
        "right": ["run start > right 5.7"],
    }
    assert rooms("backpedal-break", 2, "backpedal-box") == {"left": ["left 5"], "right": ["right 5"]}


def test_a_cue_in_motion_finds_him_as_far_as_the_longest_wait_lets_him_come():
    found = ways("backpedal-break", 5, "backpedal-box")
    assert found["left"] == [
        "back front > mid 5.0",
        "back mid > the cue 1.5",
        "run the cue > mid 1.5",
        "run mid > left 5.7",
    ]
    assert found["no cue"] == ["back front > mid 5.0", "back mid > the cue 1.5", "back the cue > deep 2.5"]
    assert rooms("backpedal-break", 5, "backpedal-box")["left"] == ["the cue 4", "left 5"]
    assert rooms("backpedal-break", 5, "backpedal-box")["no cue"] == ["deep 4"]


def test_what_is_lit_is_seen_from_all_the_places_the_wait_allows():
    [still] = ground("backpedal-break", 2, "backpedal-box").courses[0].sights
    assert (still.places, still.within, still.faces, still.moving) == (((0.0, 0.0),), 0.3, (0.0, 1.0), False)
    [moving] = ground("backpedal-break", 3, "backpedal-box").courses[0].sights
    assert moving.places == (pytest.approx((0.0, -0.495)), pytest.approx((0.0, -1.485)))
    assert (moving.within, moving.moving) == (0.5, True)


def test_sideways_is_a_shuffle_and_back_again():
    assert ways("line-shuffle", 2, "simulated")["side-left"] == [
        "shuffle start > side-left 3.0",
        "shuffle side-left > start 3.0",
    ]
    assert rooms("line-shuffle", 2, "simulated")["side-left"] == ["side-left 1", "start 1"]


def test_a_turn_at_a_spot_and_two_laps():
    assert ways("backpedal-sprint-shuttle", 3, "backpedal-box") == {
        "": [
            "back front > mid 5.0",
            "back mid > turn-line 1.0",
            "run turn-line > mid 1.0",
            "run mid > front 5.0",
            "back front > mid 5.0",
            "back mid > turn-line 1.0",
            "run turn-line > mid 1.0",
            "run mid > front 5.0",
        ]
    }
    assert rooms("backpedal-sprint-shuttle", 3, "backpedal-box") == {
        "": ["turn-line 4", "front 4", "turn-line 4", "front 5"]
    }


def test_the_fields_own_line_counts_where_it_has_one():
    def edit(doc):
        doc["mark"] = {"turn-line": {"ends": [[-1.5, -2], [1.5, -2]]}}

    assert "back mid > turn-line 2.0" in ways("backpedal-sprint-shuttle", 2, "backpedal-box", edit)[""]


def test_sides_have_their_own_ways_and_whoever_faces_his_way_runs():
    assert ways("pro-agility", 2, "simulated") == {
        side: [
            f"run start > line-{side} 4.6",
            f"run line-{side} > centre 4.6",
            f"run centre > line-{other} 4.6",
            f"run line-{other} > centre 4.6",
        ]
        for side, other in (("right", "left"), ("left", "right"))
    }


def test_a_hold_is_a_stop_and_a_pad_too():
    assert rooms("wall-tap", 3, "simulated") == {"": ["stop 4", "start 1"]}
    assert ways("pause-and-drive", 3, "simulated")[""][0] == "back near > start 2.0"


def test_a_beam_passed_twice_with_nowhere_to_turn():
    again = own("""
title = "Again"
[roles]
start = { needs = ["pad"], at = [0, 0] }
near = { needs = ["beam"], at = [0, 3] }
[[rep]]
ready = "start"
[[rep]]
own_start = { leave = "start", target = "near" }
[[rep]]
faces = "way"
expect = [{ pass = "near", within = "3 s" }, { pass = "near", within = "3 s", name = "again" }]
""")
    [course] = on_its_own(again).courses
    assert [(leg.of, leg.to, leg.length) for leg in course.legs] == [
        ("start", "near", 3.0),
        ("near", "the turn", 1.0),
        ("the turn", "near", 1.0),
    ]


def test_of_several_cues_each_alternative_follows_each():
    found = {c.name: c for c in on_its_own(resolve(example("Long possession"))).courses}
    assert set(found) == {"left", "right", "left then right", "right then left"}
    assert [leg.to for leg in found["left then right"].legs] == ["left", "right"] * 6
    assert len(found["left"].sights) == 12
    assert [sight.places for sight in found["left then right"].sights][:3] == [((0, 0),), ((-4, 4),), ((4, 4),)]
    assert not any(sight.moving for sight in found["left"].sights)  # nobody runs on: the wait watches nothing


def test_a_change_finds_him_on_his_first_strides():
    found = {c.name: c for c in on_its_own(resolve(example("Coverage shift"))).courses}
    assert set(found) == {"left", "right", "left then right", "right then left"}
    changed = found["left then right"]
    assert [(leg.to, round(leg.length, 2)) for leg in changed.legs] == [("the change", 0.32), ("right", 5.67)]
    first, second = changed.sights
    assert (first.lamps, second.lamps, first.moving, second.moving) == (("left",), ("right",), False, True)
    assert second.places == ((0, 0), (pytest.approx(-0.226, abs=0.01), pytest.approx(0.226, abs=0.01)))


def test_posts_stand_as_near_as_all_ways_let_them_where_no_field_says():
    places = on_its_own(drill("backpedal-break", 3)).site.places
    assert [abs(x) for x, _ in places["front"].posts] == [1.2, 1.2]
    assert [abs(x) for x, _ in places["mid"].posts] == [2.5, 2.5]  # a way cuts across it
    assert [y for _, y in on_its_own(drill("pro-agility")).site.places["centre"].posts] == [-1.5, 1.5]


def test_a_lamp_hangs_on_the_post_to_the_front_or_where_the_file_says():
    places = ground("backpedal-break", 2, "backpedal-box").site.places
    assert places["left"].lamp == (-3.15, 4.85)
    assert places["call-left"].lamp == (-2.0, 8.0)

    def edit(doc):
        doc["station"]["left"]["gate"]["at"] = [-4.85, 3.15]

    assert ground("backpedal-break", 2, "backpedal-box", edit).site.places["left"].lamp == (-4.85, 3.15)
