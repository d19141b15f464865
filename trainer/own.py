"""The coach's own drills: checked before they are kept, never over one of the library's, known by what is in them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sequences.errors import LawError, SettingError, UnknownDrill
from sequences.load import DrillFile, resolve
from sequences.plan import make_plan
from sequences.schema import NAME
from sequences.shape import show
from trainer.errors import FileError, GroundError, Refused
from trainer.files import SUFFIX, checked_drill, drill_bytes, library_names, load_drill_file
from trainer.ground.check import on_its_own
from trainer.output import whole_bytes
from trainer.toml import parse_toml

MOST = 200  # drills of one's own
REMOVED = ".removed"  # an empty file of the drill's name, so that a sync with a club does not bring it back


@dataclass(frozen=True, slots=True)
class Checked:
    """A drill that may be kept. ``minds``: what its ground, as its roles say it, asks the coach to mind."""

    file: DrillFile
    minds: tuple[str, ...]


def check_drill(name: str, data: bytes) -> Checked:
    """Look at a drill file as a whole: its words, its plan and its two laws of the ground, at every level.

    FileError, one sentence, when it is no drill or its laws of chance cannot be met; GroundError when somebody could be
    hurt where its roles stand.
    """
    file_name = name + SUFFIX
    file = checked_drill(file_name, parse_toml(file_name, data))
    minds: dict[str, list[int | None]] = {}
    levels = (None, *file.levels)
    for level in levels:
        try:
            drill = resolve(file, level=level)
            make_plan(drill, seed=0, athletes=2)
        except (LawError, SettingError) as exc:
            raise FileError(f"{file_name}: {exc}{_at([level])}") from exc
        ground = on_its_own(drill)
        if ground.refused:
            why = "; ".join(ground.refused)
            raise GroundError(f"{file_name}: not safe where its roles stand: {why}{_at([level])}")
        for warning in ground.warnings:
            minds.setdefault(warning, []).append(level)
    return Checked(file, tuple(text + (_at(at) if len(at) < len(levels) else "") for text, at in minds.items()))


def _at(levels: Iterable[int | None]) -> str:
    """Where it holds, unless it is the drill as its defaults say it."""
    named = [str(level) for level in levels if level is not None]
    return f" (at level{'s'[: len(named) - 1]} {', '.join(named)})" if named else ""


def save_drill(folder: Path, name: str, data: bytes, *, over: str | None = None) -> Checked:
    """Check a drill and keep it in the folder, byte for byte. ``over``: the version (sha256) that it replaces.

    Errors as for ``check_drill``; FileError for a name that is none; Refused for one of the library's, for one that is
    there in another version, and when there are too many. What is there and is no
    drill is replaced.
    """
    _refuse_name(name)
    checked = check_drill(name, data)
    there = folder / f"{name}{SUFFIX}"
    version = version_of(folder, name)
    if version not in (None, checked.file.sha, over):
        said = f"there is a drill {name} of your own already, version {version[:12]}"
        raise Refused(f"{said}: say that this one replaces it, or give it another name")
    if not there.exists() and len(list(folder.glob(f"*{SUFFIX}"))) >= MOST:
        raise Refused(f"{MOST} drills of your own are here already: remove one first")
    folder.mkdir(parents=True, exist_ok=True)
    with whole_bytes(there) as out:
        out.write(data)
    there.with_suffix(REMOVED).unlink(missing_ok=True)
    return checked


def _refuse_name(name: str) -> None:
    if not re.fullmatch(NAME["pattern"], name):
        raise FileError(f"{show(name)} is no name for a drill: a to z, 0 to 9 and -, at most 31, a letter first")
    if name in library_names():
        raise Refused(f"{name} is one of the library's, and those stay as they are: give yours another name")


def version_of(folder: Path, name: str) -> str | None:
    """The sha256 of one of the coach's own; None when there is none of that name, or it is no drill."""
    try:
        return load_drill_file(name, own_dirs=[folder]).sha
    except (UnknownDrill, FileError):
        return None


def remove_drill(folder: Path, name: str) -> None:
    """Take one of the coach's own away; what was played of it stays.

    UnknownDrill when there is none, Refused for one of the library's.
    """
    if name in library_names():
        raise Refused(f"{name} is one of the library's: only your own can be removed")
    drill_bytes(name, own_dirs=[folder])
    (folder / f"{name}{REMOVED}").touch()
    (folder / f"{name}{SUFFIX}").unlink(missing_ok=True)
