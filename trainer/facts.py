"""The frozen types of what happened: what the engine decides, the store keeps and everybody else reads.

Instants are nanoseconds on CLOCK_MONOTONIC of the boot named in the session; durations nanoseconds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from hardware.base import Component, Edge, Onset, Sensor
from hardware.spec import SURFACES

SCORING = "standard"
SCORING_VERSION = 1

Outcome = Literal[
    "hit", "wrong gate", "unsettled", "false start", "turned early", "anticipation", "omission", "unfinished",
    "false alarm", "withheld", "late cue", "lost", "stopped", "void",
]  # fmt: skip

COUNTS: frozenset[str] = frozenset({"hit", "wrong gate", "omission", "unfinished", "false alarm", "withheld"})
"""Outcomes that end a rep: the athlete had the turn and answered, rightly or not."""

EQUIPMENT: frozenset[str] = frozenset({"late cue", "lost"})
"""Outcomes that are the trainer's fault: the attempt is run again at the end of its set."""

OUTCOME_WORDS: dict[str, str] = {
    "hit": "hit",
    "wrong gate": "other gate",
    "unsettled": "not settled yet",
    "false start": "too early, again",
    "turned early": "turned early, again",
    "anticipation": "guessed, again",
    "omission": "no answer",
    "unfinished": "not finished",
    "false alarm": "moved, should stay",
    "withheld": "stayed, well done",
    "late cue": "cue was late, again",
    "lost": "equipment, again",
    "stopped": "stopped",
    "void": "struck out",
}


@dataclass(frozen=True, slots=True)
class Athlete:
    """Who runs: an id made on this unit and a nickname or bib."""

    id: str
    name: str


AgeBand = Literal["", "under 8", "8-9", "10-11", "12-13", "14-15", "16-17", "18 and over"]
"""In years; empty: not said. A date of birth is never kept."""


@dataclass(frozen=True, slots=True)
class Person:
    """What is kept of an athlete, all of it.

    ``agreed_wall_s``, ``agreed_by``: when and by whom it was said that a parent agreed that the name may leave this
    unit; None: nobody did. ``note``: the coach's, no health, no family; it never leaves the unit unasked.
    ``since_wall_s``: when the trainer first knew the athlete, or last heard of runs with them on another unit, as far
    as it knows; ``due_wall_s``: when it was
    announced that the name goes for want of sessions.
    """

    id: str
    name: str
    band: AgeBand = ""
    agreed_wall_s: float | None = None
    agreed_by: str = ""
    note: str = ""
    since_wall_s: float | None = None
    due_wall_s: float | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """From one arrival to the next, by its name and the station that ended it.

    ``aim_ns``: the time that was to be hit, ``off_ns``: how far it was missed (too early is negative), ``on_aim``: by
    no more than is given. None without an aim.
    """

    name: str
    station: str
    ns: int
    aim_ns: int | None = None
    off_ns: int | None = None
    on_aim: bool | None = None


@dataclass(frozen=True, slots=True)
class Reached:
    """How far somebody came in a test by signals: the last line reached in time, by its level and shuttle, and the
    metres up to there. All 0: none was."""

    level: int
    shuttle: int
    metres: int


@dataclass(frozen=True, slots=True)
class ShownCue:
    """One cue of an attempt: station names, what was asked of the devices, when it was due and when it appeared."""

    alternative: str
    target: tuple[str, ...]
    show: tuple[str, ...]
    light: str | None
    sound: str | None
    go: bool
    due_ns: int | None  # None when the attempt ended before it was planned, and for an own start
    onset_ns: int | None  # the earlier of its onsets at the athlete; None when nothing was presented
    skew_ns: int | None  # latest minus earliest onset, when more than one device presented it


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judged result of an attempt in one lane. Times are None where they do not apply.

    ``doubt_clock``: components of the measured time that come from clocks and devices; ``doubt_body``: from where a
    body opens a pad or breaks a beam. ``uncertainty_ns`` is the half-width of the 95 % interval of their sum.
    """

    outcome: Outcome
    measure: Literal["reaction", "start", "transition"] | None
    reaction_ns: int | None = None
    start_ns: int | None = None
    transition_ns: int | None = None
    movement_ns: int | None = None
    total_ns: int | None = None
    splits: tuple[Split, ...] = ()
    answered: str | None = None  # station of the first arrival after the cue
    lateness_ns: int | None = None
    uncertainty_ns: int | None = None
    doubt_clock: tuple[Component, ...] = ()
    doubt_body: tuple[Component, ...] = ()
    notes: tuple[str, ...] = ()
    reached: Reached | None = None


@dataclass(frozen=True, slots=True)
class Pick:
    """The coach's word on which raw edge an answer was. ``answer``: its number among the attempt's answers, from 1; 0
    is the first edge of an own start."""

    answer: int
    station: str
    sensor: Sensor
    t_ns: int


@dataclass(frozen=True, slots=True)
class AttemptRecord:
    """One attempt of one lane, whole: what the plan asked, what was seen, what was judged."""

    run: str
    seq: int  # rises by one per attempt of the run, from 1
    set: int
    rep: int
    attempt: int  # from 1
    lane: int  # from 1
    athlete: Athlete
    catch: bool
    go: bool | None  # None on a catch
    foreperiod_ns: int | None
    armed_ns: int  # when the attempt began
    active: tuple[tuple[str, str], ...]  # (station, sensor) pressed or broken then, in order
    ended_ns: int  # when it was decided
    cues: tuple[ShownCue, ...]
    onsets: tuple[Onset, ...]
    edges: tuple[Edge, ...]
    verdict: Verdict
    scoring: str = SCORING
    scoring_version: int = SCORING_VERSION


Method = Literal["microphone", "simulated loop-back", "jumper", "by hand"]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was learnt of one device's path: a loudspeaker's from the trainer's call to the air, or a jumper's from a
    lamp's pin to a trigger's.

    ``latency_ns``: the mean; ``mean_sd_ns``: the standard deviation of that mean; ``each_sd_ns``: from one time to the
    next; ``within_ns``: a half-width around the mean that no repeating narrows (the microphone's own delay, or the
    doubt entered by hand). ``device``: its name in the field file, "default" where none is; ``driver``: what played on
    it, empty where any may.
    """

    field: str
    station: str
    device: str
    driver: str
    method: Method
    latency_ns: int
    mean_sd_ns: float
    each_sd_ns: float
    within_ns: float
    n: int
    wall_s: float  # seconds since 1970
    software: str


@dataclass(frozen=True, slots=True)
class Tried:
    """One part of the self-test, in milliseconds. ``why`` says why it could not be tried; then n is 0.

    ``bias``: the median's distance from nothing; ``passed``: by the rule of trainer.selftest, None when not tried.
    """

    name: str
    n: int
    median_ms: float | None = None
    sd_ms: float | None = None
    p99_ms: float | None = None
    worst_ms: float | None = None
    passed: bool | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """What the trainer found of itself before the sessions that follow."""

    field: str
    wall_s: float
    software: str
    passed: bool
    parts: tuple[Tried, ...]


@dataclass(frozen=True, slots=True)
class RigSpeaker:
    """What played at a station. ``driver``: empty when nothing did. ``latency_ns``: how late its path was taken to be,
    ``within_ns``: the half-width of the 95 % interval of that, for one sound."""

    station: str
    device: str
    driver: str
    latency_ns: int
    within_ns: int


@dataclass(frozen=True, slots=True)
class Rig:
    """What times are taken with, in words. ``edges``: by what edges are stamped. ``real_time``: what the engine was
    given of what it asks of the system; what it has not stands in ``notes``, with all else that falls short."""

    machine: str
    clock: str
    edges: str
    real_time: tuple[str, ...]
    loudspeakers: tuple[RigSpeaker, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """What held when a run was opened: the calibrations its devices used, the last self-test of this field, and what
    the times were taken with; None for a run of a trainer that did not keep that."""

    calibration: tuple[Calibration, ...] = ()
    selftest: SelfTest | None = None
    rig: Rig | None = None


UNDERFOOT: dict[str, tuple[str, ...]] = {
    "surface": SURFACES,
    "footwear": ("trainers", "studs", "indoor shoes", "spikes", "barefoot"),
    "condition": ("dry", "wet", "hot", "icy"),
}
"""What may be said of an outing; empty: not said."""


@dataclass(frozen=True, slots=True)
class Underfoot:
    """What an outing is run on and in. Times of two of them are never compared."""

    surface: str = ""
    footwear: str = ""
    condition: str = ""

    @property
    def words(self) -> str:
        """All that was said of it, in a row."""
        return ", ".join(part for part in (self.surface, self.footwear, self.condition) if part)


@dataclass(frozen=True, slots=True)
class SessionHeader:
    """One outing: who, where, when by the wall, on what."""

    id: str
    opened_wall_s: float  # seconds since 1970
    wall_source: str  # "system", "phone"
    boot_id: str
    unit: str
    software: str
    field_name: str
    simulated: bool
    surface: str = ""
    note: str = ""
    footwear: str = ""
    condition: str = ""

    @property
    def underfoot(self) -> Underfoot:
        """What it was run on and in."""
        return Underfoot(self.surface, self.footwear, self.condition)


@dataclass(frozen=True, slots=True)
class RunHeader:
    """One drill played by one plan for these athletes, as the caller hands it to the engine."""

    id: str
    session: str
    opened_wall_s: float
    athletes: tuple[Athlete, ...]
    boot_id: str = ""  # of the boot whose monotonic clock stamped its instants
    bind: tuple[tuple[str, str], ...] = ()  # role -> station, where not by equal name
    notes: tuple[str, ...] = field(default=())
    standing: Standing = field(default=Standing())
