"""The main job on a real GPIO character device: `cue-trainer run` plays a drill, and the test is the athlete.

It stands on the pad, watches the lamp's lines, leaves the pad, runs through the lit gate, and reads the clock around
everything it does and sees. Times out of the database are compared with those readings, to the nanosecond.
"""

import fcntl
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from kernel.sim import Line

from hardware.base import Edge
from hardware.clock import Inbox, RealClock
from trainer.engine.presentation import LATE_NS
from trainer.facts import AttemptRecord
from trainer.store.open import open_store
from trainer.store.read import last_run
from trainer.store.results import read_attempts

REPS = 5
CLOCK = RealClock(margin_ns=0)  # the athlete may be late; the engine in the other process needs the processor
LOOK_NS = 2_000_000
PATIENCE_NS = 200_000_000_000
REACTION_NS = 250_000_000
RUN_NS = 400_000_000
THROUGH_NS = 60_000_000
PAD = 5  # the wiring of the built-in field "backpedal-box"
LAMPS = {"left": 22, "right": 23}
GATE_BEAMS = {"left": 16, "right": 26}
OTHER_BEAMS = (6, 12, 13)
MAIN = "from api.main import main; main()"


@dataclass(frozen=True, slots=True)
class Seen:
    """One answer of the athlete: the lamp rose after ``dark_ns`` and before ``lit_ns``; the pad opened in between
    ``left_ns``."""

    gate: str
    dark_ns: int
    lit_ns: int
    left_ns: tuple[int, int]


def test_every_reaction_is_the_stamp_minus_the_onset(state_dir: Path):
    for lamp in LAMPS.values():
        Line(lamp).drive(high=False)  # once let go a line follows its pull: dark
    command = ["run", "backpedal-break", "--field", "backpedal-box", "--athlete", "Ann", "--seed", "7", "--level", "1"]
    command += ["--set", f"reps={REPS}", "--set", "sets=1", "--json"]
    with subprocess.Popen([sys.executable, "-c", MAIN, *command], stdout=subprocess.PIPE, text=True) as child:
        seen = list(_play(child))
        printed, _ = child.communicate()
    _end_engine()
    assert child.returncode == 0, printed
    with closing(open_store(str(state_dir / "trainer.db"), migrate=False)) as store:
        kept = [record for record, _ in read_attempts(store)]
        run = last_run(store)
    assert run is not None
    assert run.header.standing.rig is not None
    assert run.header.standing.rig.edges == "edges are stamped by the kernel, over lgpio"
    assert [json.loads(line)["seq"] for line in printed.splitlines()] == [record.seq for record in kept]
    hits = [record for record in kept if record.verdict.outcome == "hit"]
    assert hits
    for record in hits:
        _compare(record, seen)
    for record in (
        record for record in kept if record not in hits
    ):  # an emulated machine may be late, and then says so
        assert record.verdict.outcome == "late cue"
        assert (record.verdict.lateness_ns or 0) > LATE_NS
    assert len({(record.set, record.rep) for record in kept}) == REPS
    assert not any(Line(lamp).is_high for lamp in LAMPS.values())


def _end_engine() -> None:
    """`run` leaves its engine on for a minute, for whoever comes next. Its lock is free when it has ended."""
    with (Path(os.environ["RUNTIME_DIRECTORY"]) / "engine.lock").open() as lock:
        os.kill(int(lock.read()), signal.SIGTERM)
        fcntl.flock(lock, fcntl.LOCK_EX)


def _compare(record: AttemptRecord, seen: list[Seen]) -> None:
    """What is in the database is what the athlete saw and did."""
    onset = next(onset for onset in record.onsets if onset.kind == "light")
    off = (edge for edge in record.edges if edge.sensor == "pad" and not edge.active and edge.t_ns > onset.t_ns)
    left = next(off)  # one before the cue answered the attempt before, whose cue came late
    [mine] = [answer for answer in seen if answer.left_ns[0] <= left.t_ns <= answer.left_ns[1]]
    width_ns = sum(part.size_ns for part in onset.doubt)
    assert mine.gate == onset.station == record.verdict.answered
    assert mine.dark_ns - width_ns <= onset.t_ns <= mine.lit_ns + width_ns
    assert record.cues[0].onset_ns == onset.t_ns
    assert record.verdict.reaction_ns == left.t_ns - onset.t_ns
    assert Edge(onset.station, "beam", True, onset.t_ns + (record.verdict.total_ns or 0)) in record.edges


def _play(child: subprocess.Popen[str]) -> Iterator[Seen]:
    """The athlete, until the drill is over."""
    end_ns = CLOCK.now_ns() + PATIENCE_NS
    dark_ns = CLOCK.now_ns()
    while child.poll() is None:
        _stand_ready()
        looked_ns = CLOCK.now_ns()
        lit = [gate for gate, lamp in LAMPS.items() if Line(lamp).is_high]
        if lit:
            yield _answer(lit[0], dark_ns)
            continue
        if CLOCK.now_ns() > end_ns:
            child.terminate()
        dark_ns = looked_ns  # all lamps were dark then
        _until(looked_ns + LOOK_NS)


def _stand_ready() -> None:
    """On the pad, and nobody in a beam: their contacts are closed. Looked after at every look, because pulls that the
    engine sets when it opens its pins move these lines."""
    for line in (PAD, *GATE_BEAMS.values(), *OTHER_BEAMS):
        if Line(line).is_high:
            Line(line).drive(high=False)


def _answer(gate: str, dark_ns: int) -> Seen:
    """Off the pad and through the lit gate."""
    lit_ns = CLOCK.now_ns()
    _until(lit_ns + REACTION_NS)
    left_ns = Line(PAD).drive(high=True)
    _until(lit_ns + REACTION_NS + RUN_NS)
    Line(GATE_BEAMS[gate]).drive(high=True)
    _until(lit_ns + REACTION_NS + RUN_NS + THROUGH_NS)
    return Seen(gate, dark_ns, lit_ns, left_ns)


def _until(due_ns: int) -> None:
    CLOCK.wait_until(due_ns, Inbox())
