"""A whole unit for tests: `cue-trainer serve` in a process of its own, with the engine that it starts."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Any

import httpx

from trainer.engine.launch import answers
from trainer.engine.place import socket_path

MAIN = "from api.main import main; main()"

QUICK = """
title = "Quick"
run_out = "500 ms"
about = "Short waits, for tests."
[roles]
start = { needs = ["pad"] }
left = { needs = ["gate", "beam"] }
right = { needs = ["gate", "beam"] }
[settings]
reps = { default = 30, min = 1, max = 30 }
[[rep]]
ready = "start"
hold = "200 ms"
[[rep]]
wait = { kind = "fixed", at = "500 ms" }
[[rep]]
cue = { one_of = ["left", "right"], light = "white" }
[[rep]]
expect = [{ leave = "start", within = "1.5 s" }, { arrive = "cued", within = "3 s" }]
"""


class Unit:
    """One unit, with its state in ``home``. ``serve`` starts the panel; ``kill`` ends what it is told to, at once."""

    def __init__(self, home: Path) -> None:
        self.state = home / "state"
        self.runtime = home / "run"
        (self.state / "drills").mkdir(parents=True)
        (self.state / "drills" / "quick.toml").write_text(QUICK)
        self.panel: subprocess.Popen[str] | None = None
        self.http = httpx.Client(timeout=20)

    def __enter__(self) -> Unit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.http.close()
        self.kill_panel()
        self.kill_engine()

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, "STATE_DIRECTORY": str(self.state), "RUNTIME_DIRECTORY": str(self.runtime)}

    def cli(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", MAIN, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False, timeout=60)

    def serve(self) -> None:
        """The panel, answering."""
        command = [sys.executable, "-c", MAIN, "serve", "--port", "0"]
        self.panel = subprocess.Popen(command, env=self.environment, stdout=subprocess.PIPE, text=True)
        assert self.panel.stdout is not None
        line = self.panel.stdout.readline()
        self.http.base_url = httpx.URL(line.split()[-1])

    @property
    def engine_pid(self) -> int:
        return int((self.runtime / "engine.lock").read_text())

    def engine_answers(self) -> bool:
        return answers(socket_path(self.runtime))

    def kill_engine(self) -> None:
        """SIGKILL; gone when this returns."""
        lock = self.runtime / "engine.lock"
        if not lock.exists() or not self.engine_answers():
            return
        pid = self.engine_pid
        gone = os.pidfd_open(pid)
        os.kill(pid, signal.SIGKILL)
        select.select([gone], [], [], 10)
        os.close(gone)

    def kill_panel(self) -> None:
        """SIGKILL; gone when this returns."""
        if self.panel is not None:
            self.panel.kill()
            self.panel.wait()
            assert self.panel.stdout is not None
            self.panel.stdout.close()
            self.panel = None

    def get(self, path: str) -> Any:
        answer = self.http.get(f"/api/v1{path}")
        answer.raise_for_status()
        return answer.json()

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.http.post(f"/api/v1{path}", json=body)

    def start_quick(self, athletes: int = 3) -> str:
        """Starts the quick drill; the run's id."""
        known = {a["name"]: a["id"] for a in self.get("/athletes")["athletes"]}
        for name in "ABC"[:athletes]:
            if name not in known:
                known[name] = self.post("/athletes", name=name).json()["id"]
        ids = [known[name] for name in "ABC"[:athletes]]
        answer = self.post("/runs", drill="quick", athletes=ids)
        assert answer.status_code < 300, answer.text
        return str(answer.json()["run"])
