"""This unit and its club: how they stand, and brought together now."""

from __future__ import annotations

from dataclasses import asdict

from fastapi import APIRouter

from api.deps import Panel, PanelHere
from api.models_sync import DisagreementDoc, LastSync, SyncDoc
from api.problems import PROBLEMS
from trainer.errors import Refused
from trainer.store.sync.disagree import disagreements
from trainer.store.sync.outbox import not_taken, waiting

router = APIRouter(tags=["club"], responses=PROBLEMS)


@router.get("/sync", operation_id="getSync", response_model=SyncDoc)
def get_sync(panel: PanelHere) -> SyncDoc:
    """What the club has yet to get, what came of the last sync, and where places disagree."""
    return _doc(panel)


@router.post("/sync", operation_id="sync", response_model=SyncDoc)
async def post_sync(panel: PanelHere) -> SyncDoc:
    """Bring the two together now, and wait for it. Refused while a run is on, or when no club is set."""
    if panel.syncing is None:
        raise Refused('No club is set: write club = "postgresql://USER@HOST/NAME" into settings.toml.')
    await panel.syncing.now()
    return _doc(panel)


def _doc(panel: Panel) -> SyncDoc:
    last = panel.syncing.last if panel.syncing else None
    return SyncDoc(
        club=panel.syncing.club if panel.syncing else None,
        waiting=dict(waiting(panel.store)) if panel.syncing else {},
        last=None if last is None else LastSync(**asdict(last)),
        not_taken=not_taken(panel.store),
        disagree=[
            DisagreementDoc(of=one.of, name=one.called, field=one.field, values=list(one.values))
            for one in disagreements(panel.store)
        ],
    )
