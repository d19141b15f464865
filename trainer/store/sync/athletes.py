"""Athletes in both directions: who was deleted first, then what is known of the others, field by field.

A name leaves a place only where a parent agreed. When that is taken back, the name stays where the athlete is at home,
and where somebody typed it in; everywhere else it goes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, exists, insert, select, update

from trainer.store.forget import forget, tombstones
from trainer.store.open import Store
from trainer.store.retention import last_seen
from trainer.store.schema import athlete, edit, gone
from trainer.store.sync.edits import Edit, Edits, Place, edits_in, put_edits, together
from trainer.store.sync.fields import AGREED, HOME, NAME, columns_of, has_agreed, values_of
from trainer.store.sync.merges import bring_merges, deleted_whole
from trainer.store.sync.place import own_id
from trainer.store.wipe import wipe


def bring_athletes(unit: Store, club: Store) -> tuple[Counter[str], Counter[str]]:
    """Both know the same afterwards, but for names that may not travel. How many the club got anew, and the unit; and
    how many merges and deletions."""
    merged = bring_merges(unit, club)
    deleted = _deletions(unit, club)
    for store in (unit, club):
        with store.write() as connection:
            _stamp(connection)
    known = [_known(store) for store in (unit, club)]
    named = _may_be_named(known)
    (ours, our_since), (theirs, their_since) = known
    since = {id_: max(our_since.get(id_, 0.0), their_since.get(id_, 0.0)) for id_ in {*our_since, *their_since}}
    coming = ((club, _with_names(unit, named, ours)), (unit, _with_names(club, named, theirs)))
    new = [_bring(store, edits, since) for store, edits in coming]
    sent, got = (
        +Counter({"merge": words, "deletion": gone}) + more
        for words, gone, more in zip(merged, deleted, new, strict=True)
    )
    return sent, got


def _bring(store: Store, coming: Mapping[Place, Edits], since: Mapping[str, float]) -> Counter[str]:
    with store.write() as connection:
        new, traces = _take(connection, coming, since)
    if traces:
        wipe(store, traces)
    return +Counter({"athlete": new})


def _deletions(unit: Store, club: Store) -> tuple[int, int]:
    """How many of them are new to the club, and to the unit. Whoever is one with somebody who was deleted is too."""
    ours, theirs = tombstones(unit), tombstones(club)
    known = deleted_whole(club, theirs | ours)
    sent, got = _without(known, theirs), _without(known, ours)
    for store, more in ((unit, got), (club, sent)):
        if more:
            forget(store, more)
    return len(sent), len(got)


def _without(some: Mapping[str, float], others: Collection[str]) -> dict[str, float]:
    return {id_: wall_s for id_, wall_s in some.items() if id_ not in others}


def _stamp(connection: Connection) -> None:
    """Whoever was never in sync is at home here, and is as this place knows them."""
    unit, fresh = own_id(connection), dict[Place, Edits]()
    fields = (edit.c.kind == "athlete", edit.c.id == athlete.c.id)
    for row in connection.execute(select(athlete).where(~exists().where(*fields))):
        fresh[row.id, HOME] = (Edit(unit, 1, None, {}),)
        for field, value in values_of(row._mapping).items():
            if value is not None:
                fresh[row.id, field] = (Edit(unit, 1, value, {}),)
    put_edits(connection, "athlete", fresh)


def _known(store: Store) -> tuple[dict[Place, Edits], dict[str, float]]:
    """All but the names, and when each was last heard of."""
    seen = last_seen(store)
    with store.read() as connection:
        rows = connection.execute(select(athlete.c.id, athlete.c.since_wall_s)).all()
        since = {row.id: max(row.since_wall_s or 0.0, seen.get(row.id, 0.0)) for row in rows}
        return edits_in(connection, "athlete", but=NAME), since


def _may_be_named(known: Iterable[tuple[Mapping[Place, Edits], Any]]) -> list[str]:
    agreed = [{id_: edits for (id_, field), edits in some.items() if field == AGREED} for some, _ in known]
    ids = sorted({id_ for some in agreed for id_ in some})
    return [id_ for id_ in ids if has_agreed(together(*(some.get(id_, ()) for some in agreed)))]


def _with_names(store: Store, ids: list[str], edits: Mapping[Place, Edits]) -> dict[Place, Edits]:
    found = dict(edits)
    with store.read() as connection:
        for first in range(0, len(ids), 500):
            named = edits_in(connection, "athlete", *ids[first : first + 500])
            found |= {place: some for place, some in named.items() if place[1] == NAME}
    return found


def _take(connection: Connection, coming: Mapping[Place, Edits], since: Mapping[str, float]) -> tuple[int, list[str]]:
    """Put what another place knows to what is known here. How many are new, and names that are to be no more."""
    unit, here = own_id(connection), edits_in(connection, "athlete")
    deleted = set(connection.scalars(select(gone.c.id)))
    people = {row.id: row for row in connection.execute(select(athlete))}
    fresh = {place: together(edits, here.get(place, ())) for place, edits in coming.items() if place[0] not in deleted}
    fresh = {place: edits for place, edits in fresh.items() if edits != here.get(place)}
    traces = list[str]()
    for id_ in {id_ for id_, _ in fresh}:
        stays = _may_stay(unit, id_, here | fresh)
        if not stays:
            named = (here | fresh).get((id_, NAME), ())
            fresh[id_, NAME] = tuple(one for one in named if one.unit == unit)
            traces += [id_ + one.value for one in named if one.unit != unit and one.value]
        row = columns_of(id_, here | fresh)
        if id_ not in people:
            connection.execute(insert(athlete), row | {"since_wall_s": since.get(id_) or None})
            continue
        if not stays and people[id_].name != row["name"]:
            traces.append(id_ + people[id_].name)
        connection.execute(update(athlete).filter_by(id=id_).values(row))
    put_edits(connection, "athlete", fresh)
    _keep_longer(connection, people.values(), since)
    new = len({id_ for id_, _ in fresh} - set(people))
    return new, traces


def _may_stay(unit: str, id_: str, now: Mapping[Place, Edits]) -> bool:
    """Whether a name that came from another place may be here."""
    return has_agreed(now.get((id_, AGREED), ())) or any(one.unit == unit for one in now.get((id_, HOME), ()))


def _keep_longer(connection: Connection, people: Iterable[Any], since: Mapping[str, float]) -> None:
    """Somebody who was run with at another place is not to go for want of sessions here."""
    for row in people:
        if since.get(row.id, 0.0) > (row.since_wall_s or 0.0):
            connection.execute(update(athlete).filter_by(id=row.id).values(since_wall_s=since[row.id]))
