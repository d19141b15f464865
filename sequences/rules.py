"""By what two versions of a drill are the same: what an athlete does and is shown, not the words about it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from sequences.load import canonical

PLAYED = ("format", "lanes", "roles", "spots", "run_out", "limits", "rep")
FREE = frozenset({"reps", "sets", "rest"})  # how much of it, which a coach sets at every start


def rules_sha(doc: Mapping[str, Any], level: int | None) -> str:
    """sha256 of what a drill's file says a rep of this level is: steps, roles, spots, limits, values of settings.

    Titles, texts, tags, bounds of settings and other levels may change without it.
    """
    played = {key: doc[key] for key in PLAYED if key in doc}
    values = {name: setting.get("default") for name, setting in _table(doc, "settings").items()}
    values |= _table(doc, "levels").get(str(level), {})
    kept = {name: value for name, value in values.items() if name not in FREE}
    return hashlib.sha256(canonical([played, kept])).hexdigest()


def _table(doc: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    found = doc.get(key)
    return found if isinstance(found, Mapping) else {}
