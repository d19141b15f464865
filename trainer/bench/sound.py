"""When sounds truly begin, recorded from a sound server; and that a sound does not make a light late.

A PulseAudio of the bench's own plays into a null sink, whose monitor is recorded. All methods are told the same kind of
instants, one after the other in turns. What is the same for all sounds of a turn, a path's constant latency, cannot be
seen so: it is calibrated (cue-trainer calibrate).
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import pstdev
from typing import Any

from trainer.bench.figures import exceedance, lateness, ratio
from trainer.bench.null_sink import PACKAGES, NullSink, errors_ms, is_installed, onsets, pair
from trainer.bench.player import PEERS
from trainer.bench.result import Curve, Options, Plot, Result, Row, at_least, at_most
from trainer.bench.workers import ROOT, Worker

OURS = "cue-trainer"
SOUNDS = (OURS, "pygame.mixer", "sounddevice.play")
ROUNDS = 3
COUNT = 60  # sounds of a method in each round
LIGHTS = 600
GOAL_MS = 0.15
LATER_US = 100


def run(options: Options) -> Result:
    """Raises EOFError when a process of the bench breaks."""
    if not is_installed():
        return Result(notes=(f"no sound server to record from here (packages {', '.join(PACKAGES)})",))
    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="cue-bench-")))
        sink = stack.enter_context(NullSink(home))
        errors = _sounds(options, sink)
        late = {name: _lights(options, sink, name) for name in ("light", "light_in_thread")}
    return result(errors, late)


def _player(options: Options, sink: NullSink, method: str) -> Worker | None:
    """A process that plays so; None where it cannot."""
    if method in PEERS and options.peers is None:
        return None
    python = options.peers if method in PEERS else sys.executable
    environment = {**sink.environment, "PYTHONPATH": str(ROOT)}
    worker = Worker([str(python), "-m", "trainer.bench.player", method], environment=environment)
    if worker.read_until("ready") is None:
        worker.end()
        return None
    return worker


def _sounds(options: Options, sink: NullSink) -> dict[str, list[float]]:
    """The errors of each method, in ms."""
    errors: dict[str, list[float]] = {name: [] for name in SOUNDS}
    for number in range(options.count(ROUNDS)):
        for name in SOUNDS:
            count = options.count(COUNT // 4 if name in PEERS else COUNT, 5)  # each of theirs takes some seconds
            options.say(f"round {number + 1}: {count} sounds by {name}")
            with sink.recording(name) as path:
                worker = _player(options, sink, name)
                if worker is None:
                    continue
                with worker:
                    told = worker.ask([count, number * count])
            errors[name] += errors_ms(pair(onsets(path), told))
    return errors


def _lights(options: Options, sink: NullSink, name: str) -> tuple[list[int], list[int]]:
    """Lateness of lights (ns) without and with a sound at the same instant."""
    count = options.count(LIGHTS, 10)
    options.say(f"{count} lights, every other with a sound ({name})")
    with sink.recording(name):  # keeps the sink from going to sleep
        worker = _player(options, sink, name)
        if worker is None:
            return [], []
        with worker:
            without, with_ = worker.ask([count, 0])
    return without, with_


def result(errors: Mapping[str, Sequence[float]], late: Mapping[str, tuple[Sequence[int], Sequence[int]]]) -> Result:
    """The claims, from what was measured."""
    sd = {name: pstdev(found) if len(found) > 2 else None for name, found in errors.items()}
    (without, with_), (_, in_thread) = late["light"], late["light_in_thread"]
    data: dict[str, Any] = {
        "onset_sd_ms": sd,
        "n": {name: len(found) for name, found in errors.items()},
        "light_late": {
            "without a sound": lateness(without),
            "with a sound": lateness(with_),
            "with a sound, its stream in this process": lateness(in_thread),
        },
    }
    curves = tuple(Curve(name, tuple(_spread(found))) for name, found in errors.items() if found)
    plot = Plot(
        "sound-onset", "Sounds off their instant", "off by (ms)", "share of sounds this far off or farther", curves
    )
    missing = tuple(f"not here: {name}" for name, found in errors.items() if not found)
    return Result((_onset_row(sd), _light_row(data["light_late"])), data, missing, (plot,))


def _spread(found: Sequence[float]) -> list[tuple[float, float]]:
    return exceedance([max(0.001, abs(error)) for error in found])


def _onset_row(sd: Mapping[str, float | None]) -> Row:
    times = ratio(sd["pygame.mixer"], sd[OURS])
    close, better = at_most(sd[OURS], GOAL_MS), at_least(times, 10)
    met = None if close is None or better is None else close and better
    peers = tuple((name, sd[name]) for name in SOUNDS[1:])
    goal = f"≤ {GOAL_MS} ms and ≥ 10 times better than pygame.mixer"
    return Row("sound onset, SD", "ms", sd[OURS], peers, times, goal, met)


def _light_row(late: Mapping[str, Any]) -> Row:
    """A ratio would compare two tails of some ten microseconds each: what counts is the difference."""
    p99 = {name: found and found["p99_us"] for name, found in late.items()}
    ours, without = p99.pop("with a sound"), p99["without a sound"]
    later = None if ours is None or without is None else ours - without
    goal = f"≤ {LATER_US} µs more than without a sound"
    return Row(
        "a light's lateness p99, with a sound", "µs", ours, tuple(p99.items()), None, goal, at_most(later, LATER_US)
    )
