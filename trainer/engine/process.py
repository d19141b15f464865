"""The engine's process: ``python -m trainer.engine.process``, started by launch.py or by systemd.

It says ``ready`` on standard output once its socket listens, or ``error: <sentence>`` and leaves with 2. The field is
claimed by a lock file beside the socket, so that a second engine gets one sentence and nothing is half-started.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import sys
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from hardware.base import Field
from hardware.clock import Clock, Inbox, RealClock, SuspendWatch, clock_words
from hardware.errors import HardwareError
from hardware.field import open_field
from hardware.spec import FieldSpec
from trainer.calibration.book import calibrated, read_book
from trainer.engine.commands import Command, Commands
from trainer.engine.journal import ThreadJournal
from trainer.engine.messages import PROTOCOL
from trainer.engine.place import claim, run_mark, socket_path
from trainer.engine.realtime import RealTime, enter_real_time, tidy
from trainer.engine.runner import Runner
from trainer.engine.server import Came, Gone, Server
from trainer.errors import TrainerError
from trainer.facts import Rig
from trainer.fields import load_field
from trainer.machine import machine_words
from trainer.store.file import SCHEMA
from trainer.store.open import open_store

LEAVE_NS = 60_000_000_000  # after its last client an engine that serve started stays so long
RESUME_NS = 600_000_000_000  # a run whose client has gone can be resumed so long
log = logging.getLogger("cue-trainer.engine")


@dataclass(frozen=True, slots=True)
class Quit:
    """To the inbox: the process is asked to end."""


@dataclass(frozen=True, slots=True)
class Options:
    """The command line of the engine's process."""

    runtime: Path
    database: str
    field: str
    fields: Path
    seed: int
    leave: bool
    calibration: Path | None = None


class Engine:
    """The runner with its ways in: commands, clients that come and go, the wish to end. ``mark``: the file that is
    there while a run is on; when the engine before died in one, this one says Stop first, to be heard."""

    def __init__(self, runner: Runner, *, hello: dict[str, Any], leave: bool, mark: Path | None = None) -> None:
        self.runner = runner
        self.hello = hello
        self.commands = Commands(runner)
        self.ended = False
        self._is_noted = False
        self._leave = leave
        self._mark = mark
        if mark is not None and mark.exists():
            runner.stop()
            mark.unlink()
        runner.on_command = self._take
        self._gone(0)

    def _take(self, item: Any) -> None:
        match item:
            case Command():
                self._command(item)
            case Came():
                self.runner.agenda.drop("leave")
                self.runner.agenda.drop("expire")
            case Gone(client=client, left=left):
                self.commands.gone(client)
                self._gone(left)
            case Quit():
                self.ended = True

    def _command(self, command: Command) -> None:
        self.commands.carry_out(command)
        self.ended = self.ended or self.commands.leaving
        if command.message.get("op") == "hello" and command.message.get("protocol") == PROTOCOL:
            command.reply({"hello": self.hello})
            command.reply({"snapshot": self.runner.board.snapshot()})

    def _gone(self, left: int) -> None:
        """With nobody left a run can be resumed for ten minutes, then the engine leaves."""
        if left:
            return
        now_ns = self.runner.clock.now_ns()
        wait_ns = RESUME_NS if self.runner.is_running else 0
        self.runner.agenda.move(now_ns + wait_ns, "expire", self._expire)
        if self._leave:
            self.runner.agenda.move(now_ns + wait_ns + LEAVE_NS, "leave", self._end)

    def _expire(self) -> None:
        if self.runner.is_running:
            self.runner.stop()

    def _end(self) -> None:
        self.ended = True

    def run(self) -> None:
        """Until it is asked to end, or nobody has wanted it for a minute."""
        while not self.ended:
            self.runner.step()
            self._note_run()
        if self.runner.is_running:
            self.runner.stop()
        self._note_run()

    def _note_run(self) -> None:
        """Between runs and at their end only: nothing is written while a cue may be due."""
        if self._mark is None or self.runner.is_running == self._is_noted:
            return
        self._is_noted = self.runner.is_running
        if self._is_noted:
            self._mark.touch()
        else:
            self._mark.unlink(missing_ok=True)


def serve(options: Options) -> None:
    """Opens everything, says ready, runs, and leaves the field dark whatever happens."""
    with ExitStack() as stack:
        options.runtime.mkdir(parents=True, exist_ok=True, mode=0o700)
        stack.enter_context(claim(options.runtime))
        spec = load_field(options.field, options.fields)
        if options.calibration is not None:
            spec, _ = calibrated(spec, read_book(options.calibration))
        store = open_store(options.database, migrate=False)
        stack.callback(store.close)
        inbox, clock = Inbox(), RealClock()
        field = open_field(spec, inbox=inbox, clock=clock, seed=options.seed)
        stack.callback(field.close)
        server = Server(socket_path(options.runtime), inbox)
        stack.callback(server.close)
        journal = ThreadJournal(store, inbox)
        stack.callback(journal.close)
        journal.take_up()
        real_time = enter_real_time()
        runner = make_runner(field, clock, inbox, journal, server, spec.temperature_c, real_time.notes)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: inbox.put(Quit()))
        hello = _hello(spec, options.database, _rig(field, real_time))
        engine = Engine(runner, hello=hello, leave=options.leave, mark=run_mark(options.runtime))
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        engine.run()


def _hello(spec: FieldSpec, database: str, rig: Rig) -> dict[str, Any]:
    """Who answers here: clients refuse an engine that holds another field or writes to another database."""
    field = {"name": spec.name, "sha": spec.sha, "simulated": spec.simulated}
    said = {"protocol": PROTOCOL, "schema": SCHEMA, "pid": os.getpid(), "field": field, "database": database}
    return {**said, "rig": asdict(rig)}


def _rig(field: Field, real_time: RealTime) -> Rig:
    """What does not change while this process runs; loudspeakers and notes stand in the state."""
    return Rig(machine_words(), clock_words(), field.edges, real_time.held)


def make_runner(
    field: Field,
    clock: Clock,
    inbox: Inbox,
    journal: ThreadJournal,
    server: Server,
    temperature_c: float,
    notes: tuple[str, ...],
) -> Runner:
    """The runner on real time: it tells the socket's clients and tidies up between reps."""
    return Runner(
        field=field,
        clock=clock,
        inbox=inbox,
        journal=journal,
        tell=server.tell,
        temperature_c=temperature_c,
        notes=notes,
        tidy=tidy,
        slept=SuspendWatch().slept_ns,
    )


def parse(arguments: list[str] | None) -> Options:
    parser = argparse.ArgumentParser(prog="python -m trainer.engine.process", description=__doc__)
    parser.add_argument("--runtime", type=Path, required=True, help="folder of the socket and the lock")
    parser.add_argument("--database", required=True, help="the migrated database")
    parser.add_argument("--field", default="simulated", help="a field file, or the name of one")
    parser.add_argument("--fields", type=Path, default=Path("fields"), help="folder of this unit's own fields")
    parser.add_argument("--seed", type=int, default=0, help="of a simulated field's athletes")
    parser.add_argument("--calibration", type=Path, help="what has been learnt of this unit's loudspeakers")
    parser.add_argument("--leave", action="store_true", help="leave a minute after the last client")
    return Options(**vars(parser.parse_args(arguments)))


def main(arguments: list[str] | None = None) -> int:
    """Exit code 0 after a wanted end, 2 when something is wrong with what it was given, 1 when it broke."""
    logging.basicConfig(level=logging.INFO, format="engine: %(message)s")
    options = parse(arguments)
    try:
        serve(options)
    except (TrainerError, HardwareError, OSError) as exc:
        sys.stdout.write(f"error: {' '.join(str(exc).split())}\n")
        sys.stdout.flush()
        return 2
    except Exception:  # a thread's top: the field is dark by now, say what broke
        log.exception("the engine broke")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
