"""The file of reps is what was kept and shown, and a spreadsheet opens it without harm."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterator
from operator import itemgetter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outings import GOLDEN, played, together
from records import fresh_store, record, records

from trainer.exports.columns import column_tables
from trainer.exports.csv_file import FORMULA, csv_pieces
from trainer.exports.forms import SHEETS
from trainer.exports.reps import REPS, SPLITS
from trainer.facts import AttemptRecord, Person, Split, Verdict
from trainer.store.open import Store
from trainer.store.pages import Page, result_pages
from trainer.store.results import rows
from trainer.store.roster import change_person
from trainer.store.write import Correction, add_correction, write_attempt

DOCS = Path(__file__).parents[1] / "docs" / "exports.md"
Row = dict[str, Any]
TOGETHER = ("place", "team_ms", "vo2max", "vo2max_by")  # of those who ran together


def cells(store: Store) -> list[dict[str, str]]:
    """The file, read back."""
    text = "".join(csv_pieces(REPS, result_pages(store)))
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def stored(*written: AttemptRecord, name: str = "Anna", void: bool = False) -> list[dict[str, str]]:
    with fresh_store() as store:
        write_attempt(store, *written)
        change_person(store, Person("athlete-a", name))
        if void:
            add_correction(store, Correction("run-1", 1, "void", "void", "coach", 0.0))
        return cells(store)


def as_cells(row: Row) -> dict[str, str]:
    """What the file must say of a row that was shown live, or that the store gives with the coach's word laid over."""
    last = row["cues"][-1] if row["cues"] else {}
    values = (
        row
        | {name: last.get(name) for name in ("show", "light", "sound", "skew_ms")}
        | {"splits": len(row["splits_ms"])}
    )
    for n in range(SPLITS):
        split = row["splits_ms"][n] if n < len(row["splits_ms"]) else {}
        name = f"split_{n + 1}"
        values |= {name: split.get("name"), f"{name}_station": split.get("station")}
        values |= {f"{name}_{key}": split.get(key) for key in ("ms", "off_ms")}
    values["notes"] = "; ".join(row["notes"])
    return {column.name: as_cell(values[column.name]) for column in REPS.columns if column.name in values}


def as_cell(value: object) -> str:
    if isinstance(value, list):
        value = " + ".join(value)
    if isinstance(value, str):
        return f"'{value}" if value.startswith(FORMULA) else value
    return "" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


@pytest.mark.parametrize(("name", "level"), together(GOLDEN))
def test_the_file_says_what_was_shown_live(name: str, level: int | None) -> None:
    with played(name, level) as (store, live):
        shown = sorted(live, key=lambda row: row["seq"])  # lanes end in any order
        found = cells(store)
    assert len(found) == len(shown) > 0
    for row, line in zip(sorted(shown, key=itemgetter("seq")), found, strict=True):
        said = as_cells(row)
        assert {column: line[column] for column in said} == said
        assert set(line) - set(said) == {
            *("opened", "judged", "form", "form_what", "field", "drill_sha", "plan_sha", "scoring", "scoring_version"),
            *("surface", "footwear", "condition", *TOGETHER),
        }


@settings(max_examples=50)
@given(st.lists(records, max_size=3, unique_by=lambda one: (one.seq, one.lane)))
def test_every_cell_is_what_the_store_says_and_none_is_a_formula(written: list[AttemptRecord]) -> None:
    with fresh_store() as store:
        write_attempt(store, *written)
        found = cells(store)
        assert found == [as_cells(row) | dict.fromkeys(TOGETHER, "") for row in rows(store)]
    assert not [cell for line in found for name, cell in line.items() if is_text(name) and cell.startswith(FORMULA)]


def is_text(name: str) -> bool:
    return next(column for column in REPS.columns if column.name == name).kind == "text"


def test_a_row_as_a_coach_reads_it() -> None:
    [row] = stored(record(1))
    filled = {name: value for name, value in row.items() if value and not name.endswith(("_ns", "_sha"))}
    assert filled == {
        "opened": "2023-11-14T22:14:20Z", "drill": "left-right", "level": "2", "set": "1", "rep": "1",
        "attempt": "1", "lane": "1", "athlete": "Anna", "outcome": "hit", "judged": "hit", "measure": "reaction",
        "reaction_ms": "412.345", "movement_ms": "1688.0", "total_ms": "2100.0", "uncertainty_ms": "9.9",
        "uncertainty_clock_ms": "0.0", "uncertainty_body_ms": "9.8",
        "cue": "left", "show": "left", "light": "white", "catch": "false", "go": "true", "answered": "left",
        "foreperiod_ms": "1500.0", "lateness_us": "7.0", "splits": "1", "split_1": "gate", "split_1_station": "left",
        "split_1_ms": "1688.0", "notes": "pad closed again; no sound device", "field": "simulated", "simulated": "true",
        "surface": "grass",
        "session": "session-1", "run": "run-1", "seq": "1", "athlete_id": "athlete-a", "seed": str(2**53 - 1),
        "scoring": "standard", "scoring_version": "1",
    }  # fmt: skip


def test_struck_out_and_nothing_shown() -> None:
    nothing = record(1, cues=(), go=None, catch=True, verdict=Verdict("withheld", None))
    [row] = stored(nothing, void=True)
    assert (row["outcome"], row["judged"]) == ("void", "withheld")
    assert {row[name] for name in ("cue", "show", "light", "sound", "go", "due_ns", "reaction_ms")} == {""}
    assert row["notes"] == "no sound device"  # said of the whole run
    assert row["splits"] == "0"


def test_more_splits_than_columns_are_counted() -> None:
    splits = tuple(Split(f"lap {n}", "line", n * 1_000_000) for n in range(1, SPLITS + 3))
    [row] = stored(record(1, verdict=Verdict("hit", None, splits=splits)))
    assert row["splits"] == str(SPLITS + 2)
    assert (row[f"split_{SPLITS}"], row[f"split_{SPLITS}_ms"]) == (f"lap {SPLITS}", f"{SPLITS}.0")


def test_the_lines_end_as_rfc_4180_says() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1))
        text = "".join(csv_pieces(REPS, result_pages(store)))
    assert text.count("\r\n") == text.count("\n") == 2
    assert text.startswith("opened,drill,level,set,rep,attempt,lane,athlete,outcome,")


@pytest.mark.parametrize("name", ["=1+1", "+49", "-7", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")', 'Anna, "A"\n'])
def test_a_name_is_never_a_formula(name: str) -> None:
    [row] = stored(record(1), name=name)
    assert row["athlete"] == (name if name.startswith("Anna") else f"'{name}")


def test_pages_are_read_as_they_are_written() -> None:
    read = 0

    def coming() -> Iterator[Page]:
        nonlocal read
        for page in pages:
            read += 1
            yield page

    with fresh_store() as store:
        write_attempt(store, record(1))
        pages = list(result_pages(store)) * 3
    assert [read for _ in csv_pieces(REPS, coming())] == [0, 1, 2, 3]


def test_the_documented_columns_are_the_golden_ones() -> None:
    start, end = "<!-- columns: made by `make golden` from trainer/exports -->\n", "<!-- end of columns -->"
    text = DOCS.read_text(encoding="utf-8")
    head, rest = text.split(start)
    made = f"{head}{start}{column_tables(SHEETS)}\n{end}{rest.split(end, 1)[1]}"
    if os.environ.get("GOLDEN") == "renew":
        DOCS.write_text(made, encoding="utf-8")
        return
    assert text == made, "docs/exports.md differs from the columns: run `make golden` and read the diff"
