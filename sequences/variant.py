"""Variants: a drill file that names another of the library and says only what is other than there.

``extends = "line-shuffle"``: the same steps, with other words, places, times. What it says goes over what the base
says, key by key; steps, kinds of settings and what a role needs stay the base's.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sequences.errors import DrillError
from sequences.schema import variant_schema
from sequences.shape import fault, nearest_first, show

Table = dict[str, Any]

OVER = ("title", "about", "words", "tags", "run_out", "limits", "tired", "levels")
"""These stand in the place of the base's, whole."""
BY_NAME = {"roles": "role", "spots": "spot", "settings": "setting"}
"""Of these a variant may change those that the base has."""


def whole(doc: Table, base_of: Callable[[str], Table]) -> Table:
    """The tables of a variant written out, with nothing left to look up; ``base_of``: those of the drill of a name.

    DrillError for the first thing that a variant may not say, by place and reason.
    """
    wrong = fault(doc, variant_schema())
    if wrong:
        raise DrillError(*wrong)
    base = base_of(doc["extends"])
    if "extends" in base:
        raise DrillError("extends", f"{doc['extends']} is a variant itself: extend {base['extends']}")
    merged = base | {key: doc[key] for key in ("extends", *OVER) if key in doc}
    for key, word in BY_NAME.items():
        merged[key] = _changed(key, word, base.get(key, {}), doc.get(key, {}))
    merged["text"] = {
        language: _translated(base.get("text", {}).get(language, {}), doc.get("text", {}).get(language, {}))
        for language in dict.fromkeys((*base.get("text", {}), *doc.get("text", {})))
    }
    return merged


def _changed(key: str, word: str, base: Table, changes: Table) -> Table:
    for name in changes:
        if name not in base:
            known = ", ".join(nearest_first(name, base)) or "none"
            raise DrillError(f"{key}.{name}", f"the drill it extends has no {word} {show(name)}; it has {known}")
    return {
        name: (base[name] | changes[name] if isinstance(changes[name], dict) else changes[name])
        if name in changes
        else base[name]
        for name in base
    }


def _translated(base: Table, own: Table) -> Table:
    """Title, about and words in another language are the variant's, as far as it has them: the base's would say
    something else. What the steps say is the base's."""
    return {"lines": base.get("lines", {}) | own.get("lines", {})} | {k: v for k, v in own.items() if k != "lines"}
