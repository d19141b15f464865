"""Lamps on mock pins: the contract, what the onset says, and that no pin is ever left held or lit."""

from __future__ import annotations

import pytest
from contracts import WHITE, GateRig, check_gate
from mockpins import MockPins, TickingClock

from hardware.clock import SimulatedClock
from hardware.errors import DeviceBusy, DeviceMissing
from hardware.gate import LedGate, RgbGate


@pytest.fixture
def clock():
    return SimulatedClock()


@pytest.fixture
def pins(clock):
    return MockPins(clock)


@pytest.mark.parametrize("active_high", [True, False])
def test_contract_of_one_colour(clock, pins, active_high):
    gate = LedGate("left", 17, clock=clock, active_high=active_high, pin_factory=pins)
    released = pins.pin(17)

    def lit():
        # A closed gate has let its pin go: it is an input, and drives nothing.
        return released.function == "output" and released.state is active_high

    check_gate(GateRig(gate, clock, lit))


def test_contract_of_three_colours(clock, pins):
    gate = RgbGate("left", 17, 22, 27, clock=clock, pin_factory=pins)
    check_gate(GateRig(gate, clock, lambda: any(pins.pin(n).state for n in (17, 22, 27))))


@pytest.mark.parametrize(
    ("colour", "lit"),
    [
        ((1.0, 1.0, 1.0), {17, 22, 27}),
        ((1.0, 0.0, 0.0), {17}),
        ((1.0, 0.6, 0.0), {17, 22}),
        ((0.2, 0.0, 0.1), {17, 27}),
        ((0.0, 0.0, 0.0), set()),
    ],
)
def test_channels_are_on_from_half_of_the_strongest(clock, pins, colour, lit):
    with RgbGate("left", 17, 22, 27, clock=clock, pin_factory=pins) as gate:
        gate.prepare(colour, 0)
        gate.fire()
        assert {n for n in (17, 22, 27) if pins.pin(n).state} == lit


def test_onset_is_the_middle_of_the_readings_around_the_write():
    clock = TickingClock(step_ns=600)
    with LedGate("left", 17, clock=clock, rise_ns=2_000, pin_factory=MockPins(clock)) as gate:
        gate.prepare(WHITE, 0)
        onset = gate.fire()
    assert onset.t_ns == 1_000_000_000 + 600 + 300
    assert [(c.shape, c.size_ns) for c in onset.doubt] == [("uniform", 300.0), ("uniform", 2_000)]


def test_firing_dark_is_no_onset(clock, pins):
    with LedGate("left", 17, clock=clock, pin_factory=pins) as gate:
        gate.prepare(WHITE, 0)
        gate.fire()
        gate.prepare((0.0, 0.0, 0.0), 0)
        assert gate.fire() is None
        assert not pins.pin(17).state


def test_a_closed_gate_writes_no_more(clock, pins):
    gate = LedGate("left", 17, clock=clock, pin_factory=pins)
    gate.close()
    gate.dark()
    gate.prepare(WHITE, 0)
    gate.fire()
    assert pins.pin(17).function == "input"


def test_a_busy_pin_is_named_and_the_pins_before_it_are_let_go(clock, pins):
    with LedGate("right", 27, clock=clock, pin_factory=pins):
        # What was caught keeps the half-built gate alive: nothing but its own clean-up lets go of its pins.
        with pytest.raises(DeviceBusy, match=r"GPIO 27 \(gate of left\) is held by somebody else") as caught:
            RgbGate("left", 17, 22, 27, clock=clock, pin_factory=pins)
        with LedGate("left", 17, clock=clock, pin_factory=pins), LedGate("far", 22, clock=clock, pin_factory=pins):
            assert caught.value


def test_a_pin_that_this_pi_does_not_have_is_named(clock, pins):
    with pytest.raises(DeviceMissing, match=r"GPIO 99 \(gate of left\) cannot be used"):
        LedGate("left", 99, clock=clock, pin_factory=pins)
