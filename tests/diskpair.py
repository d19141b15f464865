"""Started on a faulty disk: for each folder on standard input the real engine and the real panel, in it, two processes
in a group of their own. What the panel says first is a line on standard output, an empty one when it was killed before;
the next line ends both, and is answered by "over".

They are forked off this process, which has everything imported: to start both anew costs seconds.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import api.app
import api.commands.serve
import api.front
import api.live
import api.server
import api.tidy  # noqa: F401 - here, so that no panel has to
from api.main import main as cue_trainer
from trainer.engine.process import main as engine


def say(line: str) -> None:
    os.write(1, f"{line}\n".encode())


def play_engine(home: Path) -> None:
    runtime, state = home / "run", home / "state"
    folders = ["--runtime", str(runtime), "--fields", str(state / "fields")]
    engine([*folders, "--database", str(state / "trainer.db"), "--seed", "1"])


def play_panel(home: Path) -> None:
    os.environ |= {"STATE_DIRECTORY": str(home / "state"), "RUNTIME_DIRECTORY": str(home / "run")}
    cue_trainer(["serve", "--port", "0"])


def begin(act: Callable[[Path], None], home: Path, group: int) -> tuple[int, str]:
    """The process, in this group (0: its own), and the first line it says."""
    heard, said = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, group)
            os.dup2(said, 1)
            os.dup2(os.open(home / "errors", os.O_WRONLY | os.O_CREAT | os.O_APPEND), 2)
            act(home)
        finally:
            os._exit(1)
    os.setpgid(child, group)
    os.close(said)
    with os.fdopen(heard) as line:
        return child, line.readline().strip()


def play(home: Path) -> None:
    """Both, until they are to end; the panel only where the engine came so far."""
    group, said = begin(play_engine, home, 0)
    children = [group]
    if said == "ready":
        panel, said = begin(play_panel, home, group)
        children.append(panel)
    say(said)
    sys.stdin.readline()
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
    for child in children:
        os.waitpid(child, 0)
    say("over")


if __name__ == "__main__":
    say("ready")
    while line := sys.stdin.readline():
        play(Path(line.strip()))
