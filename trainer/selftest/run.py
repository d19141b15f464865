"""Runs the self-test and keeps what it found: figures, a verdict, a plot for each part."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from hardware.clock import RealClock
from hardware.spec import FieldSpec
from sequences.codec import to_doc
from trainer.bench.figures import exceedance
from trainer.bench.plot import svg
from trainer.bench.result import Curve, Plot
from trainer.calibration.loops import joined
from trainer.errors import FileError, Refused
from trainer.facts import SelfTest, Tried
from trainer.output import whole_file
from trainer.selftest import parts
from trainer.selftest.parts import Off
from trainer.selftest.rule import tried, untried, verdict
from trainer.standing import plot_path, selftest_path

WAITS = 300
LEAST_US = 0.1  # a log axis has no zero: what is nearer than this stands here


@dataclass(frozen=True, slots=True)
class Wish:
    """What the self-test is to use. ``jumper``: lamp's station and trigger's; ``station``: of the loudspeaker;
    ``panel``: the command that starts the panel for the load, None for none; ``waits``: how many."""

    jumper: tuple[str, str] | None = None
    station: str | None = None
    microphone: str | None = None
    metres: float = 0.1
    panel: Sequence[str] | None = None
    waits: int = WAITS


Found = Mapping[str, Off]


def measure(spec: FieldSpec, wish: Wish, say: Callable[[str], None] = lambda _: None) -> Found:
    """Each part's times, under the load of a panel. ``spec`` is calibrated. BindError for a jumper between stations
    that have nothing to join; Refused when the load does not start."""
    jumper = wish.jumper or parts.default_jumper(spec)
    if jumper is not None:
        joined(spec, *jumper)
    station = wish.station or next((s.name for s in spec.stations if s.speaker is not None), None)
    try:
        with parts.panel_load(wish.panel):
            found: dict[str, Off] = {}
            say("waiting")
            found["waits"] = parts.waits(wish.waits, RealClock())
            say("lamp to trigger")
            found["lamp to trigger"] = parts.lamp(spec, jumper)
            say("loudspeaker to microphone")
            found["loudspeaker"] = parts.loudspeaker(spec, station, wish.microphone, wish.metres)
            return found
    except EOFError as exc:
        raise Refused(f"the self-test's own load did not start: {exc}") from exc


def result(found: Found, field: str, wall_s: float) -> SelfTest:
    """What was found, by the rule."""
    judged = tuple(_part(name, off) for name, off in found.items())
    return SelfTest(field, wall_s, f"cue-trainer {version('cue-trainer')}", verdict(judged), judged)


def _part(name: str, off: Off) -> Tried:
    return untried(name, off) if isinstance(off, str) else tried(name, off)


def keep(state: Path, outcome: SelfTest, found: Found) -> Path:
    """Into the folder ``selftest`` of the state folder: the figures, and a plot of each part. Returns the file of the
    figures. FileError when that cannot be."""
    path = selftest_path(state, outcome.field)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise FileError(f"the folder {path.parent} cannot be made: {exc.strerror}") from exc
    for name, off in found.items():
        if not isinstance(off, str):
            with whole_file(plot_path(state, outcome.field, name)) as out:
                out.write(svg(_plot(name, off)))
    with whole_file(path) as out:
        json.dump(to_doc(outcome), out, indent=1, ensure_ascii=False, allow_nan=False)
    return path


def _plot(name: str, off_ns: Sequence[int]) -> Plot:
    points = exceedance([max(LEAST_US, abs(ns) / 1e3) for ns in off_ns])
    title = f"{name}: how far off, {len(off_ns)} times"
    return Plot(name, title, "off by (µs)", "share of times off by this much or more", (Curve(name, tuple(points)),))
