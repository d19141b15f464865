"""Rows of cells from whatever holds a list: text in any usual encoding and with any usual separator, or a workbook."""

from __future__ import annotations

import codecs
import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from trainer.errors import FileError

SEPARATORS = "\t;,"  # the first of them that the first row has
ZIP, OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
LARGEST = 50_000_000  # bytes of a workbook unpacked
MOST = 10_000  # rows
LINE_END = re.compile("\r\n|\r|\n")
CALLED = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class Row:
    """``line``: where it begins, from 1. ``why``: what is wrong with it, then it has no cells."""

    line: int
    cells: tuple[str, ...]
    why: str = ""


@dataclass(frozen=True, slots=True)
class Cells:
    """Rows that are not empty. ``said``: in what form they were found, for people."""

    rows: tuple[Row, ...]
    said: str


def read_cells(data: bytes) -> Cells:
    """Of a workbook its first sheet. FileError when it is neither that nor text, or has too many rows."""
    if data.startswith(ZIP):
        return Cells(tuple(_limited(_of_workbook(data))), "Excel workbook")
    if data.startswith(OLD_EXCEL):
        raise FileError("this is an Excel workbook of before 2007: save it as .xlsx or CSV")
    encoding, text = decoded(data)
    cells = text_cells(text)
    return Cells(cells.rows, f"{encoding}, {cells.said}")


def decoded(data: bytes) -> tuple[str, str]:
    """The encoding, and the text. What is no UTF-8 or UTF-16 is what Western Windows programs write."""
    marked = next((encoding for mark, encoding in MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else (_utf_16(data), "utf-8", "cp1252"):
        with suppress(UnicodeDecodeError):
            if encoding:
                return CALLED[encoding], data.decode(encoding)
    raise FileError("this is no text in UTF-8, UTF-16 or Windows-1252: save it as CSV in UTF-8")


def _utf_16(data: bytes) -> str | None:
    """UTF-16 without a mark: every second byte of Western text is nought."""
    even, odd = data[:200:2].count(0), data[1:200:2].count(0)
    if max(even, odd) < len(data[:200]) / 5:
        return None
    return "utf-16-be" if even > odd else "utf-16-le"


def text_cells(text: str) -> Cells:
    """Of text that was pasted, or decoded."""
    text = text.removeprefix("\ufeff")
    first = next((line for line in LINE_END.split(text) if line.strip()), "")
    separator = next((sign for sign in SEPARATORS if sign in _unquoted(first)), None)
    names = {"\t": "tabs", ";": "semicolons", ",": "commas", None: "one column"}
    rows = _split(text, separator) if separator else _alone(text)
    return Cells(tuple(_limited(rows)), names[separator])


def _unquoted(line: str) -> str:
    return "".join(line.split('"')[::2])


def _alone(text: str) -> Iterator[Row]:
    for line, words in enumerate(LINE_END.split(text), 1):
        cell = words.strip()
        yield Row(line, (cell.removeprefix('"').removesuffix('"').replace('""', '"') if cell[:1] == '"' else cell,))


def _split(text: str, separator: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=separator, strict=True, skipinitialspace=True)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as exc:
            yield Row(line, (), f"a quotation mark is wrong: {exc}")
        else:
            yield Row(line, tuple(cell.strip() for cell in cells))
        line = reader.line_num + 1


def _limited(rows: Iterator[Row]) -> Iterator[Row]:
    """Those with something in them, composed (NFC) so that one letter is one character."""
    count = 0
    for row in rows:
        if row.why or any(row.cells):
            count += 1
            if count > MOST:
                raise FileError(f"more than {MOST} rows: that is no list of athletes")
            yield Row(row.line, tuple(unicodedata.normalize("NFC", cell) for cell in row.cells), row.why)


def _of_workbook(data: bytes) -> Iterator[Row]:
    from openpyxl import load_workbook  # noqa: PLC0415 - a large library, for this only

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if sum(part.file_size for part in archive.infolist()) > LARGEST:
                raise FileError(f"this workbook has more than {LARGEST // 10**6} MB in it: that is no list of athletes")
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        try:
            sheet = book.worksheets[0]
            for line, cells in enumerate(sheet.iter_rows(values_only=True), 1):
                yield Row(line, tuple(map(_text, cells)))
        finally:
            book.close()
    except (zipfile.BadZipFile, KeyError, IndexError, ValueError, OSError, SyntaxError) as exc:
        if isinstance(exc, FileError):
            raise
        raise FileError(f"this is no Excel workbook that can be read: {exc}") from exc


def _text(value: Any) -> str:
    """A bib that a spreadsheet keeps as 7.0 is 7."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value).strip()
