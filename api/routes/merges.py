"""Two athletes who are one child: said by the coach, taken back, and who may be."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Panel, PanelHere
from api.models_merges import MergeDoc, MergeList, NewMerge, OneDoc, PairDoc
from api.problems import PROBLEMS
from trainer.facts import Person
from trainer.store.merges import merges, say_one, say_two
from trainer.store.roster import everybody
from trainer.store.sync.pairs import likely

router = APIRouter(tags=["athletes"], responses=PROBLEMS)

COACH = "coach"


@router.get("/merges", operation_id="listMerges", response_model=MergeList)
def list_merges(panel: PanelHere) -> MergeList:
    """Which athletes are one, oldest word first, and which may be. Nobody is merged but by the coach."""
    return _list(panel)


@router.post("/merges", operation_id="mergeAthletes", status_code=201, response_model=MergeList)
def merge_athletes(new: NewMerge, panel: PanelHere) -> MergeList:
    """Say that two athletes are one child, or that they are two. All results of both then count for the one kept, here
    and, after a sync, everywhere; deleting one deletes both. Nothing is lost: `one` false takes it back."""
    say = say_one if new.one else say_two
    say(panel.store, new.keep, new.other, COACH, panel.wall_s())
    return _list(panel)


def _list(panel: Panel) -> MergeList:
    known = {p.id: p for p in everybody(panel.store)}
    return MergeList(
        merges=[
            MergeDoc(keep=_one(known[word.keep]), other=_one(known[word.other]), who=word.who, wall_s=word.wall_s)
            for word in merges(panel.store)
            if word.keep in known and word.other in known
        ],
        likely=[PairDoc(keep=_one(keep), other=_one(other)) for keep, other in likely(panel.store)],
    )


def _one(person: Person) -> OneDoc:
    return OneDoc(id=person.id, name=person.name, band=person.band)
