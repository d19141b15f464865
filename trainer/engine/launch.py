"""Starts an engine when none answers, and says in one sentence when it cannot."""

from __future__ import annotations

import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from hardware.spec import FieldSpec
from trainer.engine.place import socket_path
from trainer.errors import EngineBusy, EngineGone
from trainer.settings import Places

LOG = "engine.log"  # in the runtime folder: what the engine of the last start had to say


@dataclass(frozen=True, slots=True)
class Launch:
    """What an engine is started with. ``field``: a name or a file; ``seed`` of a simulated field's athletes."""

    places: Places
    database: str
    field: str
    seed: int = 0


def answers(path: Path) -> bool:
    """Is somebody listening on this socket?"""
    with socket.socket(socket.AF_UNIX) as probe:
        try:
            probe.connect(str(path))
        except OSError:
            return False
    return True


def ensure_engine(launch: Launch) -> Path:
    """The socket of the engine that answers, started here if there was none. Blocks until it listens.

    The database must have been migrated. Raises EngineBusy when another engine holds the field, EngineGone with the
    engine's own sentence when it could not start.
    """
    starting = start_engine(launch)
    if starting is not None:
        wait_for(starting)
    return socket_path(launch.places.runtime)


def start_engine(launch: Launch) -> subprocess.Popen[str] | None:
    """A new engine, in a process and session of its own; None when one answers already. ``wait_for`` it."""
    if answers(socket_path(launch.places.runtime)):
        return None
    field = str(Path(launch.field).resolve()) if launch.field.endswith(".toml") else launch.field
    command = [
        *(sys.executable, "-m", "trainer.engine.process", "--leave"),
        *("--runtime", str(launch.places.runtime), "--database", launch.database),
        *("--field", field, "--fields", str(launch.places.fields), "--seed", str(launch.seed)),
        *("--calibration", str(launch.places.calibration)),
    ]
    launch.places.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (launch.places.runtime / LOG).open("wb") as log:
        return subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log, start_new_session=True, text=True
        )


def wait_for(starting: subprocess.Popen[str]) -> None:
    """Blocks until a new engine listens. Raises like ensure_engine."""
    assert starting.stdout is not None
    with starting.stdout:
        line = starting.stdout.readline().strip()
    if line == "ready":
        return
    starting.wait()
    sentence = line.removeprefix("error: ") or f"the engine did not start (exit code {starting.returncode})"
    raise EngineBusy(sentence) if "already holds" in sentence else EngineGone(sentence)


def refuse_other(hello: dict[str, Any], launch: Launch, spec: FieldSpec) -> None:
    """EngineBusy when the engine that answers was started for another field or another database."""
    if hello["field"]["sha"] != spec.sha:
        raise EngineBusy(
            f"an engine plays the field {hello['field']['name']} already: end it first, or name that field"
        )
    if hello["database"] != launch.database:
        raise EngineBusy(f"an engine writes to {hello['database']} already: end it first, or name that database")
