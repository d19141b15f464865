"""All judgements of an attempt as they are kept, the first one and every further one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import func, select

from trainer.store.mapping import verdict_fact
from trainer.store.open import Store
from trainer.store.schema import verdict
from trainer.store.write import Judgement


def verdicts_on(store: Store, run: str, seq: int, lane: int = 1) -> tuple[Judgement, ...]:
    """Of one attempt, the first one first."""
    wanted = select(verdict).filter_by(run=run, seq=seq, lane=lane)
    with store.read() as connection:
        rows = connection.execute(wanted.order_by(verdict.c.n, verdict.c.scoring, verdict.c.version))
        return tuple(Judgement(run, seq, lane, verdict_fact(row), row.scoring, row.version) for row in rows)


def first_rules(store: Store, run: str) -> Mapping[tuple[int, int], str]:
    """Seq and lane -> the name of the rules that judged the attempt first."""
    first = select(func.min(verdict.c.n)).filter_by(run=run).scalar_subquery()
    wanted = select(verdict.c.seq, verdict.c.lane, verdict.c.scoring).where(verdict.c.run == run, verdict.c.n == first)
    with store.read() as connection:
        return {(row.seq, row.lane): row.scoring for row in connection.execute(wanted)}
