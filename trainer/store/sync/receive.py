"""What a unit sent, put into its club's store: each thing once, however often it comes.

The club may have judged an attempt anew or opened a run of the same number meanwhile; both are kept there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from trainer.store.mapping import Columns
from trainer.store.schema import run
from trainer.store.take_in import TakeIn


class Receive(TakeIn):
    """One piece of what a unit sends, in its caller's transaction."""

    free = TakeIn.free | {"n", "name"}
    """Nor is a run's number, which may be another here, or what a unit calls a field."""

    def _placed(self, row: Columns) -> Columns:
        others = select(run.c.n).where(run.c.session == row["session"])
        taken = set(self._connection.scalars(others))
        return row if row["n"] not in taken else row | {"n": 1 + max(taken)}

    def _fresh(self, name: str, kept: Sequence[Columns], coming: Sequence[Columns]) -> list[Columns]:
        if name != "verdicts":
            return super()._fresh(name, kept, coming)
        return _behind(kept, coming)


def _behind(kept: Sequence[Columns], coming: Sequence[Columns]) -> list[Columns]:
    """The verdicts that are not here, numbered behind those that are where a number is taken."""
    here = Counter(map(_judged, kept))
    last = max(row["n"] for row in kept)
    fresh = []
    for row in coming:
        judged = _judged(row)
        if here[judged]:
            here[judged] -= 1
            continue
        last = max(row["n"], last + 1)
        fresh.append(row | {"n": last})
    return fresh


def _judged(row: Mapping[str, Any]) -> str:
    return repr(sorted((name, value) for name, value in row.items() if name != "n"))
