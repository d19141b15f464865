"""``cue-trainer import``: results that another unit, or this one, exported as JSON Lines."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()

MANY = {"athlete": "athletes", "session": "sessions", "run": "runs", "attempt": "attempts"}


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="An export in JSON Lines.")],
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad lines out, take in the others.")] = False,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Take results in. All of the file or nothing; what is here already stays as it is. Not while a trainer runs."""
    from trainer.engine.place import claim  # noqa: PLC0415
    from trainer.imports.results import take_in  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    places = find_places(os.environ)
    settings = load_settings(places, os.environ, {"database": database})
    places.make()
    with claim(places.runtime), open_store(settings.database, migrate=True) as store:
        done = take_in(store, file, skip_bad=skip_bad)
    typer.echo("new: " + _counted(done.new) + (f"; here already: {_counted(done.known)}" if done.known else ""))
    if done.bad:
        more = done.bad_lines - len(done.bad)
        told = [*done.bad, *([f"and {more} more"] if more else [])]
        typer.echo("\n".join(["left out:", *told]), err=True)


def _counted(counts: Counter[str]) -> str:
    said = [f"{counts[kind]} {many if counts[kind] != 1 else kind}" for kind, many in MANY.items() if counts[kind]]
    return ", ".join(said) or "nothing"
