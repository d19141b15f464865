"""Who runs: added, changed, deleted for good; and the copies that still hold who was deleted."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter

from api.athlete_models import (
    Agreed,
    AthleteChange,
    AthleteDetail,
    AthleteList,
    AthleteRow,
    Copies,
    Deleted,
    Forgotten,
    NewAthlete,
    Retention,
)
from api.athlete_models import Purged as PurgedDoc
from api.deps import Panel, PanelHere
from api.problems import PROBLEMS, ProblemError
from trainer.errors import Refused
from trainer.facts import Person
from trainer.store.copies import copies_of_gone, purge
from trainer.store.forget import forget
from trainer.store.merges import whole
from trainer.store.retention import MONTH_S, NOTICE_S, overdue
from trainer.store.roster import attempts_of, change_person, everybody, people, person
from trainer.store.write import add_athlete, new_id

router = APIRouter(tags=["athletes"], responses=PROBLEMS)


@router.get("/athletes", operation_id="listAthletes", response_model=AthleteList)
def list_athletes(panel: PanelHere) -> AthleteList:
    """Everybody who counts as themselves, by name."""
    return AthleteList(athletes=[AthleteRow(**_row(p)) for p in people(panel.store)])


@router.post("/athletes", operation_id="addAthlete", status_code=201, response_model=AthleteRow)
def post_athlete(new: NewAthlete, panel: PanelHere) -> AthleteRow:
    """Add somebody. A name that is there already is refused: two of one name cannot be told apart on the field."""
    _refuse_taken(panel, new.name, "")
    added = _agreed(Person(new_id(), new.name, new.band, note=new.note, since_wall_s=panel.wall_s()), new.agreed, panel)
    add_athlete(panel.store, added)
    return AthleteRow(**_row(added))


@router.get("/athletes/{athlete}", operation_id="getAthlete", response_model=AthleteDetail)
def get_athlete(athlete: str, panel: PanelHere) -> AthleteDetail:
    """All that is kept of somebody, the coach's note too; of who was merged into another (`/merges`), of that other."""
    return _detail(panel, person(panel.store, athlete))


@router.patch("/athletes/{athlete}", operation_id="changeAthlete", response_model=AthleteDetail)
def patch_athlete(athlete: str, change: AthleteChange, panel: PanelHere) -> AthleteDetail:
    """Change what is given, leave the rest. `agreed: null` takes back that a parent agreed. Where two places disagree
    (`GET /sync`), what is given decides."""
    given = change.model_dump(exclude_unset=True, exclude={"agreed"})
    if "name" in given:
        _refuse_taken(panel, given["name"], athlete)
    changed = replace(person(panel.store, athlete), **given)
    if "agreed" in change.model_fields_set:
        changed = _agreed(changed, change.agreed, panel)
    change_person(panel.store, changed, decided=change.model_fields_set)
    return _detail(panel, changed)


@router.delete("/athletes/{athlete}", operation_id="deleteAthlete", response_model=Deleted)
def delete_athlete(athlete: str, panel: PanelHere) -> Deleted:
    """Delete somebody for good: name, age band, note, the name in other notes. Results stay, under an id that leads to
    nobody. Whoever was merged with them goes too. `copies` are files that still hold somebody who was deleted."""
    person(panel.store, athlete)
    ids = whole(panel.store, [athlete])
    if panel.live.run_is_on and any(a["id"] in ids for a in panel.live.state["run"]["athletes"]):
        raise Refused("The run that is on has this athlete in it. Stop it first.")
    forget(panel.store, dict.fromkeys(ids, panel.wall_s()))
    return Deleted(deleted=athlete, copies=_copies(panel))


@router.get("/retention", operation_id="getRetention", response_model=Retention)
def get_retention(panel: PanelHere) -> Retention:
    """How long names are kept after an athlete's last session, and with whom nothing has been run for that long."""
    return Retention(
        keep_names_months=panel.keep_names_months, overdue=[AthleteRow(**_row(p)) for p in _overdue(panel)]
    )


@router.post("/retention", operation_id="forgetOverdue", response_model=Forgotten)
def forget_overdue(panel: PanelHere) -> Forgotten:
    """Delete for good everybody who is overdue, announced or not, and whoever was merged with them, as `DELETE
    /athletes/{athlete}` does one."""
    who = whole(panel.store, [p.id for p in _overdue(panel)])
    forget(panel.store, dict.fromkeys(who, panel.wall_s()))
    return Forgotten(deleted=sorted(who), copies=_copies(panel))


@router.get("/copies", operation_id="listCopies", response_model=Copies)
def list_copies(panel: PanelHere) -> Copies:
    """The backups, exports and reports on this unit that still hold, or may hold, somebody who was deleted."""
    return Copies(copies=_copies(panel))


@router.post("/copies/purge", operation_id="purgeCopies", response_model=PurgedDoc)
def purge_copies(panel: PanelHere) -> PurgedDoc:
    """Take everybody who was deleted out of those files: backups are cleaned, exports and reports deleted."""
    done = purge(panel.store, panel.places.backups)
    return PurgedDoc(
        cleaned=[str(file) for file in done.cleaned],
        deleted=[str(file) for file in done.deleted],
        left=[str(file) for file in done.left],
    )


def _overdue(panel: Panel) -> tuple[Person, ...]:
    months = panel.keep_names_months
    return overdue(panel.store, panel.wall_s(), months * MONTH_S) if months else ()


def _refuse_taken(panel: Panel, name: str, by: str) -> None:
    if any(p.name.casefold() == name.casefold() and p.id != by for p in everybody(panel.store)):
        raise ProblemError(409, "refused", f"The name {name} is taken: add a letter or a number.")


def _agreed(p: Person, agreed: Agreed | None, panel: Panel) -> Person:
    if agreed is None:
        return replace(p, agreed_wall_s=None, agreed_by="")
    wall_s = panel.wall_s() if agreed.wall_s is None else agreed.wall_s
    return replace(p, agreed_wall_s=wall_s, agreed_by=agreed.by)


def _row(p: Person) -> dict[str, Any]:
    agreed = None if p.agreed_wall_s is None else Agreed(wall_s=p.agreed_wall_s, by=p.agreed_by)
    goes = None if p.due_wall_s is None else p.due_wall_s + NOTICE_S
    return {"id": p.id, "name": p.name, "band": p.band, "agreed": agreed, "goes_wall_s": goes}


def _detail(panel: Panel, p: Person) -> AthleteDetail:
    sessions, attempts = attempts_of(panel.store, p.id)
    return AthleteDetail(**_row(p), note=p.note, sessions=sessions, attempts=attempts)


def _copies(panel: Panel) -> list[str]:
    return [str(file) for file in copies_of_gone(panel.store, panel.places.backups)]
