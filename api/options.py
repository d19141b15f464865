"""Arguments and options that several commands on drills share."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from trainer.facts import UNDERFOOT
from trainer.settings import find_places

NameArgument = Annotated[str, typer.Argument(metavar="NAME|FILE", help="A drill's name, or a drill file.")]
LevelOption = Annotated[int | None, typer.Option(help="The drill's level; 1 is where a beginner starts.")]
SetOption = Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting.")]
BindOption = Annotated[list[str] | None, typer.Option(metavar="ROLE=STATION", help="Who plays a role.")]
SurfaceOption = Annotated[str | None, typer.Option(help="What is run on: " + ", ".join(UNDERFOOT["surface"]) + ".")]
FootwearOption = Annotated[str | None, typer.Option(help="What is worn: " + ", ".join(UNDERFOOT["footwear"]) + ".")]
ConditionOption = Annotated[str | None, typer.Option(help="How it is: " + ", ".join(UNDERFOOT["condition"]) + ".")]
JsonOption = Annotated[bool, typer.Option("--json", help="JSON instead of a table.")]


def own_dirs() -> tuple[Path, ...]:
    """The folders of the coach's own drills."""
    return (find_places(os.environ).drills,)
