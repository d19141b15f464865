"""The frozen types of a field file: what stands where, how it is wired. Metres, nanoseconds, BCM numbers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from hardware.base import Component

Pull = Literal["up", "down", "none"]
Point = tuple[float, float]


SURFACES = ("grass", "artificial turf", "hall floor", "track", "asphalt", "sand")


@dataclass(frozen=True, slots=True)
class GateSpec:
    """An LED lamp: one pin, or red, green and blue. ``rise_ns``: the LED's own rise, a half-width. ``at``: where
    it hangs, if not at its station; ``height_m``: how high."""

    pins: tuple[int, ...]  # empty on a simulated field
    active_high: bool = True
    rise_ns: int = 1_000
    at: Point | None = None
    height_m: float | None = None


@dataclass(frozen=True, slots=True)
class TriggerSpec:
    """A pad or a beam. ``contact`` "open" (NO) closes when pressed or broken, "closed" (NC) opens then.

    ``body_ns``: standard deviation of where a body opens the pad or breaks the beam (5 ms pad, 8 dual beam, 15 single
    beam by its longest break); ``first_body_ns``: of a beam's first break (25 ms single), None where it is the same. A
    beam's ``ends`` are its two posts, ``height_m`` its height.
    """

    pin: int | None
    pull: Pull = "up"
    contact: Literal["open", "closed"] = "open"
    lockout_ns: int = 40_000_000
    body_ns: int = 5_000_000
    first_body_ns: int | None = None
    ends: tuple[Point, Point] | None = None
    height_m: float | None = None
    hand: bool = False  # a hand pad: reactions down to 100 ms are possible

    def first_body(self, name: str) -> Component:
        """The doubt of where a body breaks the beam first, or opens the pad."""
        return Component(name, "normal", float(self.body_ns if self.first_body_ns is None else self.first_body_ns))


@dataclass(frozen=True, slots=True)
class Declared:
    """What a pad or a beam says of its edges: as on ``hardware.base.Trigger``."""

    lockout_ns: int
    doubt: tuple[Component, ...]
    body: Component
    first_body: Component


@dataclass(frozen=True, slots=True)
class SpeakerSpec:
    """A sound device. ``latency_ns``: from fire to sound, calibrated or entered by hand; ``latency_known`` is
    False while nobody gave it. ``latency_doubt``: how well it is known; ``latency_driver``: the driver it was measured
    with, empty when it holds for any. ``bluetooth``: a Bluetooth device is wanted all the same."""

    device: str | None = None
    latency_ns: int = 0
    latency_known: bool = False
    gain: float = 0.8
    latency_doubt: tuple[Component, ...] = ()
    latency_driver: str = ""
    bluetooth: bool = False


@dataclass(frozen=True, slots=True)
class StationSpec:
    """A named place and what hangs there."""

    name: str
    at: Point
    gate: GateSpec | None = None
    pad: TriggerSpec | None = None
    beam: TriggerSpec | None = None
    speaker: SpeakerSpec | None = None
    title: str = ""

    @property
    def carries(self) -> tuple[str, ...]:
        return tuple(k for k in ("gate", "pad", "beam", "speaker") if getattr(self, k) is not None)


@dataclass(frozen=True, slots=True)
class MarkSpec:
    """A cone or, with ``ends``, a line on the ground; ``at`` is then its middle."""

    name: str
    at: Point
    ends: tuple[Point, Point] | None = None
    title: str = ""


@dataclass(frozen=True, slots=True)
class StripSpec:
    """A wall or a cable: from point to point."""

    name: str
    along: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class GroundSpec:
    """What lies and stands around the stations. Boxes are two opposite corners, the smaller numbers first.

    ``free``: nothing stands in it but what this file names; ``queue``: where the others wait; ``coach``: where he or
    she stands."""

    free: tuple[Point, Point] | None = None
    queue: tuple[Point, Point] | None = None
    coach: Point | None = None
    marks: tuple[MarkSpec, ...] = ()
    walls: tuple[StripSpec, ...] = ()
    cables: tuple[StripSpec, ...] = ()

    def mark(self, name: str) -> MarkSpec | None:
        return next((m for m in self.marks if m.name == name), None)


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """A field file, checked. ``sha``: sha256 of its canonical JSON; ``temperature_c``: for sound travel."""

    name: str
    title: str
    simulated: bool
    stations: tuple[StationSpec, ...]
    sha: str
    temperature_c: float = 20.0
    notes: tuple[str, ...] = ()
    jumper: tuple[str, str] | None = None  # lamp's station, trigger's: joined by a wire for the self-test
    ground: GroundSpec = GroundSpec()
    habits: tuple[str, ...] = ()  # of the virtual athletes (hardware.simulated_habits)
    surface: str = ""  # one of SURFACES, where the file says

    def station(self, name: str) -> StationSpec | None:
        return next((s for s in self.stations if s.name == name), None)
