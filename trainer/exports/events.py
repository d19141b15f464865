"""The table of events of a BIDS dataset, one row an attempt, times in seconds."""

from __future__ import annotations

from collections.abc import Callable

from trainer.exports.columns import Column, Filled, Table, Values
from trainer.exports.reps import FILLED
from trainer.store.pages import Page

EARLY = frozenset({"false start", "turned early"})
SAME = (
    *("outcome", "judged", "form", "measure", "cue", "answered", "light", "sound", "set", "rep", "attempt", "lane"),
    *("seed", "drill_sha", "plan_sha", "scoring", "scoring_version", "simulated", "notes"),
)

TRIALS = {
    "go": "a cue to go",
    "stay": "a cue to stay",
    "catch": "no cue was to come",
    "own start": "no cue: the athlete started when ready",
}

Pick = Callable[..., object]


def _rows(pick: Pick, *names: str) -> Callable[[Page], Values]:
    """Of each row what ``pick`` makes of its values of these names."""
    return lambda page: list(map(pick, *(page[name] for name in names)))


def _at_ns(armed_ns: int, due_ns: int | None, onset_ns: int | None) -> int:
    return next(ns for ns in (onset_ns, due_ns, armed_ns) if ns is not None)


def _seconds(ns: int | None) -> float | None:
    return None if ns is None else round(ns / 1e9, 6)


def _response(
    judged: str, due_ns: int | None, ended_ns: int, reaction: int | None, start: int | None, transition: int | None
) -> float | None:
    """Negative where it came before the cue: then the edge that came too early decided the attempt."""
    if judged in EARLY:
        return None if due_ns is None else _seconds(ended_ns - due_ns)
    return _seconds(next((ns for ns in (reaction, start, transition) if ns is not None), None))


def _trial(catch: bool, go: bool | None, measure: str | None) -> str:
    if catch:
        return "catch"
    if measure is None:
        return "own start"
    return "stay" if go is False else "go"


def _column(name: str, unit: str, meaning: str, fill: Callable[[Page], Values]) -> Filled:
    return Filled(Column(name, "number" if unit else "text", unit, meaning), fill)


OWN = (
    _column(
        "onset", "s", "when the cue appeared, was due, or else the attempt began",
        _rows(_at_ns, "armed_ns", "due_ns", "onset_ns"),
    ),
    _column("duration", "s", "from the cue to the last target", _rows(_seconds, "total_ns")),
    _column("trial_type", "", "what was asked", _rows(_trial, "catch", "go", "measure")),
    _column(
        "response_time", "s", "from the cue to the answer, by its measure; negative: before the cue; n/a: none",
        _rows(_response, "judged", "due_ns", "ended_ns", "reaction_ns", "start_ns", "transition_ns"),
    ),
    _column(
        "uncertainty", "s", "half-width of the 95 % interval of the measured time",
        _rows(_seconds, "uncertainty_ns"),
    ),
    _column("foreperiod", "s", "the wait before the cue", _rows(_seconds, "foreperiod_ns")),
    _column("movement_time", "s", "from the answer to the last target", _rows(_seconds, "movement_ns")),
)  # fmt: skip

FILLED_EVENTS = (*OWN, *(filled for filled in FILLED if filled.column.name in SAME))

EVENTS = Table(
    "events",
    "one attempt: its cue, and what came of it",
    tuple(filled.column for filled in FILLED_EVENTS),
    lambda page: [filled.fill(page) for filled in FILLED_EVENTS],
)
