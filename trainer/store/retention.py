"""Names go when nothing has been run with an athlete for long: announced first, deleted two weeks later.

A trainer at a field has no clock of its own. Were its clock a year ahead for a day, a name that went at once would be
lost; so a name is announced, and goes when two weeks later it is still due. Whoever runs in between is due no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select, update

from trainer.facts import Person
from trainer.store.forget import forget
from trainer.store.merges import counts_as, whole
from trainer.store.open import Store
from trainer.store.roster import everybody, people
from trainer.store.schema import athlete, correction, run

DAY_S = 86_400
MONTH_S = 365.2425 / 12 * DAY_S
NOTICE_S = 14 * DAY_S


@dataclass(frozen=True, slots=True)
class Kept:
    """What a look found: whose names went now, and whose are announced to go."""

    gone: tuple[Person, ...]
    announced: tuple[Person, ...]


def look_through(store: Store, wall_s: float, keep_s: float) -> Kept:
    """Delete the names with whom nothing has been run for ``keep_s``, announce those that come to it in two weeks; who
    were merged go together.

    One goes only if it was announced two weeks ago, or before. An athlete who never ran counts from when the trainer
    first knew of them.
    """
    seen = _seen_whole(store)
    known = people(store)
    idle_s = {p.id: wall_s - _since(p, seen, wall_s) for p in known}
    due = [p for p in known if idle_s[p.id] >= keep_s - NOTICE_S]
    goes = [p for p in due if idle_s[p.id] >= keep_s and p.due_wall_s is not None and wall_s - p.due_wall_s >= NOTICE_S]
    forget(store, dict.fromkeys(whole(store, [p.id for p in goes]), wall_s))
    announced = [p for p in due if p not in goes]
    _note(store, known, announced, wall_s, seen)
    return Kept(tuple(goes), tuple(announced))


def words_on(kept: Kept) -> list[str]:
    """What is to be said of a look, without a name: it may be read on any phone."""
    said = []
    if kept.gone:
        said.append(f"{_names(kept.gone)} deleted: nothing had been run with them for as long as names are kept.")
    if kept.announced:
        said.append(
            f"{_names(kept.announced)} to go in two weeks: nothing was run with them for long. Who runs again stays."
        )
    return said


def _names(people: Sequence[Person]) -> str:
    return "1 name" if len(people) == 1 else f"{len(people)} names"


def overdue(store: Store, wall_s: float, keep_s: float) -> tuple[Person, ...]:
    """Those with whom nothing has been run for ``keep_s``, announced or not."""
    seen = _seen_whole(store)
    return tuple(p for p in people(store) if wall_s - _since(p, seen, wall_s) >= keep_s)


def last_seen(store: Store) -> Mapping[str, float]:
    """When the last run of each athlete was opened, by id: one stood in its line, or was said to have been in it."""
    found: dict[str, float] = {}
    with store.read() as connection:
        for wall_s, ids in _lines(connection):
            found |= {id_: max(wall_s, found.get(id_, wall_s)) for id_ in ids}
    return found


def _seen_whole(store: Store) -> Mapping[str, float]:
    """The same of whoever counts as themselves, or when the trainer first knew of one who counts as them."""
    seen, found = last_seen(store), dict[str, float]()
    with store.read() as connection:
        now = counts_as(connection)
    for p in everybody(store):
        known = [at for at in (seen.get(p.id), p.since_wall_s, found.get(now.get(p.id, p.id))) if at is not None]
        found |= {now.get(p.id, p.id): max(known)} if known else {}
    return found


def _lines(connection: Connection) -> Iterable[tuple[float, list[str]]]:
    for row in connection.execute(select(run.c.opened_wall_s, run.c.athletes)):
        yield row.opened_wall_s, row.athletes
    said = select(run.c.opened_wall_s, correction.c.value).join(correction, correction.c.run == run.c.id)
    for row in connection.execute(said.where(correction.c.kind == "reassign", correction.c.value.is_not(None))):
        yield row.opened_wall_s, [row.value]


def _since(person: Person, seen: Mapping[str, float], wall_s: float) -> float:
    known = [at for at in (seen.get(person.id), person.since_wall_s) if at is not None]
    return max(known, default=wall_s)


def _note(
    store: Store, known: Iterable[Person], announced: list[Person], wall_s: float, seen: Mapping[str, float]
) -> None:
    """Keep who was announced when, and since when those are known of whom that was not known."""
    still = {p.id for p in announced}
    with store.write() as connection:
        for p in known:
            values: dict[str, float | None] = {}
            if p.since_wall_s is None:
                values["since_wall_s"] = _since(p, seen, wall_s)
            if (p.id in still) != (p.due_wall_s is not None):
                values["due_wall_s"] = wall_s if p.id in still else None
            if values:
                connection.execute(update(athlete).where(athlete.c.id == p.id).values(values))
