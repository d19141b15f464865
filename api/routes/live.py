"""The live state: as a stream, and once."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from fastapi import APIRouter
from fastapi.sse import EventSourceResponse, ServerSentEvent

from api.deps import PanelHere
from api.problems import PROBLEMS
from trainer.engine.messages import State, state_doc

router = APIRouter(tags=["live"], responses=PROBLEMS)

EXAMPLE = {**state_doc(State()), "link": "live"}
SHAPE: dict[int | str, dict[str, Any]] = {200: {"content": {"application/json": {"example": EXAMPLE}}}}


@router.get("/live", operation_id="watchLive", response_class=EventSourceResponse)
async def watch_live(panel: PanelHere) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `snapshot` (the whole state) first on every connect, then `change` (the keys
    that changed),
    `verdict` (a result), and `beat` every 3 s. Ids are the state's version."""
    async for said in panel.live.watch():
        yield ServerSentEvent(event=said.event, data=said.data, id=None if said.id is None else str(said.id))


@router.get("/state", operation_id="getState", responses=SHAPE)
async def get_state(panel: PanelHere) -> dict[str, Any]:
    """The whole state, once. `link` is "live"; "engine gone": then the rest is the last that was known; "no field":
    this is a club's panel."""
    return panel.live.state
