"""The coach's own drills in both directions, each as its file says it. A file is known by its text, not by its date.

A drill that was changed at two places keeps, at each of them, the file that is there; the other's text is kept beside
it until a coach saves the file anew, or says that this place's counts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from typing import Protocol

from sqlalchemy import Connection

from trainer.errors import Refused
from trainer.store.open import Store
from trainer.store.sync.edits import Edits, Place, counting, disagree, edits_in, next_edit, put_edits, together
from trainer.store.sync.place import own_id

TEXT = "text"


class Files(Protocol):
    """The unit's own drills: ``trainer.own_files``."""

    def texts(self) -> Mapping[str, str]: ...

    def removed(self) -> Collection[str]: ...

    def put(self, name: str, text: str | None) -> bool: ...


def bring_drills(unit: Store, club: Store, files: Files) -> tuple[Counter[str], Counter[str]]:
    """Both know the same afterwards. How many drills the club got anew or otherwise, and the unit."""
    here = files.texts()
    with unit.write() as connection:
        put_edits(connection, "drill", _changed(connection, here, files.removed()))
    ours, theirs = (_standing(store) for store in (unit, club))
    got = Counter[str]()
    for place in sorted({*ours, *theirs}):
        met = together(ours.get(place, ()), theirs.get(place, ()))
        if _is_to_be_put(met, here.get(place[0])) and files.put(place[0], counting(met)):
            got["drill"] += 1
        if met != ours.get(place):
            with unit.write() as connection:  # behind the file: before it, a cut would make the old file a new edit
                put_edits(connection, "drill", {place: met})
    with club.write() as connection:
        fresh = _fresh(connection, ours)
        put_edits(connection, "drill", fresh)
    return +Counter({"drill": len(fresh)}), got


def keep_ours(unit: Store, name: str, text: str | None) -> None:
    """Where places disagree on a drill, this text (None: that it is removed) counts from now on. Refused when they do
    not disagree."""
    place = (name, TEXT)
    with unit.write() as connection:
        standing = edits_in(connection, "drill", name).get(place, ())
        if not disagree(standing):
            raise Refused(f"no two places disagree on the drill {name}")
        put_edits(connection, "drill", {place: (next_edit(own_id(connection), text, standing),)})


def others_of(unit: Store, name: str, text: str) -> tuple[str | None, ...]:
    """What other places have in the place of this text; None: the drill was removed there."""
    with unit.read() as connection:
        standing = edits_in(connection, "drill", name).get((name, TEXT), ())
    return tuple(dict.fromkeys(one.value for one in standing if one.value != text))


def _standing(store: Store) -> dict[Place, Edits]:
    with store.read() as connection:
        return edits_in(connection, "drill")


def _changed(connection: Connection, here: Mapping[str, str], removed: Collection[str]) -> dict[Place, Edits]:
    """What the coach did to the files since they were looked at last."""
    unit, known, fresh = own_id(connection), edits_in(connection, "drill"), dict[Place, Edits]()
    for name, text in here.items():
        standing = known.get((name, TEXT), ())
        if text not in {one.value for one in standing}:
            fresh[name, TEXT] = (next_edit(unit, text, standing),)
    for name in set(removed) - set(here):
        standing = known.get((name, TEXT), ())
        if standing and counting(standing) is not None:
            fresh[name, TEXT] = (next_edit(unit, None, standing),)
    return fresh


def _is_to_be_put(met: Edits, here: str | None) -> bool:
    if disagree(met) and here is not None:
        return False
    return counting(met) != here


def _fresh(connection: Connection, ours: Mapping[Place, Edits]) -> dict[Place, Edits]:
    known = edits_in(connection, "drill")
    met = {place: together(known.get(place, ()), edits) for place, edits in ours.items()}
    return {place: edits for place, edits in met.items() if edits != known.get(place)}
