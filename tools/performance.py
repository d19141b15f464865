#!/usr/bin/env python3
"""Puts a run of ``make bench-edges bench`` into docs/performance.md: python3 tools/performance.py build/bench

Takes bench.json, edges.txt where there is one, and the plots; everything between the two marks of the page is written
anew.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from pathlib import Path
from typing import Any

DOCS = Path(__file__).parent.parent / "docs"
PLOTS = ("wait-idle", "wait-loaded", "sound-onset", "edges", "verdict", "coverage")
EDGES = "edges: "  # how the line of edges.txt begins that holds the figures
EMULATED = "in the test kernel, an emulated machine: its stamps are right, its delays are long"
MARKS = re.compile(r"(<!-- run -->\n).*(<!-- end of run -->)", re.DOTALL)
WAITS = ("p50_us", "p99_us", "p999_us", "max_us", "n")


def figure(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"


def row(claim: dict[str, Any]) -> str:
    peers = "<br>".join(f"{name} {figure(value)}" for name, value in claim["peers"].items())
    met = {True: "yes", False: "**no**", None: ""}[claim["met"]]
    ours = f"{figure(claim['ours'])} {claim['unit']}"
    return f"| {claim['what']} | {ours} | {peers} | {figure(claim['ratio'])} | {claim['goal']} | {met} |"


def wait(condition: str, method: str, found: dict[str, float] | None) -> str:
    figures = " | ".join(figure(found[key] if found else None) for key in WAITS)
    return f"| {condition} | {method} | {figures} |"


def with_edges(doc: dict[str, Any], folder: Path) -> dict[str, Any]:
    """With the edges of the test kernel, where it was booted, in place of those that could not be made here."""
    file = folder / "edges.txt"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    found = [json.loads(line.removeprefix(EDGES)) for line in lines if line.startswith(EDGES)]
    if not found:
        return doc
    for name, plot in found[0].pop("plots").items():
        (folder / f"{name}.svg").write_text(plot, encoding="utf-8")
    found[0]["notes"] = [EMULATED, *found[0]["notes"]]
    return {**doc, "benches": {**doc["benches"], "edges": found[0]}}


def page(doc: dict[str, Any], plots: list[str]) -> str:
    machine, benches = doc["machine"], doc["benches"]
    rows = [row(claim) for bench in benches.values() for claim in bench["rows"]]
    waits = [wait(c, m, found) for c, methods in benches["wait"]["data"].items() for m, found in methods.items()]
    notes = [f"- {name}: {note}" for name, bench in benches.items() for note in bench["notes"]]
    return "\n".join(
        (
            f"{machine['model']}, {machine['cores']} cores, Linux {machine['kernel']}, Python {machine['python']}; "
            f"load over the minute before: {machine['load']}.",
            "",
            "| what | ours | beside | ratio | goal | met |",
            "|---|---|---|---|---|---|",
            *rows,
            "",
            "Waits, in µs:",
            "",
            "| | method | p50 | p99 | p99.9 | worst | n |",
            "|---|---|---|---|---|---|---|",
            *waits,
            "",
            *notes,
            "",
            *(f"![{name}](bench/{name}.svg)" for name in plots),
            "",
        )
    )


def main() -> int:
    folder = Path(sys.argv[1])
    target = DOCS / "performance.md"
    doc = with_edges(json.loads((folder / "bench.json").read_text(encoding="utf-8")), folder)
    plots = [name for name in PLOTS if (folder / f"{name}.svg").exists()]
    text = page(doc, plots)
    target.write_text(MARKS.sub(lambda found: f"{found[1]}{text}{found[2]}", target.read_text(encoding="utf-8")))
    (DOCS / "bench").mkdir(exist_ok=True)
    for name in plots:
        shutil.copy(folder / f"{name}.svg", DOCS / "bench" / f"{name}.svg")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
