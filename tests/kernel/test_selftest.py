"""`cue-trainer selftest` and `calibrate --jumper` on a real GPIO character device; the test is the wire.

gpio-sim joins no two of its lines, so the test looks at the lamp's line without rest and puts what it sees on the
pad's. What comes back is therefore as late as the test is, on an emulated machine milliseconds: the figures belong to
the test, and only how they come about is tested.
"""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

from kernel.sim import Line

from trainer.selftest.parts import BLINKS

LAMP, PAD = 22, 17  # the wiring of the field below
FIELD = """
[field]
jumper = "left=start"
[station.left]
at = [-4, 4]
gate = { pin = 22 }
[station.start]
at = [0, 0]
pad = { pin = 17 }
"""
MAIN = "from api.main import main; main()"
LATEST_MS = 30.0  # a blink is this long: a wire slower than that at the median has missed most


@contextmanager
def wire() -> Iterator[list[bool]]:
    """Copies the lamp's level to the pad's line until the end. Yields the levels it has carried."""
    ended, carried = Event(), [False]

    def copy() -> None:
        while not ended.is_set():
            level = Line(LAMP).is_high
            if level is not carried[-1]:
                Line(PAD).drive(high=level)
                carried.append(level)

    Line(PAD).drive(high=False)
    thread = Thread(target=copy)
    thread.start()
    try:
        yield carried
    finally:
        ended.set()
        thread.join()


def _cli(*words: str) -> tuple[int, str]:
    ran = subprocess.run([sys.executable, "-c", MAIN, *words], capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout + ran.stderr


def test_each_blink_comes_back_through_the_wire(state_dir: Path, tmp_path: Path):
    field = tmp_path / "wired.toml"
    field.write_text(FIELD)
    with wire() as carried:
        code, said = _cli("selftest", "--field", str(field), "--idle")
    kept = json.loads((state_dir / "selftest" / "wired.json").read_text())
    waits, lamp, loudspeaker = kept["parts"]
    assert BLINKS * 0.8 <= lamp["n"] <= BLINKS, said
    assert 0 < lamp["median_ms"] < LATEST_MS  # an edge is stamped after the lamp's write that made it
    assert lamp["passed"] == (lamp["median_ms"] <= 5 and lamp["sd_ms"] <= 10)
    assert waits["n"] > 0
    assert loudspeaker["why"] == "no loudspeaker on this field"
    assert code == (0 if kept["passed"] else 1)
    assert BLINKS * 0.8 <= carried.count(True) <= BLINKS
    assert not Line(LAMP).is_high


def test_what_a_jumper_learns_is_kept_and_corrects_nothing(state_dir: Path, tmp_path: Path):
    field = tmp_path / "wired.toml"
    field.write_text(FIELD)
    with wire():
        code, said = _cli("calibrate", "--field", str(field), "--jumper", "left=start", "--count", "12")
    assert code == 0, said
    [kept] = json.loads((state_dir / "calibration.json").read_text())["calibrations"]
    assert (kept["station"], kept["device"], kept["method"]) == ("left", "jumper to start", "jumper")
    assert kept["n"] >= 10
    assert 0 < kept["latency_ns"] < LATEST_MS * 1e6


def test_without_the_wire_it_says_that_nothing_came_back(state_dir: Path, tmp_path: Path):
    field = tmp_path / "wired.toml"
    field.write_text(FIELD)
    code, said = _cli("calibrate", "--field", str(field), "--jumper", "left=start", "--count", "10")
    assert code == 2
    assert "0 of 10 came back, too few to learn from" in said
    assert not (state_dir / "calibration.json").exists()
    assert not Line(LAMP).is_high
