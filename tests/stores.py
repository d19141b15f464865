"""Stores for tests, copied from ones made once: to bring an empty file to the schema takes longer than a test."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from trainer.store.open import Store, open_store


@cache
def _empty() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trainer.db"
        open_store(path, migrate=True).close()
        return path.read_bytes()  # closed, it is one whole file


def new_store(folder: Path) -> Store:
    """A store with nothing in it, open, as trainer.db in this folder."""
    return opened(folder, _empty())


def opened(folder: Path, database: bytes) -> Store:
    """The store in these bytes of a closed one, open, as trainer.db in this folder."""
    path = folder / "trainer.db"
    with path.open("xb") as file:  # never over another
        file.write(database)
    return open_store(path, migrate=False)
