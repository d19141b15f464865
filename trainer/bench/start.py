"""How soon ``cue-trainer serve`` shows its first page and its data, and how much memory panel and engine take.

Beside them the least that could be served: one route of FastAPI on uvicorn, on the same machine in the same run.
"""

from __future__ import annotations

import http.client
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from trainer.bench.figures import quantile, ratio
from trainer.bench.result import Options, Result, Row, at_most
from trainer.bench.workers import Unit, Worker
from trainer.machine import pss_kb

STARTS = 5
START_GOAL_S, MEMORY_GOAL_MB = 1.5, 150.0
TIMEOUT_S = 30.0
ASKED_FIRST = ("/api/v1/drills", "/api/v1/athletes", "/api/v1/field", "/api/v1/state")
Figures = dict[str, Any]

PLAIN = """
import socket, uvicorn
from fastapi import FastAPI
app = FastAPI()
app.get("/")(lambda: {"hello": "world"})
listening = socket.create_server(("127.0.0.1", 0))
print(f"plain is at http://127.0.0.1:{listening.getsockname()[1]}", flush=True)
uvicorn.Server(uvicorn.Config(app, log_config=None)).run(sockets=[listening])
"""


def run(options: Options) -> Result:
    """The medians of some starts; the very first, which also makes the database, is apart."""
    options.say("starting the trainer, and a plain web server, some times")
    starts = options.count(STARTS)
    with tempfile.TemporaryDirectory(prefix="cue-bench-") as home:
        command = (*options.cli, "serve", "--port", "0")
        first = _trainer(Path(home), command)
        ours = [_trainer(Path(home), command) for _ in range(starts)]
    theirs = [_plain() for _ in range(starts)]
    figures = {"first": first, "trainer": _median(ours), "fastapi_uvicorn": _median(theirs)}
    return Result(rows(figures), figures)


def rows(figures: dict[str, Figures]) -> tuple[Row, ...]:
    ours, theirs = figures["trainer"], figures["fastapi_uvicorn"]
    plain = "fastapi + uvicorn alone"
    seconds, data_seconds, megabytes = ours["seconds"], ours["data_seconds"], ours["mb"]
    return (
        Row(
            "serve to first page", "s", seconds, ((plain, theirs["seconds"]),),
            ratio(seconds, theirs["seconds"]), "≤ 1.5 s", at_most(seconds, START_GOAL_S),
        ),
        Row(
            "serve to the data that it shows", "s", data_seconds, ((plain, theirs["seconds"]),),
            ratio(data_seconds, theirs["seconds"]),
        ),
        Row(
            "memory of panel and engine (PSS)", "MB", megabytes, ((plain, theirs["mb"]),),
            ratio(megabytes, theirs["mb"]), "≤ 150 MB", at_most(megabytes, MEMORY_GOAL_MB),
        ),
    )  # fmt: skip


def _median(found: list[Figures]) -> Figures:
    values = {key: [f[key] for f in found if f[key] is not None] for key in found[0]}
    return {key: quantile(known, 0.5) if known else None for key, known in values.items()}


def _trainer(home: Path, command: tuple[str, ...]) -> Figures:
    with Unit(home) as unit:
        began = time.perf_counter()
        panel, url = unit.serve(command)
        seconds = _seconds(url, ["/"], began)
        data_seconds = _seconds(url, ASKED_FIRST, began)
        pids = [panel.pid, *([unit.engine_pid] if unit.engine_pid else [])]
        return {"seconds": seconds, "data_seconds": data_seconds, "mb": _megabytes(pids)}


def _plain() -> Figures:
    began = time.perf_counter()
    with Worker([sys.executable, "-c", PLAIN]) as server:
        line = server.read_until("plain is at ")
        if line is None:
            raise EOFError("FastAPI alone did not start")
        figures = {"seconds": _seconds(line.split()[-1], ["/"], began), "mb": _megabytes([server.pid])}
        server.end(2)
        return figures


def _seconds(url: str, paths: Sequence[str], began: float) -> float:
    """Until the last of these has been answered whole. ValueError when one is refused."""
    connection = http.client.HTTPConnection(url.removeprefix("http://"), timeout=TIMEOUT_S)
    for path in paths:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise ValueError(f"{path}: {answer.status}")
    seconds = round(time.perf_counter() - began, 3)
    connection.close()
    return seconds


def _megabytes(pids: list[int]) -> float | None:
    known = [kb for kb in map(pss_kb, pids) if kb is not None]
    return round(sum(known) / 1e3, 1) if len(known) == len(pids) else None
