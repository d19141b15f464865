"""docs/fields.md and docs/raspberry-pi.md say what is so: examples that check, keys that exist, pins as shipped."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from gpiozero.pins.mock import MockFactory

from hardware.field_file import parse_field
from hardware.field_schema import FIELD_SCHEMA
from trainer.fields import field_names, load_field
from trainer.toml import check_shape

DOCS = Path(__file__).parent.parent / "docs"
FIELDS, PI = ((DOCS / name).read_text(encoding="utf-8") for name in ("fields.md", "raspberry-pi.md"))
EXAMPLES = re.findall(r"```toml\n(.*?)```", FIELDS + PI, re.S)


@pytest.mark.parametrize("example", EXAMPLES)
def test_examples_are_right(example):
    doc = tomllib.loads(example)
    check_shape("example", doc, FIELD_SCHEMA)
    assert parse_field("example", doc).notes == ()


def keys(schema: dict[str, Any]) -> Iterator[str]:
    for name, inner in schema.get("properties", {}).items():
        yield name
        yield from keys(inner)
    if isinstance(schema.get("additionalProperties"), dict):
        yield from keys(schema["additionalProperties"])


def test_every_key_is_documented_and_no_other():
    told = set(re.findall(r"`([a-z_]+)`", " ".join(re.findall(r"^\| (`.*?`) \|", FIELDS, re.M))))
    known = set(keys(FIELD_SCHEMA)) - set(FIELD_SCHEMA["properties"])
    assert known == told - (set(field_names()) - known)


def test_every_field_that_comes_along_is_named():
    assert {f"`{name}`" for name in field_names()} <= set(FIELDS.split())


def wired(kit: str) -> set[tuple[str, int]]:
    spec = load_field(kit)
    return {
        (s.name, pin)
        for s in spec.stations
        for pin in (*(s.gate.pins if s.gate else ()), *(t.pin for t in (s.pad, s.beam) if t is not None))
    }


@pytest.mark.parametrize("kit", ["bench", "starter", "backpedal-box"])
def test_the_wiring_table_is_the_field_files(kit):
    rows = [[cell.strip() for cell in row.split("|")[1:-1]] for row in PI.splitlines() if row.startswith("|")]
    table = rows[: next(n for n, row in enumerate(rows) if row[0] == "output of the barrier")]
    column = table[0].index(f"`{kit}`")
    told = {(row[0], row[column]) for row in table[2:] if row[column]}
    assert {(name, int(re.match(r"GPIO(\d+)", cell)[1])) for name, cell in told} == wired(kit)
    board = MockFactory().board_info
    for _, cell in told:
        gpio, header = re.match(r"(GPIO\d+) \((\d+)\)", cell).groups()
        assert board.headers["J8"].pins[int(header)].name == gpio
