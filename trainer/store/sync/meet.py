"""A unit makes itself known to its club, and both see whether they still stand where they left each other.

At each meeting the club gets a new token from the unit. A unit whose token is not the club's has been copied (a card
that was cloned), or one of the two was set back (a backup was restored), or the club does not know it at all. Then it
takes a new id, so that no stamp is given twice, and everything counts as unsent: what the club has already it
recognises.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select, update

from trainer.errors import Refused
from trainer.store.open import Store
from trainer.store.schema import edit, unit
from trainer.store.sync.outbox import note_all
from trainer.store.sync.place import ID, drop, keep, own, own_id
from trainer.store.write import new_id

TOKEN, NEXT = "token", "next"


@dataclass(frozen=True, slots=True)
class Met:
    """The ids of the two places."""

    unit: str
    club: str


def meet(ours: Store, club: Store, name: str, wall_s: float) -> Met:
    """Exchange tokens, before anything else is sent. Cut at any instant it may be repeated.

    ``name``: what the unit is called at the club. Refused when another with this unit's id is doing the same.
    """
    with ours.write() as connection:
        id_, token = own_id(connection), own(connection, TOKEN)
        offered = own(connection, NEXT) or keep(connection, NEXT, new_id())
    with club.read() as connection:
        known = connection.scalar(select(unit.c.token).where(unit.c.id == id_))
    if known is None or known not in (token, offered):
        with ours.write() as connection:
            note_all(connection)
            id_ = id_ if known is None else _another_id(connection, id_)
            known = None
    with club.write() as connection:
        if connection.scalar(select(unit.c.token).where(unit.c.id == id_)) != known:
            raise Refused("another trainer with this one's id is in sync with the club: try again")
        connection.execute(delete(unit).where(unit.c.id == id_))
        connection.execute(insert(unit), {"id": id_, "name": name, "token": offered, "wall_s": wall_s})
        theirs = own_id(connection)
    with ours.write() as connection:
        keep(connection, TOKEN, offered)
        drop(connection, NEXT)
    return Met(id_, theirs)


def _another_id(connection: Connection, before: str) -> str:
    """From now on this place is another; what was changed here was changed by it."""
    id_ = keep(connection, ID, new_id())
    connection.execute(update(edit).where(edit.c.unit == before).values(unit=id_))
    return id_
