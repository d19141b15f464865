"""Plans, and the other frozen types of this project, to and from plain data that JSON can carry.

A dataclass is an object with all its fields (a ``Draw`` with those that say something), a tuple a list; a step is told
by its ``step``. Reading is strict: no text for a number, no fraction for a whole number, no unknown key, and none
missing that has no default.
"""

from __future__ import annotations

import hashlib
import json
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar, cast

from sequences.model import Plan

if TYPE_CHECKING:
    from sequences.converter import Converter

T = TypeVar("T")


def canonical(obj: Any) -> bytes:
    """The one way to write plain data: JSON, keys sorted, no spaces, UTF-8. ValueError on NaN and infinity."""
    return json.dumps(obj, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def sha(obj: Any) -> str:
    """sha256 of plain data, in hex."""
    return hashlib.sha256(canonical(obj)).hexdigest()


def to_doc(thing: Any) -> Any:
    """A frozen dataclass as plain data."""
    return _converter().unstructure(thing)


def from_doc(kind: type[T], doc: Any) -> T:
    """The dataclass ``kind`` from plain data. ValueError, one sentence with the place, when the data is not that."""
    return _converter().structure(kind, doc)


def plan_to_doc(plan: Plan) -> dict[str, Any]:
    """A plan as plain data; ``plan_from_doc`` gives it back equal."""
    return cast(dict[str, Any], to_doc(plan))


def plan_from_doc(doc: Any) -> Plan:
    """A plan from plain data. ValueError, one sentence with the place, when it is none."""
    return from_doc(Plan, doc)


def plan_sha(plan: Plan) -> str:
    """sha256 of the plan's canonical JSON, in hex: its name in the store."""
    return sha(plan_to_doc(plan))


@cache
def _converter() -> Converter:
    from sequences.converter import Converter  # noqa: PLC0415 - cattrs: needed with the first plan, not at the start

    return Converter()
