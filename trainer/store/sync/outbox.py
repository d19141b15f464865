"""What the club has yet to get. Triggers write it down in the transaction that makes something new (revision 0003)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal, NamedTuple, get_args

from sqlalchemy import Connection, bindparam, delete, func, insert, literal, select, tuple_, update

from trainer.store.open import Store
from trainer.store.schema import attempt, run, session, unsent

Kind = Literal["session", "run", "attempt"]
KINDS: tuple[Kind, ...] = get_args(Kind)  # what a later one refers to stands in an earlier one
PIECE = 100  # sent in one transaction


class Thing(NamedTuple):
    """A session, run or attempt (``id``: of its run) that is to be sent; ``n``: how often something came to it."""

    id: str
    seq: int
    lane: int
    n: int


def waiting(store: Store) -> Mapping[str, int]:
    """How many of each kind the club has yet to get."""
    with store.read() as connection:
        rows = connection.execute(select(unsent.c.kind, func.count()).group_by(unsent.c.kind))
        return {kind: count for kind, count in rows}  # noqa: C416 - rows to pairs


def not_taken(store: Store) -> list[str]:
    """What the club said against things that it did not take; they stay unsent."""
    with store.read() as connection:
        return list(connection.scalars(select(unsent.c.why).where(unsent.c.why != "").distinct()))


def next_piece(connection: Connection, kind: Kind, after: Thing | None) -> list[Thing]:
    """The next of this kind behind another, in the order of their keys."""
    key = tuple_(unsent.c.id, unsent.c.seq, unsent.c.lane)
    wanted = select(unsent.c.id, unsent.c.seq, unsent.c.lane, unsent.c.n).where(unsent.c.kind == kind)
    if after is not None:
        wanted = wanted.where(key > tuple_(*after[:3]))
    rows = connection.execute(wanted.order_by(unsent.c.id, unsent.c.seq, unsent.c.lane).limit(PIECE))
    return [Thing(*row) for row in rows]


_same = tuple(unsent.c[name] == bindparam(f"its_{name}") for name in ("kind", "id", "seq", "lane"))
_unchanged = delete(unsent).where(*_same, unsent.c.n == bindparam("its_n"))
_said = update(unsent).where(*_same).values(why=bindparam("said"))


def settle(connection: Connection, kind: Kind, things: Iterable[Thing], refused: Mapping[Thing, str]) -> None:
    """These have been taken, and nothing more came to them since; or were refused, and why."""
    taken: list[dict[str, Any]] = []
    kept: list[dict[str, Any]] = []
    for thing in things:
        row = {"its_kind": kind, **{f"its_{name}": value for name, value in thing._asdict().items()}}
        if thing in refused:
            kept.append({key: value for key, value in row.items() if key != "its_n"} | {"said": refused[thing]})
        else:
            taken.append(row)
    for statement, rows in ((_unchanged, taken), (_said, kept)):
        if rows:
            connection.execute(statement, rows)


def note_all(connection: Connection) -> None:
    """Everything that is here is to be sent, whatever has been."""
    nothing = literal(0)
    for kind, columns in _all(nothing):
        connection.execute(delete(unsent).where(unsent.c.kind == kind))
        named = select(literal(kind), *columns, literal(1))
        connection.execute(insert(unsent).from_select(["kind", "id", "seq", "lane", "n"], named))


def _all(nothing: Any) -> Sequence[tuple[Kind, tuple[Any, ...]]]:
    return (
        ("session", (session.c.id, nothing, nothing)),
        ("run", (run.c.id, nothing, nothing)),
        ("attempt", (attempt.c.run, attempt.c.seq, attempt.c.lane)),
    )
