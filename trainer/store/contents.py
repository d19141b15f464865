"""What a database holds, counted: so that somebody can say which of two it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, select

from trainer.store.open import Store
from trainer.store.schema import athlete, attempt, run, session


@dataclass(frozen=True, slots=True)
class Contents:
    """How many there are of each; when the first and the last session was opened, by the wall clock (None: there is no
    session)."""

    sessions: int
    runs: int
    attempts: int
    athletes: int
    first_wall_s: float | None
    last_wall_s: float | None


def contents(store: Store) -> Contents:
    """StoreError when it cannot be read."""
    opened = session.c.opened_wall_s
    with store.read() as connection:
        sessions, runs, attempts, athletes = (
            int(connection.scalar(select(func.count()).select_from(table)) or 0)
            for table in (session, run, attempt, athlete)
        )
        first, last = connection.execute(select(func.min(opened), func.max(opened))).one()
    return Contents(sessions, runs, attempts, athletes, first, last)
