"""The drills as the panel knows them: read once, and again when one of the coach's own files has changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock

from sequences.errors import UnknownDrill
from sequences.load import DrillFile
from sequences.shape import nearest_first, show
from trainer.errors import FileError
from trainer.files import list_drills

Stamp = tuple[tuple[Path, int, int], ...]


@dataclass(slots=True)
class Library:
    """``own``: folders of the coach's own drills. May be asked from several threads."""

    own: tuple[Path, ...] = ()
    changing: Lock = field(default_factory=Lock)  # held by whoever saves or removes one
    _lock: Lock = field(default_factory=Lock)
    _stamp: Stamp | None = None
    _files: dict[str, DrillFile] = field(default_factory=dict)
    _wrong: tuple[str, ...] = ()

    def all(self) -> tuple[tuple[DrillFile, ...], tuple[str, ...]]:
        """Every drill that is right, by name, and the sentences of those that are not."""
        with self._lock:
            stamp = _stamp_of(self.own)
            if stamp != self._stamp:
                files, wrong = list_drills(self.own)
                self._files, self._wrong, self._stamp = {file.name: file for file in files}, tuple(wrong), stamp
            return tuple(self._files.values()), self._wrong

    def one(self, name: str) -> DrillFile:
        """The drill of this name; a name is never a path here. UnknownDrill, or FileError when its file is wrong."""
        files, wrong = self.all()
        names = {file.name: file for file in files}
        if name in names:
            return names[name]
        for sentence in wrong:
            if sentence.startswith(f"{name}.toml:"):
                raise FileError(sentence)
        raise UnknownDrill(f"no drill {show(name)}; drills: {', '.join(nearest_first(name, names))}")


def _stamp_of(folders: tuple[Path, ...]) -> Stamp:
    files = sorted(file for folder in folders if folder.is_dir() for file in folder.glob("*.toml"))
    return tuple((file, stat.st_mtime_ns, stat.st_size) for file in files if (stat := file.stat()))
