"""Floor pads and light beams on GPIO pins: every raw edge, with the kernel's stamp, into the inbox; chatter is not."""

from __future__ import annotations

from typing import Any, Self

from gpiozero import GPIODevice

from hardware.base import Component, Edge, Sensor
from hardware.chatter import Chatter, EdgeRate
from hardware.clock import Inbox
from hardware.pins import PinFactory, claiming, stamp_ns
from hardware.spec import Declared, TriggerSpec

DELIVERY_NS = 25_000_000  # from the kernel's stamp to the inbox, at worst: lgpio's two threads and the interpreter's
STAMP = Component("kernel stamp", "uniform", 50_000)  # the interrupt is served so much later than the edge at most
PULLS = {"up": "up", "down": "down", "none": "floating"}


def declare(sensor: Sensor, spec: TriggerSpec) -> Declared:
    """What it says of its edges; no device is needed to know that."""
    body = Component(f"{sensor} and body", "normal", spec.body_ns)
    return Declared(spec.lockout_ns, (STAMP,), body, spec.first_body(f"{sensor} and body, first break"))


class PinTrigger:
    """A switch, or a light barrier's output, between a pin and ground.

    Connect one side of the pad's contact to the pin and the other to ground, with ``pull`` "up". A light barrier with
    an open-collector output (NPN) is connected the same way, its ground to the Pi's. Never lead more than 3.3 V to a
    pin: an output that drives 5 or 12 V itself needs a voltage divider or an optocoupler.

    ``contact`` "open" closes when the pad is pressed or the beam broken, "closed" opens then. With ``pull`` "down" the
    contact leads to 3.3 V. There is no ``bounce_time``: it moves the stamp; see ``hardware.lockout``.
    """

    delivery_ns = DELIVERY_NS
    doubt: tuple[Component, ...] = (STAMP,)

    def __init__(
        self, station: str, sensor: Sensor, spec: TriggerSpec, *, inbox: Inbox, pin_factory: PinFactory
    ) -> None:
        self.station = station
        self.sensor: Sensor = sensor
        says = declare(sensor, spec)
        self.lockout_ns, self.doubt, self.body, self.first_body = (
            says.lockout_ns,
            says.doubt,
            says.body,
            says.first_body,
        )
        self._inbox = inbox
        self._rate = EdgeRate()
        self._active_state = (spec.contact == "open") == (spec.pull == "down")
        self._device: Any = None
        try:
            with claiming(f"GPIO {spec.pin} ({sensor} of {station})"):
                self._device = GPIODevice(spec.pin, pin_factory=pin_factory)
                self._watch(self._device.pin, PULLS[spec.pull])
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def is_active(self) -> bool:
        """Whether the pad is pressed or the beam broken now; False when closed."""
        return self._device is not None and self._is_active(self._device.pin.state)

    def close(self) -> None:
        device, self._device = self._device, None
        if device is not None:
            device.pin.when_changed = None
            device.close()

    def _watch(self, pin: Any, pull: str) -> None:
        pin.input_with_pull(pull)
        pin.bounce = None
        pin.edges = "both"
        pin.when_changed = self._changed  # the pin keeps a weak reference: whoever holds the trigger holds this

    def _changed(self, ticks: float, state: bool) -> None:
        """On lgpio's thread. Of a pin that chatters little is heard: the interpreter is wanted for cues."""
        t_ns = stamp_ns(ticks)
        take = self._rate.take(t_ns)
        if take == "edge":
            self._inbox.put(Edge(self.station, self.sensor, self._is_active(state), t_ns))
        elif take == "chatter":
            self._inbox.put(Chatter(self.station, self.sensor, t_ns))

    def _is_active(self, state: float) -> bool:
        return bool(state) == self._active_state
