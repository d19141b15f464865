"""What was judged and said at the club of attempts that a unit recorded, back to that unit.

Nobody keeps how far this came. The unit has sent what it has, so the club has all of that; where the club has more
judgements or words of an attempt, those are what is missing here. An attempt of which something is still to be sent
waits until it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Connection, Table, delete, func, insert, select, true, tuple_

from trainer.store.mapping import Columns
from trainer.store.open import Store
from trainer.store.raw import KEY
from trainer.store.schema import correction, run, unsent, verdict
from trainer.store.sync.outbox import PIECE

Key = tuple[Any, ...]
Rows = dict[Key, Columns]


class Said(NamedTuple):
    """Verdicts and words, by their primary keys, of the attempts ``of``."""

    of: Collection[Key]
    verdicts: Rows
    words: Rows


def fetch(unit: Store, club: Store, may_go_on: Callable[[], bool]) -> Counter[str]:
    """A piece at a time, until nothing is missing or ``may_go_on`` says no. Cut anywhere it may be repeated. How many
    judgements and words (both: addition) the unit got."""
    got: Counter[str] = Counter()
    for piece in _pieces(unit, club):
        if not may_go_on():
            break
        said = said_of(club, piece)
        with unit.write() as connection:
            got["addition"] += take_over(connection, said)
    return +got


def said_of(store: Store, keys: Collection[Key]) -> Said:
    """All that was judged and said of these attempts, the reasons left out: they do not travel."""
    with store.read() as connection:
        verdicts, words = (_rows(connection, table, keys) for table in (verdict, correction))
    return Said(keys, verdicts, {id_: row | {"why": ""} for id_, row in words.items()})


def _pieces(unit: Store, club: Store) -> Iterator[list[Key]]:
    """Attempts of which the club has more, those of one run together."""
    with unit.read() as connection:
        here = set(connection.scalars(select(run.c.id)))
    for (id_,) in sorted(_more(unit, club, KEY[:1], true())):
        if id_ in here:
            keys = sorted(_more(unit, club, KEY, verdict.c.run == id_, correction.c.run == id_))
            yield from (keys[first : first + PIECE] for first in range(0, len(keys), PIECE))


def _more(unit: Store, club: Store, by: Sequence[str], *which: ColumnElement[bool]) -> set[Key]:
    """Of what the club has more further judgements, or more words."""
    found: set[Key] = set()
    for table, its in ((verdict, which[0] & (verdict.c.n > 1)), (correction, which[-1])):
        ours, theirs = (_counts(store, table, by, its) for store in (unit, club))
        found |= {key for key, count in theirs.items() if count > ours.get(key, 0)}
    return found


def _counts(store: Store, table: Table, by: Sequence[str], which: ColumnElement[bool]) -> Mapping[Key, int]:
    columns = [table.c[name] for name in by]
    with store.read() as connection:
        rows = connection.execute(select(*columns, func.count()).where(which).group_by(*columns))
        return {tuple(row[:-1]): row[-1] for row in rows}


def _rows(connection: Connection, table: Table, keys: Collection[Key]) -> Rows:
    """By primary key what belongs to these attempts."""
    wanted = select(table).where(_of(table, keys))
    own = [column.name for column in table.primary_key]
    return {tuple(row[name] for name in own): dict(row) for row in connection.execute(wanted).mappings()}


def take_over(connection: Connection, club: Said) -> int:
    """Judgements in the order in which they stand at the club, so that the same one counts; words beside those here.
    How many there are more than before."""
    waiting = select(*_of_unsent).where(unsent.c.kind == "attempt", tuple_(*_of_unsent).in_(club.of))
    keys = set(club.of) - {tuple(row) for row in connection.execute(waiting)}
    verdicts, words = ({id_: row for id_, row in rows.items() if _key(row) in keys} for rows in club[1:])
    here, said = (_rows(connection, table, keys) for table in (verdict, correction))
    moved = [id_ for id_, row in here.items() if verdicts.get(id_) != row]
    fresh = [row for id_, row in verdicts.items() if here.get(id_) != row]
    new = [row for id_, row in words.items() if id_ not in said]
    if moved:
        connection.execute(delete(verdict).where(tuple_(*verdict.primary_key).in_(moved)))
    for table, rows in ((verdict, fresh), (correction, new)):
        if rows:
            connection.execute(insert(table), rows)
    connection.execute(delete(unsent).where(unsent.c.kind == "attempt", tuple_(*_of_unsent).in_(keys)))
    return len(fresh) - len(moved) + len(new)


_of_unsent = (unsent.c.id, unsent.c.seq, unsent.c.lane)


def _of(table: Table, keys: Collection[Key]) -> ColumnElement[bool]:
    return tuple_(*(table.c[name] for name in KEY)).in_(keys)


def _key(row: Columns) -> Key:
    return tuple(row[name] for name in KEY)
