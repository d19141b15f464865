"""Pads and beams on mock pins: the contract, in all four ways to wire a contact."""

from __future__ import annotations

import gc

import pytest
from contracts import TriggerRig, check_trigger
from gpiozero.pins.mock import MockFactory
from mockpins import MockPins

from hardware.base import Edge
from hardware.clock import Inbox, RealClock, SimulatedClock
from hardware.errors import DeviceBusy, DeviceMissing
from hardware.pins import stamp_ns
from hardware.spec import TriggerSpec
from hardware.trigger import PinTrigger

HIGH_WHEN_ACTIVE = {
    ("up", "open"): False,
    ("up", "closed"): True,
    ("down", "open"): True,
    ("down", "closed"): False,
    ("none", "open"): False,
    ("none", "closed"): True,
}


def driver(pin, high_when_active):
    def drive(active):
        if active is high_when_active:
            pin.drive_high()
        else:
            pin.drive_low()

    return drive


@pytest.mark.parametrize("sensor", ["pad", "beam"])
@pytest.mark.parametrize(("wiring", "high"), HIGH_WHEN_ACTIVE.items())
def test_contract(sensor, wiring, high):
    clock, inbox = SimulatedClock(), Inbox()
    pins = MockPins(clock)
    drive = driver(pins.pin(5), high)
    drive(False)
    spec = TriggerSpec(pin=5, pull=wiring[0], contact=wiring[1])
    trigger = PinTrigger("start", sensor, spec, inbox=inbox, pin_factory=pins)
    drive(False)
    while not inbox.empty():
        inbox.get()  # a pull that meets a closed contact moves the mock's line
    check_trigger(TriggerRig(trigger, clock, inbox, drive))


def test_contract_with_stamps_in_seconds_on_the_real_clock():
    inbox, pins = Inbox(), MockFactory()
    trigger = PinTrigger("start", "pad", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins)
    check_trigger(TriggerRig(trigger, RealClock(), inbox, driver(pins.pin(5), False)))


def test_the_stamp_of_the_source_is_kept_to_the_nanosecond():
    clock, inbox = SimulatedClock(start_ns=2**53 + 1), Inbox()
    pins = MockPins(clock)
    with PinTrigger("start", "pad", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins):
        pins.pin(5).drive_low()
        assert inbox.get_nowait() == Edge("start", "pad", True, 2**53 + 1)


def test_seconds_become_the_nanoseconds_they_were():
    assert stamp_ns(5) == 5
    assert stamp_ns(86_400.123456789) == 86_400_123_456_789


def test_bounce_is_passed_on_raw_for_the_lock_out_to_judge():
    clock, inbox = SimulatedClock(), Inbox()
    pins = MockPins(clock)
    with PinTrigger("start", "pad", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins):
        assert pins.pin(5).bounce is None
        for level in (False, True, False):
            driver(pins.pin(5), True)(level)
            clock.wait_until(clock.now_ns() + 1_000, Inbox())
    stamps = [inbox.get_nowait().t_ns for _ in range(3)]
    assert stamps == [1_000_000_000, 1_000_001_000, 1_000_002_000]


def test_the_pin_goes_on_calling_after_a_collection():
    clock, inbox = SimulatedClock(), Inbox()
    pins = MockPins(clock)
    trigger = PinTrigger("start", "pad", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins)
    gc.collect()
    pins.pin(5).drive_low()
    assert inbox.get_nowait().active
    trigger.close()


def test_a_pad_that_is_pressed_when_opened_is_active_at_once():
    clock = SimulatedClock()
    pins = MockPins(clock)
    pins.pin(5).drive_high()
    spec = TriggerSpec(pin=5, pull="none", contact="closed")
    with PinTrigger("start", "pad", spec, inbox=Inbox(), pin_factory=pins) as trigger:
        assert trigger.is_active
    assert not trigger.is_active


def test_a_busy_pin_is_named_and_stays_with_its_holder():
    clock, inbox = SimulatedClock(), Inbox()
    pins = MockPins(clock)
    with PinTrigger("start", "pad", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins) as holder:
        with pytest.raises(DeviceBusy, match=r"GPIO 5 \(beam of front\)"):
            PinTrigger("front", "beam", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins)
        pins.pin(5).drive_low()
        assert holder.is_active
        assert inbox.get_nowait().station == "start"


def test_a_pull_that_the_pin_refuses_leaves_it_free():
    pins = MockPins(SimulatedClock())
    with pytest.raises(DeviceMissing, match=r"GPIO 2 \(pad of start\) cannot be used") as caught:
        PinTrigger("start", "pad", TriggerSpec(pin=2, pull="down"), inbox=Inbox(), pin_factory=pins)
    PinTrigger("start", "pad", TriggerSpec(pin=2), inbox=Inbox(), pin_factory=pins).close()
    assert caught.value  # kept the half-built trigger alive: nothing but its own clean-up let go of its pin
