"""The coach's words on attempts as they are kept: what was said when, and which edges were chosen.

The value of a word of kind ``edge`` is the list of all picks that hold from then on, as JSON: [[answer, station,
sensor, t_ns], ...].
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, exists, select

from trainer.errors import UnknownRow
from trainer.facts import Pick
from trainer.store.open import Store
from trainer.store.raw import KEY
from trainer.store.schema import correction, verdict
from trainer.store.write import Correction

WORD_FACTS = tuple(Correction.__dataclass_fields__)


@dataclass(frozen=True, slots=True)
class Said:
    """A word that is kept. ``n``: the order in which words were said."""

    id: str
    n: int
    word: Correction


def words_on(store: Store, run: str, seq: int, lane: int = 1) -> tuple[Said, ...]:
    """All that was said of an attempt, oldest first."""
    here = (correction.c.run == run) & (correction.c.seq == seq) & (correction.c.lane == lane)
    return _said(store, here)


def word_of(store: Store, id_: str) -> Said:
    """One word. UnknownRow when there is none of that id."""
    found = _said(store, correction.c.id == id_)
    if not found:
        raise UnknownRow(f"no correction {id_} in the database")
    return found[0]


def picks_of(store: Store, run: str) -> Mapping[tuple[int, int], tuple[Pick, ...]]:
    """The picks that hold now in a run, by seq and lane."""
    here = (correction.c.run == run) & (correction.c.kind == "edge")
    return {(said.word.seq, said.word.lane): picks_from(said.word.value) for said in _said(store, here)}


def often_judged(store: Store) -> list[tuple[str, int, int]]:
    """Run, seq and lane of the attempts of which edges were chosen, and which have more judgements than the first and
    the one that followed from that."""
    key = [verdict.c[name] for name in KEY]
    chosen = exists().where(correction.c.kind == "edge", *(correction.c[column.name] == column for column in key))
    with store.read() as connection:
        rows = connection.execute(select(*key).distinct().where(verdict.c.n > 2, chosen).order_by(*key))
        return [(row.run, row.seq, row.lane) for row in rows]


def picks_text(picks: Iterable[Pick]) -> str | None:
    """As the value of a word; None of none."""
    return json.dumps([[p.answer, p.station, p.sensor, p.t_ns] for p in picks]) if picks else None


def picks_from(value: str | None) -> tuple[Pick, ...]:
    """From the value of a word."""
    return tuple(Pick(*fields) for fields in json.loads(value)) if value else ()


def _said(store: Store, which: ColumnElement[bool]) -> tuple[Said, ...]:
    with store.read() as connection:
        rows = connection.execute(select(correction).where(which).order_by(correction.c.n, correction.c.id))
        return tuple(_fact(row) for row in rows)


def _fact(row: Row[Any]) -> Said:
    return Said(row.id, row.n, Correction(**{name: getattr(row, name) for name in WORD_FACTS}))
