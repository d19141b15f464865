"""Lamps flash no more than three times a second: faster flicker can bring on a seizure (WCAG 2.2, criterion 2.3.1)."""

from __future__ import annotations

from collections.abc import Iterable

from sequences.errors import DrillError
from sequences.model import Cue, Expect, Hold, Ready, Rest, Step, Wait, WaitLaw
from sequences.units import in_words

APART_NS = 334_000_000


def check_flicker(placed: Iterable[tuple[str, Step]]) -> None:
    """DrillError where a lamp could be lit sooner after the cue before than a third of a second."""
    since_ns = APART_NS
    for where, step in placed:
        if isinstance(step, Cue) and any(one.light for one in step.alternatives):
            if since_ns < APART_NS:
                soon = f"a lamp could flash {in_words(since_ns)} after the one before, more than three times a second"
                raise DrillError(where, f"{soon}: wait longer, at least {in_words(APART_NS)} in all")
            since_ns = 0
        else:
            since_ns += _least_ns(step)


def _least_ns(step: Step) -> int:
    """The shortest that a step may last.

    Whoever goes for a gate takes longer than flashes may be apart: only the end of waiting for an answer comes sooner.
    """
    match step:
        case Wait():
            return _shortest_ns(step.law)
        case Ready():
            return step.hold_ns
        case Hold() | Rest():
            return step.time_ns
        case Expect():
            within = min(answer.within_ns for answer in step.answers)
            return within if step.missed == "next" else APART_NS
        case _:
            return 0


def _shortest_ns(law: WaitLaw) -> int:
    """The shortest wait of a law."""
    return min(law.values_ns) if law.kind == "list" else law.min_ns
