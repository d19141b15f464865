"""``cue-trainer drills check, save, export, remove``: the coach's own drills, a file each; ``schema``: how they are
written."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from api.commands.field import drill_lines
from api.options import own_dirs
from sequences.load import DrillFile
from sequences.published import published_schema
from trainer.fields import load_field
from trainer.files import SUFFIX, drill_bytes
from trainer.output import whole_bytes, whole_file
from trainer.own import Checked, check_drill, remove_drill, save_drill, version_of
from trainer.settings import find_places
from trainer.toml import read_bytes

app = typer.Typer()

FileArgument = Annotated[Path, typer.Argument(metavar="FILE", help="A drill file.")]
OwnArgument = Annotated[str, typer.Argument(metavar="NAME", help="A drill's name.")]


@app.command()
def check(
    file: FileArgument,
    field: Annotated[
        str | None, typer.Option(metavar="FILE|NAME", help="Say too how it would fare on this field.")
    ] = None,
) -> None:
    """Say whether a drill file is right: as written, planned and on the ground, at every level. Nothing is kept."""
    checked = check_drill(_name(file), read_bytes(file))
    steps = len(checked.file.doc["rep"])
    typer.echo(f"{file.name}: all right, {steps} steps, levels {levels_text(checked.file) or 'none'}")
    _say_minds(checked)
    if field is not None:
        for line in drill_lines(checked.file, load_field(field, find_places(os.environ).fields)):
            typer.echo(line)


@app.command()
def save(
    file: FileArgument,
    name: Annotated[str | None, typer.Option(help="What it is called here; as its file if not said.")] = None,
    replace: Annotated[bool, typer.Option("--replace", help="In the place of one of your own of that name.")] = False,
) -> None:
    """Check a drill file and keep it among your own drills. The library's stay as they are."""
    places = find_places(os.environ)
    data, name = read_bytes(file), name or _name(file)
    places.make()
    over = version_of(places.drills, name) if replace else None
    checked = save_drill(places.drills, name, data, over=over)
    typer.echo(f"saved: {name}, version {checked.file.sha[:12]}")
    _say_minds(checked)


@app.command()
def export(
    name: OwnArgument,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="A file instead of standard output.")
    ] = None,
) -> None:
    """A drill as its file: one of your own to hand on, or one of the library to make yours from."""
    data = drill_bytes(name, own_dirs=own_dirs())
    if output is None:
        sys.stdout.buffer.write(data)
        return
    with whole_bytes(output) as out:
        out.write(data)


@app.command()
def remove(name: OwnArgument) -> None:
    """Take one of your own drills away. What was played of it stays, and says which version it was."""
    remove_drill(find_places(os.environ).drills, name)
    typer.echo(f"removed: {name}")


@app.command()
def schema(
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="A file instead of standard output.")
    ] = None,
) -> None:
    """The JSON Schema (Draft 2020-12) of a drill file, for editors and other programs."""
    text = json.dumps(published_schema(), indent=1, ensure_ascii=False) + "\n"
    if output is None:
        typer.echo(text, nl=False)
        return
    with whole_file(output) as out:
        out.write(text)


def levels_text(file: DrillFile) -> str:
    """ "1 to 5"; empty where there are none."""
    return f"1 to {len(file.levels)}" if file.levels else ""


def _name(file: Path) -> str:
    return file.name.removesuffix(SUFFIX)


def _say_minds(checked: Checked) -> None:
    for mind in checked.minds:
        typer.echo(f"mind: {mind}")
