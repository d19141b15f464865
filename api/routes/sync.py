"""This unit and its club: how they stand, and brought together now."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

import anyio.to_thread
from fastapi import APIRouter

from api.deps import Panel, PanelHere
from api.models_sync import ChoiceDoc, ConflictList, Decision, DisagreementDoc, LastSync, SyncDoc
from api.problems import PROBLEMS
from trainer.errors import Refused
from trainer.own_files import OwnFiles
from trainer.store.sync.decide import choice_of, decide
from trainer.store.sync.disagree import Disagreement, disagreements
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


@router.get("/conflicts", operation_id="listConflicts", response_model=ConflictList)
def list_conflicts(panel: PanelHere) -> ConflictList:
    """What was changed at two places, neither knowing of the other, and what each of them wrote. All of it is kept."""
    return ConflictList(conflicts=_conflicts(panel))


@router.post("/conflicts", operation_id="decideConflict", response_model=ConflictList)
async def decide_conflict(decision: Decision, panel: PanelHere) -> ConflictList:
    """Let one of them count from now on, here and after the next sync everywhere. Answers what is left to decide;
    refused when what was seen does not stand any more."""
    left = await anyio.to_thread.run_sync(_decide, decision, panel)
    if panel.syncing is not None:
        panel.syncing.note(len(left.conflicts))
    return left


def _decide(decision: Decision, panel: Panel) -> ConflictList:
    found, chosen = choice_of(panel.store, decision.of, decision.field, decision.keep)
    decide(panel.store, found, chosen, _files(panel))
    return ConflictList(conflicts=_conflicts(panel))


def _files(panel: Panel) -> OwnFiles | None:
    """The own drills of this unit; the club's are in its database alone."""
    return OwnFiles(panel.places.drills, panel.library.changing) if panel.store.path else None


def _conflicts(panel: Panel) -> list[DisagreementDoc]:
    found, files = disagreements(panel.store), _files(panel)
    texts = files.texts() if files and any(one.field == "drill" for one in found) else {}
    return [_conflict(one, texts) for one in found]


def _conflict(one: Disagreement, texts: Mapping[str, str]) -> DisagreementDoc:
    counting = texts.get(one.of) if one.field == "drill" else one.choices[-1].value
    choices = [ChoiceDoc(id=c.id, said=c.said, counts=c.value == counting) for c in one.choices]
    return DisagreementDoc(of=one.of, name=one.called, field=one.field, values=list(one.values), choices=choices)


def _doc(panel: Panel) -> SyncDoc:
    last = panel.syncing.last if panel.syncing else None
    return SyncDoc(
        club=panel.syncing.club if panel.syncing else None,
        waiting=dict(waiting(panel.store)) if panel.syncing else {},
        last=None if last is None else LastSync(**asdict(last)),
        not_taken=not_taken(panel.store),
        disagree=_conflicts(panel),
    )
