"""The files of splits and of raw edges: everything that was kept below a result, with what it belongs to."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from outings import GOLDEN, played, together
from records import fresh_store, record, records

from trainer.engine.rows import ms
from trainer.exports.below import EDGES, SPLITS
from trainer.exports.columns import Table
from trainer.exports.csv_file import BOM, FORMULA, csv_pieces
from trainer.exports.reps import REPS
from trainer.facts import AttemptRecord
from trainer.store.open import Store
from trainer.store.pages import result_pages
from trainer.store.results import read_attempts
from trainer.store.write import write_attempt

Lines = list[dict[str, str]]


def text(store: Store, table: Table, *, excel: bool = False) -> str:
    return "".join(csv_pieces(table, result_pages(store, edges=table.edges, piece=2), excel=excel))


def lines(store: Store, table: Table) -> Lines:
    return list(csv.DictReader(io.StringIO(text(store, table), newline=""), strict=True))


def harmless(words: str) -> str:
    return f"'{words}" if words.startswith(FORMULA) else words


def said(number: float | None) -> str:
    return "" if number is None else str(number)


def check(store: Store) -> None:
    """Each split and edge that the store has is a line, in order, and bears what its rep's line says."""
    kept = [one for one, _ in read_attempts(store)]
    reps = {(line["run"], line["seq"], line["lane"]): line for line in lines(store, REPS)}
    splits, edges = lines(store, SPLITS), lines(store, EDGES)
    assert [(s["n"], s["split"], s["station"], s["split_ms"], s["off_ms"]) for s in splits] == [
        (str(n), harmless(split.name), harmless(split.station), str(ms(split.ns)), said(ms(split.off_ns)))
        for one in kept
        for n, split in enumerate(one.verdict.splits, 1)
    ]
    assert [(e["n"], e["station"], e["sensor"], e["active"], e["t_ns"]) for e in edges] == [
        (str(n), harmless(edge.station), edge.sensor, str(edge.active).lower(), str(edge.t_ns))
        for one in kept
        for n, edge in enumerate(one.edges, 1)
    ]
    for table, found in ((SPLITS, splits), (EDGES, edges)):
        shared = [column.name for column in table.columns if column in REPS.columns]
        assert {"seed", "drill_sha", "scoring", "scoring_version", "uncertainty_ms", "athlete_id"} <= set(shared)
        for line in found:
            rep = reps[line["run"], line["seq"], line["lane"]]
            assert [line[name] for name in shared] == [rep[name] for name in shared]


@pytest.mark.parametrize(("name", "level"), together(GOLDEN))
def test_whole_sessions(name: str, level: int | None) -> None:
    with played(name, level) as (store, _):
        check(store)


@settings(max_examples=25)
@given(st.lists(records, max_size=4, unique_by=lambda one: (one.seq, one.lane)))
def test_attempts_of_every_shape(written: list[AttemptRecord]) -> None:
    with fresh_store() as store:
        write_attempt(store, *written)
        check(store)


def test_an_edge_is_told_by_when_it_came_after_the_cue() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1), record(2, cues=()))
        found = lines(store, EDGES)
    assert [edge["after_onset_ms"] for edge in found] == ["412.345", "2099.993", "", ""]


def test_for_an_excel_with_a_decimal_comma() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1))
        head, line, end = text(store, SPLITS, excel=True).split("\r\n")
    assert head.startswith(f"{BOM}opened;drill;")
    assert line.split(";")[-7:] == ["1", "gate", "left", "1688,0", "", "", ""]
    assert end == ""
