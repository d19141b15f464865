"""The door to fields: from a parsed file to a checked spec, from a spec to open devices, and back to dark.

    spec = parse_field("my-field", document)
    with closing(open_field(spec, inbox=inbox, clock=clock)) as field: ...

What opens devices is imported when it is called: a field can be read and checked without gpiozero or pygame.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from hardware.base import Field, Sensor
from hardware.clock import Clock, Inbox
from hardware.field_file import parse_field
from hardware.spec import Declared, FieldSpec, TriggerSpec

__all__ = ["darken", "declared", "open_field", "parse_field"]


def open_field(
    spec: FieldSpec,
    *,
    inbox: Inbox,
    clock: Clock,
    seed: int = 0,
    pin_factory: Any = None,
    allow_unstamped: bool = False,
) -> Field:
    """The devices of a field, all of them or none. A simulated field draws its chance from ``seed``.

    ``pin_factory`` (gpiozero's) is for tests; without it the kernel's pins are opened. Raises DeviceBusy and
    DeviceMissing, which name the pin and the station, and NotTimed when edges would not have the kernel's stamps.
    """
    if spec.simulated:
        from hardware.simulated import SimulatedField  # noqa: PLC0415

        return SimulatedField(spec, inbox=inbox, clock=clock, seed=seed)
    from hardware.local import LocalField  # noqa: PLC0415

    return LocalField(
        spec,
        inbox=inbox,
        clock=clock,
        pin_factory=pin_factory,
        allow_unstamped=allow_unstamped,
    )


def declared(spec: FieldSpec) -> dict[tuple[str, Sensor], Declared]:
    """What each pad and beam of a field says of its edges, by station and sensor, without opening the field: attempts
    that were kept can be judged again anywhere."""
    if spec.simulated:
        from hardware.simulated_devices import declare as simulated  # noqa: PLC0415

        return {(station, sensor): simulated(trigger) for station, sensor, trigger in _triggers(spec)}
    from hardware.trigger import declare  # noqa: PLC0415

    return {(station, sensor): declare(sensor, trigger) for station, sensor, trigger in _triggers(spec)}


def _triggers(spec: FieldSpec) -> Iterator[tuple[str, Sensor, TriggerSpec]]:
    for station in spec.stations:
        if station.pad is not None:
            yield station.name, "pad", station.pad
        if station.beam is not None:
            yield station.name, "beam", station.beam


def darken(spec: FieldSpec, *, pin_factory: Any = None) -> tuple[str, ...]:
    """Claim every lamp of a field, write it dark, let it go. Returns the names of the stations written.

    For whoever is left when an engine was killed: the Pi's kernel keeps a released output as it was. Writes all it
    can before it raises, DeviceBusy for one that somebody still holds. A simulated field has nothing to write.
    """
    if spec.simulated:
        return ()
    from hardware.local import darken_pins  # noqa: PLC0415

    return darken_pins(spec, pin_factory)
