"""Reads a cue: what may appear, where the athlete is then meant to go, and what is right when nothing is to be done."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, Literal

from sequences.cast import Cast
from sequences.errors import DrillError
from sequences.model import Alternative, Cue, Ready, Step, Still
from sequences.shape import nearest_first
from sequences.units import duration

Table = dict[str, Any]

ONLY = "go"
"""The name of the alternative where a cue has but one."""


def read_cue(where: str, table: Table, cast: Cast, before: Sequence[Step]) -> Cue:
    """The cue a table of the right shape says. What it measures follows from the steps around it (flow.measure).

    Raises DrillError when nothing appears, a lamp has no gate, or a stay has no right answer.
    """
    still = _still(f"{where}.still", table["still"], cast) if "still" in table else None
    if "variants" in table:
        stay_at = _stay_at(still, before)
        alternatives = [read_variant(w, t, n, stay_at, cast) for w, t, n in _chosen(where, table)]
    elif "one_of" in table:
        shown = _shown(f"{where}.show", table, cast)
        alternatives = [read_alternative(where, table, n, [n], shown.get(n, [n]), cast) for n in table["one_of"]]
    else:
        targets = as_list(table.get("target", []))
        alternatives = [read_alternative(where, table, ONLY, targets, as_list(table.get("show", targets)), cast)]
    weights = _weights(f"{where}.weights", table, cast)
    return Cue(
        tuple(replace(a, weight=weights.get(a.name, 1.0)) for a in alternatives),
        table.get("order", "law"),
        None,
        still,
        duration(f"{where}.for", table["for"], low="50 ms", high="60 s") if "for" in table else None,
        feeder=table.get("feeder", False),
    )


def as_list(value: Any) -> list[str]:
    """One name or several, as a list."""
    return value if isinstance(value, list) else [value]


def _shown(where: str, table: Table, cast: Cast) -> dict[str, list[str]]:
    """Target -> its lamps, where they are not those at the target."""
    show = table.get("show", {})
    if not isinstance(show, dict):
        return {name: as_list(show) for name in table["one_of"]}
    for target in show:
        cast.known(where, target)
    return {target: as_list(lamps) for target, lamps in show.items()}


def _chosen(where: str, table: Table) -> Iterator[tuple[str, Table, str]]:
    """Place, table and name of the variants, or of those that one_of chooses."""
    variants: dict[str, Table] = table["variants"]
    chosen = table.get("one_of", list(variants))
    for i, name in enumerate(chosen, start=1):
        if name not in variants:
            allowed = ", ".join(nearest_first(name, variants))
            raise DrillError(f"{where}.one_of[{i}]", f'no variant "{name}"; variants: {allowed}')
    return ((f"{where}.variants.{n}", t, n) for n, t in variants.items() if n in chosen)


def read_variant(where: str, table: Table, name: str, stay_at: str | None, cast: Cast) -> Alternative:
    """One of the variants of a cue; ``stay_at``: where a stay keeps the athlete, None where there may be none."""
    if table.get("go", True):
        if "target" not in table:
            raise DrillError(where, 'the key "target" is missing: where the athlete is to go')
        targets = as_list(table["target"])
    else:
        if "target" in table:
            raise DrillError(f"{where}.target", "a stay (go = false) has no target")
        if stay_at is None:
            raise DrillError(where, "a stay needs still in its cue: what the athlete does instead of going")
        targets = [stay_at]
    return read_alternative(where, table, name, targets, as_list(table.get("show", targets)), cast)


def _stay_at(still: Still | None, before: Sequence[Step]) -> str | None:
    """Where a stay keeps the athlete: where the still says, or on the spot where there is but something to avoid."""
    if still is None or still.kind != "avoid":
        return still.role if still else None
    return next((s.role for s in reversed(before) if isinstance(s, Ready)), None)


def read_alternative(
    where: str, table: Table, name: str, targets: list[str], lamps: list[str], cast: Cast
) -> Alternative:
    """What appears: the lamps, the sound or the word of this table; the athlete is to go to these targets."""
    light, sound, word, speaker = (table.get(key) for key in ("light", "sound", "word", "speaker"))
    if light is None and sound is None and word is None:
        raise DrillError(where, "nothing appears: give it a light, a sound or a word")
    if light is None and "show" in table:
        raise DrillError(f"{where}.show", "lamps without a light: give the colour")
    if sound is None and word is None and speaker is not None:
        raise DrillError(f"{where}.speaker", "a speaker without a sound or a word")
    for target in targets:
        cast.role(f"{where}.target", target)
    for lamp in lamps if light else ():
        cast.use(f"{where}.show", cast.needed(f"{where}.show", lamp), "gate")
    if speaker is not None:
        cast.use(f"{where}.speaker", speaker, "speaker")
    shown = tuple(lamps) if light else ()
    go, timed = table.get("go", True), table.get("timed", True)
    return Alternative(name, tuple(targets), shown, light, sound, speaker, go, word=word, timed=timed)


def _weights(where: str, table: Table, cast: Cast) -> dict[str, float]:
    """Alternative -> how often it comes, beside 1 for the others."""
    weights: dict[str, float] = table.get("weights", {})
    for name in weights:
        if "variants" not in table:
            cast.known(where, name)
        elif name not in table["variants"]:
            allowed = ", ".join(nearest_first(name, table["variants"]))
            raise DrillError(where, f'no variant "{name}"; variants: {allowed}')
    return {name: float(weight) for name, weight in weights.items()}


def _still(where: str, table: Table, cast: Cast) -> Still:
    kind: Literal["hold", "pass", "avoid"] = next(k for k in ("hold", "pass", "avoid") if k in table)
    key = "within" if kind == "pass" else "for"
    role = cast.needed(f"{where}.{kind}", table[kind])
    sensor = cast.sensor(f"{where}.{kind}", [role], "pad" if kind == "hold" else "beam")
    return Still(kind, role, sensor, duration(f"{where}.{key}", table[key], low="100 ms", high="60 s"))
