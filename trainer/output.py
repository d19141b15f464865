"""Files that the trainer writes for people: there whole, or not at all."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO, TextIO, TypeVar

from trainer.errors import FileError, TrainerError

F = TypeVar("F", TextIO, BinaryIO)


@contextmanager
def whole_file(path: Path) -> Iterator[TextIO]:
    """A file of text to write that takes its name only when it is complete: until then it is ``path`` with .part added.

    FileError when it cannot be written; what was there before is left as it was.
    """
    with _whole(path, lambda part: part.open("w", encoding="utf-8", newline="")) as out:
        yield out


@contextmanager
def whole_bytes(path: Path) -> Iterator[BinaryIO]:
    """The same for a file of bytes."""
    with _whole(path, lambda part: part.open("wb")) as out:
        yield out


@contextmanager
def whole_folder(path: Path) -> Iterator[Path]:
    """An empty folder to fill, which takes its name when it is complete. FileError when that name is taken."""
    if path.exists():
        raise FileError(f"{path} is there already: give the name of a new folder")
    part = path.with_name(f"{path.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)  # of an earlier time, which was ended
        part.mkdir()
        yield part
        part.rename(path)
    except TrainerError:
        raise
    except OSError as exc:
        raise FileError(f"{path} cannot be written: {exc.strerror}") from exc
    finally:
        shutil.rmtree(part, ignore_errors=True)


@contextmanager
def _whole(path: Path, opened: Callable[[Path], F]) -> Iterator[F]:
    target = path.resolve()  # a link stays a link
    if target.exists() and not target.is_file():
        raise FileError(f"{path} is not a file: give the name of one")
    part = target.with_name(f"{target.name}.part")
    try:
        with opened(part) as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        part.replace(target)
    except TrainerError:
        raise  # not the file's fault: some of ours are OSErrors too
    except OSError as exc:
        raise FileError(f"{path} cannot be written: {exc.strerror}") from exc
    finally:
        with suppress(OSError):
            part.unlink()
