"""Lamps on GPIO pins. On or off, never software PWM: that moves the first edge by up to its period."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, Self

from gpiozero import DigitalOutputDevice

from hardware.base import DARK, Colour, Component, Onset
from hardware.clock import Clock
from hardware.pins import PinFactory, claiming


class _PinGate(ABC):
    """Pins that are written back to back, and the clock read before and after."""

    lead_ns = 0

    def __init__(
        self,
        station: str,
        pins: tuple[int, ...],
        *,
        clock: Clock,
        active_high: bool,
        rise_ns: int,
        pin_factory: PinFactory,
    ) -> None:
        self.station = station
        self._clock = clock
        self._rise = Component("LED rise", "uniform", rise_ns)
        self._prepared: Colour | None = None
        self._shown = DARK
        self._leds: list[Any] = []
        try:
            for pin in pins:
                with claiming(f"GPIO {pin} (gate of {station})"):
                    self._leds.append(DigitalOutputDevice(pin, active_high=active_high, pin_factory=pin_factory))
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def colour(self) -> Colour:
        """The colour it was last asked for."""
        return self._shown

    def prepare(self, colour: Colour, due_ns: int) -> None:  # noqa: ARG002 (a pin needs no telling ahead)
        self._prepared = colour

    def fire(self) -> Onset | None:
        """Write the pins. The onset is the middle of the two clock readings around the write."""
        colour, self._prepared = self._prepared, None
        if colour is None:
            return None
        before_ns = self._clock.now_ns()
        self._write(colour)
        after_ns = self._clock.now_ns()
        if colour == DARK:
            return None
        written = Component("pin write", "uniform", (after_ns - before_ns) / 2)
        t_ns = (before_ns + after_ns) // 2
        return Onset(self.station, "light", t_ns, (written, self._rise), "stamps before and after the pin write")

    def dark(self) -> None:
        self._prepared = None
        self._write(DARK)

    def close(self) -> None:
        self.dark()
        while self._leds:
            self._leds.pop().close()

    def _write(self, colour: Colour) -> None:
        self._shown = colour
        for led, on in zip(self._leds, self._levels(colour), strict=False):  # fewer LEDs when closed or half-built
            led.value = on

    @abstractmethod
    def _levels(self, colour: Colour) -> tuple[bool, ...]:
        """Which of the pins are lit for this colour, in their order."""


class LedGate(_PinGate):
    """A lamp of one colour, lit by whatever colour it is asked for.

    Connect the long leg of an LED through a 330 ohm resistor to the pin, its short leg to ground. A lamp to be seen
    in sunlight takes more current than a pin may give (16 mA): let the pin switch a logic-level MOSFET. A lamp that
    is lit while its pin is low is ``active_high=False``.
    """

    def __init__(
        self,
        station: str,
        pin: int,
        *,
        clock: Clock,
        active_high: bool = True,
        rise_ns: int = 1_000,
        pin_factory: PinFactory,
    ) -> None:
        super().__init__(
            station, (pin,), clock=clock, active_high=active_high, rise_ns=rise_ns, pin_factory=pin_factory
        )

    def _levels(self, colour: Colour) -> tuple[bool, ...]:
        return (colour != DARK,)


class RgbGate(_PinGate):
    """A lamp of three colours; a channel is lit when it is asked for at least half as strongly as the strongest.

    Connect each of the legs red, green and blue through a 330 ohm resistor to its pin and the common leg to ground
    (common cathode), or the common leg to 3.3 V with ``active_high=False`` (common anode).
    """

    def __init__(
        self,
        station: str,
        red: int,
        green: int,
        blue: int,
        *,
        clock: Clock,
        active_high: bool = True,
        rise_ns: int = 1_000,
        pin_factory: PinFactory,
    ) -> None:
        super().__init__(
            station,
            (red, green, blue),
            clock=clock,
            active_high=active_high,
            rise_ns=rise_ns,
            pin_factory=pin_factory,
        )

    def _levels(self, colour: Colour) -> tuple[bool, ...]:
        strongest = max(colour)
        return tuple(strongest > 0 and channel >= strongest / 2 for channel in colour)
