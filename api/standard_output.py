"""Standard output as a file: for commands whose results go into another program."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

import typer

from trainer.errors import FileError, TrainerError

STANDARD_OUTPUT = 1


@contextmanager
def standard_output() -> Iterator[TextIO]:
    """UTF-8, line ends as they are. Quiet when the reader has seen enough."""
    try:
        with open(STANDARD_OUTPUT, "w", encoding="utf-8", newline="", closefd=False) as out:
            yield out
    except TrainerError:
        raise
    except BrokenPipeError as exc:
        raise typer.Exit from exc
    except OSError as exc:
        raise FileError(f"standard output cannot be written: {exc.strerror}") from exc
