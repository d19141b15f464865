"""The workbook: the same values as in the CSV, with their types, what they mean, and plots of them."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import openpyxl
import pytest
from outings import empty_store, outing
from records import ANNA, fresh_store, outcome, record

from trainer.exports.below import SPLITS
from trainer.exports.columns import Table
from trainer.exports.reps import REPS
from trainer.exports.xlsx import BIN_MS, write_xlsx
from trainer.facts import Person
from trainer.store.open import Store
from trainer.store.pages import result_pages
from trainer.store.roster import change_person
from trainer.store.write import write_attempt

Rows = list[tuple[Any, ...]]


def made(store: Store, **more: int) -> bytes:
    out = io.BytesIO()
    write_xlsx(out, result_pages(store, piece=2), **more)
    return out.getvalue()


def sheets(book: bytes) -> dict[str, Rows]:
    opened = openpyxl.load_workbook(io.BytesIO(book), read_only=True)
    found = {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in opened.worksheets}
    opened.close()
    return found


def values(store: Store, table: Table) -> Rows:
    return [row for page in result_pages(store) for row in zip(*table.values(page), strict=True)]


def cell(value: Any) -> Any:
    """As a spreadsheet keeps it: no text is as good as none, and a number has 15 digits."""
    return str(value) if isinstance(value, int) and abs(value) >= 10**15 else value if value != "" else None


def test_the_cells_are_the_values() -> None:
    with empty_store() as store:
        for drill in ("backpedal-sprint-shuttle", "go-or-flag"):
            outing(store, drill)
        found = sheets(made(store))
        for table in (REPS, SPLITS):
            head, *rows = found[table.name]
            assert head == tuple(column.name for column in table.columns)
            assert rows == [tuple(map(cell, row)) for row in values(store, table)]


def test_every_column_is_explained() -> None:
    with fresh_store() as store:
        explained = {row[:2] for row in sheets(made(store))["columns"]}
    assert {(table.name, column.name) for table in (REPS, SPLITS) for column in table.columns} <= explained


def test_nothing_is_a_formula_and_large_numbers_keep_their_digits() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1))
        change_person(store, Person(ANNA.id, "=1+1"))
        book = made(store)
    head, row = sheets(book)["reps"]
    said = dict(zip(head, row, strict=True))
    assert (said["athlete"], said["seed"]) == ("=1+1", str(2**53 - 1))
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(book)).read("xl/worksheets/sheet1.xml")


def test_what_does_not_go_on_a_sheet_goes_on_the_next() -> None:
    with fresh_store() as store:
        write_attempt(store, *(record(seq) for seq in range(1, 6)))
        found = sheets(made(store, rows=2))
        assert [name for name in found if name.startswith("reps")] == ["reps", "reps 2", "reps 3"]
        rows = [row for name in ("reps", "reps 2", "reps 3") for row in found[name][1:]]
        assert rows == [tuple(map(cell, row)) for row in values(store, REPS)]


def test_hits_are_counted_by_how_long_they_took() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1), record(2), outcome(3, "wrong gate"))
        head, *rows = sheets(made(store))["plots"]
    assert head[:2] == ("from_ms", "reaction")
    assert [row[:2] for row in rows if row[1]] == [(412 // BIN_MS * BIN_MS, 2)]


@pytest.mark.parametrize(("attempts", "charts"), [(0, 0), (1, 2)])
def test_there_are_plots_of_what_was_measured(attempts: int, charts: int) -> None:
    with fresh_store() as store:
        write_attempt(store, *(record(seq) for seq in range(1, attempts + 1)))
        names = zipfile.ZipFile(io.BytesIO(made(store))).namelist()
    assert sum(name.startswith("xl/charts/chart") for name in names) == charts
