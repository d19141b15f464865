"""A field whose devices hang on this machine's pins and sound device."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from types import MappingProxyType

from hardware.base import Gate, Sensor, Speaker, Station
from hardware.clock import Clock, Inbox, RealClock
from hardware.errors import HardwareError
from hardware.gate import LedGate, RgbGate
from hardware.pins import PinFactory, check_stamps, kernel_pins
from hardware.speaker import Loudspeakers
from hardware.spec import FieldSpec, GateSpec, StationSpec, TriggerSpec
from hardware.trigger import PinTrigger


class LocalField:
    """Every device of a spec, opened: all of them, or none is held.

    ``pin_factory`` is closed with the field when it was made here. Raises DeviceBusy, DeviceMissing and, when edges
    would not have the kernel's stamps, NotTimed.
    """

    simulated = False

    def __init__(
        self,
        spec: FieldSpec,
        *,
        inbox: Inbox,
        clock: Clock,
        pin_factory: PinFactory | None = None,
        allow_unstamped: bool = False,
    ) -> None:
        self.name = spec.name
        self._notes = spec.notes
        self.edges = "no pins, no edges"
        with ExitStack() as stack:
            pins = _pins(spec, stack, pin_factory)
            if pins is not None:
                note = check_stamps(pins, allow_unstamped=allow_unstamped)
                self._notes += (note,) if note else ()
                self.edges = note or "edges are stamped by the kernel, over lgpio"
            wanted = {s.name: s.speaker for s in spec.stations if s.speaker is not None}
            self._sound = Loudspeakers(wanted, clock=clock)
            stack.callback(self._sound.close)
            maker = _Maker(stack, pins, inbox, clock)
            stations = {s.name: maker.station(s, self._sound.stations.get(s.name)) for s in spec.stations}
            self._held = stack.pop_all()
        self.stations: Mapping[str, Station] = MappingProxyType(stations)

    @property
    def notes(self) -> tuple[str, ...]:
        return sum((speaker.notes for speaker in self._sound.stations.values()), self._notes)

    def brief(self, words: tuple[str, ...]) -> None:
        """Real athletes are told by the coach."""

    def next_ns(self) -> int | None:
        """Real edges come by themselves."""
        return None

    def pump(self, now_ns: int) -> None:
        """Nothing is simulated here."""

    def revive(self) -> None:
        self._sound.revive()

    def dark(self) -> None:
        for station in self.stations.values():
            if station.gate is not None:
                station.gate.dark()
            if station.speaker is not None:
                station.speaker.silence()

    def close(self) -> None:
        self._held.close()


class _Maker:
    """Makes the devices of stations; each is closed with the stack."""

    def __init__(self, stack: ExitStack, pins: PinFactory | None, inbox: Inbox, clock: Clock) -> None:
        self._stack = stack
        self._pins = pins
        self._inbox = inbox
        self._clock = clock

    def station(self, spec: StationSpec, speaker: Speaker | None) -> Station:
        gate = None if spec.gate is None else open_gate(spec.name, spec.gate, self._clock, self._pins)
        if gate is not None:
            self._stack.callback(gate.close)
        pad, beam = self._trigger(spec, "pad", spec.pad), self._trigger(spec, "beam", spec.beam)
        return Station(spec.name, spec.at, gate=gate, speaker=speaker, pad=pad, beam=beam)

    def _trigger(self, station: StationSpec, sensor: Sensor, spec: TriggerSpec | None) -> PinTrigger | None:
        if spec is None:
            return None
        trigger = PinTrigger(station.name, sensor, spec, inbox=self._inbox, pin_factory=self._pins)
        self._stack.callback(trigger.close)
        return trigger


def open_gate(station: str, spec: GateSpec, clock: Clock, pins: PinFactory) -> Gate:
    """The lamp of a station: of one colour with one pin, of three with three."""
    kind = RgbGate if len(spec.pins) == 3 else LedGate
    return kind(station, *spec.pins, clock=clock, active_high=spec.active_high, rise_ns=spec.rise_ns, pin_factory=pins)


def darken_pins(spec: FieldSpec, pin_factory: PinFactory | None) -> tuple[str, ...]:
    """``hardware.field.darken`` for pins: a gate is dark once it is made, and again when it is closed."""
    written: list[str] = []
    failed: list[HardwareError] = []
    with ExitStack() as stack:
        pins = _pins(spec, stack, pin_factory)
        for station in spec.stations:
            if station.gate is None:
                continue
            try:
                open_gate(station.name, station.gate, RealClock(), pins).close()
                written.append(station.name)
            except HardwareError as exc:
                failed.append(exc)
    if failed:
        raise failed[0]
    return tuple(written)


def _pins(spec: FieldSpec, stack: ExitStack, given: PinFactory | None) -> PinFactory | None:
    """The pin factory: the one given, or a new one that is closed with the stack; None when no pin is needed."""
    if given is not None or not any(s.gate or s.pad or s.beam for s in spec.stations):
        return given
    pins = kernel_pins()
    stack.callback(pins.close)
    return pins
