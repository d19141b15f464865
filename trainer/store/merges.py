"""Two athletes who are one: a child who was typed in on two units.

Each word on two of them is a row, "they are one" or "they are two"; of a pair the newest counts, so that every word can
be taken back. Nothing else is changed: ``same``, worked out from these rows whenever there are more, says as whom
somebody counts, and ``current_result`` reads it. The rows of all athletes stay as they are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from sqlalchemy import ColumnElement, Connection, delete, exists, func, insert, select

from trainer.errors import Refused, UnknownRow
from trainer.store.mapping import Columns
from trainer.store.open import Store
from trainer.store.schema import athlete, merge, same
from trainer.store.write import new_id


@dataclass(frozen=True, slots=True)
class Word:
    """``other`` is ``keep`` (``one``), or they are two. ``n`` rises by one with every word, as of corrections."""

    id: str
    n: int
    keep: str
    other: str
    one: bool
    who: str
    wall_s: float


def say_one(store: Store, keep: str, other: str, who: str, wall_s: float) -> None:
    """From now on ``other`` counts as ``keep``, with whoever counts as them. UnknownRow when one is not there; Refused
    when they are one already."""
    with store.write() as connection:
        _refuse_odd(connection, keep, other)
        now = counts_as(connection)
        if now.get(keep, keep) == now.get(other, other):
            raise Refused("these two are one already")
        _add(connection, keep, other, one=True, who=who, wall_s=wall_s)


def say_two(store: Store, one: str, other: str, who: str, wall_s: float) -> None:
    """They are two, whatever was said before, and are not taken for one again until somebody says so. UnknownRow when
    one is not there; Refused when it is said of one and the same."""
    with store.write() as connection:
        _refuse_odd(connection, one, other)
        words = [word for word in standing(connection) if {word.keep, word.other} != {one, other}]
        _add(connection, one, other, one=False, who=who, wall_s=wall_s)
        while way := _way(words, other, one):
            words.remove(way[0])
            _add(connection, way[0].keep, way[0].other, one=False, who=who, wall_s=wall_s)


def merges(store: Store) -> tuple[Word, ...]:
    """Those that hold now and make two one, oldest first."""
    with store.read() as connection:
        return tuple(standing(connection))


def whole(store: Store, ids: Iterable[str]) -> frozenset[str]:
    """These athletes, and all who count as the same as one of them."""
    with store.read() as connection:
        now = counts_as(connection)
    meant = {now.get(id_, id_) for id_ in ids}
    return frozenset(meant | {id_ for id_, kept in now.items() if kept in meant})


def whom(store: Store, id_: str) -> str:
    """As whom this one counts, who may have been deleted."""
    with store.read() as connection:
        return counts_as(connection).get(id_, id_)


is_their_own = ~exists().where(same.c.id == athlete.c.id)
"""Whether somebody counts as nobody else; to be asked of athlete."""


def counted(id_: str) -> ColumnElement[str]:
    """As whom this one counts."""
    return func.coalesce(select(same.c.now).where(same.c.id == id_).scalar_subquery(), id_)


def counts_as(connection: Connection) -> Mapping[str, str]:
    """As whom everybody counts who counts as somebody else."""
    return {row.id: row.now for row in connection.execute(select(same))}


def words_in(connection: Connection) -> dict[str, Columns]:
    """Every word that was ever said, by its id, oldest first."""
    rows = connection.execute(select(merge).order_by(merge.c.n, merge.c.id)).mappings()
    return {row["id"]: dict(row) for row in rows}


def put_words(connection: Connection, rows: Sequence[Columns]) -> None:
    """Add words that are not here, and work out anew who is one."""
    if rows:
        connection.execute(insert(merge), rows)
        found = work_out(standing(connection))
        connection.execute(delete(same))
        if found:
            connection.execute(insert(same), [{"id": id_, "now": now} for id_, now in found.items()])


def standing(connection: Connection) -> list[Word]:
    """Of every pair the newest word, where it makes them one; oldest first."""
    words = (word for word in newest_words(connection).values() if word.one)
    return sorted(words, key=lambda word: (word.n, word.id))


def newest_words(connection: Connection) -> dict[frozenset[str], Word]:
    """Of every pair of which something was said what was said last."""
    return {frozenset((row["keep"], row["other"])): Word(**row) for row in words_in(connection).values()}


def work_out(words: Iterable[Word]) -> dict[str, str]:
    """As whom everybody counts, by these words in their order: the same at every place that has them. A word on two who
    are one already by words before it says nothing new."""
    above: dict[str, str] = {}

    def top(id_: str) -> str:
        while id_ in above:
            id_ = above[id_]
        return id_

    for word in words:
        kept, other = top(word.keep), top(word.other)
        if kept != other:
            above[other] = kept
    return {id_: top(id_) for id_ in above}


def _add(connection: Connection, keep: str, other: str, *, one: bool, who: str, wall_s: float) -> None:
    newest = connection.scalar(select(func.max(merge.c.n)))
    put_words(connection, [asdict(Word(new_id(), 1 + (newest or 0), keep, other, one, who, wall_s))])


def _refuse_odd(connection: Connection, *ids: str) -> None:
    known = set(connection.scalars(select(athlete.c.id).where(athlete.c.id.in_(ids))))
    for id_ in ids:
        if id_ not in known:
            raise UnknownRow(f"no athlete {id_} in the database")
    if len(known) < len(ids):
        raise Refused("that is one and the same athlete: say which two")


def _way(words: Sequence[Word], start: str, end: str) -> list[Word]:
    """The words that make these two one, the one next to ``start`` first; none: nothing does."""
    ways, edge = dict[str, list[Word]]({start: []}), [start]
    while edge:
        here = edge.pop()
        for word in words:
            there = {word.keep: word.other, word.other: word.keep}.get(here)
            if there is not None and there not in ways:
                ways[there] = [*ways[here], word]
                edge.append(there)
    return ways.get(end, [])
