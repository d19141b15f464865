"""The engine in virtual time: whole reps a second, and memory, as the number of reps grows.

The same Runner, machine, judge and simulated athletes as on a field, on the simulated clock. Plans are drawn
beforehand and not counted, and nothing is stored: what is measured is the engine. Whether the rate is flat is told by
the processor's own time, which what else the machine does leaves alone.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from typing import Any

from trainer.bench.outing import plan_of, squad
from trainer.bench.result import Options, Result, Row, at_least, at_most
from trainer.facts import RunHeader
from trainer.fields import load_field
from trainer.virtual import play

COUNTS = (1_000, 10_000)
FULL = (100_000, 1_000_000)
LEAST_RATE = 4_000.0  # reps a second
FLAT = 0.1  # rate and memory of the longest run are within so much of the shortest's
PLANS = 4  # drawn once and played over and over
Figures = dict[str, Any]


def run(options: Options) -> Result:
    """Each number of reps in a process of its own, so that its memory is its own."""
    found = []
    for reps in (*COUNTS, *(FULL if options.full else ())):
        count = options.count(reps)
        options.say(f"{count} reps in virtual time")
        found.append(_apart(count))
    alone = found[-1]["reps"] / found[-1]["processor_s"]
    return Result(rows(found), {"runs": found}, notes=(f"{alone:.0f} reps a second of the processor's own time",))


def _apart(reps: int) -> Figures:
    command = [sys.executable, "-m", "trainer.bench.virtual", str(reps)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def rows(found: list[Figures]) -> tuple[Row, ...]:
    first, last = found[0], found[-1]
    rate = last["reps"] / last["seconds"]
    change = last["reps"] / last["processor_s"] / (first["reps"] / first["processor_s"])
    grown = last["peak_kb"] / first["peak_kb"]
    span = f"{first['reps']} to {last['reps']} reps"
    return (
        Row("engine in virtual time", "reps/s", rate, goal=f"≥ {LEAST_RATE:.0f}", met=at_least(rate, LEAST_RATE)),
        Row(f"its rate, {span}", "ratio", change, goal="flat: ≥ 0.9", met=at_least(change, 1 - FLAT)),
        Row(f"its memory, {span}", "ratio", grown, goal="flat: ≤ 1.1", met=at_most(grown, 1 + FLAT)),
    )


def measure(reps: int) -> Figures:
    """Plays runs until so many reps are decided. ``attempts`` is more: early moves and the like are run again.

    ``processor_s`` is what the process had of the processor: on a busy machine less than ``seconds``.
    """
    spec, athletes = load_field("simulated"), squad()
    plans = [plan_of(seed) for seed in range(PLANS)]
    header = RunHeader("run", "session", 0.0, athletes)
    attempts = done = 0

    def count(_: Any) -> None:
        nonlocal attempts
        attempts += 1

    began, began_on = time.perf_counter(), time.process_time()
    while done < reps:
        plan = plans[done // len(plans[0].reps) % PLANS]
        play(plan, header, spec, None, count)
        done += len(plan.reps)
    seconds, processor_s = time.perf_counter() - began, time.process_time() - began_on
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "reps": done,
        "attempts": attempts,
        "seconds": round(seconds, 3),
        "processor_s": round(processor_s, 3),
        "peak_kb": peak_kb,
    }


if __name__ == "__main__":
    json.dump(measure(int(sys.argv[1])), sys.stdout)
