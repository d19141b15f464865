"""An athlete deleted: the row goes, the name in free text too, and a tombstone stays so that no copy brings them back.

The results stay, under an id that no longer leads to anybody. On SQLite deleted bytes are overwritten
(``secure_delete``), the write-ahead file is emptied, and the file is read for what should be gone; if it is there all
the same it is written anew.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Column, ColumnElement, Connection, delete, insert, select, true, update

from trainer.store.open import Store
from trainer.store.schema import athlete, correction, edit, gone, session
from trainer.store.wipe import wipe

GONE = "…"  # what stands where a name stood in a text

FREE_TEXT: tuple[tuple[Column[str], ColumnElement[bool]], ...] = (
    (session.c.note, true()),
    (correction.c.why, true()),
    (athlete.c.note, true()),
    (athlete.c.agreed_by, true()),
    (edit.c.value, edit.c.field == "agreed"),
)
"""Columns that anybody may have written a name into, and in which rows."""


def forget(store: Store, tombstones: Mapping[str, float]) -> int:
    """Delete these athletes (id -> when, in seconds since 1970), those that are here, and remember them as deleted.

    Returns how many were here. Their names are out of the file when this returns; StoreError when other processes keep
    it from being tidied up.
    """
    with store.write() as connection:
        here = connection.execute(select(athlete).where(athlete.c.id.in_(tombstones))).all()
        traces, hints = [row.id + row.name for row in here], [row.note for row in here]
        traces += _edits(connection, tombstones)
        connection.execute(delete(athlete).where(athlete.c.id.in_(tombstones)))
        for row in here:
            hints += _scrub(connection, row.name)
        known = set(connection.scalars(select(gone.c.id)))
        fresh = [{"id": id_, "wall_s": wall_s} for id_, wall_s in tombstones.items() if id_ not in known]
        if fresh:
            connection.execute(insert(gone), fresh)
    if here:
        wipe(store, traces, hints)
    return len(here)


def tombstones(store: Store) -> dict[str, float]:
    """Everybody who was deleted: id -> when."""
    with store.read() as connection:
        return {row.id: row.wall_s for row in connection.execute(select(gone))}


def _edits(connection: Connection, ids: Iterable[str]) -> list[str]:
    """Delete what was changed of these, here or elsewhere. The names that stood in it, as they stood."""
    theirs = (edit.c.kind == "athlete") & edit.c.id.in_(ids)
    names = connection.execute(select(edit.c.id, edit.c.value).where(theirs, edit.c.field == "name")).all()
    connection.execute(delete(edit).where(theirs))
    return [row.id + row.value for row in names if row.value]


def _scrub(connection: Connection, name: str) -> Iterator[str]:
    """Take a name out of every free text. Yields the texts it stood in. A number, such as a bib, is not looked for."""
    if not any(letter.isalpha() for letter in name):
        return
    whole_word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)", re.IGNORECASE)
    for column, rows in FREE_TEXT:
        for text in connection.scalars(select(column).where(rows, column != "").distinct()).all():
            if whole_word.search(text):
                scrubbed = {column: whole_word.sub(GONE, text)}
                connection.execute(update(column.table).where(rows, column == text).values(scrubbed))
                yield text
