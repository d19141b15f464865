"""``cue-trainer ranks``: who was fastest, with shared ranks; never across what may not be compared."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from trainer.results.leaderboard import Board

app = typer.Typer()


@app.command()
def ranks(
    session: Annotated[str | None, typer.Option(metavar="ID", help='Of this session; "last" is one too.')] = None,
    drill: Annotated[str | None, typer.Option(metavar="NAME", help="Of this drill, in every session.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="JSON on standard output, no table.")] = False,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Each athlete's best hit, ranked; results closer than can be told share a rank."""
    from trainer.exports.ask import asked_for  # noqa: PLC0415
    from trainer.reps import read_reps  # noqa: PLC0415
    from trainer.results.leaderboard import boards  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    if session is None and drill is None:
        session = "last"
    settings = load_settings(find_places(os.environ), os.environ, {"database": database})
    with open_store(settings.database, migrate=False) as store:
        found = boards(read_reps(store, asked_for(store, session=session, drill=drill)))
    if as_json:
        typer.echo(json.dumps([asdict(board) for board in found], indent=1, ensure_ascii=False))
    else:
        _print(found)


def _print(found: tuple[Board, ...]) -> None:
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    if not found:
        console.print("no hit to rank")
    for board in found:
        table = Table(title=_title(board, found), title_justify="left")
        for name in ("rank", "athlete", "best", "±", "of hits"):
            table.add_column(name, justify="left" if name == "athlete" else "right")
        for place in board.places:
            best, doubt = f"{place.ns / 1e9:.3f} s", f"{place.uncertainty_ns / 1e9:.3f} s"
            table.add_row(str(place.rank), place.athlete.name, best, doubt, str(place.hits))
        console.print(table)


def _title(board: Board, found: Sequence[Board]) -> str:
    terms = board.terms
    versions = {b.terms.rules for b in found if (b.terms.drill, b.terms.level) == (terms.drill, terms.level)}
    version = f"version {terms.rules[:8]}" if len(versions) > 1 else ""
    level = "" if terms.level is None else f" level {terms.level}"
    parts = [
        terms.measure,
        terms.sense,
        f"wait {terms.wait}",
        board.surface,
        version,
        "simulated" if terms.simulated else "",
    ]
    return f"{terms.drill}{level}: {', '.join(part for part in parts if part)}"
