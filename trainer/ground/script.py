"""What may be drawn for a rep, alternative by alternative: every way that it may take is walked once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from sequences.model import Alternative, Cue, Drill, OwnStart, Step, Switch

NO_CUE = "no cue"


@dataclass(frozen=True, slots=True)
class Script:
    """``name``: of the alternatives or the side, "" where there is no other. ``drawn``: for each cue and change of the
    rep, in order, what appears, None where nothing does."""

    name: str
    side: str = ""
    drawn: tuple[Alternative | None, ...] = ()


def scripts(drill: Drill, steps: Sequence[Step]) -> list[Script]:
    """Every script of these steps; of several cues all that may follow each other; last the rep in which nothing is to
    be done, where that may come."""
    cues = [step for step in steps if isinstance(step, Cue)]
    switch = next((step for step in steps if isinstance(step, Switch)), None)
    sides = next((step.sides for step in steps if isinstance(step, OwnStart)), ())
    if not cues:
        return [Script(side, side) for side in sides] or [Script("")]
    goes = [[a for a in cue.alternatives if a.go] for cue in cues]
    found = (
        _in_turn(goes) if len(cues) > 1 else [Script(a.name if len(goes[0]) > 1 else "", drawn=(a,)) for a in goes[0]]
    )
    if switch is not None:
        found = [Script(script.name, drawn=(*script.drawn, None)) for script in found] + _changed(cues[0], switch)
    if (drill.catch or drill.stay) and cues[0].still is not None:
        found.append(Script(NO_CUE, drawn=(None,)))
    return found


def _in_turn(goes: Sequence[Sequence[Alternative]]) -> list[Script]:
    """Two by two, over and over: so each alternative of a cue follows each of the cue before."""
    widest = max(len(of_cue) for of_cue in goes)
    found: dict[str, Script] = {}
    for pair in product(range(widest), repeat=2):
        drawn = tuple(of_cue[pair[n % 2] % len(of_cue)] for n, of_cue in enumerate(goes))
        names = [drawn[n].name for n in (0, 1) if len(goes[n]) > 1]
        name = " then ".join(dict.fromkeys(names))
        found.setdefault(name, Script(name, drawn=drawn))
    return list(found.values())


def _changed(cue: Cue, switch: Switch) -> list[Script]:
    """Each alternative of the cue, and each of the switch that may follow it."""
    return [
        Script(f"{first.name} then {second.name}", drawn=(first, second))
        for first, often in zip(cue.alternatives, switch.to, strict=True)
        for second, weight in zip(switch.alternatives, often, strict=True)
        if first.go and weight > 0
    ]
