"""Finds a field by name or path and reads it, without opening anything."""

from __future__ import annotations

from pathlib import Path

import hardware
from hardware.field import parse_field
from hardware.field_schema import FIELD_SCHEMA
from hardware.spec import FieldSpec
from sequences.shape import nearest_first, show
from trainer.errors import FileError
from trainer.toml import check_shape, in_file, read_toml

SHIPPED = Path(hardware.__file__).parent / "fields"


def load_field(name: str, own: Path | None = None) -> FieldSpec:
    """The field of this name, or in the file at this path. ``own``: the coach's folder of fields, searched first.

    What ends in ``.toml`` or holds a slash is a path. FileError, one sentence, when there is none or it is wrong.
    """
    path = _path(name, own)
    doc = read_toml(path)
    check_shape(path.name, doc, FIELD_SCHEMA)
    with in_file(path.name):
        return parse_field(path.stem, doc)


def field_names(own: Path | None = None) -> tuple[str, ...]:
    """The names ``load_field`` knows: the coach's own and those that come with the trainer."""
    folders = [folder for folder in (own, SHIPPED) if folder is not None and folder.is_dir()]
    return tuple(sorted({file.stem for folder in folders for file in folder.glob("*.toml")}))


def _path(name: str, own: Path | None) -> Path:
    if name.endswith(".toml") or "/" in name:
        return Path(name)
    names = field_names(own)
    if name not in names:
        raise FileError(f"no field {show(name)}; fields: {', '.join(nearest_first(name, names))}")
    mine = own / f"{name}.toml" if own is not None else None
    return mine if mine is not None and mine.is_file() else SHIPPED / f"{name}.toml"
