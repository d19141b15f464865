"""gpiozero's mock pins on a clock of ours: a device one layer down, driven by tests."""

from __future__ import annotations

from gpiozero.pins.mock import MockFactory, MockPin
from gpiozero.pins.pi import PiPin

from hardware.clock import Clock, SimulatedClock


class ClockedPin(MockPin):
    """Stamps its edges as the kernel does: whole nanoseconds, on the factory's clock."""

    def _call_when_changed(self):
        PiPin._call_when_changed(self, self.factory.clock.now_ns(), self._state)


class MockPins(MockFactory):
    """``MockPins(clock)``; ``pins.pin(17).drive_low()`` presses a pad that is wired there with a pull-up."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(pin_class=ClockedPin)
        self.clock = clock


class TickingClock(SimulatedClock):
    """Every reading is ``step_ns`` later than the one before."""

    def __init__(self, step_ns: int, start_ns: int = 1_000_000_000) -> None:
        super().__init__(start_ns)
        self.step_ns = step_ns

    def now_ns(self) -> int:
        self._now_ns += self.step_ns
        return self._now_ns
