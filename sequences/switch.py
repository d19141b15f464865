"""Reads a switch: a second cue that overrides the one before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sequences.cast import Cast
from sequences.cues import as_list, read_alternative, read_variant
from sequences.errors import DrillError
from sequences.model import Alternative, Cue, Step, Switch
from sequences.shape import nearest_first
from sequences.units import wait_law

Table = dict[str, Any]


def read_switch(where: str, table: Table, cast: Cast, before: Sequence[Step]) -> Switch:
    """The switch a table of the right shape says; the step before it is the cue that it overrides.

    Its alternatives are its own variants, or those of that cue, which then appear as this table says. DrillError when
    nothing comes before it to be switched, or there is nothing to switch to.
    """
    cue = before[-1] if before else None
    if not isinstance(cue, Cue):
        raise DrillError(where, "there is no cue to switch: the step before must be one")
    alternatives = _alternatives(where, table, cue, cast)
    law = wait_law(f"{where}.after", table["after"])
    if law.kind == "tap":
        raise DrillError(f"{where}.after", "the coach's tap begins a cue; a switch comes by itself")
    return Switch(
        float(table.get("share", 1.0)),
        law,
        alternatives,
        tuple(_followers(where, table, first, alternatives) for first in cue.alternatives),
    )


def _alternatives(where: str, table: Table, cue: Cue, cast: Cast) -> tuple[Alternative, ...]:
    if "variants" in table:
        if "show" in table:
            raise DrillError(f"{where}.show", "each variant says itself what it shows")
        variants = table["variants"].items()
        return tuple(read_variant(f"{where}.variants.{n}", t, n, None, cast) for n, t in variants)
    return tuple(_again(where, table, a, cast) for a in cue.alternatives if a.go)


def _again(where: str, table: Table, first: Alternative, cast: Cast) -> Alternative:
    """An alternative of the cue as the switch shows it."""
    seen = {"light": table.get("light", first.light)}
    heard = {"sound": first.sound, "word": first.word, "speaker": first.speaker}
    if "sound" in table or "word" in table:
        heard = {key: table.get(key) for key in heard}
    show = table.get("show", {})
    lamps = show.get(first.name, list(first.show or first.target)) if isinstance(show, dict) else show
    return read_alternative(where, seen | heard, first.name, list(first.target), as_list(lamps), cast)


def _followers(where: str, table: Table, first: Alternative, second: Sequence[Alternative]) -> tuple[float, ...]:
    """How often each follows the first: as ``to`` says, else any other as often."""
    if not first.go:
        return (0.0,) * len(second)
    if "to" not in table:
        weights = tuple(float(a.name != first.name) for a in second)
        if not any(weights):
            raise DrillError(where, f'there is nothing to switch to from "{first.name}"')
        return weights
    if first.name not in table["to"]:
        raise DrillError(f"{where}.to", f'does not say what follows "{first.name}"')
    wanted = table["to"][first.name]
    names = [a.name for a in second]
    for name in wanted:
        if name not in names:
            raise DrillError(
                f"{where}.to.{first.name}", f'no "{name}"; there is {", ".join(nearest_first(name, names))}'
            )
    return tuple(float(wanted.get(name, 0.0)) for name in names)
