"""What a loudspeaker knows of the way from the trainer's call to the air: how late it is, and how surely."""

from __future__ import annotations

import math
from dataclasses import dataclass

from hardware.base import Component
from hardware.spec import SpeakerSpec

UNKNOWN_NS = 30_000_000.0  # an uncalibrated path is taken to be late by up to this; HDMI can be later
BLUETOOTH_NS = (34_000_000, 300_000_000)  # so late are Bluetooth speakers, each time otherwise
EACH = "sound path, each time"  # the spread from sound to sound, as calibrated, of driver and path together


@dataclass(frozen=True, slots=True)
class SoundPath:
    """``latency_ns`` of the path behind the driver, the doubt of it, and what is to be said about it."""

    latency_ns: int
    doubt: tuple[Component, ...]
    notes: tuple[str, ...] = ()


def sound_path(station: str, spec: SpeakerSpec, *, driver: str, own: tuple[Component, ...]) -> SoundPath:
    """The path of a station's loudspeaker on this driver, whose own doubt from sound to sound is ``own``.

    A latency measured with another driver is not used: it holds the other's buffers. The calibrated spread holds the
    driver's own already, so only what is left of it (in quadrature) is added.
    """
    if spec.bluetooth:
        return _bluetooth(station, spec)
    if not spec.latency_known or spec.latency_driver not in ("", driver):
        why = f"was measured with {spec.latency_driver}, not {driver}" if spec.latency_known else "is not known"
        note = f"{station}: the delay of this sound path {why}; times to sounds may read too long"
        unknown = Component(f"sound path of {station}, not calibrated", "uniform", UNKNOWN_NS, "session")
        return SoundPath(0, (unknown,), (note,))
    doubt = tuple(_left(c, own) if c.name == EACH else c for c in spec.latency_doubt)
    return SoundPath(spec.latency_ns, doubt)


def _bluetooth(station: str, spec: SpeakerSpec) -> SoundPath:
    """Anywhere in their range around what was measured once, and where nothing was up to the whole of it."""
    least_ns, most_ns = BLUETOOTH_NS
    size_ns = (most_ns - least_ns) / 2 if spec.latency_known else float(most_ns)
    doubt = Component(f"Bluetooth at {station}", "uniform", size_ns)
    return SoundPath(spec.latency_ns, (doubt,), (f"{station}: Bluetooth, as wanted; times to its sounds are coarse",))


def _left(each: Component, own: tuple[Component, ...]) -> Component:
    known = sum(c.sd_ns**2 for c in own)
    return Component(EACH, "normal", math.sqrt(max(0.0, each.sd_ns**2 - known)))
