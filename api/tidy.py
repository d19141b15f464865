"""What a panel does beside serving, once it is up: the work on its store that no start should wait for."""

from __future__ import annotations

import asyncio
from pathlib import Path

import typer

from api.deps import Panel
from trainer.errors import StoreError
from trainer.store.retention import MONTH_S, look_through, words_on
from trainer.store.start import rest_of_check


async def tidy(panel: Panel, keep_months: int, unchecked: Path | None = None) -> None:
    """The drills are read before the first phone asks; names that were kept for long enough go (0: none do); the check
    of a database is finished. What is found is said on the page and on standard error."""
    await asyncio.to_thread(panel.library.all)
    notes: list[str] = []
    try:
        if keep_months:
            kept = await asyncio.to_thread(look_through, panel.store, panel.wall_s(), keep_months * MONTH_S)
            notes += words_on(kept)
        if unchecked is not None:
            notes += await asyncio.to_thread(rest_of_check, unchecked)
    except StoreError as exc:
        notes.append(f"{exc}.")
    for note in notes:
        typer.echo(note, err=True)
    panel.live.note(*notes)
