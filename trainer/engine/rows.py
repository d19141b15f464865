"""One row a verdict, as ``cue-trainer run --json`` prints it, the panel shows it and the socket carries it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Protocol

from trainer.facts import OUTCOME_WORDS, AttemptRecord, Outcome, Reached, ShownCue, Split, Verdict
from trainer.results.uncertainty import half_width_ns


class Played(Protocol):
    """What a row says of the drill."""

    @property
    def name(self) -> str: ...
    @property
    def level(self) -> int | None: ...


def ms(ns: int | None) -> float | None:
    """Milliseconds to the nearest whole microsecond."""
    return None if ns is None else (ns + 500) // 1000 / 1000  # several times faster than round(ns / 1e6, 3)


def all_ms(times: Iterable[int | None]) -> list[float | None]:
    """The same of many: a million rows have a dozen times each, and a call for each of them is most of its work."""
    return [None if ns is None else (ns + 500) // 1000 / 1000 for ns in times]


def us(ns: int | None) -> float | None:
    """Microseconds."""
    return None if ns is None else ns / 1000


def _cue(cue: ShownCue) -> dict[str, Any]:
    return {
        "cue": list(cue.target),
        "show": list(cue.show),
        "light": cue.light,
        "sound": cue.sound,
        "go": cue.go,
        "alternative": cue.alternative,
        "due_ns": cue.due_ns,
        "onset_ns": cue.onset_ns,
        "skew_ms": ms(cue.skew_ns),
    }


def _split(split: Split) -> dict[str, Any]:
    aim = {"aim_ms": ms(split.aim_ns), "off_ms": ms(split.off_ns), "on_aim": split.on_aim}
    return {"name": split.name, "station": split.station, "ms": ms(split.ns), **aim}


def _far(reached: Reached, outcome: Outcome) -> str:
    far = f"level {reached.level}, shuttle {reached.shuttle}, {reached.metres} m"
    return f"broken off at {far}" if outcome == "stopped" else far


def _times(v: Verdict) -> dict[str, Any]:
    return {
        "reaction_ms": ms(v.reaction_ns),
        "start_ms": ms(v.start_ns),
        "transition_ms": ms(v.transition_ns),
        "movement_ms": ms(v.movement_ns),
        "total_ms": ms(v.total_ns),
        "splits_ms": [_split(s) for s in v.splits],
        "uncertainty_ms": ms(v.uncertainty_ns),
        "uncertainty_clock_ms": None if v.uncertainty_ns is None else ms(half_width_ns(v.doubt_clock)),
        "uncertainty_body_ms": None if v.uncertainty_ns is None else ms(half_width_ns(v.doubt_body)),
    }


def verdict_row(
    record: AttemptRecord, drill: Played, *, session: str, seed: int, simulated: bool, notes: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Plain data, every key always there, None where it does not apply. ``cue`` holds target station names. ``notes``:
    what holds for the whole run, said after what was noticed of this attempt."""
    v = record.verdict
    cue = record.cues[-1] if record.cues else None
    return {
        "session": session,
        "run": record.run,
        "seq": record.seq,
        "drill": drill.name,
        "set": record.set,
        "rep": record.rep,
        "attempt": record.attempt,
        "lane": record.lane,
        "athlete": record.athlete.name,
        "athlete_id": record.athlete.id,
        "seed": seed,
        "level": drill.level,
        "measure": v.measure,
        "catch": record.catch,
        "go": record.go,
        "cue": list(cue.target) if cue and not record.catch else [],
        "cues": [_cue(c) for c in record.cues],
        "outcome": v.outcome,
        "words": OUTCOME_WORDS[v.outcome] if v.reached is None else _far(v.reached, v.outcome),
        "reached_level": v.reached.level if v.reached else None,
        "reached_shuttle": v.reached.shuttle if v.reached else None,
        "reached_m": v.reached.metres if v.reached else None,
        "answered": v.answered,
        "foreperiod_ms": ms(record.foreperiod_ns),
        "due_ns": cue.due_ns if cue else None,
        "onset_ns": cue.onset_ns if cue else None,
        "lateness_us": us(v.lateness_ns),
        **_times(v),
        "notes": [*v.notes, *notes],
        "simulated": simulated,
    }
