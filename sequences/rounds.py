"""The steps of a drill file as its tables: those within a repeat too, those in force, one round after the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sequences.errors import DrillError
from sequences.schema import SETTING_REF, step_shape
from sequences.shape import fault
from sequences.steps import loudness

Table = dict[str, Any]

MOST_STEPS = 400
"""Of a rep whose repeats are written out."""


@dataclass(frozen=True, slots=True)
class Written:
    """One step as it is to be read: its place in the file, its table with every setting filled in, the round of the
    repeat it stands in (1 outside of any), and a number that all rounds of it share (0 outside)."""

    where: str
    table: Table
    round: int = 1
    group: int = 0


def all_steps(doc: Mapping[str, Any]) -> Iterator[tuple[str, Table]]:
    """Every step of the file with its place, in force or not; a repeat first, then what is in it."""
    for i, step in enumerate(doc["rep"], start=1):
        yield f"rep[{i}]", step
        for j, inner in enumerate(step.get("repeat", ()), start=1):
            yield f"rep[{i}].repeat[{j}]", inner


def in_force(when: Table, values: Table) -> bool:
    """Do the settings have the values wanted?"""
    return all(values[name] in (wanted if isinstance(wanted, list) else [wanted]) for name, wanted in when.items())


def written_out(doc: Mapping[str, Any], values: Table, level: int | None) -> list[Written]:
    """The steps in force, repeats written out. A repeat with a time limit stands between ``span`` and ``span_end``.

    DrillError where a setting's value does not fit, and when all of it is too long.
    """
    out: list[Written] = []
    for i, step in enumerate(doc["rep"], start=1):
        place = f"rep[{i}]"
        for table in _chosen(place, step, values, level):
            out += _repeated(i, table, values, level) if "repeat" in table else [Written(place, table)]
        if len(out) > MOST_STEPS:
            raise DrillError(place, f"written out the rep has more than {MOST_STEPS} steps")
    return out


def _repeated(i: int, table: Table, values: Table, level: int | None) -> list[Written]:
    place = f"rep[{i}]"
    steps = list(enumerate(table["repeat"], start=1))
    out = [
        Written(f"{place}.repeat[{j}]", chosen, n, 100 * i + j)
        for n in range(1, table["times"] + 1)
        for j, step in steps
        for chosen in _chosen(f"{place}.repeat[{j}]", step, values, level)
    ]
    if "until" not in table:
        return out
    return [Written(place, {"span": table["until"]}), *out, Written(place, {"span_end": True})]


def _chosen(where: str, table: Table, values: Table, level: int | None) -> Iterator[Table]:
    """The step with its settings filled in, if it is in force."""
    if not in_force(table.get("when", {}), values) or not loudness(table, level):
        return
    filled = _filled(table, values)
    wrong = None if filled == table else fault(filled, step_shape(raw=False), where)
    if wrong:
        raise DrillError(*wrong)
    yield filled


def _filled(value: Any, values: Table) -> Any:
    """A step with every ``"$name"`` replaced by that setting's value."""
    if isinstance(value, dict):
        return {key: _filled(inner, values) for key, inner in value.items()}
    if isinstance(value, list):
        return [_filled(inner, values) for inner in value]
    if isinstance(value, str) and re.fullmatch(SETTING_REF, value):
        return values[value[1:]]
    return value
