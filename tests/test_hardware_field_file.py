"""Field files: what they may say, and the sentence when they say something else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import hardware
from hardware.base import Component
from hardware.errors import FieldError
from hardware.field_file import parse_field
from hardware.field_schema import FIELD_SCHEMA
from hardware.spec import FieldSpec, GateSpec, GroundSpec, SpeakerSpec, TriggerSpec
from sequences.codec import from_doc, to_doc
from trainer.errors import FileError
from trainer.toml import check_shape

SHIPPED = sorted((Path(hardware.__file__).parent / "fields").glob("*.toml"))


def read(text: str) -> FieldSpec:
    doc = tomllib.loads(text)
    check_shape("mine.toml", doc, FIELD_SCHEMA)
    return parse_field("mine", doc)


def station(lines: str) -> str:
    return f"[field]\n[station.left]\nat = [1, 2.5]\n{lines}"


def test_everything_a_station_can_carry():
    field = read("""
        [field]
        title = "Mine"
        temperature = 12

        [station.left]
        title = "By the fence"
        at = [-4, 4]
        gate = { red = 17, green = 22, blue = 27, active_high = false, rise = "200 ns" }
        pad = { pin = 5, pull = "down", contact = "closed", lockout = "1.5 ms", body = "6 ms", hand = true }
        beam = { pin = 6, pull = "none", ends = [[-1.5, 5], [1.5, 5]], height = 0.85, lockout = "0 ms", body = "8ms" }
        speaker = { device = "USB Audio", latency = "12 ms", doubt = "2 ms", gain = 0.5, bluetooth = true }
    """)
    left = field.station("left")
    assert (field.name, field.title, field.simulated, field.temperature_c) == ("mine", "Mine", False, 12.0)
    assert (left.at, left.title, left.carries) == ((-4.0, 4.0), "By the fence", ("gate", "pad", "beam", "speaker"))
    assert left.gate == GateSpec(pins=(17, 22, 27), active_high=False, rise_ns=200)
    assert left.pad == TriggerSpec(5, "down", "closed", 1_500_000, 6_000_000, hand=True)
    assert left.beam == TriggerSpec(6, "none", "open", 0, 8_000_000, 13_333_333, ((-1.5, 5.0), (1.5, 5.0)), 0.85)
    doubt = Component("sound path of left, within", "uniform", 2e6, "session")
    assert left.speaker == SpeakerSpec("USB Audio", 12_000_000, True, 0.5, (doubt,), bluetooth=True)


def test_what_is_not_said():
    field = read(station("gate = { pin = 17 }\npad = { pin = 5 }\nbeam = { pin = 6 }\nspeaker = {}"))
    left = field.station("left")
    assert (field.title, field.temperature_c) == ("mine", 20.0)
    assert left.gate == GateSpec(pins=(17,), active_high=True, rise_ns=1_000)
    assert left.pad == TriggerSpec(5, "up", "open", 40_000_000, 5_000_000)
    assert left.beam == TriggerSpec(6, "up", "open", 2_000_000, 15_000_000, 25_000_000)
    assert left.speaker == SpeakerSpec(None, 0, False, 0.8)
    dual = read(station("beam = { pin = 6, dual = true }")).station("left").beam
    assert (dual.body_ns, dual.first_body_ns) == (8_000_000, 8_000_000)
    [doubt] = read(station('speaker = { latency = "12 ms" }')).station("left").speaker.latency_doubt
    assert doubt.size_ns == 5e6


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ("gate = { pin = 17 }\npad = { pin = 17 }", ".pad.pin: GPIO 17 is used twice, first at station.left.gate.pin"),
        ("gate = { red = 4, green = 17, blue = 4 }", ".gate.blue: GPIO 4 is used twice"),
        ("gate = { pin = 28 }", ".gate.pin: 28 is not a GPIO of a 40-pin Raspberry Pi; allowed are 2 to 27"),
        ("gate = { pin = -1 }", ".gate.pin: -1 is not a GPIO"),
        ("gate = { pin = 1 }", ".gate.pin: GPIO 1 belongs to the Pi"),
        ("gate = { pin = 17, red = 4 }", ".gate: a lamp has either pin"),
        ("gate = { red = 4, blue = 5 }", ".gate: a colour lamp needs red, green and blue; green is not given"),
        ("gate = {}", ".gate: no pin is given"),
        ("pad = {}", ".pad: no pin is given"),
        ('pad = { pin = 3, pull = "down" }', ".pad.pin: GPIO 3 has a pull-up resistor on the board"),
        ('pad = { pin = 5, lockout = "1001 ms" }', '.pad.lockout: "1001 ms" is too long; at most 1000 ms'),
        ('pad = { pin = 5, body = "1 s" }', ".pad.body: \"1 s\" is too long; at most 200 ms"),
        ('gate = { pin = 5, rise = "1 s" }', ".gate.rise: \"1 s\" is too long; at most 10 ms"),
        ('speaker = { latency = "2.1 s" }', '.speaker.latency: "2.1 s" is too long; at most 2000 ms'),
        ('speaker = { doubt = "2 ms" }', ".speaker.doubt: there is no latency that it could be the doubt of"),
        ("beam = { pin = 6, ends = [[1, 2], [1, 2]] }", ".beam.ends: the two ends are one spot"),
        ("", ": nothing hangs here"),
    ],
)  # fmt: skip
def test_values_that_mean_nothing(lines, sentence):
    with pytest.raises(FieldError) as caught:
        read(station(lines))
    assert str(caught.value).startswith(f"station.left{sentence}")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", 'mine.toml: the key "field" is missing'),
        ("[field]\n[station.left]\ngate = { pin = 17 }", 'mine.toml: station.left: the key "at" is missing'),
        (station("gat = { pin = 17 }"), 'mine.toml: station.left: unknown key "gat"; allowed: gate, at'),
        (station("gate = { pin = 17, colour = 3 }"), 'mine.toml: station.left.gate: unknown key "colour"'),
        (station('gate = { pin = "GPIO17" }'), 'mine.toml: station.left.gate.pin: "GPIO17" is not a whole number'),
        (station("gate = { pin = true }"), "mine.toml: station.left.gate.pin: true is not a whole number"),
        (station('pad = { pin = 5, pull = "high" }'), 'mine.toml: station.left.pad.pull: "high" is not allowed'),
        (station('pad = { pin = 5, lockout = "40" }'), 'mine.toml: station.left.pad.lockout: "40" is not a time like'),
        (station("pad = { pin = 5, lockout = 40 }"), "mine.toml: station.left.pad.lockout: 40 is not text"),
        (station('pad = { pin = 5, lockout = "-4 ms" }'), 'mine.toml: station.left.pad.lockout: "-4 ms" is not a time'),
        (station("speaker = { gain = 1.5 }"), "mine.toml: station.left.speaker.gain: 1.5 is above 1"),
        (
            station("speaker = { gain = nan }"),
            "mine.toml: station.left.speaker.gain: nan is not a number to count with",
        ),
        ("[field]\n[station.left]\nat = [1, 501]\nspeaker = {}", "mine.toml: station.left.at[2]: 501 is above 500"),
        ("[field]\n[station.left]\nat = [1]\nspeaker = {}", "mine.toml: station.left.at: has 1 entries"),
        ("[field]\ntemperature = 99", "mine.toml: field.temperature: 99 is above 50"),
    ],
)
def test_shapes_that_are_wrong(text, sentence):
    with pytest.raises(FileError) as caught:
        read(text)
    assert str(caught.value).startswith(sentence)


@pytest.mark.parametrize(
    "name", ["Left", "-left", "left-", "le--ft", "le_ft", "", "le ft", "l" * 33, "linker\nPfosten"]
)
def test_names_that_are_none(name):
    doc = {"field": {}, "station": {name: {"at": [0, 0], "speaker": {}}}}
    with pytest.raises(FieldError, match=r"station: '.*' is no station's name"):
        parse_field("mine", doc)


def test_a_pin_written_as_a_decimal_is_the_whole_number_it_is():
    (pin,) = read(station("gate = { pin = 17.0 }")).station("left").gate.pins
    assert repr(pin) == "17"


def test_a_field_without_stations():
    with pytest.raises(FieldError, match="station: this field has no station"):
        read("[field]")


def test_a_station_stands_on_its_beam():
    text = "beam = { pin = 4, ends = [[0, 2], [3, 2]] }"
    assert read(station(text)).notes == ("station.left.at: does not lie on its beam, between the two ends",)
    assert read(station(text).replace("2.5", "2")).notes == ()


def test_two_stations_may_stand_on_one_spot():
    field = read("[field]\n[station.a]\nat = [0, 0]\ngate = { pin = 2 }\n[station.b]\nat = [0, 0]\npad = { pin = 3 }")
    assert [s.name for s in field.stations] == ["a", "b"]


def test_the_serial_console_is_noted():
    assert read(station("gate = { pin = 14 }")).notes == (
        "station.left.gate.pin: GPIO 14 is the Pi's serial console; switch the console off",
    )


def test_a_simulated_field_needs_no_pins_and_may_have_them():
    field = read("[field]\nsimulated = true\n[station.a]\nat = [0, 0]\ngate = {}\npad = { pin = 5 }")
    assert (field.simulated, field.station("a").gate.pins, field.station("a").pad.pin) == (True, (), 5)


def test_the_sha_is_of_what_the_file_says_not_of_how():
    one = read("[field]\n[station.a]\nat = [0, 0]\nspeaker = { gain = 0.5 }")
    same = read("# a remark\n[station.a]\nspeaker.gain = 0.5\nat = [ 0, 0 ]\n[field]")
    other = read("[field]\n[station.a]\nat = [0, 0]\nspeaker = { gain = 0.6 }")
    assert one.sha == same.sha != other.sha
    assert len(one.sha) == 64


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: p.stem)
def test_every_field_that_comes_along_is_right(path):
    doc = tomllib.loads(path.read_text(encoding="utf-8"))
    check_shape(path.name, doc, FIELD_SCHEMA)
    field = parse_field(path.stem, doc)
    assert field.simulated is (path.stem == "simulated")
    assert field.notes == ()
    assert any("speaker" in s.carries for s in field.stations)


def test_the_simulated_field_has_every_station_of_the_kits_and_of_the_box():
    fields = {p.stem: parse_field(p.stem, tomllib.loads(p.read_text())) for p in SHIPPED}
    simulated = fields["simulated"]
    for field in (fields["bench"], fields["starter"], fields["backpedal-box"]):
        for s in field.stations:
            twin = simulated.station(s.name)
            assert twin is not None
            assert set(s.carries) <= set(twin.carries)
            assert s.at == twin.at


words = st.sampled_from(["field", "station", "a", "at", "gate", "pad", "beam", "speaker", "pin", "red", "pull", "ends"])
scalars = st.one_of(st.integers(-3, 30), st.floats(), st.booleans(), st.sampled_from(["up", "40 ms", "1 s\n", "x", ""]))
trees = st.recursive(
    scalars,
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(words, inner, max_size=4)),
    max_leaves=12,
)
devices = st.fixed_dictionaries(
    {"at": st.tuples(st.integers(), st.floats()).map(list)},
    optional={kind: st.one_of(trees, st.dictionaries(words, scalars)) for kind in ("gate", "pad", "beam", "speaker")},
)
docs = st.one_of(
    st.dictionaries(words, trees),
    st.builds(lambda table: {"field": {}, "station": {"a": table}}, devices),
)


@given(docs)
@example({"field": {}, "station": {"a": {"at": [0, 0], "pad": {"pin": 5.0, "lockout": "1 s\n"}}}})
@settings(max_examples=150)
def test_anything_else_is_one_sentence(doc):
    try:
        check_shape("mine.toml", doc, FIELD_SCHEMA)
        field = parse_field("mine", doc)
    except (FieldError, FileError) as exc:
        said = str(exc)
    else:
        said = ", ".join(station.name for station in field.stations)
    assert said
    assert "\n" not in said


JOINED = """
[field]
jumper = "{jumper}"
[station.left]
at = [0, 0]
gate = {{ pin = 17 }}
[station.start]
at = [0, 1]
pad = {{ pin = 5 }}
"""


def test_a_jumper_joins_a_lamp_and_a_trigger():
    assert read(JOINED.format(jumper="left=start")).jumper == ("left", "start")
    assert read(JOINED.format(jumper="left = start")).jumper == ("left", "start")


@pytest.mark.parametrize(
    ("jumper", "sentence"),
    [
        ("start=left", "field.jumper: 'start' has no lamp; stations with one: left"),
        ("left=left", "field.jumper: 'left' has no pad or beam; stations with one: start"),
    ],
)
def test_a_jumper_that_joins_nothing(jumper, sentence):
    with pytest.raises(FieldError) as caught:
        read(JOINED.format(jumper=jumper))
    assert str(caught.value) == sentence


def test_a_jumper_is_two_stations():
    with pytest.raises(FileError, match="\"left\" is not a lamp's station, =, a trigger's"):
        read(JOINED.format(jumper="left"))


GROUND = """
[field]
free = [[9, -8], [-9, 12]]
queue = [[-9, -6], [-6, -2]]
coach = [6, -1]
[station.horn]
at = [0, 0]
speaker = {}
[mark.cone]
at = [1, 2]
title = "First cone"
[mark.line]
ends = [[-2, -1], [2, -3]]
[wall.side]
along = [[0.7, -8], [0.7, 3]]
[cable.start]
along = [[0, 0], [-3, 0], [-3, 5]]
"""


def test_what_lies_and_stands_around_the_stations():
    ground = parse_field("yard", tomllib.loads(GROUND)).ground
    assert ground.free == ((-9.0, -8.0), (9.0, 12.0))
    assert (ground.queue, ground.coach) == (((-9.0, -6.0), (-6.0, -2.0)), (6.0, -1.0))
    cone, line = ground.mark("cone"), ground.mark("line")
    assert (cone.at, cone.ends, cone.title) == ((1.0, 2.0), None, "First cone")
    assert (line.at, line.ends) == ((0.0, -2.0), ((-2.0, -1.0), (2.0, -3.0)))
    assert ground.mark("side") is None
    assert [(s.name, s.along[0], len(s.along)) for s in (*ground.walls, *ground.cables)] == [
        ("side", (0.7, -8.0), 2),
        ("start", (0.0, 0.0), 3),
    ]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[[9, -8], [-9, 12]]", "[[9, -8], [9, 12]]", "field.free: has no area; write two opposite corners"),
        ("at = [1, 2]", "at = [1, 2]\nends = [[0, 0], [0, 1]]", "mark.cone: a mark has either at (a cone) or ends"),
        ("at = [1, 2]", "", "mark.cone: a mark has either at (a cone) or ends (a line)"),
        ("[[-2, -1], [2, -3]]", "[[1, 1], [1, 1]]", "mark.line.ends: the two ends are one spot"),
        ("[wall.side]", "[wall.Side]", "wall: 'Side' is no wall's name"),
        ("[cable.start]", "[cable.s_t]", "cable: 's_t' is no cable's name"),
    ],
)
def test_ground_that_means_nothing(old, new, sentence):
    with pytest.raises(FieldError) as wrong:
        parse_field("yard", tomllib.loads(GROUND.replace(old, new, 1)))
    assert str(wrong.value).startswith(sentence)


def test_a_field_that_was_kept_before_there_was_ground_is_read():
    spec = parse_field("yard", tomllib.loads(GROUND))
    doc = to_doc(spec)
    assert from_doc(FieldSpec, doc) == spec
    del doc["ground"]
    assert from_doc(FieldSpec, doc).ground == GroundSpec()


def test_what_is_put_into_virtual_athletes():
    field = read(
        '[field]\nsimulated = true\nathletes = ["age 14", "athlete 2 tires 15"]\n[station.start]\nat = [0, 0]\npad = {}'
    )
    assert field.habits == ("age 14", "athlete 2 tires 15")


@pytest.mark.parametrize(
    ("head", "says"),
    [
        (
            'athletes = ["learns"]',
            "field.athletes: only a simulated field has virtual athletes; write simulated = true",
        ),
        ('simulated = true\nathletes = ["flies"]', "field.athletes: there is no 'flies'; allowed are age N, tires P"),
    ],
)
def test_what_cannot_be_put_into_them(head, says):
    with pytest.raises(FieldError, match=says):
        read(f"[field]\n{head}\n[station.start]\nat = [0, 0]\npad = {{ pin = 5 }}")
