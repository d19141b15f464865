"""Parquet: typed columns with unit and meaning, equal to the values of the table."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet
from records import fresh_store, records

from trainer.exports.columns import Table
from trainer.exports.forms import TABLES
from trainer.exports.parquet import write_parquet
from trainer.facts import AttemptRecord
from trainer.store.pages import result_pages
from trainer.store.write import write_attempt

TYPES = {"text": "string", "number": "double", "whole": "int64", "truth": "bool"}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
@settings(max_examples=10)
@given(written=st.lists(records, max_size=4, unique_by=lambda one: (one.seq, one.lane)))
def test_the_values_come_back_with_their_types(table: Table, written: list[AttemptRecord]) -> None:
    out = io.BytesIO()
    with fresh_store() as store:
        write_attempt(store, *written)
        pages = list(result_pages(store, edges=table.edges, piece=2))
        write_parquet(out, table, map(table.values, pages))
    found = parquet.read_table(io.BytesIO(out.getvalue()))
    columns = [[value for page in pages for value in table.values(page)[n]] for n in range(len(table.columns))]
    assert [column.to_pylist() for column in found.columns] == columns
    for column, field in zip(table.columns, found.schema, strict=True):
        assert (field.name, str(field.type)) == (column.name, TYPES[column.kind])
        assert field.metadata == {b"unit": column.unit.encode(), b"meaning": column.meaning.encode()}
