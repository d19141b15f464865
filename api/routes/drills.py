"""The drills and the field: what there is to choose from."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path
from fastapi.responses import Response

from api import forms
from api.deps import Panel, PanelHere
from api.models import (
    DrillDetail,
    DrillList,
    FieldDoc,
    StationDoc,
    UnderfootDoc,
)
from api.models_drills import DrillChecked, DrillUpload, NewDrill, Removed
from api.problems import PROBLEMS
from hardware.spec import StationSpec
from trainer.facts import UNDERFOOT
from trainer.files import drill_bytes
from trainer.outing import underfoot_now
from trainer.own import Checked, check_drill, remove_drill, save_drill

OwnName = Annotated[str, Path(description="a to z, 0 to 9 and -, a letter first", max_length=64)]

router = APIRouter(responses=PROBLEMS)


@router.get("/drills", tags=["drills"], operation_id="listDrills", response_model=DrillList)
def list_drills(panel: PanelHere) -> DrillList:
    """Every drill, and what this field lacks for it."""
    found, broken = panel.library.all()
    return DrillList(drills=[forms.card(file, panel.spec) for file in found], broken=list(broken))


@router.get("/drills/{name}", tags=["drills"], operation_id="getDrill", response_model=DrillDetail)
def get_drill(name: str, panel: PanelHere) -> DrillDetail:
    """A drill, its settings as a form, its levels and roles."""
    return forms.detail(panel.library.one(name), panel.spec)


@router.get(
    "/drills/{name}/file",
    tags=["drills"],
    operation_id="getDrillFile",
    response_class=Response,
    responses={200: {"content": {"application/toml": {}}, "description": "the drill file, as it was saved"}},
)
def get_drill_file(name: str, panel: PanelHere) -> Response:
    """A drill as its file: to hand on, or to make another from."""
    data = drill_bytes(name, own_dirs=panel.library.own)
    headers = {"content-disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.toml"}
    return Response(data, media_type="application/toml", headers=headers)


@router.post("/drills/check", tags=["drills"], operation_id="checkDrill", response_model=DrillChecked)
def check(new: DrillUpload, panel: PanelHere) -> DrillChecked:
    """Whether a drill file is right, and how it would fare on this field. Nothing is kept."""
    return _fares(check_drill("drill", new.content()), panel)


@router.put("/drills/{name}", tags=["drills"], operation_id="saveDrill", response_model=DrillChecked)
def save(name: OwnName, new: NewDrill, panel: PanelHere) -> DrillChecked:
    """Check a drill file and keep it as one of your own. One that is there in another version is replaced only when
    that is named in `over`, one of the library never. What was played of another version stays with that version."""
    with panel.library.changing:
        return _fares(save_drill(panel.places.drills, name, new.content(), over=new.over), panel)


@router.delete("/drills/{name}", tags=["drills"], operation_id="removeDrill", response_model=Removed)
def remove(name: OwnName, panel: PanelHere) -> Removed:
    """Take one of your own drills away. What was played of it stays."""
    with panel.library.changing:
        remove_drill(panel.places.drills, name)
    return Removed(name=name)


def _fares(checked: Checked, panel: Panel) -> DrillChecked:
    return DrillChecked(drill=forms.detail(checked.file, panel.spec), minds=list(checked.minds))


@router.get("/field", tags=["field"], operation_id="getField", response_model=FieldDoc)
def get_field(panel: PanelHere) -> FieldDoc:
    """The stations of the field, where they stand and what they carry."""
    spec = panel.spec
    return FieldDoc(
        name=spec.name,
        title=spec.title,
        simulated=spec.simulated,
        stations=[_station(station) for station in spec.stations],
        notes=list(spec.notes),
        underfoot=UnderfootDoc(**asdict(underfoot_now(panel.store, spec, panel.wall_s()))),
        may_be={name: list(words) for name, words in UNDERFOOT.items()},
    )


def _station(spec: StationSpec) -> StationDoc:
    ends = spec.beam.ends if spec.beam else None
    return StationDoc(name=spec.name, title=spec.title or spec.name, at=spec.at, carries=list(spec.carries), ends=ends)
