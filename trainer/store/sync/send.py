"""Sessions, runs and attempts to the club, a piece at a time: each piece is there whole before the unit strikes it off.

Cut between the two it is sent again, and the club sees that it has it. What somebody wrote does not leave the unit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

from sqlalchemy import Connection

from trainer.errors import LineError
from trainer.store.mapping import Columns
from trainer.store.open import Store
from trainer.store.raw import KEY, raw_attempts_of, raw_run, raw_session
from trainer.store.sync.fetch import Key, said_of, take_over
from trainer.store.sync.outbox import KINDS, Kind, Thing, next_piece, settle
from trainer.store.sync.receive import Receive

Refusals = dict[Thing, str]
COUNTED = ("session", "run", "attempt", "addition")  # the last: to an attempt that was there


def send(unit: Store, club: Store, may_go_on: Callable[[], bool]) -> tuple[Counter[str], Counter[str]]:
    """Send what is unsent until nothing is left, or ``may_go_on`` says no. How many of each kind the club got anew, and
    the unit: what else was judged there of an attempt that was judged again here."""
    new, got = Counter[str](), Counter[str]()
    for kind in KINDS:
        for piece in _pieces(unit, kind, may_go_on):
            docs = _read(unit, kind, piece)
            with club.write() as connection:
                receive = Receive(connection)
                refused = _put(receive, kind, piece, docs)
            stands = said_of(club, _judged_again(kind, docs))
            with unit.write() as connection:
                settle(connection, kind, piece, refused)
                got["addition"] += take_over(connection, stands)
            new += Counter({kind: receive.new[kind] for kind in COUNTED})
    return new, +got


def _pieces(unit: Store, kind: Kind, may_go_on: Callable[[], bool]) -> Iterator[list[Thing]]:
    after: Thing | None = None
    while may_go_on():
        with unit.read() as connection:
            piece = next_piece(connection, kind, after)
        if not piece:
            return
        yield piece
        after = piece[-1]


def _read(unit: Store, kind: Kind, piece: Sequence[Thing]) -> list[list[tuple[str, Columns]]]:
    """For each thing what is to be put, in this order, by kind."""
    with unit.read() as connection:
        if kind == "session":
            return [[("session", _unsaid(raw_session(connection, thing.id), "note"))] for thing in piece]
        if kind == "run":
            return [_run(connection, thing.id) for thing in piece]
        return [[("attempt", row)] for row in _attempts(connection, piece)]


def _run(connection: Connection, id_: str) -> list[tuple[str, Columns]]:
    raw = raw_run(connection, id_)
    return [("drill", raw.drill), ("field", raw.field), ("plan", raw.plan), ("run", raw.run)]


def _attempts(connection: Connection, piece: Sequence[Thing]) -> Iterator[Columns]:
    for run, things in groupby(piece, lambda thing: thing.id):
        for row in raw_attempts_of(connection, run, [(thing.seq, thing.lane) for thing in things]):
            yield row | {"corrections": [_unsaid(word, "why") for word in row["corrections"]]}


def _judged_again(kind: Kind, docs: Sequence[list[tuple[str, Columns]]]) -> list[Key]:
    """The attempts of which the club may have the judgements in another order: its own may have come between."""
    return (
        [tuple(row[name] for name in KEY) for ((_, row),) in docs if len(row["verdicts"]) > 1]
        if kind == "attempt"
        else []
    )


def _unsaid(row: Columns, key: str) -> Columns:
    return row | {key: ""}


def _put(receive: Receive, kind: Kind, piece: Sequence[Thing], docs: Sequence[list[tuple[str, Columns]]]) -> Refusals:
    if kind == "attempt":
        bad = receive.attempts([row for ((_, row),) in docs])
        return {piece[place]: str(exc) for place, exc in bad}
    refused: Refusals = {}
    for thing, rows in zip(piece, docs, strict=True):
        try:
            for its_kind, row in rows:
                receive.once(its_kind, row)
        except LineError as exc:
            refused[thing] = str(exc)
    return refused
