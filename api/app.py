"""The API: its routes, its errors, its health. Made whole by ``create_api``; nothing exists before it."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, Response

from api.deps import Panel
from api.problems import add_handlers
from api.refusals import TITLES
from api.routes import (
    athletes,
    attempts,
    care,
    database,
    drills,
    exports,
    imports,
    live,
    merges,
    results,
    rosters,
    runs,
    sessions,
    sync,
    timing,
)

ABOUT = """Choose a drill, start it, watch it, take the results away. One trainer, one field, one run at
a time.

Times: `_ms` are milliseconds, `_us` microseconds, `_ns` nanoseconds on the trainer's monotonic clock,
`_s` seconds.
Commands carry the `version` of the state they were meant for; when what they speak of has changed since,
the answer
is 409 `/problems/stale` with the state as it is. Stop carries none and is never late."""
TAGS = [
    {"name": "drills", "description": "What can be played, and what may be set."},
    {"name": "athletes", "description": "Who runs. Nicknames are enough."},
    {"name": "field", "description": "The stations."},
    {"name": "timing", "description": "How right the times are, as far as the trainer has tried itself."},
    {"name": "run", "description": "Start, and everything a coach does while it is on."},
    {"name": "care", "description": "Who needs rest, who sits out."},
    {"name": "live", "description": "The state as it happens."},
    {"name": "sessions", "description": "What was, and the files to take away."},
    {"name": "results", "description": "What results come to: figures, ranks, weeks, the end card, reports."},
    {"name": "attempts", "description": "One attempt whole: raw edges, the coach's words, every verdict; other rules."},
    {"name": "club", "description": "What goes to the club's server, and where two places disagree."},
    {"name": "database", "description": "All of it: how it stands, a copy to take away, a backup put back."},
    {"name": "health", "description": "For whoever watches over the trainer."},
]


def create_api(panel: Panel) -> FastAPI:
    """The API of one panel."""
    app = FastAPI(
        title="cue-trainer",
        version=version("cue-trainer"),
        description=ABOUT,
        openapi_url="/api/v1/openapi.json",
        openapi_tags=TAGS,
        docs_url=None,  # its page would load from elsewhere
        redoc_url=None,
    )
    app.state.panel = panel
    kinds = (athletes, merges, rosters, drills, runs, care, live, sessions, attempts, exports, imports, results)
    for module in (*kinds, timing, sync, database):
        app.include_router(module.router, prefix="/api/v1")
    add_handlers(app)
    _add_health(app)
    _add_titles(app)
    return app


def _add_health(app: FastAPI) -> None:
    @app.get("/healthz", tags=["health"], operation_id="getHealth")
    async def healthz() -> dict[str, str]:
        """The panel answers."""
        return {"status": "ok"}

    @app.get("/readyz", tags=["health"], operation_id="getReadiness")
    async def readyz(request: Request) -> Response:
        """200 when the engine answers too, or there is none because there is no field; else 503."""
        link = request.app.state.panel.live.state["link"]
        return JSONResponse({"engine": link}, status_code=503 if link == "engine gone" else 200)


def _add_titles(app: FastAPI) -> None:
    @app.get("/problems/{kind}", include_in_schema=False)
    async def problem(kind: str) -> JSONResponse:
        title = TITLES.get(kind)
        return JSONResponse({"kind": kind, "title": title}, status_code=200 if title else 404)
