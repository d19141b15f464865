"""What was: sessions, their results, and the files to take away."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import PanelHere
from api.models import AthleteDoc, ResultList, RunDoc, SessionDoc, SessionList, UnderfootDoc
from api.problems import PROBLEMS
from trainer.store.read import RunInfo, SessionInfo, session_info, sessions
from trainer.store.results import Filter, rows

router = APIRouter(tags=["sessions"], responses=PROBLEMS)


@router.get("/sessions", operation_id="listSessions", response_model=SessionList)
def list_sessions(
    panel: PanelHere,
    cursor: Annotated[str | None, Query(description="`next` of the page before", max_length=64)] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> SessionList:
    """Sessions, newest first."""
    found = sessions(panel.store, limit=limit + 1, before=cursor)
    page, more = found[:limit], len(found) > limit
    return SessionList(sessions=[_session(info) for info in page], next=page[-1].header.id if more else None)


@router.get("/sessions/{session}", operation_id="getSession", response_model=SessionDoc)
def get_session(session: str, panel: PanelHere) -> SessionDoc:
    """One session and its runs."""
    return _session(session_info(panel.store, session))


@router.get("/sessions/{session}/results", operation_id="getResults", response_model=ResultList)
def get_results(session: str, panel: PanelHere) -> ResultList:
    """Every attempt of a session as it counts now."""
    return ResultList(results=list(rows(panel.store, Filter(session=session))))


def _session(info: SessionInfo) -> SessionDoc:
    header = info.header
    return SessionDoc(
        id=header.id,
        opened_wall_s=header.opened_wall_s,
        wall_source=header.wall_source,
        field=header.field_name,
        simulated=header.simulated,
        underfoot=UnderfootDoc(**asdict(header.underfoot)),
        note=header.note,
        runs=[_run(run) for run in info.runs],
    )


def _run(info: RunInfo) -> RunDoc:
    header = info.header
    return RunDoc(
        id=header.id,
        drill=info.drill,
        drill_sha=info.drill_sha,
        title=info.title,
        level=info.level,
        seed=info.seed,
        opened_wall_s=header.opened_wall_s,
        athletes=[AthleteDoc(id=a.id, name=a.name) for a in header.athletes],
        bind=dict(header.bind),
        attempts=info.attempts,
    )
