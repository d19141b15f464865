"""Fields on mock pins: opened whole or not at all, dark whenever they are let go."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from contracts import WHITE
from gpiozero import DigitalOutputDevice
from mockpins import MockPins

import hardware
from hardware.base import Edge
from hardware.clock import Inbox, SimulatedClock
from hardware.errors import DeviceBusy, DeviceMissing, NotTimed
from hardware.field import darken, open_field, parse_field
from hardware.pins import kernel_pins

BOX = Path(hardware.__file__).parent / "fields" / "backpedal-box.toml"
LAMPS = {"call-left": 17, "call-right": 27, "left": 22, "right": 23}
SENSES = {"start": 5, "front": 6, "mid": 12, "deep": 13, "left": 16, "right": 26}


@pytest.fixture
def clock():
    return SimulatedClock()


@pytest.fixture
def pins(clock):
    return MockPins(clock)


@pytest.fixture
def spec():
    """The backpedal box, without its loudspeaker: what sounds has tests of its own."""
    doc = tomllib.loads(BOX.read_text(encoding="utf-8"))
    del doc["station"]["call-right"]["speaker"]
    return parse_field("backpedal-box", doc)


@pytest.fixture
def opened(spec, pins, clock):
    inbox = Inbox()
    field = open_field(spec, inbox=inbox, clock=clock, pin_factory=pins, allow_unstamped=True)
    yield field, inbox
    field.close()


def light(field):
    for station in field.stations.values():
        if station.gate is not None:
            station.gate.prepare(WHITE, 0)
            station.gate.fire()


def lit(pins):
    return {name for name, pin in LAMPS.items() if pins.pin(pin).function == "output" and pins.pin(pin).state}


def outputs(pins):
    return {n for n in (*LAMPS.values(), *SENSES.values()) if pins.pin(n).function == "output"}


def test_every_station_carries_what_the_file_says(opened, spec):
    field, _ = opened
    assert (field.name, field.simulated) == ("backpedal-box", False)
    assert {n: s.carries for n, s in field.stations.items()} == {s.name: s.carries for s in spec.stations}
    assert field.stations["left"].at == (-4.0, 4.0)
    assert (field.next_ns(), field.brief(("as 1",)), field.pump(0)) == (None, None, None)


def test_edges_of_every_trigger_come_to_the_one_inbox(opened, pins, clock):
    _, inbox = opened
    pins.pin(SENSES["start"]).drive_low()  # a pad closes to ground
    pins.pin(SENSES["mid"]).drive_low()  # an unbroken beam keeps its contact closed
    while not inbox.empty():
        inbox.get()
    pins.pin(SENSES["mid"]).drive_high()
    pins.pin(SENSES["start"]).drive_high()
    assert [inbox.get_nowait() for _ in range(2)] == [
        Edge("mid", "beam", True, clock.now_ns()),
        Edge("start", "pad", False, clock.now_ns()),
    ]


def test_dark_darkens_every_lamp(opened, pins):
    field, _ = opened
    light(field)
    assert lit(pins) == set(LAMPS)
    field.dark()
    assert lit(pins) == set()


def test_close_darkens_and_lets_every_pin_go(opened, pins, spec, clock):
    field, _ = opened
    light(field)
    field.close()
    field.close()
    assert outputs(pins) == set()
    open_field(spec, inbox=Inbox(), clock=clock, pin_factory=pins, allow_unstamped=True).close()


@pytest.mark.parametrize("pin", [*LAMPS.values(), *SENSES.values()])
def test_a_busy_pin_is_named_and_nothing_is_half_opened(spec, pins, clock, pin):
    with DigitalOutputDevice(pin, pin_factory=pins):
        with pytest.raises(DeviceBusy, match=rf"GPIO {pin} \((gate|pad|beam) of [a-z-]+\) is held by somebody else"):
            open_field(spec, inbox=Inbox(), clock=clock, pin_factory=pins, allow_unstamped=True)
        assert outputs(pins) == {pin}
    open_field(spec, inbox=Inbox(), clock=clock, pin_factory=pins, allow_unstamped=True).close()


def test_pins_that_do_not_stamp_are_refused_unless_allowed_and_then_noted(spec, pins, clock):
    with pytest.raises(NotTimed, match="edges are stamped by MockPins, not by the kernel"):
        open_field(spec, inbox=Inbox(), clock=clock, pin_factory=pins)
    assert outputs(pins) == set()
    field = open_field(spec, inbox=Inbox(), clock=clock, pin_factory=pins, allow_unstamped=True)
    assert "edges are stamped by MockPins, not by the kernel" in field.notes
    assert field.edges == "edges are stamped by MockPins, not by the kernel"
    field.close()


def test_what_falls_short_of_a_speaker_is_among_the_fields_notes(clock):
    doc = {"field": {}, "station": {"horn": {"at": [0, 0], "speaker": {"device": "bluez_sink"}}}}
    field = open_field(parse_field("horn", doc), inbox=Inbox(), clock=clock)
    assert field.notes[0].startswith("horn: silent, Bluetooth")
    assert field.edges == "no pins, no edges"
    field.dark()
    field.close()


def test_the_next_owner_writes_dark_what_a_killed_engine_left_lit(spec, pins):
    for pin in LAMPS.values():
        DigitalOutputDevice(pin, initial_value=True, pin_factory=pins)  # and nobody lets go of it
        pins.pin(pin).clear_states()
    pins._reservations.clear()  # its process is gone
    assert darken(spec, pin_factory=pins) == ("call-left", "call-right", "left", "right")
    for pin in LAMPS.values():
        assert [s.state for s in pins.pin(pin).states][:2] == [True, False], "the line was written, it did not fall"


def test_darken_writes_all_it_can_before_it_says_who_is_busy(spec, pins):
    with DigitalOutputDevice(27, initial_value=True, pin_factory=pins):
        left = DigitalOutputDevice(23, initial_value=True, pin_factory=pins)
        pins._reservations.pop(left.pin.info)
        with pytest.raises(DeviceBusy, match=r"GPIO 27 \(gate of call-right\)"):
            darken(spec, pin_factory=pins)
        assert not pins.pin(23).state


def test_there_is_nothing_to_darken_on_a_simulated_field():
    doc = {"field": {"simulated": True}, "station": {"a": {"at": [0, 0], "gate": {}}}}
    assert darken(parse_field("a", doc)) == ()


@pytest.mark.skipif(Path("/dev/gpiochip0").exists(), reason="this machine has pins")
def test_a_machine_without_pins_says_so_in_one_sentence(spec, clock, tmp_path):
    here = Path.cwd()
    with pytest.raises(DeviceMissing, match=r"lgpio cannot be used here|has no GPIO pins|chip cannot be opened"):
        open_field(spec, inbox=Inbox(), clock=clock)
    with pytest.raises(DeviceMissing):
        kernel_pins()
    assert Path.cwd() == here
    assert not list(here.glob(".lgd-nfy*"))
