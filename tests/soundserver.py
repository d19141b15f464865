"""A sound server of a test's own, PulseAudio with a null sink, and programs that play on it."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from trainer.bench.null_sink import NullSink, is_installed


@pytest.fixture
def null_sink():
    """Started; skips with one line where PulseAudio or PortAudio is missing."""
    if not is_installed():
        pytest.skip("no PulseAudio or no PortAudio here (make test installs them where it may)")
    with tempfile.TemporaryDirectory(prefix="cue-") as home, NullSink(Path(home)) as sink:
        yield sink


class Program:
    """A script that plays on the sink: it prints JSON lines, and waits for a line before it goes on."""

    def __init__(self, sink: NullSink, script: str, environment: Mapping[str, str] | None = None) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-c", script],
            env=sink.environment | {"PATH": "/usr/bin:/bin"} | {**(environment or {})},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def said(self) -> Any:
        """The next line."""
        return json.loads(self._child.stdout.readline())

    def go_on(self) -> None:
        self._child.stdin.write("\n")
        self._child.stdin.flush()

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *exc: object) -> None:
        self._child.kill()
        self._child.wait()
        self._child.stdin.close()
        self._child.stdout.close()
