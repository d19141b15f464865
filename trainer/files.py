"""Finds drills by name or path and reads them."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from sequences.errors import DrillError, UnknownDrill
from sequences.load import DrillFile, drill_file
from sequences.shape import nearest_first, show
from sequences.variant import whole
from trainer.errors import FileError
from trainer.toml import in_file, parse_toml, read_toml

SUFFIX = ".toml"
NEAR = 5  # names that are said where there is none of that name
LIBRARY = resources.files("sequences") / "drills"


def load_drill_file(name: str, *, own_dirs: Iterable[Path] = ()) -> DrillFile:
    """A drill by name (the library's, or one in ``own_dirs``) or by the path of a file.

    What contains a ``/`` or ends in ``.toml`` is a path. Raises UnknownDrill for a name nobody has, FileError for
    a file that cannot be read or says something it may not.
    """
    if "/" in name or name.endswith(SUFFIX):
        path = Path(name)
        return checked_drill(path.name, read_toml(path))
    return _read_drill(_drill(name, own_dirs))


def drill_bytes(name: str, *, own_dirs: Iterable[Path] = ()) -> bytes:
    """The file of a drill as it is, right or not. UnknownDrill when nobody has it, FileError if it cannot be read."""
    try:
        return _drill(name, own_dirs).read_bytes()
    except OSError as exc:
        raise FileError(f"{name}{SUFFIX}: cannot be read: {exc.strerror}") from exc


def list_drills(own_dirs: Iterable[Path] = ()) -> tuple[list[DrillFile], list[str]]:
    """Every drill that is right, by name, and the sentences of those that are not."""
    own_dirs = tuple(own_dirs)
    drills = []
    wrong = [
        f"{name}{SUFFIX}: the library has a drill of that name, which is the one that is played: give your file another"
        for name in sorted(library_names() & _in_folders(own_dirs).keys())
    ]
    for _, place in sorted(_drills(own_dirs).items()):
        try:
            drills.append(_read_drill(place))
        except FileError as exc:
            wrong.append(str(exc))
    return drills, wrong


def library_names() -> frozenset[str]:
    """The names of the drills that come with the trainer."""
    return frozenset(_in_folders([LIBRARY]))


def _drill(name: str, own_dirs: Iterable[Path]) -> Traversable:
    found = _drills(own_dirs)
    if name not in found:
        raise UnknownDrill(f"no drill {show(name)}; drills: {', '.join(nearest_first(name, found))}")
    return found[name]


def _drills(own_dirs: Iterable[Path]) -> dict[str, Traversable]:
    """Name -> file: the coach's own, over them the library's."""
    return _in_folders([*own_dirs, LIBRARY])


def _in_folders(folders: Iterable[Traversable]) -> dict[str, Traversable]:
    files = (file for folder in folders if folder.is_dir() for file in folder.iterdir())
    return {file.name.removesuffix(SUFFIX): file for file in files if file.name.endswith(SUFFIX)}


def _read_drill(place: Traversable) -> DrillFile:
    doc = read_toml(place) if isinstance(place, Path) else parse_toml(place.name, place.read_bytes())
    return checked_drill(place.name, doc)


def checked_drill(file_name: str, doc: dict[str, Any]) -> DrillFile:
    """The drill in the tables of a file that is called so in sentences. FileError when they say what they may not."""
    with in_file(file_name):
        return drill_file(file_name.removesuffix(SUFFIX), written_out(doc))


def written_out(doc: dict[str, Any]) -> dict[str, Any]:
    """The tables of a drill file, of a variant with what it extends. DrillError when the library has no such drill."""
    return whole(doc, _base) if "extends" in doc and "rep" not in doc else doc


def _base(name: str) -> dict[str, Any]:
    if name not in library_names():
        near = ", ".join(nearest_first(name, sorted(library_names()))[:NEAR])
        raise DrillError("extends", f"the library has no drill {show(name)}; drills: {near}")
    place = LIBRARY / f"{name}{SUFFIX}"
    return parse_toml(place.name, place.read_bytes())
