"""The results as a file: time a row, and memory, beside a plain csv.writer.

``csv.writer`` is given the same cells ready in lists: the least that writing such a file costs.
``sqlite3 + csv.writer`` dumps the same attempts from the database as they lie there, by the standard library alone: the
least that an export costs.
"""

from __future__ import annotations

import csv
import io
import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from trainer.bench.figures import ratio
from trainer.bench.outing import fill
from trainer.bench.result import Options, Result, Row, at_most
from trainer.exports.csv_file import cells, csv_pieces
from trainer.exports.reps import REPS
from trainer.store.open import open_store
from trainer.store.pages import Page, result_pages

RUNS = (5, 50)  # of about 200 attempts
FULL = 5000
TIMES = 9  # how often the same is written
LONG_S = 10.0  # no further turn after that
SLOWER, GROWN = 2.0, 1.1
Figures = dict[str, Any]


def run(options: Options) -> Result:
    counts = (*RUNS, *((FULL,) if options.full else ()))
    with tempfile.TemporaryDirectory(prefix="cue-bench-") as home:
        found = []
        for runs in counts:
            database = Path(home) / f"{runs}.db"
            options.say(f"exporting {fill(database, options.count(runs))} attempts")
            found.append(_apart(database))
        writing = _writing(database)
    return Result(rows(writing, found), {"writing": writing, "exports": found})


def rows(writing: Figures, found: list[Figures]) -> tuple[Row, ...]:
    first, last = found[0], found[-1]
    write = ratio(writing["ours_us"], writing["csv_writer_us"])
    whole = ratio(last["ours_us"], last["sqlite3_us"])
    grown = last["peak_kb"] / first["peak_kb"]
    return (
        Row(
            "writing a row of results", "µs", writing["ours_us"], (("csv.writer", writing["csv_writer_us"]),),
            write, "≤ 2 times csv.writer's", at_most(write, SLOWER),
        ),
        Row(
            f"export from the database, a row of {last['rows']}", "µs", last["ours_us"],
            (("sqlite3 + csv.writer", last["sqlite3_us"]),), whole, "≤ 2 times csv.writer's", at_most(whole, SLOWER),
        ),
        Row(
            f"its memory, {first['rows']} to {last['rows']} rows", "ratio", grown, goal="bounded: ≤ 1.1",
            met=at_most(grown, GROWN),
        ),
    )  # fmt: skip


def _writing(database: Path) -> Figures:
    """µs a row, the best of some passes over the same page of results, ours and theirs by turns."""
    with open_store(database, migrate=False) as store:
        page = next(result_pages(store))
    count = len(page.rows)
    ready = list(zip(*cells(REPS.columns, REPS.values(page)), strict=True))
    ours, theirs = [], []
    for _ in range(TIMES):
        ours.append(_us(lambda: _written(Page(page.runs, page.rows, page.people)), count))  # a fresh one: nothing read
        theirs.append(_us(lambda: csv.writer(io.StringIO()).writerows(ready), count))
    return {"ours_us": min(ours), "csv_writer_us": min(theirs), "n": count}


def _written(page: Page) -> str:
    return "".join(csv_pieces(REPS, [page]))


def _us(work: Callable[[], object], count: int) -> float:
    began = time.perf_counter()
    work()
    return round((time.perf_counter() - began) / count * 1e6, 2)


def _apart(database: Path) -> Figures:
    """In a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "trainer.bench.export", str(database)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    figures: Figures = json.loads(done.stdout)
    return figures


def measure(database: Path) -> Figures:
    """Exports the database to a file beside it, and dumps it by the standard library, by turns: the best of each."""
    count, began = _dumped(database), time.perf_counter()
    ours, theirs = [_us(lambda: _exported(database), count)], [_us(lambda: _dumped(database), count)]
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    while len(ours) < TIMES and time.perf_counter() - began < LONG_S:
        ours.append(_us(lambda: _exported(database), count))
        theirs.append(_us(lambda: _dumped(database), count))
    return {"rows": count, "ours_us": min(ours), "sqlite3_us": min(theirs), "peak_kb": peak_kb}


def _exported(database: Path) -> None:
    with open_store(database, migrate=False) as store, database.with_suffix(".csv").open("w", newline="") as out:
        out.writelines(csv_pieces(REPS, result_pages(store)))


def _dumped(database: Path) -> int:
    """Returns how many rows there were."""
    count = 0
    with closing(sqlite3.connect(database)) as connection, database.with_suffix(".dump").open("w", newline="") as out:
        writer = csv.writer(out)
        for row in connection.execute("SELECT * FROM current_result"):
            writer.writerow(row)
            count += 1
    return count


if __name__ == "__main__":
    json.dump(measure(Path(sys.argv[1])), sys.stdout)
