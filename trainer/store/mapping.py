"""The facts as columns and back, without loss: ``fact(columns(x)) == x``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row

from hardware.base import Component, Edge, Onset
from trainer.facts import (
    AttemptRecord,
    Calibration,
    Reached,
    Rig,
    RigSpeaker,
    SelfTest,
    ShownCue,
    Split,
    Standing,
    Tried,
    Verdict,
)

Columns = dict[str, Any]

VERDICT_FACTS = tuple(Verdict.__dataclass_fields__)


def attempt_key(record: AttemptRecord) -> Columns:
    return {"run": record.run, "seq": record.seq, "lane": record.lane}


def attempt_columns(record: AttemptRecord) -> Columns:
    return {
        **attempt_key(record),
        "set_no": record.set,
        "rep_no": record.rep,
        "attempt_no": record.attempt,
        "athlete": record.athlete.id,
        "catch": record.catch,
        "go": record.go,
        "foreperiod_ns": record.foreperiod_ns,
        "armed_ns": record.armed_ns,
        "active": record.active,
        "ended_ns": record.ended_ns,
    }


def numbered(key: Columns, facts: Iterable[ShownCue | Onset | Edge], first: int = 1) -> list[Columns]:
    """One row for each cue, onset or edge of an attempt, in their order."""
    return [{**key, "n": n, **asdict(fact)} for n, fact in enumerate(facts, first)]


def verdict_columns(key: Columns, n: int, verdict: Verdict, scoring: str, version: int) -> Columns:
    return {**key, "n": n, "scoring": scoring, "version": version, **asdict(verdict)}


def cue_fact(row: Row[Any]) -> ShownCue:
    return ShownCue(
        alternative=row.alternative,
        target=tuple(row.target),
        show=tuple(row.show),
        light=row.light,
        sound=row.sound,
        go=row.go,
        due_ns=row.due_ns,
        onset_ns=row.onset_ns,
        skew_ns=row.skew_ns,
    )


def onset_fact(row: Row[Any]) -> Onset:
    return Onset(row.station, row.kind, row.t_ns, _components(row.doubt), row.how)


def edge_fact(row: Row[Any]) -> Edge:
    return Edge(row.station, row.sensor, row.active, row.t_ns)


def verdict_fact(row: Row[Any]) -> Verdict:
    """From a row of ``verdict`` or of ``current_result``."""
    facts = {name: getattr(row, name) for name in VERDICT_FACTS}
    return Verdict(
        **facts
        | {
            "splits": tuple(Split(**split) for split in row.splits),
            "doubt_clock": _components(row.doubt_clock),
            "doubt_body": _components(row.doubt_body),
            "notes": tuple(row.notes),
            "reached": None if row.reached is None else Reached(**row.reached),
        }
    )


def standing_fact(doc: dict[str, Any]) -> Standing:
    """From the column ``standing`` of a run."""
    selftest = doc["selftest"]
    if selftest is not None:
        selftest = SelfTest(**selftest | {"parts": tuple(Tried(**part) for part in selftest["parts"])})
    return Standing(tuple(Calibration(**one) for one in doc["calibration"]), selftest, _rig(doc.get("rig")))


def _rig(doc: dict[str, Any] | None) -> Rig | None:
    if doc is None:
        return None
    speakers = tuple(RigSpeaker(**one) for one in doc["loudspeakers"])
    return Rig(**doc | {"loudspeakers": speakers, "real_time": tuple(doc["real_time"]), "notes": tuple(doc["notes"])})


def _components(docs: Sequence[dict[str, Any]]) -> tuple[Component, ...]:
    return tuple(Component(**doc) for doc in docs)
