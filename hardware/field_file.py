"""From the parsed TOML of a field file to a checked ``FieldSpec``. Nothing is opened.

The shape of the document is checked before, with ``hardware.field_schema.FIELD_SCHEMA``; here it is what the
values mean.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from hardware.base import Component
from hardware.errors import FieldError
from hardware.ground_file import check_name, point, read_ground
from hardware.simulated_habits import read_habit
from hardware.spec import FieldSpec, GateSpec, SpeakerSpec, StationSpec, TriggerSpec

Doc = Mapping[str, Any]

_DURATION = re.compile(r"([0-9.]+) ?([a-z]+)")
_UNITS_NS = {"ns": 1, "us": 1_000, "ms": 1_000_000, "s": 1_000_000_000}
_RGB = ("red", "green", "blue")

PAD_LOCKOUT = "40 ms"  # a floor pad's contacts bounce for 30 to 50 ms
BEAM_LOCKOUT = "2 ms"  # a beam's receiver hardly bounces, and a thin leg breaks it for 10 ms
PAD_BODY = "5 ms"
LATENCY_DOUBT = "5 ms"  # of a latency that was written down: sound paths differ by as much from start to start
SHORTEST_BEAM_M = 0.1
OFF_THE_BEAM_M = 0.1  # more than this the way over the station is longer than the beam
BEAM_BODY = "15 ms"  # a single beam, judged by its longest break
DUAL_BODY = "8 ms"  # two beams that are broken together only by a trunk
FIRST_BREAK = 25 / 15  # a single beam's first break may be an arm's or a knee's


def parse_field(name: str, doc: Doc) -> FieldSpec:
    """The field that a document of the right shape describes. ``name`` is the file's, without ``.toml``.

    Raises FieldError with the place in the file and what was allowed.
    """
    head = doc["field"]
    simulated = head.get("simulated", False)
    pins = _Pins(needed=not simulated)
    stations = tuple(_station(key, table, pins) for key, table in doc.get("station", {}).items())
    if not stations:
        raise FieldError("station", "this field has no station; write at least one [station.NAME]")
    canonical = json.dumps(doc, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return FieldSpec(
        name=name,
        title=head.get("title", name),
        simulated=simulated,
        stations=stations,
        sha=hashlib.sha256(canonical.encode()).hexdigest(),
        temperature_c=float(head.get("temperature", 20.0)),
        surface=head.get("surface", ""),
        notes=(*pins.notes, *_off_their_beams(stations)),
        jumper=_jumper(head["jumper"], stations) if "jumper" in head else None,
        ground=read_ground(doc),
        habits=_habits(head.get("athletes", ()), simulated=simulated),
    )


def _off_their_beams(stations: Sequence[StationSpec]) -> Iterator[str]:
    """A beam's station stands on it: distances and the travel time of sound go by that."""
    for station in stations:
        if station.beam is not None and station.beam.ends is not None:
            a, b = station.beam.ends
            detour_m = math.dist(a, station.at) + math.dist(station.at, b) - math.dist(a, b)
            if detour_m > OFF_THE_BEAM_M:
                yield f"station.{station.name}.at: does not lie on its beam, between the two ends"


def _habits(texts: Sequence[str], *, simulated: bool) -> tuple[str, ...]:
    """Of virtual athletes: read here too, so that a wrong one is found before anything is opened."""
    if texts and not simulated:
        raise FieldError("field.athletes", "only a simulated field has virtual athletes; write simulated = true")
    for text in texts:
        read_habit(text)
    return tuple(texts)


def _jumper(text: str, stations: Sequence[StationSpec]) -> tuple[str, str]:
    gate, trigger = (name.strip() for name in text.split("="))
    for name, what, kinds in ((gate, "lamp", {"gate"}), (trigger, "pad or beam", {"pad", "beam"})):
        if not any(s.name == name and kinds & {*s.carries} for s in stations):
            able = ", ".join(s.name for s in stations if kinds & {*s.carries})
            raise FieldError("field.jumper", f"{name!r} has no {what}; stations with one: {able or 'none'}")
    return gate, trigger


class _Pins:
    """Every pin of a field and where it was first named: a pin serves one device."""

    def __init__(self, *, needed: bool) -> None:
        self.needed = needed
        self.notes: list[str] = []
        self._where: dict[int, str] = {}

    def claim(self, where: str, pin: int, pull: str | None = None) -> int:
        pin = int(pin)  # a JSON Schema takes 17.0 for a whole number
        if not 0 <= pin <= 27:
            raise FieldError(where, f"{pin} is not a GPIO of a 40-pin Raspberry Pi; allowed are 2 to 27 (BCM numbers)")
        if pin < 2:
            raise FieldError(where, f"GPIO {pin} belongs to the Pi, which looks for a HAT there; allowed are 2 to 27")
        if pin in self._where:
            raise FieldError(where, f"GPIO {pin} is used twice, first at {self._where[pin]}; a pin serves one device")
        if pin in (2, 3) and pull not in (None, "up"):
            raise FieldError(
                where, f'GPIO {pin} has a pull-up resistor on the board; with pull = "{pull}" use another pin'
            )
        if pin in (14, 15):
            self.notes.append(f"{where}: GPIO {pin} is the Pi's serial console; switch the console off")
        self._where[pin] = where
        return pin


def _station(name: str, table: Doc, pins: _Pins) -> StationSpec:
    where = f"station.{name}"
    check_name("station", name)
    station = StationSpec(
        name=name,
        at=point(table["at"]),
        gate=_gate(f"{where}.gate", table["gate"], pins) if "gate" in table else None,
        pad=_pad(f"{where}.pad", table["pad"], pins) if "pad" in table else None,
        beam=_beam(f"{where}.beam", table["beam"], pins) if "beam" in table else None,
        speaker=_speaker(name, f"{where}.speaker", table["speaker"]) if "speaker" in table else None,
        title=table.get("title", ""),
    )
    if not station.carries:
        raise FieldError(where, "nothing hangs here; give it a gate, a pad, a beam or a speaker")
    return station


def _gate(where: str, table: Doc, pins: _Pins) -> GateSpec:
    colours = [c for c in _RGB if c in table]
    if colours and "pin" in table:
        raise FieldError(where, "a lamp has either pin (one colour) or red, green and blue, not both")
    if colours and len(colours) < 3:
        absent = ", ".join(c for c in _RGB if c not in table)
        raise FieldError(where, f"a colour lamp needs red, green and blue; {absent} is not given")
    keys = colours or (["pin"] if "pin" in table else [])
    if not keys and pins.needed:
        raise FieldError(where, "no pin is given; write pin = 17, or red, green and blue")
    return GateSpec(
        pins=tuple(pins.claim(f"{where}.{key}", table[key]) for key in keys),
        active_high=table.get("active_high", True),
        rise_ns=_duration(f"{where}.rise", table.get("rise", "1 us"), 10_000_000),
        at=point(table["at"]) if "at" in table else None,
        height_m=float(table["height"]) if "height" in table else None,
    )


def _trigger(where: str, table: Doc, pins: _Pins, lockout: str, body: str) -> dict[str, Any]:
    """What pad and beam have in common."""
    pull = table.get("pull", "up")
    if "pin" not in table and pins.needed:
        raise FieldError(where, "no pin is given; write pin = 5")
    return {
        "pin": pins.claim(f"{where}.pin", table["pin"], pull) if "pin" in table else None,
        "pull": pull,
        "contact": table.get("contact", "open"),
        "lockout_ns": _duration(f"{where}.lockout", table.get("lockout", lockout), 1_000_000_000),
        "body_ns": _duration(f"{where}.body", table.get("body", body), 200_000_000),
    }


def _pad(where: str, table: Doc, pins: _Pins) -> TriggerSpec:
    common = _trigger(where, table, pins, PAD_LOCKOUT, PAD_BODY)
    return TriggerSpec(**common, hand=table.get("hand", False))


def _beam(where: str, table: Doc, pins: _Pins) -> TriggerSpec:
    dual = table.get("dual", False)
    common = _trigger(where, table, pins, BEAM_LOCKOUT, DUAL_BODY if dual else BEAM_BODY)
    first_ns = common["body_ns"] if dual else round(common["body_ns"] * FIRST_BREAK)
    ends = None
    if "ends" in table:
        first, second = table["ends"]
        ends = (point(first), point(second))
        if math.dist(*ends) < SHORTEST_BEAM_M:
            raise FieldError(f"{where}.ends", f"the two ends are one spot; a beam spans at least {SHORTEST_BEAM_M} m")
    height = float(table["height"]) if "height" in table else None
    return TriggerSpec(**common, first_body_ns=first_ns, ends=ends, height_m=height)


def _speaker(station: str, where: str, table: Doc) -> SpeakerSpec:
    if "doubt" in table and "latency" not in table:
        raise FieldError(f"{where}.doubt", "there is no latency that it could be the doubt of; give both, or neither")
    doubt_ns = _duration(f"{where}.doubt", table.get("doubt", LATENCY_DOUBT), 2_000_000_000)
    doubt = Component(f"sound path of {station}, within", "uniform", float(doubt_ns), "session")
    return SpeakerSpec(
        device=table.get("device"),
        latency_ns=_duration(f"{where}.latency", table.get("latency", "0 ms"), 2_000_000_000),
        latency_known="latency" in table,
        gain=float(table.get("gain", 0.8)),
        latency_doubt=(doubt,) if "latency" in table else (),
        bluetooth=table.get("bluetooth", False),
    )


def _duration(where: str, text: str, longest_ns: int) -> int:
    """Nanoseconds of "40 ms", "1 us" or "1.5 s"."""
    number, unit = _DURATION.findall(text)[0]
    ns = round(float(number) * _UNITS_NS[unit])
    if ns > longest_ns:
        raise FieldError(where, f'"{text}" is too long; at most {longest_ns / 1e6:g} ms')
    return ns
