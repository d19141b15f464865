"""Checks plain data against a JSON Schema (Draft 2020-12) and says what is wrong in one sentence.

Lists are counted from 1, as people do: ``rep[2].cue``. A schema helps its sentences along by a
``description`` beside a ``pattern``: ``"5 parsecs" is not a duration like "1.5 s"`` takes the words after
"is not" from there.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from jsonschema_rs import Draft202012Validator, ValidationErrorKind

Schema = dict[str, Any]
Path = tuple[str | int, ...]

LARGEST_INT = 2**63 - 1  # as TOML has it; far longer ones cannot even be printed
MOST_ENTRIES = 1000  # of a list or a table; no drill or field comes near
SHOWN = 60  # characters of a value or a name that a sentence quotes
KINDS = (str, int, float, dict, list, type(None))  # TOML also knows dates and times
SURROGATES = re.compile("[\ud800-\udfff]")  # JSON can write halves of characters
TYPE_WORDS = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "a table",
    "null": "nothing",
}
LIMIT_WORDS = {
    "minimum": "{value} is below {limit}",
    "exclusiveMinimum": "{value} must be above {limit}",
    "maximum": "{value} is above {limit}",
    "exclusiveMaximum": "{value} must be below {limit}",
    "minItems": "has {size} entries, needs at least {limit}",
    "maxItems": "has {size} entries, at most {limit} are allowed",
    "minLength": "{value} is too short: at least {limit} characters",
    "maxLength": "has {size} characters, at most {limit} are allowed",
    "minProperties": "has {size} keys, needs at least {limit}",
    "maxProperties": "has {size} keys, at most {limit} are allowed",
    "uniqueItems": "says the same thing twice",
}


_VALIDATORS: dict[int, tuple[Schema, Draft202012Validator]] = {}  # by identity: the schema is kept, and so its number


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a value: the word of the schema that does not allow it, what stands beside that word, and the
    schema it stands in. ``path`` leads to the value; for the name of a key, to its table."""

    path: Path
    word: str
    value: Any
    limit: Any
    schema: Schema


def fault(doc: Any, schema: Schema, at: str = "") -> tuple[str, str] | None:
    """Where and what is wrong first in ``doc``, in the order a person reads it; None when all is well.

    ``at``: the place of ``doc`` inside its file, ``rep[2]``, put in front of the place found.
    """
    for path, what in _beyond_shapes(doc):
        return place(path, at), what
    try:
        found = list(_wrongs(doc, schema))
    except (RecursionError, ValueError):  # ValueError: the validator's own limit
        return at, "tables within tables without end"
    if not found:
        return None
    first = min(found, key=lambda wrong: _reading_order(doc, wrong))
    return place(first.path, at), _sentence(first)


def _wrongs(doc: Any, schema: Schema) -> Iterator[Wrong]:
    known = _VALIDATORS.get(id(schema))
    if known is None:
        known = _VALIDATORS[id(schema)] = schema, Draft202012Validator(schema)
    for error in known[1].iter_errors(doc):
        *outer, last = error.schema_path
        word, inner = str(last), _at(schema, outer)[1]
        path, value = _at(doc, error.instance_path)
        if isinstance(error.kind, ValidationErrorKind.PropertyNames):
            value = error.kind.error.instance
        yield Wrong(path, word, value, inner[word], inner)


def _at(doc: Any, parts: Iterable[str | int]) -> tuple[Path, Any]:
    """The path with its keys as they are (the validator takes the key "1" for a number), and the value it leads to."""
    path: list[str | int] = []
    for part in parts:
        path.append(str(part) if isinstance(doc, dict) else part)
        doc = doc[path[-1]]
    return tuple(path), doc


def place(path: Iterable[str | int], at: str = "") -> str:
    """A path inside a document as people write it: ``("rep", 1, "cue")`` -> ``rep[2].cue``."""
    for part in path:
        at += f"[{part + 1}]" if isinstance(part, int) else f".{_cut(part)}" if at else _cut(part)
    return at


def show(value: Any) -> str:
    """A value as a sentence quotes it: on one line, and not long."""
    if isinstance(value, dict | list):
        return "a table" if isinstance(value, dict) else "a list"
    if isinstance(value, int) and abs(value) > LARGEST_INT:
        return "a number beyond all bounds"
    return _cut(json.dumps(value, ensure_ascii=False, default=str))


def nearest_first(word: str, allowed: Iterable[str]) -> list[str]:
    """The allowed words, those that look like ``word`` first: it was probably one of them."""
    words = list(allowed)
    near = get_close_matches(word[:SHOWN], words, n=3, cutoff=0.6)
    return near + [w for w in words if w not in near]


def _beyond_shapes(doc: Any) -> Iterator[tuple[Path, str]]:
    """What no shape should have to say: nan, infinity, endless numbers and lists, what JSON does not know, control
    characters in keys."""
    todo: list[tuple[Path, Any]] = [((), doc)]
    while todo:
        path, value = todo.pop()
        if isinstance(value, float) and not math.isfinite(value):
            yield path, f"{value} is not a number to count with"
        if isinstance(value, int) and abs(value) > LARGEST_INT:
            yield path, "a whole number beyond all bounds"
        if not isinstance(value, KINDS):
            yield path, f"{show(value)} is a date or a time, which nothing here takes"
        if isinstance(value, str) and not value.isascii() and SURROGATES.search(value):
            yield path, f"{show(value)} holds characters that are none"
        if isinstance(value, dict | list):
            pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
            if len(pairs) > MOST_ENTRIES:
                yield path, f"has {len(pairs)} entries, at most {MOST_ENTRIES} are allowed"
            for key, inner in reversed(pairs):
                if isinstance(key, str) and not key.isprintable():
                    yield path, f'the key "{_cut(key)}" holds characters that cannot be printed'
                todo.append(((*path, key), inner))


def _reading_order(doc: Any, wrong: Wrong) -> list[int]:
    """Where a fault stands in the document, as numbers that sort: a key that is missing stands at the end."""
    order: list[int] = []
    for part in wrong.path:
        order.append(part if isinstance(part, int) else list(doc).index(part))
        doc = doc[part]
    return [*order, MOST_ENTRIES] if wrong.word in ("required", "anyOf") else order


def _sentence(wrong: Wrong) -> str:
    value, limit, word = wrong.value, wrong.limit, wrong.word
    if word in SENTENCES:
        return SENTENCES[word](value, limit, wrong.schema)
    if word in LIMIT_WORDS:
        size = len(value) if isinstance(value, str | list | dict) else 0
        return LIMIT_WORDS[word].format(value=show(value), limit=limit, size=size)
    return f"{show(value)} is not allowed here"


def _unknown_key(value: dict[str, Any], _: Any, schema: Schema) -> str:
    allowed = list(schema.get("properties", ()))
    unknown = next(k for k in value if k not in allowed)
    return f'unknown key "{_cut(unknown)}"; allowed: {", ".join(nearest_first(unknown, allowed))}'


def _missing_key(value: dict[str, Any], required: list[str], _: Any) -> str:
    return f'the key "{next(k for k in required if k not in value)}" is missing'


def _no_such_kind(_: Any, branches: list[dict[str, Any]], __: Any) -> str:
    return f"needs one of the keys {', '.join(key for branch in branches for key in branch['required'])}"


def _not_in_list(value: Any, allowed: list[Any], _: Any) -> str:
    words = [w if isinstance(w, str) else show(w) for w in allowed]
    return f"{show(value)} is not allowed; allowed: {', '.join(nearest_first(str(value), words))}"


def _wrong_type(value: Any, types: str | list[str], _: Any) -> str:
    words = [TYPE_WORDS[t] for t in ([types] if isinstance(types, str) else types)]
    return f"{show(value)} is not {' or '.join(words)}"


def _wrong_text(value: str, _: Any, schema: Schema) -> str:
    return f"{show(value)} is not {schema.get('description', 'written as it should be')}"


SENTENCES: dict[str, Callable[[Any, Any, Schema], str]] = {
    "additionalProperties": _unknown_key,
    "required": _missing_key,
    "anyOf": _no_such_kind,
    "enum": _not_in_list,
    "type": _wrong_type,
    "pattern": _wrong_text,
}


def _cut(text: str) -> str:
    """One printable line of at most SHOWN characters."""
    line = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[: SHOWN + 1])
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"
