"""The world's side of the simulated GPIO chip: what a foot does to a line, and what a lamp shows."""

import time
from dataclasses import dataclass
from pathlib import Path

from hardware.spec import FieldSpec, GateSpec, StationSpec, TriggerSpec

CHIP = Path("/sys/devices/platform/gpio-sim.0/gpiochip0")
PATIENCE_NS = 400_000_000  # the emulated machine is slow: for what is awaited, never for what is measured

FIELD = FieldSpec(
    name="kernel",
    title="Lines of the simulated chip",
    simulated=False,
    sha="",
    stations=(
        StationSpec("start", (0, 0), pad=TriggerSpec(17)),
        StationSpec("left", (-4, 4), gate=GateSpec((22,)), beam=TriggerSpec(27, lockout_ns=2_000_000)),
        StationSpec("right", (4, 4), gate=GateSpec((5, 6, 13)), beam=TriggerSpec(23, pull="down", contact="closed")),
        StationSpec("deep", (0, -4), gate=GateSpec((24,), active_high=False)),
    ),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the chip, by its BCM number, seen from outside."""

    number: int

    def drive(self, high: bool) -> tuple[int, int]:
        """Put a level on an input. Returns CLOCK_MONOTONIC in nanoseconds just before and just after."""
        with (CHIP / f"sim_gpio{self.number}" / "pull").open("wb", buffering=0) as file:
            before_ns = time.monotonic_ns()
            file.write(b"pull-up" if high else b"pull-down")
            after_ns = time.monotonic_ns()
        return before_ns, after_ns

    @property
    def is_high(self) -> bool:
        """The level of the line as it is now, whoever drives it."""
        return (CHIP / f"sim_gpio{self.number}" / "value").read_bytes().strip() == b"1"


def lamps_lit(spec: GateSpec) -> tuple[bool, ...]:
    """What the lamp of a gate shows, channel by channel, judged by its lines."""
    return tuple(Line(pin).is_high is spec.active_high for pin in spec.pins)
