"""The coach's own drills as a sync sees them: texts by name, and which the coach removed."""

from __future__ import annotations

import re
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from sequences.errors import SequenceError
from sequences.schema import NAME
from trainer.errors import TrainerError
from trainer.files import SUFFIX, library_names
from trainer.output import whole_bytes
from trainer.own import REMOVED, check_drill, version_of


class OwnFiles:
    """The drills in this folder. ``changing`` is held while one is written or removed."""

    def __init__(self, folder: Path, changing: AbstractContextManager[object] | None = None) -> None:
        self._folder = folder
        self._changing = changing or nullcontext()

    def texts(self) -> dict[str, str]:
        """Every file that is a drill."""
        names = sorted(file.stem for file in self._folder.glob(f"*{SUFFIX}"))
        return {name: self._file(name).read_bytes().decode() for name in names if version_of(self._folder, name)}

    def removed(self) -> set[str]:
        return {file.stem for file in self._folder.glob(f"*{REMOVED}")}

    def put(self, name: str, text: str | None) -> bool:
        """Write a drill, or remove it. False, and all is as it was, when it would be no drill here."""
        if not re.fullmatch(NAME["pattern"], name) or name in library_names():
            return False
        try:
            if text is not None:
                check_drill(name, text.encode())
            with self._changing:
                self._put(name, text)
        except (TrainerError, SequenceError):
            return False
        return True

    def _put(self, name: str, text: str | None) -> None:
        if text is None:
            self._file(name).unlink(missing_ok=True)
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        with whole_bytes(self._file(name)) as out:
            out.write(text.encode())
        self._file(name).with_suffix(REMOVED).unlink(missing_ok=True)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}{SUFFIX}"
