"""Which fields of an athlete travel, and how they stand as values of edits."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Connection

from trainer.store.pages import SHORT
from trainer.store.sync.edits import Edits, Place, counting, edits_in, next_edit, put_edits
from trainer.store.sync.place import own_id

HOME, NAME, BAND, AGREED = "home", "name", "band", "agreed"
"""``home`` says where an athlete was first known; nobody changes it. The coach's note does not travel."""

Values = dict[str, str | None]


def values_of(row: Mapping[Any, Any]) -> Values:
    """Of an athlete's columns; None where nothing is known."""
    name = row["name"] if row["name"] != row["id"][:SHORT] else None
    agreed = (
        None
        if row["agreed_wall_s"] is None
        else json.dumps([row["agreed_wall_s"], row["agreed_by"]], ensure_ascii=False)
    )
    return {NAME: name, BAND: row["band"] or None, AGREED: agreed}


def columns_of(id_: str, now: Mapping[Place, Edits]) -> dict[str, Any]:
    """An athlete's columns by the edits that count; a number for a name that is not known."""
    agreed = now.get((id_, AGREED), ())
    wall_s, by = json.loads(counting(agreed) or "null") if has_agreed(agreed) else (None, "")
    name, band = (counting(now.get((id_, field), ())) for field in (NAME, BAND))
    return {"id": id_, "name": name or id_[:SHORT], "band": band or "", "agreed_wall_s": wall_s, "agreed_by": by}


def has_agreed(edits: Edits) -> bool:
    """Where places disagree, nobody agreed."""
    return bool(edits) and all(one.value is not None for one in edits)


def note_change(
    connection: Connection, before: Mapping[Any, Any], after: Mapping[Any, Any], decided: Collection[str] = ()
) -> None:
    """Stamp what changed of an athlete who was in sync. ``decided``: fields that were written, changed or not."""
    id_, fresh = after["id"], dict[Place, Edits]()
    here = edits_in(connection, "athlete", id_)
    if not here:
        return
    was = values_of(before)
    for field, value in values_of(after).items():
        if value != was[field] or field in decided:
            fresh[id_, field] = (next_edit(own_id(connection), value, here.get((id_, field), ())),)
    put_edits(connection, "athlete", fresh)
