"""Every message on the engine's Unix socket: one JSON object a line, UTF-8.

To the engine (every command has an integer ``id`` that its reply repeats):

    {"id": 1, "op": "hello", "protocol": 1}
    {"id": 2, "op": "start", "plan": PLAN, "run": RUN, "known": KNOWN}   codec of Plan, RunHeader, care.today.Known
    {"id": 3, "op": "stop"}                                 dark at once, one second of low tone; idempotent
    {"id": 4, "op": "pause"} / {"op": "resume"}             pause: after this rep; resume ends a rest too
    {"id": 5, "op": "skip"}                                 this athlete's turn is left out
    {"id": 6, "op": "void", "seq": 7, "again": true}        strike out (0: the last); again: run it once more
    {"id": 7, "op": "reassign", "seq": 0, "athlete": ID}    the attempt was another athlete's
    {"id": 8, "op": "form", "seq": 0, "mark": "clean" | "not yet", "what": "feet"}
    {"id": 9, "op": "press", "station": S, "sensor": "pad" | "beam", "active": true}   simulated field only
    {"id": 10, "op": "test", "station": S}                  lamp and speaker for one second; not during a run
    {"id": 11, "op": "dark"}                                all outputs off
    {"id": 12, "op": "sit", "athlete": ID, "out": true}     sits out, no reason asked; out false: comes back
    {"id": 13, "op": "tired", "athlete": ID}                the coach says so: as if it had been asked, and followed
    {"id": 15, "op": "line", "athlete": ID, "what": "missed" | "stopped", "on": true}   a test by signals; false: not so
    {"id": 14, "op": "care", "athlete": ID | null, "follow": true}   what is asked is followed, or waved through
    {"id": 15, "op": "call", "call": NAME, "travel_ms": 12}   the coach's tap: the cue of that name, now
    {"id": 16, "op": "leave"}                               end, for the database is to be another; not during a run

From the engine:

    {"hello": {"protocol": 1, "schema": "0001", "pid": 1, "field": {...}, "database": D, "rig": RIG}}
    {"snapshot": STATE}                                     once, after hello
    {"change": {KEY: VALUE, ...}}                           top-level keys of STATE that changed, always with "version"
    {"verdict": ROW}                                        a verdict, after its commit (trainer.engine.rows)
    {"re": 2, "ok": true, ...}  /  {"re": 2, "error": {"type": "refused", "detail": "one sentence"}}

void, reassign and form are first written as corrections by the caller, then told to the engine, which re-plans and
shows them. STATE is described by ``State`` below; it is what the phone shows.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from dataclasses import field as dataclass_field
from typing import Any, Literal

PROTOCOL = 1
LINE_LIMIT = 16 * 1024 * 1024  # bytes; a plan of 40 athletes x 30 reps x 6 sets fits well

Phase = Literal[
    "idle",  # no run
    "ready",  # waiting for the athlete to stand still
    "wait",  # the foreperiod: nothing may be confirmed by light or sound now
    "go",  # the cue is out, the athlete answers
    "time",  # decided, shown
    "rest",  # between sets
    "paused",
    "stopped",
    "done",
]


@dataclass(slots=True)
class StationState:
    """What a station does now: lit colour's name or None, sounding, pad pressed, beam broken. ``driver``: what plays on
    its loudspeaker, empty when nothing does, None where there is none."""

    at: tuple[float, float]
    carries: tuple[str, ...]
    lit: str | None = None
    sounding: bool = False
    pad: bool = False
    beam: bool = False
    fault: str | None = None
    driver: str | None = None


@dataclass(slots=True)
class RunState:
    """The run that is on, or was on last."""

    id: str
    session: str
    drill: str
    title: str
    words: tuple[str, ...]
    level: int | None
    sets: int
    reps: int
    athletes: tuple[dict[str, str], ...]  # {"id", "name"}
    seed: int
    total: int  # reps planned
    format: str = "queue"  # sequences.model.Format
    done: int = 0  # reps decided


@dataclass(slots=True)
class TurnState:
    """Who is on, and for which attempt."""

    set: int
    rep: int
    attempt: int
    athlete: str
    athlete_id: str
    words: str  # what the athlete is asked to do now: "Stand still on the pad"


@dataclass(slots=True)
class LaneView:
    """One of several lanes: who is on in it, or was last. ``outcome`` and ``total_ms``, in a relay the team's, once it
    is decided; ``place``, from 1 and shared where nobody can tell, once all are."""

    lane: int
    seq: int
    athlete: str
    athlete_id: str
    phase: Phase = "ready"
    words: str = ""
    outcome: str | None = None
    total_ms: float | None = None
    place: int | None = None


@dataclass(slots=True)
class RunnerState:
    """One athlete in a test by signals. ``level``, ``shuttle``, ``metres``: the last line reached in time, as far as it
    was judged; ``missed``: was the last line that was judged not?"""

    athlete: str
    athlete_id: str
    place: int  # of the lane, from 1
    status: Literal["waiting", "running", "over", "done"] = "waiting"  # over: it can still be taken back
    missed: bool = False
    stopped: bool = False
    beams: bool = False  # does any tell by itself?
    level: int = 0
    shuttle: int = 0
    metres: int = 0


@dataclass(slots=True)
class TestState:
    """A test by signals: what is run now, and how far everybody has come."""

    level: int
    shuttle: int
    of: int  # shuttles of this level
    runners: dict[str, RunnerState] = dataclass_field(default_factory=dict)  # by the athlete's id


@dataclass(slots=True)
class State:
    """The whole truth a phone shows. ``version`` rises with every change."""

    version: int = 0
    phase: Phase = "idle"
    field: dict[str, Any] = dataclass_field(default_factory=dict)  # {"name", "simulated"}
    stations: dict[str, StationState] = dataclass_field(default_factory=dict)
    run: RunState | None = None
    turn: TurnState | None = None
    queue: tuple[str, ...] = ()  # names, next first
    calls: tuple[str, ...] = ()  # what the coach may call now: a cue waits for his tap
    lanes: tuple[LaneView, ...] = ()  # those who are on together, in a drill of several lanes
    test: TestState | None = None  # of a run by signals
    last: dict[str, Any] | None = None  # the last verdict's row
    said: str | None = None  # words for the athlete, as spoken or shown
    pausing: bool = False  # pause asked for, the rep still runs
    rest_s: float | None = None  # seconds of rest planned, when phase is "rest": with a turn, before it; else the set's
    out: tuple[str, ...] = ()  # ids of the athletes who sit out
    care: tuple[dict[str, Any], ...] = ()  # coach's phone only, on no board: what is asked (trainer.engine.care)
    unkept: int = 0  # verdicts that are not on the disk yet
    saving: bool = False  # one of them has waited for the disk for half a second
    notes: tuple[str, ...] = ()  # what falls short here: no sound device, no real-time priority


def encode(message: dict[str, Any]) -> bytes:
    """One line of JSON with its newline."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode() + b"\n"


def decode(line: bytes) -> dict[str, Any]:
    """The object in one line. ValueError with a sentence when it is none."""
    try:
        message = json.loads(line)
    except (UnicodeDecodeError, json.JSONDecodeError) as exc:
        raise ValueError(f"not a line of JSON: {exc}") from exc
    if not isinstance(message, dict):
        raise ValueError("a message is a JSON object")
    return message


def state_doc(state: State) -> dict[str, Any]:
    """The state as plain data."""
    return asdict(state)
