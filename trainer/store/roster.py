"""The athletes as the coach keeps them: everything but their results."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, func, insert, select, update

from trainer.errors import UnknownRow
from trainer.facts import Athlete, Person
from trainer.store.merges import counted, counts_as, is_their_own, whole
from trainer.store.open import Store
from trainer.store.pages import Known
from trainer.store.schema import athlete, attempt, run
from trainer.store.sync.fields import note_change

FACTS = tuple(Person.__dataclass_fields__)
OURS = ("name", "band", "agreed_wall_s", "agreed_by", "note")  # what a coach may change


def people(store: Store) -> tuple[Person, ...]:
    """Everybody who counts as themselves, by name."""
    with store.read() as connection:
        rows = connection.execute(select(athlete).where(is_their_own).order_by(athlete.c.name, athlete.c.id))
        return tuple(person_fact(row) for row in rows)


def everybody(store: Store) -> tuple[Person, ...]:
    """Those too who count as somebody else, by name."""
    with store.read() as connection:
        rows = connection.execute(select(athlete).order_by(athlete.c.name, athlete.c.id))
        return tuple(person_fact(row) for row in rows)


def known_people(store: Store) -> Mapping[str, Known]:
    """What everybody is called, by id, and whether the name may leave the unit."""
    return {one.id: Known(one.name, one.agreed_wall_s is not None) for one in people(store)}


def person(store: Store, id_: str) -> Person:
    """One athlete; of who counts as somebody else, that other. UnknownRow when there is none of that id."""
    with store.read() as connection:
        row = connection.execute(select(athlete).where(athlete.c.id == counted(id_))).first()
    if row is None:
        raise UnknownRow(f"no athlete {id_} in the database")
    return person_fact(row)


def find_person(store: Store, name_or_id: str) -> Person:
    """The athlete of this id, or of this name in whatever case; of who counts as somebody else, that other. UnknownRow
    when that is nobody or more than one."""
    meant = {person(store, p.id).id: person(store, p.id) for p in _named(store, name_or_id)}
    return _only(name_or_id, list(meant.values()))


def find_row(store: Store, name_or_id: str) -> Person:
    """The same, but who counts as somebody else is meant themselves."""
    return _only(name_or_id, _named(store, name_or_id))


def _named(store: Store, name_or_id: str) -> list[Person]:
    known = everybody(store)
    named = [p for p in known if p.id == name_or_id]
    return named or [p for p in known if p.name.casefold() == name_or_id.casefold()]


def _only(called: str, found: Sequence[Person]) -> Person:
    if not found:
        raise UnknownRow(f"no athlete is called {called!r}")
    if len(found) > 1:
        raise UnknownRow(f"{len(found)} athletes are called {called!r}: say the id, {', '.join(p.id for p in found)}")
    return found[0]


def called(store: Store) -> Mapping[str, Athlete]:
    """By every name here who is meant by it: as whom somebody counts who counts as somebody else."""
    known = {p.id: p for p in everybody(store)}
    with store.read() as connection:
        now = counts_as(connection)
    others = {p.name: known[now[p.id]] for p in known.values() if now.get(p.id) in known}
    meant = others | {p.name: p for p in known.values() if p.id not in now}
    return {name: Athlete(p.id, p.name) for name, p in meant.items()}


def change_person(store: Store, changed: Person, decided: Collection[str] = ()) -> None:
    """Keep what the coach may change of an athlete. UnknownRow when there is none of that id.

    ``decided``: of name, band and agreed those that count from now on where places disagree, though nothing changes.
    """
    values = {name: getattr(changed, name) for name in OURS}
    with store.write() as connection:
        before = connection.execute(select(athlete).where(athlete.c.id == changed.id)).mappings().first()
        if before is None:
            raise UnknownRow(f"no athlete {changed.id} in the database")
        connection.execute(update(athlete).where(athlete.c.id == changed.id).values(values))
        note_change(connection, before, {"id": changed.id} | values, decided)


def add_people(store: Store, new: Sequence[Person]) -> int:
    """Add all of them in one transaction, but for those whose name somebody here has. Returns how many were added."""
    with store.write() as connection:
        taken = {name.casefold() for name in connection.scalars(select(athlete.c.name))}
        rows = [asdict(p) for p in new if p.name.casefold() not in taken]
        if rows:
            connection.execute(insert(athlete), rows)
    return len(rows)


def attempts_of(store: Store, id_: str) -> tuple[int, int]:
    """In how many sessions, and with how many attempts, an athlete was run, under whichever id; corrections not
    counted."""
    wanted = select(func.count(run.c.session.distinct()), func.count()).join(attempt, attempt.c.run == run.c.id)
    with store.read() as connection:
        sessions, attempts = connection.execute(wanted.where(attempt.c.athlete.in_(whole(store, [id_])))).one()
    return sessions, attempts


def person_fact(row: Row[Any]) -> Person:
    """From a row with the athlete's columns."""
    return Person(**{name: getattr(row, name) for name in FACTS})
