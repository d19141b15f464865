"""Lists of athletes, taken in: first a preview, then all of it, or nothing when a line is bad."""

from __future__ import annotations

from fastapi import APIRouter

from api.deps import Panel, PanelHere
from api.models_roster import EntryDoc, NewRoster, RosterDoc, RosterImport, RosterTaken
from api.problems import PROBLEMS
from trainer.imports.cells import read_cells, text_cells
from trainer.imports.roster import Roster, read_roster
from trainer.store.roster import add_people, everybody
from trainer.store.write import new_id

router = APIRouter(tags=["athletes"], responses=PROBLEMS)


@router.post("/athletes/import/preview", operation_id="previewAthletes", response_model=RosterDoc)
def preview_athletes(new: NewRoster, panel: PanelHere) -> RosterDoc:
    """What would come of a list, line by line. Nothing is kept."""
    roster = _roster(panel, new)
    return RosterDoc(
        said=roster.said,
        left_out=list(roster.left_out),
        entries=[EntryDoc.model_validate(entry, from_attributes=True) for entry in roster.entries],
    )


@router.post("/athletes/import", operation_id="importAthletes", response_model=RosterTaken)
def import_athletes(new: RosterImport, panel: PanelHere) -> RosterTaken:
    """Add everybody who is new. At a bad line nothing is kept and the line is named, unless such are to be skipped."""
    roster = _roster(panel, new)
    added = add_people(panel.store, roster.people(new_id, panel.wall_s(), skip_bad=new.skip_bad))
    bad = [f"line {entry.line}: {entry.why}" for entry in roster.of("bad")]
    return RosterTaken(added=added, known=len(roster.of("known")), bad=bad)


def _roster(panel: Panel, new: NewRoster) -> Roster:
    data = new.data()
    cells = text_cells(new.text) if data is None else read_cells(data)
    return read_roster(cells, everybody(panel.store))
