"""The parts of the self-test: each returns how far off its times were (ns), or says why it could not be tried."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from hardware.clock import Clock, RealClock
from hardware.errors import HardwareError
from hardware.spec import FieldSpec
from trainer.bench.outing import fill
from trainer.bench.workers import Unit, Worker, waiter
from trainer.calibration.loops import open_jumper_loop, open_speaker_loop
from trainer.errors import Refused

TURN = 100  # waits asked for at once: a second of them
LEAD_NS = 50_000_000
BLINKS, CLICKS = 60, 20

Off = list[int] | str  # ns, or why not


@contextmanager
def panel_load(panel: Sequence[str] | None) -> Iterator[None]:
    """A real panel in a process of its own, with phones that never rest; None: no load. EOFError when it does not
    start."""
    with ExitStack() as stack:
        if panel is not None:
            unit = Unit(Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cue-selftest-"))))
            unit.state.mkdir()
            fill(unit.state / "trainer.db", 1)
            stack.callback(unit.close)
            _, url = unit.serve(panel)
            phones = Worker([sys.executable, "-m", "trainer.bench.load", url.removeprefix("http://")])
            stack.callback(phones.end)
            if phones.read_until("ready") is None:
                raise EOFError("the phones that load the panel did not start")
        yield


def waits(count: int, clock: Clock) -> Off:
    """How late the engine's own way of waiting ends, in a process of its own as the engine's."""
    worker = waiter("engine")
    if worker is None:
        return "the process that waits did not start"
    late: list[int] = []
    with worker:
        for first in range(0, count, TURN):
            late += worker.ask([clock.now_ns() + LEAD_NS, min(TURN, count - first), first])
    return late


def lamp(spec: FieldSpec, jumper: tuple[str, str] | None, count: int = BLINKS) -> Off:
    """From a lamp's onset to the stamp of the edge that it makes through a jumper."""
    if jumper is None:
        return "join a lamp's pin to a trigger's by a wire and say --jumper LAMP=TRIGGER"
    try:
        with open_jumper_loop(spec, *jumper, clock=RealClock()) as loop:
            return _some(loop.times(count), "edges came back through the jumper")
    except HardwareError as exc:
        return str(exc)


def loudspeaker(
    spec: FieldSpec, station: str | None, microphone: str | None, metres: float, count: int = CLICKS
) -> Off:
    """From a sound's onset to when it is heard. ``spec`` is calibrated."""
    if station is None:
        return "no loudspeaker on this field"
    found = spec.station(station)
    if found is None or found.speaker is None or not found.speaker.latency_known:
        return f"{station} is not calibrated: cue-trainer calibrate"
    try:
        with open_speaker_loop(spec, station, microphone=microphone, metres=metres) as opened:
            return _some(opened.loop.times(count), "sounds were heard")
    except (HardwareError, Refused) as exc:
        return str(exc)


def _some(times: Sequence[int | None], what: str) -> Off:
    """What came back, unless more than a fifth was lost."""
    found = [ns for ns in times if ns is not None]
    return found if len(found) >= 0.8 * len(times) else f"{len(found)} of {len(times)} {what}"


def default_jumper(spec: FieldSpec) -> tuple[str, str] | None:
    """The field file's own; on a simulated field its first lamp and its first trigger, which are joined by nothing."""
    if spec.jumper is not None or not spec.simulated:
        return spec.jumper
    gate = next((s.name for s in spec.stations if s.gate is not None), None)
    trigger = next((s.name for s in spec.stations if s.pad is not None or s.beam is not None), None)
    return (gate, trigger) if gate is not None and trigger is not None else None
