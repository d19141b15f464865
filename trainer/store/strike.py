"""A whole run struck out by one tap, and taken back: a word on each of its attempts, and nothing is lost.

What the coach had struck out one by one stays struck out when the whole is taken back.
"""

from __future__ import annotations

from dataclasses import asdict

from sqlalchemy import Connection, func, insert, select

from trainer.errors import UnknownRow
from trainer.store import schema
from trainer.store.open import Store
from trainer.store.write import Correction, new_id

WHOLE = "the whole run"
"""The reason that tells these words from others."""


def strike_out(store: Store, run: str, who: str, wall_s: float) -> int:
    """None of its attempts counts any more, wherever results are read. Returns how many did. UnknownRow when there is
    no such run."""
    result = schema.current_result
    counting = select(result.c.seq, result.c.lane).where(result.c.run == run, ~result.c.void)
    with store.write() as connection:
        _need(connection, run)
        found = connection.execute(counting.order_by(result.c.seq, result.c.lane)).all()
        return _say(
            connection, [Correction(run, r.seq, "void", "void", who, wall_s, WHOLE, lane=r.lane) for r in found]
        )


def take_back(store: Store, run: str, who: str, wall_s: float) -> int:
    """What was struck out with the whole run counts again. Returns how many attempts. UnknownRow as there."""
    word = schema.correction
    voids = select(word).where(word.c.run == run, word.c.kind == "void").order_by(word.c.n, word.c.id)
    with store.write() as connection:
        _need(connection, run)
        newest = {(row.seq, row.lane): row for row in connection.execute(voids)}
        struck = [row for row in newest.values() if row.value is not None and row.why == WHOLE]
        back = [Correction(run, row.seq, "void", None, who, wall_s, WHOLE, lane=row.lane) for row in struck]
        return _say(connection, back)


def _need(connection: Connection, run: str) -> None:
    if not connection.execute(select(schema.run.c.id).where(schema.run.c.id == run)).first():
        raise UnknownRow(f"no run {run} in the database")


def _say(connection: Connection, words: list[Correction]) -> int:
    newest = connection.execute(select(func.max(schema.correction.c.n))).scalar() or 0
    rows = [asdict(word) | {"id": new_id(), "n": n} for n, word in enumerate(words, newest + 1)]
    if rows:
        connection.execute(insert(schema.correction), rows)
    return len(rows)
