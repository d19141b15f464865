"""A pad's or beam's edge has the kernel's stamp: it lies between two readings of the clock around the edge itself."""

from contextlib import closing
from queue import SimpleQueue
from typing import Any

import pytest
from contracts import TriggerRig, check_trigger
from gpiozero import Button
from kernel.sim import FIELD, PATIENCE_NS, Line

from hardware.base import Edge
from hardware.clock import Inbox, RealClock
from hardware.field import open_field
from hardware.pins import kernel_pins
from hardware.spec import TriggerSpec
from hardware.trigger import PinTrigger

EDGES = 200
APART_NS = 10_000_000  # three triggers in turn: slower than one that chatters
CLOCK = RealClock()
BOUNCE_NS = 20_000_000


@pytest.mark.parametrize(("pull", "contact"), [("up", "open"), ("down", "closed")])
def test_a_trigger_keeps_the_contract(pins: Any, pull: Any, contact: Any):
    inbox = Inbox()
    high_when_active = (pull == "down") == (contact == "open")
    with PinTrigger("start", "pad", TriggerSpec(17, pull, contact), inbox=inbox, pin_factory=pins) as pad:
        if Line(17).drive(not high_when_active) and contact == "closed":
            inbox.get(timeout=10)  # at rest a closed contact holds the line against its pull
        check_trigger(
            TriggerRig(pad, RealClock(), inbox, lambda active: Line(17).drive(active is high_when_active), PATIENCE_NS)
        )


def test_200_edges_of_a_pad_and_two_beams_are_stamped_between_the_readings_around_them():
    inbox = Inbox()
    with closing(open_field(FIELD, inbox=inbox, clock=RealClock())):
        for n in range(EDGES):
            CLOCK.wait_until(CLOCK.now_ns() + APART_NS, Inbox())
            station, sensor, line = [("start", "pad", 17), ("left", "beam", 27), ("right", "beam", 23)][n % 3]
            high = n // 3 % 2 == (0 if station == "right" else 1)  # against its pull first
            before_ns, after_ns = Line(line).drive(high)
            edge = inbox.get(timeout=10)
            assert edge == Edge(station, sensor, not high, edge.t_ns)
            assert before_ns <= edge.t_ns <= after_ns
    assert inbox.empty()


def test_an_edge_that_comes_after_its_chip_was_closed_raises_nothing():
    """lgpio calls back in one thread for all pins of the process: an exception would end the edges of all of them."""
    inbox = Inbox()
    factory = kernel_pins()
    PinTrigger("start", "pad", TriggerSpec(17), inbox=inbox, pin_factory=factory)
    pin = factory.pin(17)
    factory.close()
    pin._call_when_changed(0, 17, 1, CLOCK.now_ns())  # as lgpio's thread does with what it had read already
    assert inbox.empty()


def test_bounce_time_would_make_the_same_edge_20_ms_late(pins: Any):
    """Why the trainer sets none: with it gpiozero's stamp is that of the end of the bouncing."""
    stamps: SimpleQueue[float] = SimpleQueue()

    class StampedButton(Button):  # type: ignore[misc]
        def _pin_changed(self, ticks: float, state: int) -> None:
            stamps.put(ticks)
            super()._pin_changed(ticks, state)

    inbox = Inbox()
    with (
        StampedButton(17, bounce_time=BOUNCE_NS / 1e9, pin_factory=pins),
        PinTrigger("start", "pad", TriggerSpec(27), inbox=inbox, pin_factory=pins),
    ):
        theirs_before_ns, _ = Line(17).drive(high=False)
        ours_before_ns, ours_after_ns = Line(27).drive(high=False)
        assert ours_before_ns <= inbox.get(timeout=10).t_ns <= ours_after_ns
        assert stamps.get(timeout=10) >= theirs_before_ns + BOUNCE_NS
