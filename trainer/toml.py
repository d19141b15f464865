"""Reads TOML and checks its shape, and makes the sentence when it is wrong: file, place, what may be."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from hardware.errors import FieldError
from sequences.errors import DrillError
from sequences.shape import fault
from trainer.errors import FileError

LARGEST = 1_000_000  # bytes; the longest drill of the library has under 5 000
MOST_DOTS = 200  # in a line; a key of thousands of parts keeps the reader busy for minutes


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. FileError, one sentence, when it cannot be read or is no TOML."""
    return parse_toml(path.name, read_bytes(path))


def read_bytes(path: Path) -> bytes:
    """A file of a coach's, or as much of it as shows that it is too large. FileError when it cannot be read."""
    try:
        if not path.is_file():
            kind = (
                "a folder, not a file" if path.is_dir() else "not a file to read" if path.exists() else "no such file"
            )
            raise FileError(f"{path}: {kind}")
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileError:
        raise
    except (OSError, ValueError) as exc:  # ValueError: a path no system can have
        raise FileError(f"{path}: cannot be read: {getattr(exc, 'strerror', None) or exc}") from exc


def parse_toml(name: str, data: bytes) -> dict[str, Any]:
    """The tables in the bytes of a TOML file that is called ``name`` in sentences."""
    if len(data) > LARGEST:
        raise FileError(f"{name}: larger than {LARGEST // 1_000_000} MB")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        raise FileError(f"{name}: not UTF-8 text: byte {exc.start + 1} does not belong there") from exc
    if any(line.count(".") > MOST_DOTS for line in text.splitlines()):
        raise FileError(f"{name}: not TOML to work with: more than {MOST_DOTS} dots in a line")
    try:
        return tomllib.loads(text.replace("\r\n", "\n"))
    except RecursionError as exc:
        raise FileError(f"{name}: not TOML to work with: lists within lists without end") from exc
    except ValueError as exc:  # TOMLDecodeError, and a number with thousands of digits
        raise FileError(f"{name}: not TOML: {' '.join(str(exc).split())}") from exc


def check_shape(name: str, doc: Any, schema: dict[str, Any]) -> None:
    """FileError with the first thing in ``doc`` that the JSON Schema (Draft 2020-12) does not allow.

    Sentences for a ``pattern`` take their words from the ``description`` beside it ("is not <description>").
    """
    with in_file(name):
        found = fault(doc, schema)
        if found:
            raise DrillError(*found)


@contextmanager
def in_file(name: str) -> Iterator[None]:
    """Puts the file's name in front of what a drill or a field inside it says wrong, as a FileError."""
    try:
        yield
    except (DrillError, FieldError) as exc:
        raise FileError(f"{name}: {exc}") from exc
