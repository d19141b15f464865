"""``calibration.json`` in the state folder: what has been learnt of each loudspeaker's path, and its use.

One entry for a field's station and device; the newest replaces the one before. Read by whoever opens a field; written
by ``cue-trainer calibrate`` only, and never while an engine holds the field, so that it says what the engine uses.
"""

from __future__ import annotations

import json
import math
from dataclasses import dataclass, replace
from pathlib import Path

from hardware.base import Component
from hardware.sound_path import EACH
from hardware.spec import FieldSpec, SpeakerSpec, StationSpec
from sequences.codec import from_doc
from trainer.errors import FileError
from trainer.facts import Calibration

VERSION = 1
MEND = "mend it, or delete it and calibrate again"
LARGEST = 1_000_000  # bytes
LONGEST_NS = 2_000_000_000  # as in a field file
DRIFT_NS = 500_000.0  # standard deviation: buffers settle anew at every start, amplifiers warm up


@dataclass(frozen=True, slots=True)
class Book:
    """All that has been learnt."""

    version: int = VERSION
    calibrations: tuple[Calibration, ...] = ()

    def put(self, new: Calibration) -> Book:
        """With this one in place of the one that there was for its field, station and device."""
        return replace(self, calibrations=(*(c for c in self.calibrations if _key(c) != _key(new)), new))

    def forget(self, field: str, station: str) -> Book:
        """Without what was learnt at that station. FileError when there is nothing."""
        kept = tuple(c for c in self.calibrations if (c.field, c.station) != (field, station))
        if len(kept) == len(self.calibrations):
            known = ", ".join(sorted({c.station for c in self.calibrations if c.field == field})) or "nothing"
            raise FileError(f"station {station!r} of field {field} has no calibration; calibrated are: {known}")
        return replace(self, calibrations=kept)


def _key(c: Calibration) -> tuple[str, str, str]:
    return c.field, c.station, c.device


def read_book(path: Path) -> Book:
    """The book at this path; an empty one when there is none. FileError, one sentence, when it is no such file."""
    try:
        text = path.read_bytes()[:LARGEST].decode()
        book = from_doc(Book, json.loads(text))
    except FileNotFoundError:
        return Book()
    except OSError as exc:
        raise FileError(f"{path} cannot be read: {exc.strerror}") from exc
    except RecursionError as exc:
        raise FileError(f"{path.name}: lists within lists without end; {MEND}") from exc
    except ValueError as exc:
        raise FileError(f"{path.name}: {exc}; {MEND}") from exc
    if book.version != VERSION:
        raise FileError(f"{path.name}: version {book.version} is not known, this trainer knows {VERSION}")
    for n, calibration in enumerate(book.calibrations, 1):
        _check(f"{path.name}: calibrations[{n}]", calibration)
    return book


def _check(where: str, c: Calibration) -> None:
    for name in ("mean_sd_ns", "each_sd_ns", "within_ns", "latency_ns"):
        value, least = getattr(c, name), -LONGEST_NS if name == "latency_ns" else 0
        if not (math.isfinite(value) and least <= value <= LONGEST_NS):
            raise FileError(f"{where}.{name}: {value} is not from {least} to {LONGEST_NS} ns")


def device_name(speaker: SpeakerSpec) -> str:
    """The name of its device as it stands in the book."""
    return speaker.device or "default"


def calibrated(spec: FieldSpec, book: Book) -> tuple[FieldSpec, tuple[Calibration, ...]]:
    """The field with what has been learnt of its loudspeakers, which goes before what the field file says, and those
    calibrations that are in use."""
    by_key = {_key(c): c for c in book.calibrations if c.method != "jumper"}
    used: list[Calibration] = []
    stations: list[StationSpec] = []
    for station in spec.stations:
        speaker = station.speaker
        found = by_key.get((spec.name, station.name, device_name(speaker))) if speaker is not None else None
        if speaker is not None and found is not None:
            used.append(found)
            station = replace(station, speaker=_with(speaker, found))  # noqa: PLW2901
        stations.append(station)
    return replace(spec, stations=tuple(stations)), tuple(used)


def _with(speaker: SpeakerSpec, c: Calibration) -> SpeakerSpec:
    return replace(
        speaker,
        latency_ns=c.latency_ns,
        latency_known=True,
        latency_doubt=doubt_of(c),
        latency_driver=c.driver,
    )


def doubt_of(c: Calibration) -> tuple[Component, ...]:
    """How well a calibrated path is known in a session after it: the mean and what has drifted since, what no repeating
    narrows, and the spread from sound to sound. The first two bear the station's name: two cues from one loudspeaker
    share them."""
    mean = Component(f"sound path of {c.station}", "normal", math.hypot(c.mean_sd_ns, DRIFT_NS), "session")
    within = Component(f"sound path of {c.station}, within", "uniform", c.within_ns, "session")
    each = Component(EACH, "normal", c.each_sd_ns)
    return tuple(part for part in (mean, within, each) if part.size_ns)
