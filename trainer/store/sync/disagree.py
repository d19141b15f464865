"""Where places wrote different things, neither having seen the other: both are kept until somebody decides."""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Literal, cast

from sqlalchemy import select

from trainer.store.merges import is_their_own
from trainer.store.open import Store
from trainer.store.schema import athlete
from trainer.store.sync.edits import Edit, Edits, disagree, edits_in
from trainer.store.sync.fields import AGREED, HOME

Field = Literal["name", "band", "agreed", "drill"]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a place wrote. ``id`` names it as long as it stands; ``said``: in words, or a drill's text; ``value``: as it
    is kept, None where nothing is known, or the drill was removed."""

    id: str
    said: str
    value: str | None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Of an athlete (``of``: the id; ``called``: the name here) what places wrote, the one that counts last; or of a
    drill (both: its name) its texts, of which each place keeps its own."""

    of: str
    called: str
    field: Field
    values: tuple[str, ...]
    choices: tuple[Choice, ...] = dataclass_field(default=(), compare=False)  # each value with how to name it


def disagreements(store: Store) -> tuple[Disagreement, ...]:
    """All of them, by name."""
    with store.read() as connection:
        called = {
            row.id: row.name for row in connection.execute(select(athlete.c.id, athlete.c.name).where(is_their_own))
        }
        found = edits_in(connection, "athlete", but=HOME)
        drills = edits_in(connection, "drill")
    several = [
        _disagreement(id_, called[id_], cast(Field, field), edits)
        for (id_, field), edits in found.items()
        if disagree(edits) and id_ in called
    ]
    several += [_disagreement(name, name, "drill", e) for (name, _), e in drills.items() if disagree(e)]
    return tuple(sorted(several, key=lambda one: (one.called, one.of, one.field)))


def _disagreement(of: str, called: str, field: Field, edits: Edits) -> Disagreement:
    """What was written, each once, in the order of the edits; the last one stays last."""
    newest = {one.value: Choice(f"{one.unit}:{one.counter}", _said(field, one), one.value) for one in edits}
    last = newest.pop(edits[-1].value)
    choices = (*newest.values(), last)
    return Disagreement(of, called, field, tuple(one.said for one in choices), choices)


def _said(field: str, one: Edit) -> str:
    if field != AGREED:
        return one.value or ""
    return "no" if one.value is None else f"yes, {json.loads(one.value)[1]}"
