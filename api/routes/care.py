"""Care for who runs: the coach's word on what is asked, on who is tired, on who sits out."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from api.deps import Panel, PanelHere
from api.models import AthleteDoc, Command, Done
from api.models_care import Answer, Followed, LevelAdvice, LevelAdvices, Sit, Tired
from api.problems import PROBLEMS
from trainer.day import levels_next

router = APIRouter(tags=["care"], responses=PROBLEMS)


@router.post("/run/care", operation_id="answerCare", response_model=Followed)
async def answer_care(body: Answer, panel: PanelHere) -> Followed:
    """Follow what is asked, or wave it through. Asked is what stands under `care` in the state."""
    return await _told(panel, "care", body, athlete=body.athlete, follow=body.follow)


@router.post("/run/tired", operation_id="sayTired", response_model=Followed)
async def say_tired(body: Tired, panel: PanelHere) -> Followed:
    """Somebody is tired: what the drill proposes then is done at once, in most a longer rest."""
    return await _told(panel, "tired", body, athlete=body.athlete)


@router.post("/run/sit", operation_id="sitOut", response_model=Done)
async def sit_out(body: Sit, panel: PanelHere) -> Done:
    """Somebody sits out, or is back. The turns of this set wait; no reason is asked or kept."""
    return await _told(panel, "sit", body, athlete=body.athlete, out=body.out)


@router.get("/drills/{name}/levels", operation_id="getLevels", response_model=LevelAdvices)
def get_levels(name: str, panel: PanelHere) -> LevelAdvices:
    """Which level of a drill comes next for whom: of the last eight marked reps six clean, a level up; five not yet, a
    level down."""
    found = levels_next(panel.store, panel.library.one(name), panel.wall_s())
    return LevelAdvices(
        athletes=[LevelAdvice(athlete=AthleteDoc(id=a.id, name=a.name), **said._asdict()) for a, said in found]
    )


async def _told(panel: Panel, op: str, body: Command, **fields: Any) -> Followed:
    panel.live.refuse_without_field()
    panel.refuse_stale(body.version, "run")
    answer = await panel.live.command(op, **fields)
    return Followed(version=panel.live.state["version"], then=answer.get("then"))
