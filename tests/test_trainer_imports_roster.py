"""Lists of athletes in every form that a coach may have one, and the sentence for each line that will not do."""

from __future__ import annotations

import csv
import io
import unicodedata
import zipfile
from contextlib import suppress
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.errors import FileError
from trainer.facts import Person
from trainer.imports.cells import MOST, read_cells, text_cells
from trainer.imports.roster import BANDS, Roster, age_band, read_roster

SQUAD = ["Éva", "Jürgen", "Zoë-Mae", "O'Neil", "7"]
KNOWN = (Person("id-1", "Anna"),)


def of_text(text: str, known: tuple[Person, ...] = ()) -> Roster:
    return read_roster(text_cells(text), known)


def of_bytes(data: bytes) -> Roster:
    return read_roster(read_cells(data), ())


def names(roster: Roster) -> list[str]:
    return [entry.name for entry in roster.of("new")]


def told(roster: Roster) -> list[tuple[int, str]]:
    return [(entry.line, entry.why) for entry in roster.of("bad")]


def workbook(rows: list[list[Any]]) -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_usual_encoding_and_line_end(encoding: str, end: str) -> None:
    roster = of_bytes(end.join(["name", *SQUAD, ""]).encode(encoding))
    assert names(roster) == SQUAD
    assert roster.said.split(",")[0] == {"cp1252": "Windows-1252"}.get(encoding, encoding[:6].rstrip("-").upper())


@pytest.mark.parametrize(("separator", "said"), [(";", "semicolons"), (",", "commas"), ("\t", "tabs")])
def test_every_usual_separator(separator: str, said: str) -> None:
    roster = of_text(f"Nickname{separator}Age\nAnn{separator}12\n\n Ben {separator}\n")
    assert [(entry.line, entry.name, entry.band) for entry in roster.entries] == [(2, "Ann", "12-13"), (4, "Ben", "")]
    assert roster.said == said


def test_a_decimal_comma_separates_nothing() -> None:
    roster = of_text("Name;Alter;Bestzeit\nAnn;12,5;4,85\n")
    assert [(entry.name, entry.band) for entry in roster.entries] == [("Ann", "12-13")]
    assert roster.left_out == ("Bestzeit",)


def test_names_alone_one_a_line_or_pasted_in_one() -> None:
    assert names(of_text("Ann\n  Ben  \n\nMüller, Cy\n")) == ["Ann", "Ben", "Müller, Cy"]
    assert names(of_text("Ann, Ben,Cy,")) == ["Ann", "Ben", "Cy"]
    assert names(of_text('"Ann ""the rocket"""')) == ['Ann "the rocket"']


def test_what_must_not_be_kept_is_left_out_and_said() -> None:
    roster = of_text("name,birth date,weight,note\nAnn,2012-03-01,40,left-handed\n")
    assert roster.left_out == ("birth date", "weight")
    assert [(entry.name, entry.note) for entry in roster.entries] == [("Ann", "left-handed")]


@pytest.mark.parametrize("text", ["Ann;12\nBen;13\n", "age;note\n12;x\n", "first;last\nAnn;Smith\n"])
def test_columns_without_a_heading_for_names(text: str) -> None:
    with pytest.raises(FileError, match="several columns, and none of them is headed name: begin with a line such as"):
        of_text(text)


@pytest.mark.parametrize("text", ["", "\n \n", ";;\n"])
def test_nobody(text: str) -> None:
    with pytest.raises(FileError, match="there is nobody in this list"):
        of_text(text)


def test_each_bad_line_is_named() -> None:
    lines = ["name;age", "Ann;12", "ann;13", ";12", f"{'x' * 41};12", "Ben;U13", "C\x07y;12", "Dee;130"]
    assert told(of_text("\n".join(lines))) == [
        (3, "ann is in line 2 already: add a letter or a number"),
        (4, "there is no name"),
        (5, f"the name '{'x' * 41}' has more than 40 characters, or some that cannot be shown"),
        (6, "Ben: 'U13' is no age in years, and none of under 8, 8-9, 10-11, 12-13, 14-15, 16-17, 18 and over"),
        (7, "the name 'C\\x07y' has more than 40 characters, or some that cannot be shown"),
        (8, "Dee: '130' is no age in years, and none of under 8, 8-9, 10-11, 12-13, 14-15, 16-17, 18 and over"),
    ]


def test_quotation_marks() -> None:
    roster = of_text('name,note\n"Müller, Ann","two\nlines"\n"Ben" x,\nCy,ok\n"Dee,\n')
    assert [(entry.line, entry.name) for entry in roster.of("new")] == [(2, "Müller, Ann"), (5, "Cy")]
    assert [line for line, _ in told(roster)] == [4, 6]
    assert all(why.startswith("a quotation mark is wrong") for _, why in told(roster))


def test_who_is_here_already_is_known_and_letters_that_look_alike_are_one() -> None:
    roster = of_text("anna\nE\u0301va\n\u00c9va\n", KNOWN)
    assert [(entry.name, entry.state) for entry in roster.entries] == [
        ("anna", "known"),
        ("Éva", "new"),
        ("Éva", "bad"),
    ]


def test_a_thousand_athletes() -> None:
    roster = of_text("name;age\n" + "".join(f"Athlete {n};{n % 20 + 5}\n" for n in range(1000)))
    assert len(roster.of("new")) == 1000


def test_more_rows_than_any_club_has() -> None:
    with pytest.raises(FileError, match=f"more than {MOST} rows"):
        of_text("x\n" * (MOST + 1))


def test_a_workbook() -> None:
    roster = of_bytes(
        workbook([["Bib", "Age", "Born"], [7, 12, None], [8.0, "13", None], [], ["Zoë", 12.5, "x"], [None, 9]])
    )
    assert [(entry.line, entry.name, entry.band) for entry in roster.of("new")] == [
        (2, "7", "12-13"),
        (3, "8", "12-13"),
        (5, "Zoë", "12-13"),
    ]
    assert told(roster) == [(6, "there is no name")]
    assert (roster.said, roster.left_out) == ("Excel workbook", ("Born",))


def test_workbooks_that_are_none() -> None:
    with pytest.raises(FileError, match="of before 2007: save it as"):
        of_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")
    for data in (b"PK\x03\x04rubbish", _zip({"x.txt": b"x"}), workbook([["name"]])[:-400]):
        with pytest.raises(FileError, match="this is no Excel workbook that can be read"):
            of_bytes(data)
    with pytest.raises(FileError, match="more than 50 MB in it"):
        of_bytes(_zip({"xl/worksheets/sheet1.xml": bytes(50_000_001)}))


def _zip(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def test_bytes_that_are_no_text() -> None:
    with pytest.raises(FileError, match="no text in UTF-8, UTF-16 or Windows-1252"):
        of_bytes(b"\x81\x8d")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_list_or_a_sentence(data: bytes) -> None:
    with suppress(FileError):
        roster = of_bytes(data)
        assert all(entry.why if entry.state == "bad" else entry.name for entry in roster.entries)


cells = st.text(st.characters(exclude_categories=("Cs", "Cc")), max_size=20)


@given(st.lists(st.tuples(cells, st.integers(5, 40), cells), max_size=5), st.sampled_from(";,\t"))
def test_what_a_program_writes_as_csv_is_read_whole(rows: list[tuple[str, int, str]], separator: str) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(["name", "age", "note"])
    writer.writerows(rows)
    roster = of_text(out.getvalue())
    good = [entry for entry in roster.entries if entry.state == "new"]
    said = {" ".join(name.split()) for name, _, _ in rows}
    assert {entry.name for entry in good} <= {_nfc(name) for name in said}
    assert len(roster.entries) == len(rows)


def _nfc(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


@given(st.integers(0, 99))
def test_an_age_is_in_its_band(age: int) -> None:
    band = age_band(str(age))
    assert band in BANDS[1:]
    ends = [int(number) for number in str(band).replace("under 8", "0-7").replace("18 and over", "18-99").split("-")]
    assert ends[0] <= age <= ends[1]
    assert age_band(f"{age},5") == age_band(f"{age}.9") == band == age_band(str(band))


def test_a_bad_line_keeps_everybody_out_unless_it_is_skipped() -> None:
    roster = of_text("Ann\nann\nBen")
    with pytest.raises(FileError, match="line 2: ann is in line 1 already"):
        roster.people(lambda: "id", 1.0, skip_bad=False)
    assert [p.name for p in roster.people(lambda: "id", 1.0, skip_bad=True)] == ["Ann", "Ben"]
