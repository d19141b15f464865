"""Lamps on a real GPIO character device: lit at their onset, dark when they should be, one owner at a time."""

import signal
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from typing import Any

import pytest
from contracts import WHITE, GateRig, check_gate
from kernel.sim import FIELD, Line, lamps_lit

from hardware.clock import Inbox, RealClock
from hardware.errors import DeviceBusy
from hardware.field import darken, open_field
from hardware.local import open_gate
from hardware.spec import StationSpec, TriggerSpec
from hardware.trigger import PinTrigger

GATES = {station.name: station.gate for station in FIELD.stations if station.gate}
LIGHT_ALL = """
import sys
sys.path.insert(0, "tests")
from kernel.sim import FIELD
from hardware.clock import Inbox, RealClock
from hardware.field import open_field
field = open_field(FIELD, inbox=Inbox(), clock=RealClock())
for station in field.stations.values():
    if station.gate:
        station.gate.prepare((1.0, 1.0, 1.0), 0)
        station.gate.fire()
print("lit", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def other():
    """Another process that holds every lamp of the field, lit, until it is killed or its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", LIGHT_ALL], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "lit\n"
        yield process
        process.kill()


@pytest.mark.parametrize("name", GATES)
def test_a_gate_keeps_the_contract(pins: Any, name: str):
    for pin in GATES[name].pins:
        Line(pin).drive(high=not GATES[name].active_high)  # a line that is let go follows its pull here
    gate = open_gate(name, GATES[name], RealClock(), pins)
    check_gate(GateRig(gate, RealClock(), lambda: any(lamps_lit(GATES[name]))))


@pytest.mark.parametrize("name", GATES)
def test_its_lines_rise_when_it_fires_and_the_onset_lies_between_the_readings(pins: Any, name: str):
    clock = RealClock()
    with closing(open_gate(name, GATES[name], clock, pins)) as gate:
        for _ in range(50):
            gate.prepare(WHITE, clock.now_ns())
            assert not any(lamps_lit(GATES[name]))
            before_ns = clock.now_ns()
            onset = gate.fire()
            after_ns = clock.now_ns()
            assert all(lamps_lit(GATES[name]))
            assert onset is not None
            assert before_ns <= onset.t_ns <= after_ns
            gate.dark()


def test_a_busy_pin_is_one_sentence_nothing_stays_held_and_its_owner_keeps_it(other: Any, pins: Any):
    pad = StationSpec("start", (0, 0), pad=TriggerSpec(26))
    field = replace(FIELD, stations=(pad, StationSpec("left", (-4, 4), gate=GATES["left"])))
    with pytest.raises(DeviceBusy, match=r"^GPIO 22 \(gate of left\) is held by somebody else[^\n]*$") as said:
        open_field(field, inbox=Inbox(), clock=RealClock())
    with pytest.raises(DeviceBusy):
        darken(FIELD)
    assert all(all(lamps_lit(spec)) for spec in GATES.values())  # who holds a lamp keeps it
    PinTrigger("start", "pad", TriggerSpec(26), inbox=Inbox(), pin_factory=pins).close()
    other.kill()
    other.wait()
    open_field(field, inbox=Inbox(), clock=RealClock()).close()  # nor does what was said hold anything
    assert said.value


def test_who_is_left_after_a_kill_writes_every_lamp_dark(other: Any, pins: Any):
    """Released lines of this chip follow their pull, so the pull is set to *lit*: only a write can make them dark."""
    seen: dict[int, bool] = {}

    class WatchedPin(pins.pin_class):  # type: ignore[misc, name-defined]
        def close(self) -> None:
            seen[self.info.name] = Line(int(self.info.name.removeprefix("GPIO"))).is_high
            super().close()

    assert all(all(lamps_lit(spec)) for spec in GATES.values())
    other.send_signal(signal.SIGKILL)
    other.wait()
    for spec in GATES.values():
        for pin in spec.pins:
            Line(pin).drive(high=spec.active_high)
    assert all(all(lamps_lit(spec)) for spec in GATES.values())

    pins.pin_class = WatchedPin
    assert set(darken(FIELD, pin_factory=pins)) == set(GATES)
    wanted = {f"GPIO{pin}": not spec.active_high for spec in GATES.values() for pin in spec.pins}
    assert seen == wanted
