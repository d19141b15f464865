"""The database as a whole: how it stands, a copy to take away, a backup put back."""

from __future__ import annotations

import os
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import asdict
from os import SEEK_END
from pathlib import Path
from typing import Any, get_args

import anyio.to_thread
from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from api.deps import Panel, PanelHere
from api.models_database import AsideDoc, ContentsDoc, DatabaseDoc, RestoredDoc, RestorePreview
from api.problems import PROBLEMS
from api.routes.exports import chunks
from api.upkeep import alone, receive_file, refuse_busy, without_engine
from trainer.errors import Refused
from trainer.store.aside import Why, found_aside, told
from trainer.store.backup import backup_name, nameless_backup
from trainer.store.contents import Contents, contents
from trainer.store.file import SCHEMA
from trainer.store.leftovers import UPLOAD
from trainer.store.pour import make_ready, pour

router = APIRouter(tags=["database"], responses=PROBLEMS)

CALLED = "this file"
SQLITE = "application/vnd.sqlite3"
FILE: dict[int | str, dict[str, Any]] = {
    200: {"content": {SQLITE: {"schema": {"type": "string", "format": "binary"}}}, "description": "the copy, streamed"}
}
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "a backup, as it was saved; at most 1 GB",
        "content": {SQLITE: {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.get("/database", operation_id="getDatabase", response_model=DatabaseDoc)
def get_database(panel: PanelHere) -> DatabaseDoc:
    """Where it is, what it holds, what the check at the start found, and what was set aside."""
    path = panel.store.path
    aside = [(why, file) for why in get_args(Why) for file in (found_aside(path, why) if path else ())]
    return DatabaseDoc(
        file=str(path) if path else None,
        size=path.stat().st_size if path else None,
        schema_at=SCHEMA,
        state=panel.checked,
        said=list(panel.said_of_database),
        holds=_doc(contents(panel.store)),
        aside=[AsideDoc(file=file.name, why=why, size=file.stat().st_size) for why, file in aside],
    )


@router.get("/backup", operation_id="getBackup", response_class=StreamingResponse, responses=FILE)
def get_backup(panel: PanelHere) -> StreamingResponse:
    """A copy of the database, also while a run is on: one moment of it, checked. It holds every name."""
    path = _file_of(panel)
    with panel.copying:
        file = nameless_backup(path, panel.places.backups)
    size = file.seek(0, SEEK_END)
    file.seek(0)
    headers = {
        "content-disposition": f'attachment; filename="{backup_name(Path(), path, panel.wall_s()).name}"',
        "content-length": str(size),
        "cache-control": "no-store",
    }
    return StreamingResponse(chunks(file), media_type=SQLITE, headers=headers)


@router.post("/restore/preview", operation_id="previewRestore", response_model=RestorePreview, openapi_extra=BODY)
async def preview_restore(request: Request, panel: PanelHere) -> RestorePreview:
    """What a backup holds, and what is here that it would replace. Nothing is changed."""
    async with _received(request, panel) as file:
        ready = await anyio.to_thread.run_sync(make_ready, panel.store, file, CALLED)
        here = await anyio.to_thread.run_sync(contents, panel.store)
    return RestorePreview(backup=_doc(ready.holds), here=_doc(here))


@router.post("/restore", operation_id="restore", response_model=RestoredDoc, openapi_extra=BODY)
async def post_restore(request: Request, panel: PanelHere) -> RestoredDoc:
    """Put a backup in the place of all that is here, which is kept under another name. Whoever was deleted here stays
    deleted. The engine is started anew. Refused while a run is on, and when the backup is not whole."""
    async with _received(request, panel) as file, alone(panel, "A backup is being put back."):
        ready = await anyio.to_thread.run_sync(make_ready, panel.store, file, CALLED)
        async with without_engine(panel):
            aside = await anyio.to_thread.run_sync(pour, panel.store, ready, panel.wall_s())
        panel.started.clear()
    return RestoredDoc(here=_doc(ready.holds), replaced=aside.name, deletions_known=ready.gone is not None)


@asynccontextmanager
async def _received(request: Request, panel: Panel) -> AsyncIterator[Path]:
    """The backup that comes, on the disk until the end of the block."""
    folder = _file_of(panel).parent
    refuse_busy(panel)
    with told(folder), tempfile.TemporaryDirectory(prefix=f"{UPLOAD}{os.getpid()}-", dir=folder) as apart:
        file = Path(apart) / "backup.db"
        with file.open("wb") as out:
            await receive_file(request, out)
        yield file


def _file_of(panel: Panel) -> Path:
    if panel.store.path is None:
        raise Refused("This is the club's panel: its server has tools of its own, pg_dump and pg_restore.")
    return panel.store.path


def _doc(holds: Contents) -> ContentsDoc:
    return ContentsDoc(**asdict(holds))
