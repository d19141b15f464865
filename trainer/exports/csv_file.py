"""CSV for a spreadsheet: RFC 4180, UTF-8, decimal point; no text in it is a formula.

For an Excel that speaks a language with a decimal comma: a mark of the encoding (BOM), semicolons, decimal commas.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from trainer.exports.columns import Column, Table, Values
from trainer.store.pages import Page

# https://owasp.org/www-community/attacks/CSV_Injection
FORMULA = ("=", "+", "-", "@", "\t", "\r")
TRUTH = {None: None, False: "false", True: "true"}
BOM = "\ufeff"


def csv_pieces(table: Table, pages: Iterable[Page], *, excel: bool = False) -> Iterator[str]:
    """The file in pieces, one for the head and one a page."""
    return csv_batches(table.columns, map(table.values, pages), excel=excel)


def csv_batches(
    columns: Sequence[Column], batches: Iterable[Sequence[Values]], *, excel: bool = False
) -> Iterator[str]:
    """The same of values by column, a batch of rows at a time."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=";" if excel else ",")
    writer.writerow([column.name for column in columns])
    yield (BOM if excel else "") + out.getvalue()
    for batch in batches:
        out.seek(0)
        out.truncate()
        writer.writerows(zip(*cells(columns, batch, excel=excel), strict=True))
        yield out.getvalue()


def cells(columns: Sequence[Column], batch: Sequence[Values], *, excel: bool = False) -> list[Values]:
    """What stands in the file, by column: nothing for None, true and false, a harmless text, or the number."""
    return [_cells(column, values, excel) for column, values in zip(columns, batch, strict=True)]


def _cells(column: Column, values: Values, excel: bool) -> Values:
    match column.kind:
        case "text":
            return harmless(values)
        case "truth":
            return [TRUTH[value] for value in values]
        case "number" if excel:
            return [None if value is None else str(value).replace(".", ",") for value in values]
        case _:
            return values


def harmless(texts: Values) -> Values:
    """With an apostrophe before each text that would be a formula."""
    formulas = {text: f"'{text}" for text in set(texts) if text is not None and text.startswith(FORMULA)}
    return [formulas.get(text, text) for text in texts] if formulas else texts
