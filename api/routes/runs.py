"""Start a run, and everything a coach does to it while it is on."""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import Annotated, Any

import anyio.to_thread
from fastapi import APIRouter, Depends, Header

from api.deps import Panel, PanelHere
from api.live import ON, Part
from api.models import (
    Call,
    Command,
    Done,
    FormMark,
    LineWord,
    Nothing,
    Press,
    Reassign,
    Started,
    StartRun,
    StationTest,
    VoidAttempt,
)
from api.problems import PROBLEMS, ProblemError
from sequences.codec import plan_from_doc, plan_to_doc, to_doc
from sequences.errors import SettingError
from sequences.load import resolve
from sequences.model import Plan
from sequences.plan import make_plan
from trainer.day import Day, look_at_day
from trainer.errors import Refused, UnknownRow
from trainer.facts import Athlete, RunHeader
from trainer.ground.check import playable
from trainer.outing import open_run, told_underfoot, underfoot_now
from trainer.store.open import Store
from trainer.store.read import lane_of, plan_doc, run_info
from trainer.store.roster import person
from trainer.store.write import Correction, CorrectionKind, add_correction


def _need_field(panel: PanelHere) -> None:
    panel.live.refuse_without_field()


router = APIRouter(responses=PROBLEMS, dependencies=[Depends(_need_field)])

KEYS = uuid.UUID("6f0d8f0e-4a1c-4a87-9f0e-c0ac4e5a77b1")  # run id = uuid5 of this and the Idempotency-Key
COACH = "coach"


@router.post("/runs", tags=["run"], operation_id="startRun", status_code=201, response_model=Started)
async def start_run(
    wish: StartRun,
    panel: PanelHere,
    idempotency_key: Annotated[str | None, Header(max_length=128)] = None,
) -> Started:
    """Draw a plan, store it, hand it to the engine. The same Idempotency-Key never starts a second run."""
    key = idempotency_key or str(uuid.uuid4())
    async with panel.starting:
        panel.refuse_beside()
        if key in panel.started:
            return _same(panel, key, wish)
        run_id = str(uuid.uuid5(KEYS, key))
        plan, run, day = await anyio.to_thread.run_sync(_stored_or_new, panel, wish, run_id)
        if day is not None:
            known = to_doc(day.known)
            await panel.live.command("start", plan=plan_to_doc(plan), run=to_doc(run), known=known)
        minds = list(day.minds) if day is not None else []
        started = Started(run=run.id, session=run.session, seed=plan.seed, reps=len(plan.reps), minds=minds)
        panel.remember(key, wish, started)
        return started


def _same(panel: Panel, key: str, wish: StartRun) -> Started:
    before, started = panel.started[key]
    if wish != before:
        raise ProblemError(422, "invalid", "This Idempotency-Key has started another run; take a fresh one.")
    return started


def _stored_or_new(panel: Panel, wish: StartRun, run_id: str) -> tuple[Plan, RunHeader, Day | None]:
    """The plan and run of this id, stored now if they were not, and the day of those who run; None when the engine has
    it or has had it.

    A run is stored already when its answer was lost: the panel was restarted, or the engine could not be reached.
    """
    on = panel.live.state["run"]
    try:
        info = run_info(panel.store, run_id)
    except UnknownRow:
        _refuse_second(panel)
        return _prepare(panel, wish, run_id)
    plan = plan_from_doc(plan_doc(panel.store, info.plan_sha))
    if info.attempts > 0 or (on is not None and on["id"] == run_id):
        return plan, info.header, None
    _refuse_second(panel)
    return plan, info.header, _day(panel, wish, plan, info.header.athletes, panel.wall_s())


def _refuse_second(panel: Panel) -> None:
    if panel.live.state["phase"] in ON:
        raise Refused("A run is on. Stop it first, then start the next.")


def _day(panel: Panel, wish: StartRun, plan: Plan, who: tuple[Athlete, ...], wall_s: float) -> Day:
    told = told_underfoot(wish.surface, wish.footwear, wish.condition)
    underfoot = underfoot_now(panel.store, panel.spec, wall_s, told)
    return look_at_day(
        panel.store,
        plan.drill,
        panel.spec,
        who,
        bind=wish.bind,
        condition=underfoot.condition,
        wall_s=wall_s,
        waved=wish.waved,
    )


def _prepare(panel: Panel, wish: StartRun, run_id: str) -> tuple[Plan, RunHeader, Day]:
    """Everything that can be wrong is found here, before anything is stored or started."""
    file = panel.library.one(wish.drill)
    drill = resolve(file, level=wish.level, settings=wish.settings, language=wish.language)
    ground = playable(drill, panel.spec, wish.bind)
    who = _who(panel, wish.athletes)
    underfoot = told_underfoot(wish.surface, wish.footwear, wish.condition)
    plan = make_plan(drill, seed=panel.draw_seed(), athletes=len(who), same_order=wish.same_order, rotate=wish.rotate)
    now_s = panel.wall_s()
    day = _day(panel, wish, plan, who, now_s)
    run = open_run(
        panel.store,
        plan,
        file=file,
        field=panel.spec,
        athletes=who,
        bind=wish.bind,
        wall_s=now_s,
        wall_source=panel.time_of_day.source,
        run_id=run_id,
        standing=panel.standing(),
        notes=ground.notes,
        underfoot=underfoot,
    )
    return plan, run, day


def _who(panel: Panel, ids: list[str]) -> tuple[Athlete, ...]:
    found = tuple(Athlete(who.id, who.name) for who in (person(panel.store, id_) for id_ in ids))
    if len(set(found)) < len(found):
        raise SettingError("athletes: somebody stands there twice")
    return found


@router.post("/run/stop", tags=["run"], operation_id="stopRun", response_model=Done)
async def stop_run(panel: PanelHere, _body: Nothing | None = None) -> Done:
    """Dark at once, one second of low tone. Idempotent; never refused for being late."""
    return await _tell(panel, "stop")


@router.post("/run/pause", tags=["run"], operation_id="pauseRun", response_model=Done)
async def pause_run(body: Command, panel: PanelHere) -> Done:
    """Pause after this rep."""
    return await _tell(panel, "pause", body, "run")


@router.post("/run/resume", tags=["run"], operation_id="resumeRun", response_model=Done)
async def resume_run(body: Command, panel: PanelHere) -> Done:
    """Go on; or take back a pause that has not come yet."""
    return await _tell(panel, "resume", body, "run")


@router.post("/run/skip", tags=["run"], operation_id="skipTurn", response_model=Done)
async def skip_turn(body: Command, panel: PanelHere) -> Done:
    """Leave this athlete's turn out; the next one is on."""
    return await _tell(panel, "skip", body, "turn")


@router.post("/run/call", tags=["run"], operation_id="callCue", response_model=Done)
async def call_cue(body: Call, panel: PanelHere) -> Done:
    """The coach's tap: the cue that waits for it appears at once. ``calls`` of the state says what may be called."""
    return await _tell(panel, "call", body, "calls", call=body.call, travel_ms=body.travel_ms)


@router.post("/run/line", tags=["run"], operation_id="sayLine", response_model=Done)
async def say_line(body: LineWord, panel: PanelHere) -> Done:
    """In a test by signals: somebody was not at the line at the last signal, or has stopped; or it was not so. The
    state's ``test`` says who runs."""
    return await _tell(panel, "line", body, "run", athlete=body.athlete, what=body.what, on=body.on)


@router.post("/run/void", tags=["run"], operation_id="voidAttempt", response_model=Done)
async def void_attempt(body: VoidAttempt, panel: PanelHere) -> Done:
    """Strike out an attempt. It stays in the file, marked void. ``again``: not once the run was stopped."""
    if body.again and panel.live.state["phase"] == "stopped":
        raise Refused("The run was stopped, and nothing of it comes again: strike the rep out only.")
    seq = await _correct(panel, body, body.seq, "void", "void")
    return await _tell(panel, "void", seq=seq, again=body.again)


@router.post("/run/reassign", tags=["run"], operation_id="reassignAttempt", response_model=Done)
async def reassign_attempt(body: Reassign, panel: PanelHere) -> Done:
    """That was somebody else."""
    seq = await _correct(panel, body, body.seq, "reassign", body.athlete)
    return await _tell(panel, "reassign", seq=seq, athlete=body.athlete)


@router.post("/run/form", tags=["run"], operation_id="markForm", response_model=Done)
async def mark_form(body: FormMark, panel: PanelHere) -> Done:
    """Clean, or not yet: feet, hips, eyes, arms."""
    seq = await _correct(panel, body, body.seq, "form", body.mark, body.what)
    return await _tell(panel, "form", seq=seq, mark=body.mark, what=body.what)


@router.post("/field/press", tags=["field"], operation_id="pressSensor", response_model=Done)
async def press_sensor(body: Press, panel: PanelHere) -> Done:
    """Press a pad or break a beam of the simulated field, or let go."""
    if not panel.spec.simulated:
        raise Refused("This field is real: only a foot presses its pads.")
    fields = {"station": body.station, "sensor": body.sensor, "active": body.active}
    return await _tell(panel, "press", body, **fields)


@router.post("/field/test", tags=["field"], operation_id="testStation", response_model=Done)
async def test_station(body: StationTest, panel: PanelHere) -> Done:
    """Lamp and speaker of a station for one second. Not during a run."""
    return await _tell(panel, "test", body, station=body.station)


async def _tell(panel: Panel, op: str, body: Command | None = None, *parts: Part, **fields: Any) -> Done:
    if body is not None:
        panel.refuse_stale(body.version, *parts)
    await panel.live.command(op, **fields)
    return Done(version=panel.live.state["version"])


async def _correct(panel: Panel, body: Command, seq: int, kind: CorrectionKind, value: str, detail: str = "") -> int:
    """Write the coach's word on an attempt of the run on screen, before the engine hears it. Returns its
    seq."""
    panel.refuse_stale(body.version, "last" if seq == 0 else "run")
    run, last = panel.live.state["run"], panel.live.state["last"]
    if run is None or last is None:
        raise Refused("No rep has been run yet.")
    at = seq or last["seq"]
    word = Correction(run["id"], at, kind, value, COACH, panel.wall_s(), detail=detail)
    await anyio.to_thread.run_sync(_write, panel.store, word)
    return int(at)


def _write(store: Store, word: Correction) -> None:
    add_correction(store, replace(word, lane=lane_of(store, word.run, word.seq)))
