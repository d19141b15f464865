"""The command ``cue-trainer``: its groups of commands, and how it says that something is wrong.

Every module of ``api.commands`` has a Typer ``app``. A module named in ``GROUPS`` is a group (``cue-trainer
drills list``), one named in ``COMMANDS`` puts its commands at the top (``cue-trainer run``); one word here
mounts it. What only some commands need (FastAPI, the database, the devices) they import when they run.
"""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Annotated

import typer

from hardware.errors import HardwareError
from sequences.errors import SequenceError
from trainer.errors import TrainerError

GROUPS = ("athletes", "drills", "field", "programmes")
COMMANDS: tuple[str, ...] = (
    *("serve", "run", "export", "import", "ranks", "report", "rescore", "backup", "restore", "sync", "forget"),
    *("dark", "calibrate", "selftest", "bench"),
)

MODULES = {"import": "take_in"}  # a keyword of the language is no module's name

BAD_INPUT = 2  # exit code: what was asked for cannot be done, and a sentence says why
INTERRUPTED = 130


def build(only: str | None = None) -> typer.Typer:
    """The whole command line; or one command of it, so that what the others import costs no time."""
    root = typer.Typer(
        name="cue-trainer",
        help="A reactive cue light and sound trainer.",
        add_completion=False,
        no_args_is_help=True,
        pretty_exceptions_enable=False,
    )
    root.callback()(_options)
    for name in GROUPS if only is None else {only} & {*GROUPS}:
        root.add_typer(import_module(f"api.commands.{name}").app, name=name)
    for name in COMMANDS if only is None else {only} & {*COMMANDS}:
        root.add_typer(import_module(f"api.commands.{MODULES.get(name, name)}").app)
    return root


def main(arguments: list[str] | None = None) -> None:
    """Runs one command and leaves with its exit code.

    What is wrong with the input is one sentence on standard error and exit code 2, never a traceback.
    """
    given = sys.argv[1:] if arguments is None else arguments
    only = given[0] if given and given[0] in (*GROUPS, *COMMANDS) else None
    try:
        code = build(only)(given, standalone_mode=False)
    except (SequenceError, HardwareError, TrainerError, typer.TyperException) as exc:
        sentence = exc.format_message() if isinstance(exc, typer.TyperException) else str(exc)
        if sentence:  # a group called without a command has printed its help already
            sentence = " ".join(sentence.split()).replace(": Value error, ", ": ")  # pydantic's own prefix
            typer.echo(f"cue-trainer: {sentence}", err=True)
        code = BAD_INPUT
    except typer.Abort:
        code = INTERRUPTED
    raise SystemExit(code)


def _say_version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version  # noqa: PLC0415

        typer.echo(f"cue-trainer {version('cue-trainer')}")
        raise typer.Exit


def _options(
    version: Annotated[bool, typer.Option("--version", callback=_say_version, is_eager=True)] = False,
) -> None:
    """A reactive cue light and sound trainer."""
