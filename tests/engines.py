"""The engine in a process of its own, without a panel, and a client that speaks its lines."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

from builders import MS
from reps import plan_for, planned, still_drill
from stands import ATHLETES
from stores import new_store

from hardware.clock import RealClock
from sequences.codec import plan_sha, plan_to_doc, to_doc
from sequences.model import Expect, Plan, Ready, Step
from trainer.engine.messages import PROTOCOL, decode, encode
from trainer.engine.place import socket_path
from trainer.facts import RunHeader, SessionHeader
from trainer.store.open import open_store
from trainer.store.results import Filter, rows
from trainer.store.write import Document, add_athlete, add_run, add_session

PATIENCE_S = 30.0  # far more than anything here takes; who waits so long has failed
CLOCK = RealClock()


def quick_plan(reps: int = 1, *, wait_ns: int = 300 * MS) -> Plan:
    """Onto the pad, 200 ms still, the wait, the lamp, off the pad: some three seconds a rep."""
    built = still_drill(run_out_ns=200 * MS, reps=reps)
    steps = tuple(_quick(step) for step in built.steps)
    quick = replace(built, steps=steps)
    return plan_for(quick, *(planned(n % 2, rep=n + 1, wait_ns=wait_ns) for n in range(reps)))


def _quick(step: Step) -> Step:
    if isinstance(step, Ready):
        return replace(step, hold_ns=200 * MS)
    return replace(step, answers=step.answers[:1]) if isinstance(step, Expect) else step


class Wire:
    """A client of the socket at ``path``. ``state``: as it was told so far; ``verdicts``: the rows."""

    def __init__(self, path: Path) -> None:
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(PATIENCE_S)
        self.socket.connect(str(path))
        self.state: dict[str, Any] = {}
        self.verdicts: list[dict[str, Any]] = []
        self._file = self.socket.makefile("rb")
        self._ids = count(1)

    def __enter__(self) -> Wire:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        self._file.close()
        self.socket.close()

    def send(self, line: bytes) -> None:
        self.socket.sendall(line)

    def read(self) -> dict[str, Any]:
        """The next message. EOFError when the engine has let this client go."""
        line = self._file.readline()
        if not line:
            raise EOFError
        message = decode(line)
        self.state |= message.get("snapshot") or message.get("change") or {}
        if "verdict" in message:
            self.verdicts.append(message["verdict"])
        return message

    def ask(self, op: str, **fields: Any) -> dict[str, Any]:
        """One command and its reply."""
        number = next(self._ids)
        self.send(encode({"id": number, "op": op, **fields}))
        while (message := self.read()).get("re") != number:
            pass
        return message

    def hello(self) -> dict[str, Any]:
        """Says hello and reads on to the first snapshot. Returns what the engine says of itself."""
        self.ask("hello", protocol=PROTOCOL)
        message: dict[str, Any] = self.read()
        while not self.state:
            self.read()
        hello: dict[str, Any] = message["hello"]
        return hello

    def start(self, plan: Plan, header: RunHeader) -> None:
        answer = self.ask("start", plan=plan_to_doc(plan), run=to_doc(header))
        assert answer.get("ok"), answer

    def until(self, ready: Callable[[dict[str, Any]], Any]) -> dict[str, Any]:
        """Reads until the state is so."""
        end_ns = CLOCK.now_ns() + int(PATIENCE_S * 1e9)
        while not ready(self.state):
            assert CLOCK.now_ns() < end_ns, self.state
            self.read()
        return self.state


class EngineProcess:
    """``home`` holds its database and its runtime folder. ``line``: the first that it said. ``environment``: more of
    it."""

    def __init__(
        self, home: Path, *arguments: str, migrate: bool = True, environment: Mapping[str, str] | None = None
    ) -> None:
        self.database = home / "trainer.db"
        self.runtime = home / "run"
        self.socket = socket_path(self.runtime)
        if migrate and not self.database.exists():
            new_store(home).close()
        command = [
            *(sys.executable, "-m", "trainer.engine.process", "--runtime", str(self.runtime)),
            *("--database", str(self.database), "--fields", str(home / "fields"), *arguments),
        ]
        self.errors = home / f"errors-{len(list(home.glob('errors-*')))}"
        with self.errors.open("wb") as errors:
            more = {**os.environ, **(environment or {})}
            self.child = subprocess.Popen(command, env=more, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert self.child.stdout is not None
        self.line = self.child.stdout.readline()

    def __enter__(self) -> EngineProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.child.kill()
        self.child.wait()
        assert self.child.stdout is not None
        self.child.stdout.close()

    def wire(self) -> Wire:
        return Wire(self.socket)

    def signal(self, number: signal.Signals) -> None:
        os.kill(self.child.pid, number)

    def ended(self) -> int:
        """Waits for its end; its exit code."""
        gone = os.pidfd_open(self.child.pid)
        found = select.select([gone], [], [], PATIENCE_S)[0]
        os.close(gone)
        assert found
        return self.child.wait()

    def header(self, plan: Plan, run: str = "run-1") -> RunHeader:
        """A run of this plan, in the database."""
        header = RunHeader(run, "session-1", 1.7e9, ATHLETES[: plan.athletes])
        with open_store(self.database, migrate=False) as store:
            for athlete in header.athletes:
                add_athlete(store, athlete)
            add_session(store, SessionHeader("session-1", 1.7e9, "system", "boot", "unit", "test", "simulated", True))
            drill, field = Document("drill", to_doc(plan.drill)), Document("field", {})
            plan_doc = Document(plan_sha(plan), plan_to_doc(plan))
            add_run(store, header, plan, plan_doc=plan_doc, drill_doc=drill, field_name="simulated", field_doc=field)
        return header

    def kept(self, run: str = "run-1") -> list[dict[str, Any]]:
        with open_store(self.database, migrate=False) as store:
            return list(rows(store, Filter(run=run)))
