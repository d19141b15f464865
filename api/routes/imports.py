"""Results that this unit or another exported as JSON Lines, taken in: looked at first, then all of it or nothing."""

from __future__ import annotations

import tempfile
from functools import partial
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Query, Request

from api.deps import Panel, PanelHere
from api.models_database import TakenInDoc
from api.problems import PROBLEMS
from api.upkeep import alone, receive_file, refuse_busy
from trainer.imports.results import take_in_file
from trainer.store.aside import told

router = APIRouter(tags=["sessions"], responses=PROBLEMS)

EXAMPLE = '{"kind":"export","format":1,"software":"cue-trainer 0.1.0"}\n...\n{"kind":"end"}\n'
BODY: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "description": "an export in JSON Lines, as it was saved; at most 1 GB",
        "content": {"application/jsonl": {"schema": {"type": "string", "format": "binary"}, "example": EXAMPLE}},
    }
}
SkipBad = Annotated[bool, Query(description="leave bad lines out, and all that refer to them; take in the others")]


@router.post("/results/import/preview", operation_id="previewResults", response_model=TakenInDoc, openapi_extra=BODY)
async def preview_results(request: Request, panel: PanelHere) -> TakenInDoc:
    """What would come of an export in JSON Lines, with every line that is bad. Nothing is kept."""
    return await _taken(request, panel, skip_bad=True, keep=False)


@router.post("/results/import", operation_id="importResults", response_model=TakenInDoc, openapi_extra=BODY)
async def import_results(request: Request, panel: PanelHere, skip_bad: SkipBad = False) -> TakenInDoc:
    """Take results in. At a bad line nothing is kept and the line is named, unless such are to be skipped. What is here
    already stays as it is; who was deleted here stays deleted. Refused while a run is on."""
    return await _taken(request, panel, skip_bad=skip_bad, keep=True)


async def _taken(request: Request, panel: Panel, *, skip_bad: bool, keep: bool) -> TakenInDoc:
    refuse_busy(panel)
    folder = panel.places.state
    with told(folder), tempfile.TemporaryFile(dir=folder) as file:  # it has no name: nothing is left however this ends
        await receive_file(request, file)
        file.seek(0)
        async with alone(panel, "Results are being taken in."):
            take = partial(take_in_file, panel.store, file, "this file", skip_bad=skip_bad, keep=keep)
            done = await anyio.to_thread.run_sync(take)
    return TakenInDoc(new=+done.new, known=+done.known, bad=list(done.bad), bad_lines=done.bad_lines)
