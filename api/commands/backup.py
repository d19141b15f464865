"""``cue-trainer backup``: a copy of the database, also while the trainer runs."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from trainer.errors import StoreError

app = typer.Typer()


@app.command()
def backup(
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="The copy; in backups/ of the state folder if not given.")
    ] = None,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Copy the database, also while the trainer runs. Nothing is overwritten."""
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.backup import backup as copy  # noqa: PLC0415
    from trainer.store.backup import backup_name  # noqa: PLC0415
    from trainer.store.copies import note_taken  # noqa: PLC0415
    from trainer.store.file import path_of  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    places = find_places(os.environ)
    path = path_of(load_settings(places, os.environ, {"database": database}).database)
    target = file or backup_name(places.backups, path, wall_s())
    copy(path, target)
    with suppress(StoreError), open_store(path, migrate=False) as store:  # one of an older schema has no such list
        note_taken(store, target, "backup", wall_s())
    typer.echo(f"{path} is copied to {target} ({target.stat().st_size / 1e6:.1f} MB)")
