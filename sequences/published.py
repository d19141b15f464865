"""The shape of a drill file as published for editors: a JSON Schema (Draft 2020-12) with words for what each key is.

It is the one that a file is checked by when it is loaded; only the words are added here. What it cannot say (a role
that is not declared, a wait no cue follows) is said when the file is loaded.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

from sequences.schema import drill_schema, variant_schema

KEYS = {
    "extends": "Of a variant: the drill of the library whose steps it has. It then says only what is other than there.",
    "title": "The drill's name, as people read it.",
    "about": "What it trains and how; the first sentence is shown by itself.",
    "words": "The coaching words that are shown and, if wanted, spoken.",
    "tags": "What it can be found by: backpedal, choice, football ...",
    "language": "Of all the words in this file; en if not said.",
    "text": "The same words in other languages, by their two letters.",
    "format": "Who is on together: a queue, side by side in lanes, or all at once by signals.",
    "lanes": "How many run side by side.",
    "run_out": "No cue until so long after the last edge of the rep before: 3 s if not said.",
    "limits": "An answer sooner than this after its cue is a guess.",
    "published": "Of a standard test: where it was published.",
    "tired": "What is proposed when somebody needs rest.",
    "easy": "true: nobody runs at full speed in it.",
    "roles": "Who plays: what a station must carry, and where it stands in metres (x right, y ahead).",
    "spots": "Places that steps go by and where nothing hangs: a cone, a line.",
    "settings": 'What a coach may change. A step refers to one as "$name".',
    "levels": "From 1 on; each overrides settings, nothing else.",
    "rep": "The steps of one rep, in order.",
}
STEPS = {
    "repeat": "Steps over and over within the rep.",
    "ready": "The athlete is on this pad or in this beam, still for a hold.",
    "wait": "The time before the cue, hard to guess.",
    "cue": "What appears, all of it at one instant.",
    "switch": "A second cue that overrides the one before in a share of the reps.",
    "expect": "The edges that answer, in order or in any order; each is a split.",
    "own_start": "Time zero is an edge: there is no cue.",
    "pace": "Signals that run beside the steps: so many a minute, a table of times, or off.",
    "shuttles": "A test by signals that everybody runs at once: levels, speeds, shuttles.",
    "say": "Words or a tone now, never measured.",
    "rest": "A pause inside the rep.",
    "hold": "Stay on the pad or in the beam, still, for a time.",
}


def published_schema() -> dict[str, Any]:
    """The whole of it, as plain data."""
    schema = deepcopy(drill_schema(raw=True))
    schema["description"] = "How a drill is written for cue-trainer, as TOML: docs/drills.md says what it means."
    for key, words in KEYS.items():
        schema["properties"][key]["description"] = words
    for rule in schema["properties"]["rep"]["items"]["allOf"]:
        rule["then"]["description"] = STEPS.get(rule["if"]["required"][0], "")
    variant = deepcopy(variant_schema())
    for key in variant["properties"]:
        variant["properties"][key]["description"] = KEYS[key]
    head = {key: schema.pop(key) for key in ("$schema", "title", "description")}
    is_variant = {"required": ["extends"], "not": {"required": ["rep"]}}
    return in_parts(head | {"if": is_variant, "then": variant, "else": schema})


INNER = ("items", "additionalProperties", "propertyNames", "if", "then", "else", "not")
LISTS = ("allOf", "anyOf")
WORTH = 250  # characters from which on a shape that comes again stands once, under $defs


def in_parts(schema: dict[str, Any]) -> dict[str, Any]:
    """The same schema, with what comes again in it said once, under ``$defs``."""
    often: Counter[str] = Counter()
    for _, shape in _shapes("drill", schema):
        often[_text(shape)] += 1
    names: dict[str, str] = {}
    for name, shape in _shapes("drill", schema):
        text = _text(shape)
        if often[text] > 1 and len(text) > WORTH and text not in names:
            taken = sum(other.split("-")[0] == name for other in names.values())
            names[text] = f"{name}-{taken + 1}" if taken else name
    defs = {name: _referring(json.loads(text), names) for text, name in names.items()}
    return {**_referring(schema, names), "$defs": dict(sorted(defs.items()))}


def _text(shape: dict[str, Any]) -> str:
    return json.dumps(shape, separators=(",", ":"))


def _shapes(name: str, shape: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every schema inside a schema, itself among them, each with the name of the key it is for."""
    yield name, shape
    for key, inner in shape.get("properties", {}).items():
        yield from _shapes(key, inner)
    for word in INNER:
        if isinstance(shape.get(word), dict):
            yield from _shapes(name, shape[word])
    for word in LISTS:
        for inner in shape.get(word, ()):
            yield from _shapes(name, inner)


def _referring(shape: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """The shape with references for all inside it that has a name."""

    def of(inner: Any) -> Any:
        if not isinstance(inner, dict):
            return inner
        name = names.get(_text(inner))
        return {"$ref": f"#/$defs/{name}"} if name else _referring(inner, names)

    found = dict(shape)
    if "properties" in shape:
        found["properties"] = {key: of(inner) for key, inner in shape["properties"].items()}
    found |= {word: of(shape[word]) for word in INNER if word in shape}
    return found | {word: [of(inner) for inner in shape[word]] for word in LISTS if word in shape}
