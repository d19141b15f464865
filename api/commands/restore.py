"""``cue-trainer restore``: a backup put in the database's place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A backup.")],
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Put a backup in the database's place; what was there gets another name. Not while a trainer runs."""
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.backup import restore as put  # noqa: PLC0415
    from trainer.store.file import path_of  # noqa: PLC0415

    path = path_of(load_settings(find_places(os.environ), os.environ, {"database": database}).database)
    done = put(path, file, wall_s())
    typer.echo(f"{file} is restored to {path}: {done.sessions} session{'' if done.sessions == 1 else 's'}")
    if not done.deletions_known:
        typer.echo(
            "the database that was there cannot be read: whoever was deleted since that backup has to be again",
            err=True,
        )
    if done.before is not None:
        typer.echo(f"the database that was there is now {done.before}")
