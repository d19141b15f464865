"""Downloads: the same files as the command line makes, streamed."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from outings import outing
from panels import Desk, desk_in, is_problem

from trainer.exports.below import EDGES, SPLITS
from trainer.exports.columns import Table
from trainer.exports.csv_file import BOM
from trainer.exports.reps import REPS
from trainer.store.results import rows


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    """A desk with a run of each of two drills in its store, in two sessions."""
    with desk_in(state_dir) as desk:
        outing(desk.panel.store, "wall-tap")
        outing(desk.panel.store, "backpedal-break", wall_s=1_800_000_000.0)
        yield desk


def lines(desk: Desk, path: str, delimiter: str = ",") -> list[dict[str, str]]:
    text = desk.get(path).text.removeprefix(BOM)
    return list(csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))


@pytest.mark.parametrize("table", [REPS, SPLITS, EDGES], ids=lambda table: table.name)
def test_each_table_of_everything(desk: Desk, table: Table) -> None:
    answer = desk.get(f"export?what={table.name}")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="cue-trainer-{table.name}.csv"'
    found = lines(desk, f"export?what={table.name}")
    assert list(found[0]) == [column.name for column in table.columns]
    assert {line["drill"] for line in found} == {"wall-tap", "backpedal-break"}


def test_one_session_with_names_as_an_excel_wants_it(desk: Desk) -> None:
    newest = desk.get("sessions").json()["sessions"][0]["id"]
    path = f"sessions/{newest}/export?excel=true&names=true"
    found = lines(desk, path, ";")
    assert f"session-{newest[:8]}-reps.csv" in desk.get(path).headers["content-disposition"]
    assert {line["session"] for line in found} == {newest}
    assert {line["athlete"] for line in found} == {"Anna", "Ben"}
    assert "," in found[0]["foreperiod_ms"]
    assert {line["athlete"] for line in lines(desk, f"sessions/{newest}/export")} == {"athlete-"}


@pytest.mark.parametrize(
    ("asked", "drills"),
    [
        ("athlete=anna", {"wall-tap", "backpedal-break"}),
        ("drill=wall-tap", {"wall-tap"}),
        ("since=2027-01-10", {"backpedal-break"}),
        ("until=2027-01-10&athlete=athlete-b", {"wall-tap"}),
        ("since=2027-01-15T08:00:01Z", set()),
    ],
)
def test_filters(desk: Desk, asked: str, drills: set[str]) -> None:
    assert {line["drill"] for line in lines(desk, f"export?{asked}")} == drills


def test_json_lines(desk: Desk) -> None:
    answer = desk.get("export?format=jsonl&names=true")
    assert answer.headers["content-type"] == "application/jsonl"
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["name"] for line in lines if line["kind"] == "athlete"] == ["Anna", "Ben"]
    assert sum(line["kind"] == "attempt" for line in lines) == len(list(rows(desk.panel.store)))


@pytest.mark.parametrize(
    ("asked", "status", "kind", "words"),
    [
        ("format=exe", 422, "invalid", "format"),
        ("format=jsonl&excel=true", 422, "invalid", "excel: for csv only"),
        ("since=May", 422, "invalid", "since: 'May' is no day"),
        ("athlete=Cy", 404, "not-found", "no athlete is called 'Cy'"),
        ("drill=lift", 404, "not-found", "no drill lift"),
    ],
)
def test_what_makes_no_sense_is_said_before_the_first_byte(
    desk: Desk, asked: str, status: int, kind: str, words: str
) -> None:
    assert is_problem(desk.get(f"export?{asked}"), status, kind, words)


@pytest.mark.parametrize(
    ("form", "media", "name", "begins"),
    [
        ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "cue-trainer.xlsx", b"PK"),
        ("parquet", "application/vnd.apache.parquet", "cue-trainer-reps.parquet", b"PAR1"),
        ("bids", "application/zip", "cue-trainer.zip", b"PK"),
    ],
)
def test_files_of_other_programs(desk: Desk, form: str, media: str, name: str, begins: bytes) -> None:
    answer = desk.get(f"export?format={form}")
    assert answer.headers["content-type"] == media
    assert name in answer.headers["content-disposition"]
    assert answer.content.startswith(begins)
    if form == "bids":
        names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
        assert {"dataset_description.json", "participants.tsv"} <= set(names)
