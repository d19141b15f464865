"""Values that may be changed at several places, and what counts when they meet.

Clocks at a field cannot be trusted, so an edit is stamped with the place that made it and a counter, and carries what
had been seen there of the same field. One that had seen another replaces it; of two that had not seen each other both
stay, and the same one counts everywhere until somebody, who has seen both, decides. (Preguiça et al. 2010, Dotted
Version Vectors, arXiv:1011.5808.)
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, bindparam, delete, insert, select

from trainer.store.schema import edit

Kind = Literal["athlete", "drill"]
Place = tuple[str, str]  # whose id, which field


@dataclass(frozen=True, slots=True)
class Edit:
    """A value (None: nothing), who wrote it, and what they had seen: place -> its highest counter."""

    unit: str
    counter: int
    value: str | None
    seen: Mapping[str, int]

    def has_seen(self, other: Edit) -> bool:
        return self.seen.get(other.unit, 0) >= other.counter


Edits = tuple[Edit, ...]


def together(*several: Iterable[Edit]) -> Edits:
    """What stands when these meet: every edit that none of the others had seen. In whatever order they come; of one and
    the same edit the last that is given, for a name may have been taken out of it since."""
    every = {(one.unit, one.counter): one for edits in several for one in edits}
    standing = (one for one in every.values() if not any(other.has_seen(one) for other in every.values()))
    return tuple(sorted(standing, key=lambda one: (one.counter, one.unit)))


def counting(edits: Edits) -> str | None:
    """The value that counts; the same at every place that has these."""
    return edits[-1].value if edits else None


def disagree(edits: Edits) -> bool:
    """Whether places wrote different values, neither having seen the other."""
    return len({one.value for one in edits}) > 1


def next_edit(unit: str, value: str | None, before: Edits) -> Edit:
    """An edit by somebody who saw these."""
    seen: defaultdict[str, int] = defaultdict(int)
    for one in before:
        for place, counter in ((one.unit, one.counter), *one.seen.items()):
            seen[place] = max(seen[place], counter)
    return Edit(unit, 1 + max(seen.values(), default=0), value, dict(seen))


def edits_in(connection: Connection, kind: Kind, *only: str, but: str = "") -> dict[Place, Edits]:
    """What stands in the store, of these ids or of all, one field left out if wished."""
    wanted = select(edit).where(edit.c.kind == kind, edit.c.field != but)
    if only:
        wanted = wanted.where(edit.c.id.in_(only))
    found: defaultdict[Place, list[Edit]] = defaultdict(list)
    for row in connection.execute(wanted.order_by(edit.c.counter, edit.c.unit)):
        found[row.id, row.field].append(Edit(row.unit, row.counter, row.value, row.seen))
    return {place: tuple(edits) for place, edits in found.items()}


def put_edits(connection: Connection, kind: Kind, fresh: Mapping[Place, Edits]) -> None:
    """From now on these stand, and no others of the same fields."""
    same = (edit.c.kind == kind, edit.c.id == bindparam("its_id"), edit.c.field == bindparam("its_field"))
    if fresh:
        connection.execute(delete(edit).where(*same), [{"its_id": id_, "its_field": field} for id_, field in fresh])
    rows = [
        {"kind": kind, "id": id_, "field": field, "value": one.value, "unit": one.unit, "counter": one.counter}
        | {"seen": dict(one.seen)}
        for (id_, field), edits in fresh.items()
        for one in edits
    ]
    if rows:
        connection.execute(insert(edit), rows)
