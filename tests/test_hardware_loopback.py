"""A lamp joined to a trigger by a jumper: on mock pins with a wire between them, and simulated."""

from __future__ import annotations

from random import Random

import pytest
from mockpins import MockPins

from hardware.clock import Inbox, SimulatedClock
from hardware.gate import LedGate
from hardware.loopback import BLINK_NS, JumperLoop
from hardware.simulated_loopback import EACH_SD_NS, simulated_jumper_loop, simulated_speaker_loop
from hardware.simulated_truth import SERVED_NS
from hardware.spec import SpeakerSpec, TriggerSpec
from hardware.trigger import PinTrigger

LAMP, PAD = 17, 5


class WiredPins(MockPins):
    """What the lamp's pin is driven to, the pad's pin is too, ``late_ns`` later by its stamp. ``cut``: it is not."""

    def __init__(self, clock: SimulatedClock, late_ns: int) -> None:
        super().__init__(clock)
        self.late_ns = late_ns
        self.cut = False

    def carry(self, high: bool) -> None:
        pad = self.pin(PAD)
        if not self.cut and pad.state != high:
            self.clock.wait_until(self.clock.now_ns() + self.late_ns, Inbox())
            (pad.drive_high if high else pad.drive_low)()


class WiredLamp(LedGate):
    """A lamp that notes what it writes, so that the wire can carry it."""

    def __init__(self, pins: WiredPins, clock: SimulatedClock, *, active_high: bool) -> None:
        self._wire = pins
        self._high = active_high
        super().__init__("left", LAMP, clock=clock, active_high=active_high, pin_factory=pins)

    def _write(self, colour: tuple[float, float, float]) -> None:
        super()._write(colour)
        self._wire.carry(any(colour) is self._high)


@pytest.mark.parametrize("active_high", [True, False])
@pytest.mark.parametrize(("pull", "contact"), [("up", "open"), ("up", "closed"), ("down", "open")])
def test_each_blink_is_the_edges_stamp_less_the_onset(active_high: bool, pull: str, contact: str):
    clock, inbox = SimulatedClock(), Inbox()
    pins = WiredPins(clock, late_ns=14_000)
    spec = TriggerSpec(PAD, pull, contact)  # type: ignore[arg-type]
    with (
        PinTrigger("start", "pad", spec, inbox=inbox, pin_factory=pins),
        WiredLamp(pins, clock, active_high=active_high) as lamp,
    ):
        pins.carry(high=not active_high)
        times = JumperLoop(lamp, "start", inbox, clock=clock).times(5)
    # the wire's 14 us are within the write, whose middle is the onset
    assert times == [7_000] * 5


def test_a_jumper_that_is_not_there_brings_nothing_back():
    clock, inbox = SimulatedClock(), Inbox()
    pins = WiredPins(clock, late_ns=0)
    pins.cut = True
    with (
        PinTrigger("start", "pad", TriggerSpec(PAD), inbox=inbox, pin_factory=pins),
        WiredLamp(pins, clock, active_high=True) as lamp,
    ):
        assert JumperLoop(lamp, "start", inbox, clock=clock).times(2) == [None, None]
        assert not lamp.colour[0]


def test_edges_of_another_station_are_no_answer():
    clock, inbox = SimulatedClock(), Inbox()
    pins = WiredPins(clock, late_ns=0)
    with (
        PinTrigger("other", "pad", TriggerSpec(PAD), inbox=inbox, pin_factory=pins),
        WiredLamp(pins, clock, active_high=True) as lamp,
    ):
        assert JumperLoop(lamp, "start", inbox, clock=clock).times(1) == [None]


def test_a_simulated_jumper_is_as_late_as_the_kernel():
    clock = SimulatedClock()
    times = simulated_jumper_loop("left", "start", Random(1), clock=clock).times(100)
    assert all(ns is not None and 0 <= ns <= SERVED_NS for ns in times)
    assert len(set(times)) > 50
    assert clock.now_ns() > 100 * 2 * BLINK_NS


def test_a_simulated_loudspeaker_has_a_latency_of_its_own():
    first, second = (simulated_speaker_loop("call", SpeakerSpec(), Random(seed)).times(50) for seed in (1, 2))
    means = [sum(times) / len(times) for times in (first, second)]
    assert abs(means[0] - means[1]) > 1_000_000
    assert all(2_000_000 < mean < 45_000_000 for mean in means)
    spread = (sum((ns - means[0]) ** 2 for ns in first) / len(first)) ** 0.5
    assert spread == pytest.approx(EACH_SD_NS, rel=0.3)
    assert simulated_speaker_loop("call", SpeakerSpec(), Random(1)).times(50) == first
    known = SpeakerSpec(latency_ns=2_000_000, latency_known=True)
    assert simulated_speaker_loop("call", known, Random(1)).times(50) == [ns - 2_000_000 for ns in first]
