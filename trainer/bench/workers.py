"""Processes of a bench: started, spoken to a line at a time, ended."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

import trainer

ROOT = Path(trainer.__file__).parent.parent
PATIENCE_S = 10.0


class Worker:
    """A child process with its input and output as lines. ``with`` ends it."""

    def __init__(self, command: Sequence[str], *, environment: Mapping[str, str] | None = None) -> None:
        self._child = subprocess.Popen(
            command,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.end()

    @property
    def pid(self) -> int:
        return self._child.pid

    def read_until(self, start: str) -> str | None:
        """The first line that starts so; what comes before is skipped. None when the process ends first."""
        assert self._child.stdout is not None
        return next((line.strip() for line in self._child.stdout if line.startswith(start)), None)

    def ask(self, question: Any) -> Any:
        """One JSON line there, one back. EOFError when the process has gone."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(question) + "\n")
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        if not line:
            raise EOFError(f"{self._child.args!r} has gone")
        return json.loads(line)

    def end(self, number: int | None = None) -> None:
        """Closes its input, or sends it the signal, and waits; kills it when it does not go. Idempotent."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        if number is not None:
            self._child.send_signal(number)
        try:
            self._child.wait(PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
        self._child.stdout.close()


def waiter(method: str, python: Path | None = None, home: Path | None = None) -> Worker | None:
    """A process that waits by this method, in the peers' environment if one is named. None where it cannot."""
    environment = {"PYTHONPATH": str(ROOT), **({"HOME": str(home)} if home else {})}
    worker = Worker([str(python or sys.executable), "-m", "trainer.bench.waiter", method], environment=environment)
    if worker.read_until("ready") is None:
        worker.end()
        return None
    return worker


class Unit:
    """A whole trainer for a bench: its state in ``home``, its panel, and the engine that the panel starts."""

    def __init__(self, home: Path) -> None:
        self._runtime = home / "run"
        self.state = home / "state"
        self.environment = {"STATE_DIRECTORY": str(self.state), "RUNTIME_DIRECTORY": str(self._runtime)}
        self._panel: Worker | None = None

    def __enter__(self) -> Unit:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def serve(self, command: Sequence[str]) -> tuple[Worker, str]:
        """Starts the panel. Its process, and where it listens (http://...). EOFError when it does not."""
        self._panel = Worker(command, environment=self.environment)
        line = self._panel.read_until("cue-trainer is at ")
        if line is None:
            raise EOFError(f"{command!r} did not start")
        return self._panel, line.split()[-1]

    @property
    def engine_pid(self) -> int | None:
        lock = self._runtime / "engine.lock"
        return int(lock.read_text()) if lock.exists() else None

    def close(self) -> None:
        """Panel, then engine, told to go and gone. Idempotent."""
        if self._panel is not None:
            self._panel.end(signal.SIGTERM)
            self._panel = None
        pid = self.engine_pid
        if pid is not None:
            _end_process(pid)
            (self._runtime / "engine.lock").unlink()


def _end_process(pid: int) -> None:
    try:
        watch = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    try:
        signal.pidfd_send_signal(watch, signal.SIGTERM)
        select.select([watch], [], [], PATIENCE_S)
    finally:
        os.close(watch)
