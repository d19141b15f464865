"""What a panel does beside serving, once it is up: the work on its store that no start should wait for."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

import typer

from api.deps import Panel
from trainer.errors import StoreError
from trainer.store.leftovers import lost_uploads
from trainer.store.retention import MONTH_S, look_through, words_on
from trainer.store.start import rest_of_check


async def tidy(panel: Panel, unchecked: Path | None = None) -> None:
    """What a panel that was killed left of a restore goes; the drills are read before the first phone asks; names that
    were kept for long enough go (0: none do); the check of a database is finished. What is found is said on the page
    and on standard error."""
    if panel.store.path is not None:
        await asyncio.to_thread(_clear, panel.store.path.parent)
    await asyncio.to_thread(panel.library.all)
    notes: list[str] = []
    try:
        if panel.keep_names_months:
            keep_s = panel.keep_names_months * MONTH_S
            notes += words_on(await asyncio.to_thread(look_through, panel.store, panel.wall_s(), keep_s))
        if unchecked is not None:
            notes += await asyncio.to_thread(_rest_of_check, panel, unchecked)
    except StoreError as exc:
        notes.append(f"{exc}.")
    for note in notes:
        typer.echo(note, err=True)
    panel.live.note(*notes)


def _clear(folder: Path) -> None:
    for left in lost_uploads(folder):
        shutil.rmtree(left, ignore_errors=True)
    for left in folder.glob("*.replaced-*.part*"):
        left.unlink(missing_ok=True)


def _rest_of_check(panel: Panel, path: Path) -> tuple[str, ...]:
    panel.checked = "being looked at"
    found = rest_of_check(path)
    panel.checked, panel.said_of_database = "damaged" if found else "whole", (*panel.said_of_database, *found)
    return found
