"""Where places wrote different things, neither having seen the other: both are kept until somebody decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, cast

from sqlalchemy import select

from trainer.store.merges import is_their_own
from trainer.store.open import Store
from trainer.store.schema import athlete
from trainer.store.sync.edits import Edit, disagree, edits_in
from trainer.store.sync.fields import AGREED, HOME

Field = Literal["name", "band", "agreed", "drill"]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Of an athlete (``of``: the id; ``called``: the name here) what places wrote, in words, the one that counts last;
    or of a drill (both: its name) the texts, of which each place keeps its own."""

    of: str
    called: str
    field: Field
    values: tuple[str, ...]


def disagreements(store: Store) -> tuple[Disagreement, ...]:
    """All of them, by name."""
    with store.read() as connection:
        called = {
            row.id: row.name for row in connection.execute(select(athlete.c.id, athlete.c.name).where(is_their_own))
        }
        found = edits_in(connection, "athlete", but=HOME)
        drills = edits_in(connection, "drill")
    several = [
        Disagreement(id_, called[id_], cast(Field, field), tuple(dict.fromkeys(_said(field, one) for one in edits)))
        for (id_, field), edits in found.items()
        if disagree(edits) and id_ in called
    ]
    for (name, _), edits in drills.items():
        if disagree(edits):
            several.append(Disagreement(name, name, "drill", tuple(dict.fromkeys(one.value or "" for one in edits))))
    return tuple(sorted(several, key=lambda one: (one.called, one.of, one.field)))


def _said(field: str, one: Edit) -> str:
    if field != AGREED:
        return one.value or ""
    return "no" if one.value is None else f"yes, {json.loads(one.value)[1]}"
