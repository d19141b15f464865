"""``cue-trainer drills map``: a drill drawn on the ground."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from api.options import BindOption, LevelOption, NameArgument, SetOption, own_dirs
from api.pairs import pairs
from hardware.spec import GroundSpec
from sequences.load import resolve
from sequences.model import Drill
from trainer.fields import load_field
from trainer.files import load_drill_file
from trainer.ground.check import Ground, on_field, on_its_own
from trainer.ground.drawing import draw
from trainer.ground.notes import drill_blocks
from trainer.output import whole_file
from trainer.settings import find_places

app = typer.Typer()


@app.command("map")
def draw_map(
    name: NameArgument,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="FILE", help="Where the map goes, an SVG file.")],
    field: Annotated[
        str | None, typer.Option(metavar="FILE|NAME", help="A field; the drill's own places if not said.")
    ] = None,
    level: LevelOption = None,
    settings: SetOption = None,
    bind: BindOption = None,
) -> None:
    """Draw a drill on the ground: ways, distances in metres and paces, run-outs, posts, what is lit and seen."""
    drill = resolve(load_drill_file(name, own_dirs=own_dirs()), level=level, settings=pairs("--set", settings or ()))
    spec = None if field is None else load_field(field, find_places(os.environ).fields)
    ground = on_its_own(drill) if spec is None else on_field(drill, spec, pairs("--bind", bind or ()))
    around = GroundSpec() if spec is None else spec.ground
    with whole_file(output) as file:
        file.write(draw(_title(drill, ground), ground.site, around, ground, drill_blocks(ground, spec)))


def _title(drill: Drill, ground: Ground) -> str:
    level = f", level {drill.level}" if drill.level is not None else ""
    return drill.title + level + (f", on {ground.site.name}" if ground.site.kind != "drill" else "")
