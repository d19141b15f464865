"""The forms in which results are taken away, by name.

Text is made in pieces as it is asked for. What is no text (XLSX, Parquet, a zipped BIDS dataset) is written to a file
a page at a time; a BIDS dataset of its own is a folder.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Literal

from trainer.errors import AskError
from trainer.exports.below import EDGES, SPLITS
from trainer.exports.bids import write_bids
from trainer.exports.columns import Sheet, Values
from trainer.exports.csv_file import csv_batches
from trainer.exports.figures import FIGURES, figure_batches
from trainer.exports.json_lines import json_pieces
from trainer.exports.names import Names
from trainer.exports.parquet import need_pyarrow, write_parquet
from trainer.exports.reps import REPS
from trainer.store.open import Store
from trainer.store.pages import result_pages
from trainer.store.results import Filter

Form = Literal["csv", "jsonl", "xlsx", "parquet", "bids"]
What = Literal["reps", "splits", "edges", "figures"]

TABLES = {table.name: table for table in (REPS, SPLITS, EDGES)}
SHEETS = (*TABLES.values(), FIGURES)
TEXTS = frozenset({"csv", "jsonl"})
ONE_SHEET = frozenset({"csv", "parquet"})


@dataclass(frozen=True, slots=True)
class Wish:
    """What a file is to be. ``excel``: CSV as an Excel with a decimal comma wants it. AskError when it cannot be."""

    form: Form
    what: What = "reps"
    excel: bool = False

    def __post_init__(self) -> None:
        if self.form not in ONE_SHEET and self.what != "reps":
            raise AskError(f"{self.what}: a file of their own in {' and '.join(sorted(ONE_SHEET))} only")
        if self.form != "csv" and self.excel:
            raise AskError(f"excel: for csv only, not for {self.form}")
        if self.form == "parquet":
            need_pyarrow()

    @property
    def is_text(self) -> bool:
        return self.form in TEXTS


def pieces(store: Store, which: Filter, wish: Wish, names: Names) -> Iterator[str]:
    """A file of text in pieces. UnknownRow, at once, when the filter names what is not there."""
    if wish.form == "jsonl":
        return json_pieces(store, which, names)
    sheet, batches = _sheet(store, which, wish, names)
    return csv_batches(sheet.columns, batches, excel=wish.excel)


def write_file(out: IO[bytes], store: Store, which: Filter, wish: Wish, names: Names) -> None:
    """A file that is no text; a BIDS dataset is zipped. UnknownRow as for ``pieces``."""
    match wish.form:
        case "xlsx":
            from trainer.exports.xlsx import write_xlsx  # noqa: PLC0415 - a large library, for this only

            write_xlsx(out, (page.named(names) for page in result_pages(store, which)))
        case "parquet":
            write_parquet(out, *_sheet(store, which, wish, names))
        case _:
            with tempfile.TemporaryDirectory(prefix="cue-bids-") as folder:
                write_folder(Path(folder), store, which)
                _zip(Path(folder), out)


def write_folder(folder: Path, store: Store, which: Filter) -> None:
    """A BIDS dataset into an empty folder. UnknownRow as for ``pieces``."""
    write_bids(folder, store, result_pages(store, which))


def _sheet(store: Store, which: Filter, wish: Wish, names: Names) -> tuple[Sheet, Iterable[Sequence[Values]]]:
    """The columns, and their values a batch of rows at a time."""
    if wish.what == "figures":
        return FIGURES, figure_batches(store, which, names)
    table = TABLES[wish.what]
    pages = result_pages(store, which, edges=table.edges)
    return table, (table.values(page.named(names)) for page in pages)


def _zip(folder: Path, out: IO[bytes]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
