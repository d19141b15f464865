"""What processes that were killed left of copies, and of files that came up from a phone: as full of names as a copy,
and good for nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

UPLOAD = "upload-"
"""How folders begin, beside the database, in which a file is looked at that came up from a phone; then the panel's
process."""

ENDS = ("", "-journal", "-wal", "-shm")
"""Of an unfinished copy, and of what SQLite has beside it."""


def lost_uploads(folder: Path) -> Iterator[Path]:
    """Such folders whose process is gone."""
    for left in folder.glob(f"{UPLOAD}*"):
        if not Path("/proc", left.name.split("-")[1]).exists():
            yield left


def leftovers(path: Path | None, backups: Path, noted: Iterable[Path]) -> set[Path]:
    """Unfinished copies of the database at ``path``, in ``backups``, and beside the files ``noted``; one may be
    being made just now. Uploads that nobody waits for any more."""
    parts = [file.with_name(f"{file.name}.part") for file in noted]
    for end in ENDS:
        parts += backups.glob(f"*.part{end}")
        parts += path.parent.glob(f"{path.name}*.part{end}") if path is not None else ()
    if path is not None:
        parts += [file for folder in lost_uploads(path.parent) for file in folder.iterdir()]
    return {file for file in parts if file.is_file()}
