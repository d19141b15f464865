"""Every field that comes along is safe for what it is made for: its ways, run-outs, lamps and lanes."""

import math
from itertools import combinations, pairwise

import pytest
from builders import S, alternative, cue, drill
from drillpages import HOME
from grounds import field
from library import FILES

from hardware.spec import FieldSpec
from sequences.load import resolve
from sequences.model import Answer, Drill, Expect, Ready, Role, Spot
from trainer.fields import field_names
from trainer.files import load_drill_file
from trainer.ground.check import on_field

# What a field is made for: where one stands, which lamps are lit, and the ways, "station, by which spots".
# After > the athlete faces the front all the time.
MADE_FOR = {
    "shuttle-lines": ("base", (), "beam-10, beam-10 line-10, beam-0, beam-20, beam-20 line-20, beam-0"),
    "beep-lanes": ("zero-1", (), "twenty-1, zero-1 turn-1"),
    "yoyo-lanes": ("zero-4", (), "twenty-4, zero-4 turn-4, zero-4 rest-4"),
    "two-lanes": ("start-1", ("lamp-1",), "near-1, front-1"),
    "mirror-pair": ("spot-2", (), "> side-left-2, side-right-2, side-left-2"),
    "deep-turn": ("start", ("call-left",), "near-left, far-left"),
    "spin-lane": ("start", ("call-left", "call-right"), "> gate-1, gate-2, gate-3, gate-4"),
    "stop-zone": ("start", ("lamp-left", "lamp-right"), "zone-in, zone-out"),
    "relay": ("start-1", (), "home-1 cone-1 home-way"),
    "five-o-five": ("gate", (), "gate turn-line"),
    "t-test": ("a", (), "> a b c d b"),
    "illinois": (
        "start",
        (),
        "finish far-left middle-1 middle-2 middle-3 middle-4 middle-3 middle-2 middle-1 far-right",
    ),
    "three-cone": ("start", (), "base cone-two cone-one cone-two cone-three cone-two"),
}
SPOTS = {"turn-1": (-3.0, 20.0), "turn-4": (3.0, 20.0), "rest-4": (3.0, -5.0), "home-way": (-5.3, 9.0)}
MAY_BE_LOST = {"without ten: the 10 m split", "without above: whether somebody comes up"}
KITS = ("bench", "starter", "club")
LIBRARY = {
    "simulated": (),
    "bench": ("go-or-flag", "line-shuffle", "pause-and-drive"),
    "starter": ("go-or-flag",),
    "club": ("go-or-flag", "pause-and-drive"),
    "backpedal-box-hall": HOME["backpedal-box"],
    **HOME,
}


def made_for(spec: FieldSpec) -> Drill:
    start, lamps, ways = MADE_FOR[spec.name]
    faces = "front" if ways.startswith("> ") else "way"
    answers = [_answer(n, *way.split()) for n, way in enumerate(ways.removeprefix("> ").split(", "))]
    sensor = "pad" if spec.station(start).pad else "beam"
    spots = {mark.name: mark.at for mark in spec.ground.marks} | SPOTS
    names = {start, *lamps, *(role for answer in answers for role in answer.roles)}
    return drill(
        Ready(start, sensor, S, S),
        cue(alternative("go", target=(start,), show=lamps, light="white" if lamps else None, sound="go")),
        Expect(tuple(answers), faces=faces),
        roles=tuple(Role(name, spec.station(name).carries) for name in sorted(names)),
        spots=tuple(Spot(name, at) for name, at in spots.items()),
    )


def _answer(n: int, station: str, *spots: str) -> Answer:
    return Answer("pass", (station,), "beam", S, str(n), via=(("", spots),) if spots else ())


@pytest.mark.parametrize("name", MADE_FOR)
def test_a_field_is_safe_for_what_it_is_made_for(name):
    spec = field(name)
    ground = on_field(made_for(spec), spec, {})
    assert ground.courses[0].legs
    assert ground.faults == ()


@pytest.mark.parametrize("name", LIBRARY)
def test_a_field_plays_its_drills_whole_and_as_published(name):
    spec = field(name)
    for file in map(load_drill_file, LIBRARY[name]):
        for level in (None, *file.levels):
            ground = on_field(resolve(file, level=level), spec, {})
            assert (ground.faults, ground.notes) == ((), ()), (file.name, level)
            assert name in KITS or set(ground.bound.lost) <= MAY_BE_LOST


def test_every_field_is_tried():
    assert {*field_names()} == {*LIBRARY, *MADE_FOR}
    assert {drill for drills in LIBRARY.values() for drill in drills} <= {*FILES}


@pytest.mark.parametrize("name", sorted({*field_names()} - {"simulated", "bench"}))
def test_a_field_says_heights_free_ground_queue_and_coach(name):
    spec = field(name)
    assert all(station.beam.height_m for station in spec.stations if station.beam)
    assert all(station.gate.height_m for station in spec.stations if station.gate)
    assert None not in (spec.ground.free, spec.ground.queue, spec.ground.coach)


@pytest.mark.parametrize("name", ["two-lanes", "relay", "club"])
def test_lane_axes_lie_five_metres_apart(name):
    starts = [station.at for station in field(name).stations if station.name.startswith("start")]
    assert abs(starts[0][0] - starts[1][0]) >= 5


def test_published_places_are_the_published_ones():
    marks = {(name, m.name): m.at for name in field_names() for m in field(name).ground.marks}
    five, beam = 4.572, field("five-o-five").station("gate").at
    assert (marks["agility-line", "line-left"], marks["agility-line", "line-right"]) == ((-five, 0), (five, 0))
    assert [marks["t-test", spot] for spot in "bcd"] == [(0, 9.144), (-five, 9.144), (five, 9.144)]
    assert beam[1] - marks["five-o-five", "start-line"][1] == 10
    assert marks["five-o-five", "turn-line"][1] - beam[1] == 5
    legs = pairwise(marks["three-cone", f"cone-{n}"] for n in ("one", "two", "three"))
    assert [math.dist(a, b) for a, b in legs] == [five, five]
    gaps = pairwise(marks["illinois", f"middle-{n}"] for n in (1, 2, 3, 4))
    assert [round(math.dist(a, b), 1) for a, b in gaps] == [3.3, 3.3, 3.3]
    for name in ("beep-lanes", "yoyo-lanes"):
        assert math.dist(marks[name, "line-0"], marks[name, "line-20"]) == 20
    assert math.dist(marks["yoyo-lanes", "line-0"], marks["yoyo-lanes", "recovery"]) == 5
    assert all(a[0] != b[0] for a, b in combinations([marks["relay", "cone-1"], marks["relay", "cone-2"]], 2))
