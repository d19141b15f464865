"""The results as files, streamed."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from typing import IO, Annotated, Any

from fastapi import APIRouter, Depends, Query
from fastapi.responses import Response, StreamingResponse

from api.deps import Panel, PanelHere
from api.problems import PROBLEMS
from trainer.exports.ask import asked_for
from trainer.exports.forms import ONE_SHEET, Form, What, Wish, pieces, write_file
from trainer.exports.names import Names
from trainer.store.results import Filter

router = APIRouter(tags=["sessions"], responses=PROBLEMS)

MEDIA = {
    "csv": "text/csv; charset=utf-8",
    "jsonl": "application/jsonl",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "bids": "application/zip",
}
FILES: dict[int | str, dict[str, Any]] = {
    200: {"content": {kind.split(";")[0]: {} for kind in MEDIA.values()}, "description": "the file, streamed"}
}
CHUNK = 64 * 1024
ENDINGS = {"bids": "zip"}
NAMES = "name everybody; else only those whose parents agreed, the others by the beginning of their id"
DAY = "a day, where the trainer stands, or an instant"


def _wish(
    format: Form = "csv",  # noqa: A002
    what: Annotated[What, Query(description="what a row of the CSV is")] = "reps",
    excel: Annotated[bool, Query(description="CSV for an Excel with a decimal comma")] = False,
) -> Wish:
    return Wish(format, what, excel)


def _which(
    panel: PanelHere,
    athlete: Annotated[str | None, Query(description="an id, or a name", max_length=64)] = None,
    drill: Annotated[str | None, Query(max_length=64)] = None,
    since: Annotated[str | None, Query(description=f"{DAY}; included", max_length=40, examples=["2026-03-01"])] = None,
    until: Annotated[str | None, Query(description=f"{DAY}; the day included, an instant not", max_length=40)] = None,
) -> Filter:
    return asked_for(panel.store, athlete=athlete, drill=drill, since=since, until=until)


NamesHere = Annotated[bool, Query(description=NAMES)]


def _told(
    names: NamesHere = False,
    notes: Annotated[bool, Query(description="JSON Lines with what the coach wrote")] = False,
) -> Names:
    return Names(wanted=names, notes=notes)


WishHere = Annotated[Wish, Depends(_wish)]
WhichHere = Annotated[Filter, Depends(_which)]
ToldHere = Annotated[Names, Depends(_told)]


@router.get("/sessions/{session}/export", operation_id="exportSession", responses=FILES)
def export_session(session: str, panel: PanelHere, wish: WishHere, which: WhichHere, names: ToldHere) -> Response:
    """The results of one session as a file."""
    return _download(panel, replace(which, session=session), wish, names, f"session-{session[:8]}")


@router.get("/export", operation_id="exportAll", responses=FILES)
def export_all(panel: PanelHere, wish: WishHere, which: WhichHere, names: ToldHere) -> Response:
    """All results that fit as a file."""
    return _download(panel, which, wish, names, "cue-trainer")


def _download(panel: Panel, which: Filter, wish: Wish, names: Names, name: str) -> Response:
    """Text is made as it is sent; the others are made first, in a file that goes when it has been sent."""
    kind = f"-{wish.what}" if wish.form in ONE_SHEET else ""
    headers = {
        "content-disposition": f'attachment; filename="{name}{kind}.{ENDINGS.get(wish.form, wish.form)}"',
        "cache-control": "no-store",
    }
    if wish.is_text:
        found = pieces(panel.store, which, wish, names)
        return StreamingResponse(found, media_type=MEDIA[wish.form], headers=headers)
    made = _made(panel, which, wish, names)
    return StreamingResponse(chunks(made), media_type=MEDIA[wish.form], headers=headers)


def _made(panel: Panel, which: Filter, wish: Wish, names: Names) -> IO[bytes]:
    """The file, without a name, so that nothing of it is left however this ends."""
    with ExitStack() as kept:
        file = kept.enter_context(tempfile.TemporaryFile(prefix="cue-export-"))
        write_file(file, panel.store, which, wish, names)
        file.seek(0)
        kept.pop_all()
    return file


def chunks(file: IO[bytes]) -> Iterator[bytes]:
    """The rest of a file, which is closed at its end."""
    with file:
        while chunk := file.read(CHUNK):
            yield chunk
