"""cyclictest (rt-tests): how late the kernel's own wake-ups are. No program that only sleeps can do better."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from trainer.bench.schedule import PERIOD_NS
from trainer.engine.realtime import PRIORITY

LONGEST_US = 200_000  # of the histogram
SPARE_S = 30.0


def find() -> str | None:
    """The program; None where rt-tests is not installed."""
    return shutil.which("cyclictest")


def command(program: str, count: int, file: Path, *, real_time: bool) -> list[str]:
    """``count`` wake-ups at the bench's period, with the engine's own priority where that is permitted."""
    policy = [f"--priority={PRIORITY}", "--policy=fifo", "--mlockall"] if real_time else ["--policy=other"]
    limits = [f"--interval={PERIOD_NS // 1000}", f"--loops={count}", f"--histogram={LONGEST_US}"]
    return [program, "--quiet", "--threads=1", *policy, *limits, f"--json={file}"]


def measure(program: str, count: int) -> list[int]:
    """How late each wake-up was (ns, in steps of 1000). Empty when cyclictest cannot run here."""
    with tempfile.TemporaryDirectory(prefix="cue-bench-") as home:
        file = Path(home) / "cyclictest.json"
        for real_time in (True, False):
            limit_s = count * PERIOD_NS / 1e9 + SPARE_S
            done = subprocess.run(
                command(program, count, file, real_time=real_time), capture_output=True, check=False, timeout=limit_s
            )
            if done.returncode == 0 and file.exists():
                return read(json.loads(file.read_text()))
    return []


def read(doc: dict[str, Any]) -> list[int]:
    """The wake-ups of cyclictest's JSON, ordered; those beyond the histogram at the worst that it names."""
    thread = doc["thread"]["0"]
    out = [int(us) * 1000 for us, count in thread["histogram"].items() for _ in range(count)]
    return sorted(out) + [int(thread["max"]) * 1000] * (int(thread["cycles"]) - len(out))
