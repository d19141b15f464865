"""Grounds to try the laws on: fields that come along, changed a little, and small drills."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import hardware
from hardware.field_file import parse_field
from hardware.field_schema import FIELD_SCHEMA
from hardware.spec import FieldSpec
from sequences.load import drill_file, resolve
from sequences.model import Drill
from trainer.files import load_drill_file
from trainer.ground.check import Ground, on_field
from trainer.toml import check_shape

FIELDS = Path(hardware.__file__).parent / "fields"

Edit = Callable[[dict[str, Any]], object]


def field(name: str, edit: Edit | None = None) -> FieldSpec:
    """A field that comes along, changed by ``edit``, which gets its tables."""
    doc = tomllib.loads((FIELDS / f"{name}.toml").read_text(encoding="utf-8"))
    if edit is not None:
        edit(doc)
    check_shape(name, doc, FIELD_SCHEMA)
    return parse_field(name, doc)


def drill(name: str, level: int | None = None) -> Drill:
    return resolve(load_drill_file(name), level=level)


def ground(name: str, level: int | None, on: str, edit: Edit | None = None) -> Ground:
    return on_field(drill(name, level), field(on, edit), {})


def own(text: str) -> Drill:
    return resolve(drill_file("own", tomllib.loads(text)))


def move(station: str, *at: float) -> Edit:
    """The edit that puts a station, and the posts of its beam, somewhere else."""

    def edit(doc: dict[str, Any]) -> None:
        table = doc["station"][station]
        dx, dy = at[0] - table["at"][0], at[1] - table["at"][1]
        table["at"] = list(at)
        ends = table.get("beam", {}).get("ends")
        if ends:
            table["beam"]["ends"] = [[x + dx, y + dy] for x, y in ends]

    return edit
