"""``cue-trainer bench``: what the trainer claims of its times, measured beside its peers in the same run."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from trainer.bench.result import Plot, Result, Row

app = typer.Typer()

CLI = (sys.executable, "-c", "from api.main import main; main()")
PANEL = (sys.executable, "-m", "api.bench_panel")
SECONDS = 150.0
WIDTH = 130  # of the table in a file


@app.command()
def bench(
    names: Annotated[
        list[str] | None, typer.Argument(metavar="[NAME]...", help="Which; all when none is named.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output, no table.")] = False,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write the JSON to a file too.")
    ] = None,
    plots: Annotated[Path | None, typer.Option(metavar="FOLDER", help="Draw the distributions there, as SVG.")] = None,
    seconds: Annotated[float, typer.Option(min=0.1, max=3600, help="How long waits are measured in all.")] = SECONDS,
    scale: Annotated[float, typer.Option(min=0.001, max=1, help="Less than 1 for a quick look.")] = 1.0,
    full: Annotated[bool, typer.Option("--full", help="A million reps too: takes minutes.")] = False,
    peers: Annotated[
        Path | None, typer.Option(metavar="PYTHON", help="The Python that has the peers installed (make bench).")
    ] = None,
) -> None:
    """Measure: waits, sounds, edges, the ±, the engine in virtual time, verdicts, start, export."""
    from trainer.bench.benches import BENCHES, run_bench  # noqa: PLC0415
    from trainer.bench.result import Options  # noqa: PLC0415
    from trainer.machine import machine  # noqa: PLC0415

    options = Options(PANEL, CLI, _absolute(peers), seconds, scale, full, lambda words: typer.echo(words, err=True))
    here = machine()
    found = {name: run_bench(name, options) for name in dict.fromkeys(names or BENCHES)}
    doc = _doc(here, found)
    text = json.dumps(doc, indent=1, ensure_ascii=False)
    if output is not None:
        _write(output, text + "\n")
    if plots is not None:
        _draw(plots, [plot for result in found.values() for plot in result.plots])
    if as_json:
        typer.echo(text)
    else:
        _print(here, found)


def _absolute(python: Path | None) -> Path | None:
    """The path as it is named: a link followed would lead out of its environment. FileError when there is none."""
    from trainer.errors import FileError  # noqa: PLC0415

    if python is not None and not python.is_file():
        raise FileError(f"--peers {python}: no such file; make bench makes the environment")
    return python.absolute() if python is not None else None


def _doc(here: dict[str, Any], found: dict[str, Result]) -> Any:
    """One bench alone: its data. Several: the machine, and of each bench the data, the rows and the notes."""
    if len(found) == 1:
        return next(iter(found.values())).data
    return {"machine": here, "benches": {name: result.doc() for name, result in found.items()}}


def _write(path: Path, text: str) -> None:
    from trainer.output import whole_file  # noqa: PLC0415

    with whole_file(path) as out:
        out.write(text)


def _draw(folder: Path, plots: list[Plot]) -> None:
    from trainer.bench.plot import svg  # noqa: PLC0415
    from trainer.errors import FileError  # noqa: PLC0415

    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as exc:
        raise FileError(f"the folder {folder} cannot be made: {exc.strerror}") from exc
    for plot in plots:
        _write(folder / f"{plot.name}.svg", svg(plot))


def _print(here: dict[str, Any], found: dict[str, Result]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    table = Table(title=f"{here['model']}, {here['cores']} cores, Python {here['python']}, load {here['load']}")
    table.add_column("what")
    table.add_column("ours", justify="right", no_wrap=True)
    table.add_column("beside", no_wrap=True)
    table.add_column("ratio", justify="right", no_wrap=True)
    table.add_column("goal")
    table.add_column("met")
    for result in found.values():
        for row in result.rows:
            table.add_row(*_cells(row))
    console = Console()
    if not console.is_terminal:
        console = Console(width=WIDTH)
    console.print(table)
    for name, result in found.items():
        for note in result.notes:
            console.print(f"{name}: {note}", markup=False, highlight=False)


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "no", None: ""}[row.met]
    beside = "\n".join(f"{name} {figure(value)}" for name, value in row.peers)
    return row.what, f"{figure(row.ours)} {row.unit}", beside, figure(row.ratio), row.goal, met


def figure(value: float | None) -> str:
    """Three significant digits, whole numbers from 1000; a dash for what was not measured."""
    if value is None:
        return "–"
    return f"{value:.0f}" if abs(value) >= 1000 else f"{value:.3g}"
