"""Puts what another database held into this one: each thing once, and nothing that is here is changed.

What is here already under the same key must be the same; only an attempt may have got more edges, verdicts and
corrections meanwhile, and those are added. What the coach wrote need not have come along, and is not compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Table, insert, select, tuple_, update

from trainer.errors import LineError
from trainer.store import schema
from trainer.store.mapping import Columns
from trainer.store.merges import put_words, words_in
from trainer.store.pages import SHORT
from trainer.store.raw import BELOW, KEY

Key = tuple[str, int, int]  # run, seq, lane
Addition = tuple[Table, Columns]

ONCE = {
    "drill": (schema.drill, "sha"),
    "field": (schema.field, "sha"),
    "plan": (schema.plan, "sha"),
    "session": (schema.session, "id"),
    "run": (schema.run, "id"),
}
REFERS = {"plan": ("drill",), "run": ("session", "plan", "field")}
"""What must be here before."""

NUMBERED = ("cues", "onsets", "edges")
APART = {"verdicts": ("n", "scoring", "version"), "corrections": ("id",)}
"""By what two of an attempt's are told apart."""


def key_of(row: Mapping[Any, Any]) -> Key:
    return row["run"], row["seq"], row["lane"]


class TakeIn:
    """One import, in its caller's transaction. ``new``, ``known``: how many of each kind were added, or were here."""

    free: frozenset[str] = frozenset({"note", "why"})
    """Columns that are not compared: what the coach wrote."""

    def __init__(self, connection: Connection) -> None:
        self.new: Counter[str] = Counter()
        self.known: Counter[str] = Counter()
        self._connection = connection

    def athlete(self, row: Columns) -> None:
        """Somebody who is here stays as they are, but for a name that had not come along before; who was deleted here
        stays deleted. ``row["name"]`` None: it does not come along."""
        athlete, gone = schema.athlete, schema.gone
        stand_in = row["id"][:SHORT]
        here = self._connection.execute(select(athlete.c.name).where(athlete.c.id == row["id"])).first()
        if here or self._connection.execute(select(gone.c.id).where(gone.c.id == row["id"])).first():
            self.known["athlete"] += 1
            if here and here.name == stand_in and row["name"]:
                self._connection.execute(update(athlete).filter_by(id=row["id"]).values(name=row["name"]))
            return
        self._connection.execute(insert(athlete), row | {"name": row["name"] or stand_in})
        self.new["athlete"] += 1

    def merge(self, row: Columns) -> None:
        """A word on two athletes; of who was deleted here there is nothing to be said. LineError when it is here and
        another."""
        here = words_in(self._connection).get(row["id"])
        if here is not None and here != row:
            raise LineError(f"merge {row['id']} is here already, and is another")
        gone = select(schema.gone.c.id).where(schema.gone.c.id.in_((row["keep"], row["other"])))
        if here is not None or self._connection.execute(gone).first():
            self.known["merge"] += 1
            return
        put_words(self._connection, [row])
        self.new["merge"] += 1

    def once(self, kind: str, row: Columns) -> None:
        """A drill, field, plan, session or run. LineError when it is here and another, or what it refers to is not."""
        table, key = ONCE[kind]
        found = self._connection.execute(select(table).where(table.c[key] == row[key])).mappings().first()
        if found is not None:
            if self._compared(found) != self._compared(row):
                raise LineError(f"{kind} {row[key]} is here already, and is another")
            self.known[kind] += 1
            return
        for other in REFERS.get(kind, ()):
            self._need(other, row[other])
        self._connection.execute(insert(table), self._placed(row) if kind == "run" else row)
        self.new[kind] += 1

    def _need(self, kind: str, key: str) -> None:
        table, name = ONCE[kind]
        if not self._connection.execute(select(table.c[name]).where(table.c[name] == key)).first():
            raise LineError(f"there is no {kind} {key}, here or in a line before")

    def _placed(self, row: Columns) -> Columns:
        run = schema.run
        other = self._connection.scalar(select(run.c.id).where(run.c.session == row["session"], run.c.n == row["n"]))
        if other is not None:
            raise LineError(f"run {row['id']} is number {row['n']} of its session, and so is {other}, which is here")
        return row

    def _compared(self, row: Mapping[Any, Any]) -> Columns:
        return {name: value for name, value in row.items() if name not in self.free}

    def attempts(self, docs: Sequence[Columns]) -> list[tuple[int, LineError]]:
        """Attempts with what lies below them, no two of one key or with a correction of the same id. Returns those that
        cannot be taken in, by their place in ``docs``, and why; of them nothing is kept."""
        here, runs, words = self._here(docs), self._runs(docs), self._words(docs)
        bad: list[tuple[int, LineError]] = []
        additions: list[Addition] = []
        for place, doc in enumerate(docs):
            try:
                _refuse_strays(doc, runs, words)
                known = here.get(key_of(doc))
                additions += _all_of(doc) if known is None else self._more(doc, known)
                (self.new if known is None else self.known)["attempt"] += 1
            except LineError as exc:
                bad.append((place, exc))
        for table in (schema.attempt, *(table for table, _ in BELOW.values())):
            rows = [row for its, row in additions if its is table]
            if rows:
                self._connection.execute(insert(table), rows)
        return bad

    def _here(self, docs: Sequence[Columns]) -> dict[Key, Columns]:
        attempt = schema.attempt
        keys = [key_of(doc) for doc in docs]
        wanted = select(attempt).where(tuple_(*(attempt.c[name] for name in KEY)).in_(keys))
        return {key_of(row): dict(row) for row in self._connection.execute(wanted).mappings()}

    def _runs(self, docs: Sequence[Columns]) -> set[str]:
        ids = {doc["run"] for doc in docs}
        return set(self._connection.scalars(select(schema.run.c.id).where(schema.run.c.id.in_(ids))))

    def _words(self, docs: Sequence[Columns]) -> dict[str, Key]:
        """Of the corrections that come along, those whose id is here already, and on which attempt."""
        word = schema.correction
        ids = [one["id"] for doc in docs for one in doc["corrections"]]
        wanted = select(word.c.id, *(word.c[name] for name in KEY)).where(word.c.id.in_(ids))
        return {row["id"]: key_of(row) for row in self._connection.execute(wanted).mappings()}

    def _more(self, doc: Columns, here: Columns) -> list[Addition]:
        """What came to an attempt that is here. LineError when it is another."""
        kept = {name: self._below(doc, name) for name in BELOW}
        numbered = {name: list(_rows(doc, name)) for name in NUMBERED}
        if here != _own(doc) or any(kept[name] != numbered[name] for name in ("cues", "onsets")):
            raise LineError(f"attempt {doc['seq']} of run {doc['run']} is here already, and is another")
        additions = [(schema.edge, row) for row in _fresh_edges(kept["edges"], numbered["edges"])]
        for name in APART:
            additions += [(BELOW[name][0], row) for row in self._fresh(name, kept[name], list(_rows(doc, name)))]
        self.new["addition"] += len(additions)
        return additions

    def _fresh(self, name: str, kept: Sequence[Columns], coming: Sequence[Columns]) -> list[Columns]:
        """The verdicts or corrections that are not here. LineError when one that is here is another."""
        known = {_place(name, row): self._compared(row) for row in kept}
        for row in coming:
            if known.get(_place(name, row), self._compared(row)) != self._compared(row):
                raise LineError(f"attempt {row['seq']} of run {row['run']} has other {name} here")
        return [row for row in coming if _place(name, row) not in known]

    def _below(self, doc: Columns, name: str) -> list[Columns]:
        table, _ = BELOW[name]
        wanted = select(table).filter_by(**dict(zip(KEY, key_of(doc), strict=True))).order_by(table.c.n)
        return [dict(row) for row in self._connection.execute(wanted).mappings()]


def _place(name: str, row: Columns) -> tuple[Any, ...]:
    return tuple(row[part] for part in APART[name])


def _refuse_strays(doc: Columns, runs: set[str], words: Mapping[str, Key]) -> None:
    if doc["run"] not in runs:
        raise LineError(f"there is no run {doc['run']}, here or in a line before")
    for word in doc["corrections"]:
        if words.get(word["id"], key_of(doc)) != key_of(doc):
            raise LineError(f"correction {word['id']} is here already, on another attempt")


def _all_of(doc: Columns) -> list[Addition]:
    return [(schema.attempt, _own(doc)), *((BELOW[name][0], row) for name in BELOW for row in _rows(doc, name))]


def _own(doc: Columns) -> Columns:
    return {column.name: doc[column.name] for column in schema.attempt.c}


def _rows(doc: Columns, name: str) -> Iterator[Columns]:
    """What lies below an attempt as rows; cues, onsets and edges are numbered as they stand."""
    key = dict(zip(KEY, key_of(doc), strict=True))
    for n, row in enumerate(doc[name], 1):
        yield key | ({"n": n} if name in NUMBERED else {}) | row


def _fresh_edges(kept: Sequence[Columns], coming: Sequence[Columns]) -> Iterator[Columns]:
    """Those that are not here, numbered after those that are."""
    known = {_facts(row) for row in kept}
    fresh = [row for row in coming if _facts(row) not in known]
    return (row | {"n": n} for n, row in enumerate(fresh, len(kept) + 1))


def _facts(edge: Columns) -> tuple[Any, ...]:
    return tuple(value for name, value in sorted(edge.items()) if name != "n")
