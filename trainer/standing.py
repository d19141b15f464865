"""What holds for the runs that follow: the calibrations a field uses, and what the last self-test of it found."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from hardware.sound_path import sound_path
from hardware.spec import FieldSpec
from sequences.codec import from_doc
from trainer.calibration.book import Book, calibrated, device_name, read_book
from trainer.errors import FileError
from trainer.facts import Calibration, Rig, RigSpeaker, SelfTest, Standing
from trainer.results.uncertainty import half_width_ns
from trainer.settings import Places

SELFTESTS = "selftest"  # folder in the state folder; a field's result is FIELD.json


@dataclass(frozen=True, slots=True)
class Loudspeaker:
    """What plays at a station, and how late it is taken to be.

    ``driver``: what plays now, empty when nothing does, None when the engine has not said. ``within_ns``: half-width of
    the 95 % interval of that latency, for one sound. ``calibration``: what both come from, None when it was not
    learnt. ``notes``: what is to be said about it.
    """

    station: str
    device: str
    driver: str | None
    latency_ns: int
    within_ns: int
    calibration: Calibration | None
    notes: tuple[str, ...]


def find_standing(places: Places, spec: FieldSpec) -> Standing:
    """Of this field, from the files in the state folder. FileError when one of them is wrong."""
    return Standing(calibrated(spec, read_book(places.calibration))[1], read_selftest(places.state, spec.name))


def with_rig(
    standing: Standing, spec: FieldSpec, rig: Rig, *, drivers: Mapping[str, str | None], notes: Iterable[str] = ()
) -> Standing:
    """With what times are taken with now. ``rig`` as the engine's hello has it; ``drivers``, ``notes``: as its state
    has them."""
    found = loudspeakers(spec, standing.calibration, drivers)
    speakers = tuple(RigSpeaker(s.station, s.device, s.driver or "", s.latency_ns, s.within_ns) for s in found)
    return replace(standing, rig=replace(rig, loudspeakers=speakers, notes=tuple(notes)))


def engine_standing(
    standing: Standing, spec: FieldSpec, hello: Mapping[str, Any], state: Mapping[str, Any], notes: Iterable[str]
) -> Standing:
    """The same of the engine that said this hello and whose state is so. ``notes``: the engine's own."""
    drivers = {name: station.get("driver") for name, station in state["stations"].items()}
    return with_rig(standing, spec, from_doc(Rig, hello["rig"]), drivers=drivers, notes=notes)


def loudspeakers(
    spec: FieldSpec, calibrations: tuple[Calibration, ...], drivers: Mapping[str, str | None]
) -> tuple[Loudspeaker, ...]:
    """The field's loudspeakers with the figures that are in force. ``spec``: the field as its file says it;
    ``drivers``: of each station, as the engine says."""
    found = []
    by_station = {c.station: c for c in calibrations}
    for station in calibrated(spec, Book(calibrations=calibrations))[0].stations:
        speaker, driver = station.speaker, drivers.get(station.name)
        if speaker is None:
            continue
        path = sound_path(station.name, speaker, driver=driver or speaker.latency_driver, own=())
        found.append(
            Loudspeaker(
                station=station.name,
                device=device_name(speaker),
                driver=driver,
                latency_ns=path.latency_ns,
                within_ns=half_width_ns(path.doubt),
                calibration=by_station.get(station.name) if not path.notes else None,
                notes=path.notes,
            )
        )
    return tuple(found)


def selftest_path(state: Path, field: str) -> Path:
    return state / SELFTESTS / f"{field}.json"


def plot_path(state: Path, field: str, part: str) -> Path:
    """Of one part of the self-test of this field."""
    return selftest_path(state, field).with_name(f"{field}-{part.replace(' ', '-')}.svg")


def read_selftest(state: Path, field: str) -> SelfTest | None:
    """What the last self-test of this field found; None when there was none. FileError when the file is wrong."""
    path = selftest_path(state, field)
    try:
        return from_doc(SelfTest, json.loads(path.read_bytes().decode()))
    except FileNotFoundError:
        return None
    except OSError as exc:
        raise FileError(f"{path} cannot be read: {exc.strerror}") from exc
    except (ValueError, RecursionError) as exc:
        raise FileError(f"{path.name}: {exc}; delete it and run the self-test again") from exc
