"""XLSX for a spreadsheet: results, splits, what the columns mean, and plots. Written a row at a time to the disk.

Text is written as text, so that none of it is a formula. Whole numbers of more digits than a spreadsheet keeps (15)
are text too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import IO, Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from trainer.exports.below import SPLITS
from trainer.exports.columns import Column, Table, Values
from trainer.exports.reps import REPS
from trainer.store.pages import Page

ROWS = 1_048_575  # of a sheet, its head apart
DIGITS = 10**15
PLOTTED = 10_000  # results in a plot: more makes a spreadsheet slow
BIN_MS, BINS = 25, 80
WIDTHS = {"text": 14, "number": 11, "whole": 9, "truth": 7}
WIDE = {"opened": 21, "session": 36, "run": 36, "athlete_id": 36}
INK, TICKS = "#1F4E79", 20
MEASURES = ("reaction", "start", "transition")


def write_xlsx(out: IO[bytes], pages: Iterable[Page], *, rows: int = ROWS) -> None:
    """The workbook. ``rows``: of a sheet; further ones go on a further sheet."""
    with Workbook(out, {"constant_memory": True, "strings_to_numbers": False}) as book:
        reps, splits = (_Sheets(book, table, rows) for table in (REPS, SPLITS))
        shares = _Shares()
        for page in pages:
            values = reps.add(page)
            splits.add(page)
            shares.add(values)
        _meanings(book)
        _plots(book, min(reps.count, rows, PLOTTED), shares)


class _Sheets:
    """A table on as many sheets as it needs: ``reps``, ``reps 2``, ..."""

    def __init__(self, book: Workbook, table: Table, rows: int) -> None:
        self.count = 0
        self._book = book
        self._table = table
        self._rows = rows
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._number = book.add_format({"num_format": "0.000"})
        self._sheet = self._next()

    def _next(self) -> Worksheet:
        number = self.count // self._rows + 1
        sheet = self._book.add_worksheet(self._table.name + (f" {number}" if number > 1 else ""))
        for place, column in enumerate(self._table.columns):
            form = self._number if column.kind == "number" else None
            sheet.set_column(place, place, WIDE.get(column.name, WIDTHS[column.kind]), form)
            sheet.write_string(0, place, column.name, self._head)
        sheet.freeze_panes(1, 0)
        return sheet

    def add(self, page: Page) -> list[Values]:
        """Returns the values that it wrote, by column."""
        values = self._table.values(page)
        for row in zip(*values, strict=True):
            if self.count and self.count % self._rows == 0:
                self._sheet = self._next()
            self._write(self.count % self._rows + 1, row)
            self.count += 1
        return values

    def _write(self, at: int, row: Sequence[Any]) -> None:
        for place, (column, value) in enumerate(zip(self._table.columns, row, strict=True)):
            if value is not None:
                _write_cell(self._sheet, at, place, column, value, self._number)


def _write_cell(sheet: Worksheet, at: int, place: int, column: Column, value: Any, number: Any) -> None:
    match column.kind:
        case "truth":
            sheet.write_boolean(at, place, value)
        case "number":
            sheet.write_number(at, place, value, number)
        case "whole" if abs(value) < DIGITS:
            sheet.write_number(at, place, value)
        case _:
            sheet.write_string(at, place, str(value))


def _meanings(book: Workbook) -> None:
    sheet = book.add_worksheet("columns")
    head = book.add_format({"bold": True, "bottom": 1})
    rows = [("sheet", "column", "unit", "meaning")]
    for table in (REPS, SPLITS):
        rows.append((table.name, "", "", f"a row is {table.about}"))
        rows += [(table.name, c.name, c.unit, c.meaning) for c in table.columns]
    for at, row in enumerate(rows):
        for place, text in enumerate(row):
            sheet.write_string(at, place, text, head if at == 0 else None)
    sheet.set_column(0, 0, 8)
    sheet.set_column(1, 1, 22)
    sheet.set_column(2, 2, 6)
    sheet.set_column(3, 3, 90)
    sheet.freeze_panes(1, 0)


class _Shares:
    """How many hits fell into each 25 ms, by measure: they are never mixed."""

    def __init__(self) -> None:
        self.found = {measure: Counter[int]() for measure in MEASURES}
        names = [column.name for column in REPS.columns]
        self._outcome = names.index("outcome")
        self._times = [(measure, names.index(f"{measure}_ms")) for measure in MEASURES]

    def add(self, values: list[Values]) -> None:
        for measure, place in self._times:
            times = zip(values[self._outcome], values[place], strict=True)
            hits = (ms for outcome, ms in times if outcome == "hit" and ms is not None)
            self.found[measure].update(min(int(ms // BIN_MS), BINS) for ms in hits)

    def present(self) -> list[str]:
        """The measures that have hits."""
        return [measure for measure in MEASURES if self.found[measure]]


def _plots(book: Workbook, rows: int, shares: _Shares) -> None:
    """Of each measure that has hits: its times in the order of the reps, and how they are spread."""
    sheet = book.add_worksheet("plots")
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.write_row(0, 0, ("from_ms", *shares.present()), book.add_format({"bold": True, "bottom": 1}))
    for at in range(BINS + 1):
        counts = (shares.found[measure][at] for measure in shares.present())
        sheet.write_row(at + 1, 0, (at * BIN_MS, *counts))
    for number, measure in enumerate(shares.present()):
        top = number * 32
        sheet.insert_chart(top, 5, _in_order(book, rows, measure))
        sheet.insert_chart(top + 16, 5, _spread(book, number, measure))


def _in_order(book: Workbook, rows: int, measure: str) -> Any:
    place = [column.name for column in REPS.columns].index(f"{measure}_ms")
    chart = book.add_chart({"type": "line"})
    marker = {"type": "circle", "size": 4, "fill": {"color": INK}, "border": {"color": INK}}
    values = ["reps", 1, place, rows, place]
    chart.add_series({"name": measure, "values": values, "line": {"none": True}, "marker": marker})
    _label(chart, rows, f"{measure} of each rep, in the order of the sheet", "row of reps", f"{measure}_ms (ms)")
    return chart


def _spread(book: Workbook, number: int, measure: str) -> Any:
    chart = book.add_chart({"type": "column"})
    bins, counts = (["plots", 1, place, BINS, place] for place in (0, number + 1))
    chart.add_series({"name": measure, "categories": bins, "values": counts, "gap": 0, "fill": {"color": INK}})
    across = f"from (ms); {BINS * BIN_MS} and more left out"
    _label(chart, BINS, f"{measure} of the hits, in steps of {BIN_MS} ms", across, "hits")
    return chart


def _label(chart: Any, points: int, title: str, across: str, up: str) -> None:
    each = max(1, points // TICKS)
    chart.set_title({"name": title, "name_font": {"size": 11}})
    chart.set_x_axis({"name": across, "interval_unit": each, "interval_tick": each})
    chart.set_y_axis({"name": up, "min": 0, "num_format": "0"})
    chart.set_legend({"none": True})
    chart.set_size({"width": 900, "height": 300})
