"""Where two places disagree: what the coach, who has seen both, lets count from now on, here and everywhere."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from trainer.errors import Refused
from trainer.store.open import Store
from trainer.store.pages import SHORT
from trainer.store.roster import change_person, person
from trainer.store.sync.disagree import Choice, Disagreement, Field, disagreements
from trainer.store.sync.drills import Files, keep_ours
from trainer.store.sync.fields import AGREED, NAME


def choice_of(store: Store, of: str, field: Field, choice: str) -> tuple[Disagreement, Choice]:
    """The disagreement on this field, and what of it is to count. Refused when there is no such any more."""
    found = next((one for one in disagreements(store) if (one.of, one.field) == (of, field)), None)
    if found is None:
        raise Refused(f"no two places disagree on the {field} of {of} any more")
    chosen = next((one for one in found.choices if one.id == choice), None)
    if chosen is None:
        raise Refused(f"what places have of the {field} of {of} has changed since: look again")
    return found, chosen


def decide(store: Store, found: Disagreement, chosen: Choice, files: Files | None) -> None:
    """Let this count. ``files``: the own drills of this place; None: it has none (the club).

    Refused when a drill is none to this trainer, or the two do not disagree any more.
    """
    if found.field != "drill":
        kept = replace(person(store, found.of), **_columns(found, chosen.value))
        change_person(store, kept, decided=(found.field,))
        return
    if files is not None and files.texts().get(found.of) != chosen.value and not files.put(found.of, chosen.value):
        raise Refused(f"the other {found.of} is no drill to this trainer: a newer one may take it")
    keep_ours(store, found.of, chosen.value)  # behind the file: before it, a cut would make the old file a new edit


def _columns(found: Disagreement, value: str | None) -> dict[str, Any]:
    """The athlete's columns that a field stands in."""
    if found.field == AGREED:
        wall_s, by = json.loads(value) if value is not None else (None, "")
        return {"agreed_wall_s": wall_s, "agreed_by": by}
    return {found.field: value or (found.of[:SHORT] if found.field == NAME else "")}
