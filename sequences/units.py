"""Durations and wait laws as people write them, and as integer nanoseconds.

A duration is a number and its unit, ``"300 ms"``, ``"1.5 s"``, ``"10 min"``, no finer than a microsecond. A wait law
is a table in a file, ``{ kind = "exponential", min = "1 s", tau = "1 s", max = "4 s" }``, and the same words in a
row elsewhere: ``exponential 1 s 1 s 4 s``.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from sequences.errors import DrillError
from sequences.model import WaitLaw
from sequences.shape import show

DURATION = r"^[0-9]{1,6}(\.[0-9]{1,6})? ?(ms|s|min)$"
DURATION_WORDS = 'a duration like "1.5 s", "300 ms" or "10 min"'
NS = {"ms": 10**6, "s": 10**9, "min": 60 * 10**9}
MICROSECOND = 1_000

LONGEST_WAIT_NS = 30 * 10**9
"""A foreperiod longer than half a minute tests patience, not reaction."""

SHORTEST_WAIT = "100 ms"
"""Every device is told of its cue so much before it: a sooner one would be late each time."""

LAWS = {
    "fixed": ("at",),
    "exponential": ("min", "tau", "max"),
    "uniform": ("min", "max"),
    "list": ("values",),
    "tap": ("max",),
}


def duration(where: str, text: str, low: str = "0 s", high: str = "10 min") -> int:
    """Nanoseconds. DrillError when it is no duration, or not between ``low`` and ``high``."""
    ns = nanoseconds(where, text)
    if ns < nanoseconds(where, low):
        raise DrillError(where, f"{text} is below {low}")
    if ns > nanoseconds(where, high):
        raise DrillError(where, f"{text} is above {high}")
    return ns


def nanoseconds(where: str, text: str) -> int:
    """Nanoseconds of any duration. DrillError when it is none."""
    match = re.match(DURATION, text)
    if not match:
        raise DrillError(where, f"{show(text)} is not {DURATION_WORDS}")
    unit = match[2]
    ns = Decimal(text.removesuffix(unit).rstrip()) * NS[unit]
    if ns % MICROSECOND:
        raise DrillError(where, f"{text} is finer than a microsecond")
    return int(ns)


def in_words(ns: int) -> str:
    """A duration as people write it: ``"300 ms"``, ``"1.5 s"``, ``"10 min"``."""
    if ns and ns % NS["min"] == 0 and ns >= 2 * NS["min"]:
        return f"{ns // NS['min']} min"
    unit = "s" if ns >= NS["s"] or ns == 0 else "ms"
    number = f"{Decimal(ns) / NS[unit]:f}"
    return f"{number.rstrip('0').rstrip('.') if '.' in number else number} {unit}"


def wait_law(where: str, table: dict[str, Any]) -> WaitLaw:
    """The law a table of the right shape says. DrillError when its numbers do not fit together."""
    kind = table["kind"]
    if kind == "list":
        values = tuple(_wait(f"{where}.values[{i}]", v) for i, v in enumerate(table["values"], start=1))
        if len(set(values)) < len(values):
            raise DrillError(f"{where}.values", "the same wait stands there twice")
        return WaitLaw("list", min(values), max(values), values_ns=values)
    if kind == "fixed":
        at = _wait(f"{where}.at", table["at"])
        return WaitLaw("fixed", at, at)
    if kind == "tap":
        return WaitLaw("tap", 0, duration(f"{where}.max", table["max"], low="5 s", high="5 min"))
    low, high = _wait(f"{where}.min", table["min"]), _wait(f"{where}.max", table["max"])
    if high < low:
        raise DrillError(f"{where}.max", f"{table['max']} is below min {table['min']}")
    tau = duration(f"{where}.tau", table["tau"], low="1 ms", high="30 s") if kind == "exponential" else 0
    return WaitLaw(kind, low, high, tau)


def _wait(where: str, text: str) -> int:
    return duration(where, text, low=SHORTEST_WAIT, high="60 s")


def law_text(table: dict[str, Any]) -> str:
    """A wait law in a row: ``exponential 1 s 1 s 4 s``."""
    parts = [table[key] for key in LAWS[table["kind"]]]
    return " ".join([table["kind"], *(p for part in parts for p in (part if isinstance(part, list) else [part]))])


def law_table(where: str, text: str) -> dict[str, Any]:
    """The table of a wait law written in a row. DrillError when it is none."""
    kind, _, rest = text.strip().partition(" ")
    if kind not in LAWS:
        raise DrillError(where, f"{show(text)} is no wait law; write {HOW_TO_WRITE_LAWS}")
    times = re.findall(r"\S+ ?(?:ms|s|min)\b", rest)
    if "".join(times).replace(" ", "") != rest.replace(" ", ""):
        raise DrillError(where, f"{show(rest)} is not {DURATION_WORDS}")
    keys = LAWS[kind]
    if kind == "list":
        if not times:
            raise DrillError(where, "a list law needs at least one wait")
        return {"kind": kind, "values": times}
    if len(times) != len(keys):
        raise DrillError(where, f"{kind} takes these times and no other: {', '.join(keys)}")
    return {"kind": kind, **dict(zip(keys, times, strict=True))}


HOW_TO_WRITE_LAWS = (
    '"fixed 1.5 s", "exponential 1 s 1 s 4 s" (min, tau, max), "uniform 1 s 3 s", "list 150 ms 300 ms" or "tap 60 s"'
)
