"""Writes the book of calibrations: whole, or not at all."""

from __future__ import annotations

import json
from pathlib import Path

from sequences.codec import to_doc
from trainer.calibration.book import Book
from trainer.output import whole_file


def write_book(path: Path, book: Book) -> None:
    """Takes the place of the file that was there at once. FileError when it cannot be written."""
    with whole_file(path) as out:
        json.dump(to_doc(book), out, indent=1, ensure_ascii=False, allow_nan=False)
        out.write("\n")
