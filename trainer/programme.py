"""Programmes: drills in an order, what must come before each, and what is done of them today."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from sequences.errors import SettingError
from sequences.load import resolve
from sequences.schema import LANGUAGE, LINE, NAME, TEXT, table
from sequences.shape import nearest_first
from trainer.errors import FileError
from trainer.files import load_drill_file
from trainer.toml import check_shape, parse_toml, read_toml

SHIPPED = resources.files("sequences") / "programmes"
SUFFIX = ".toml"

_SAID = {"title": LINE, "about": TEXT}
_DRILL = {
    "name": NAME,
    "level": {"type": "integer", "minimum": 1, "maximum": 9},
    "after": {"type": "array", "items": NAME, "uniqueItems": True, "maxItems": 20},
}
SCHEMA: dict[str, Any] = table(
    {
        **_SAID,
        "text": {
            "type": "object",
            "propertyNames": {"pattern": LANGUAGE["pattern"], "description": LANGUAGE["description"]},
            "additionalProperties": table(_SAID),
        },
        "drill": {"type": "array", "items": table(_DRILL, ("name",)), "minItems": 1, "maxItems": 40},
    },
    ("title", "drill"),
)
"""The shape of a programme's file."""


@dataclass(frozen=True, slots=True)
class Item:
    """One drill of a programme. ``after``: the drills that must come before it; ``level`` None: as its defaults say."""

    drill: str
    level: int | None
    after: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Programme:
    """Drills in the order they are meant to be done."""

    name: str
    title: str
    about: str
    items: tuple[Item, ...]


def programme_names() -> list[str]:
    """Those that come with the trainer."""
    return sorted(file.name.removesuffix(SUFFIX) for file in SHIPPED.iterdir() if file.name.endswith(SUFFIX))


def load_programme(name: str, *, language: str = "en", own_dirs: Iterable[Path] = ()) -> Programme:
    """A programme by name, or by the path of a file (with a ``/``, or ending in ``.toml``), as far as it goes in this
    language. FileError, one sentence, when there is none, or it says something it may not."""
    if "/" in name or name.endswith(SUFFIX):
        path = Path(name)
        return _programme(path.name, read_toml(path), language, tuple(own_dirs))
    names = programme_names()
    if name not in names:
        raise FileError(f'no programme "{name}"; programmes: {", ".join(nearest_first(name, names))}')
    data = (SHIPPED / f"{name}{SUFFIX}").read_bytes()
    return _programme(f"{name}{SUFFIX}", parse_toml(f"{name}{SUFFIX}", data), language, tuple(own_dirs))


def _programme(file: str, doc: dict[str, Any], language: str, own_dirs: tuple[Path, ...]) -> Programme:
    check_shape(file, doc, SCHEMA)
    items: list[Item] = []
    for n, entry in enumerate(doc["drill"], start=1):
        item = Item(entry["name"], entry.get("level"), tuple(entry.get("after", ())))
        before = [one.drill for one in items]
        if item.drill in before:
            raise FileError(f'{file}: drill[{n}].name: "{item.drill}" stands there already')
        for needed in item.after:
            if needed not in before:
                raise FileError(f'{file}: drill[{n}].after: "{needed}" does not come before it')
        try:
            resolve(load_drill_file(item.drill, own_dirs=own_dirs), level=item.level)
        except SettingError as exc:
            raise FileError(f"{file}: drill[{n}].level: {exc}") from exc
        items.append(item)
    said = doc | doc.get("text", {}).get(language, {})
    return Programme(file.removesuffix(SUFFIX), said["title"], said.get("about", ""), tuple(items))


def missing(item: Item, done: Collection[str]) -> tuple[str, ...]:
    """What must come before this drill and was not done."""
    return tuple(name for name in item.after if name not in done)


def next_item(programme: Programme, done: Collection[str]) -> Item | None:
    """The first drill that is not done and may be; None when all are."""
    return next((i for i in programme.items if i.drill not in done and not missing(i, done)), None)
