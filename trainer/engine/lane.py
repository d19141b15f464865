"""The types of the rep machine: what a lane is asked, where it stands, what it is told, what it wants done.

rep.py holds the order of things, steps.py what each step does. Marks, events and actions are named tuples: dozens are
made for each attempt, and a frozen dataclass takes three times as long to make.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from hardware.base import Edge, Sensor
from sequences.model import Aim, Alternative, Cue, Expect, Follow, Further, Limits, OwnStart, Pace, Say, Step, Switch
from trainer.facts import Outcome

ALL_READY = "all ready"
"""What the lanes are told, as an edge, when each of them is ready."""

CALL = "call "
"""Before the name of what the coach has called: what a lane that waits for his tap is told."""

Key = tuple[str, str]  # station, sensor
Active = frozenset[Key]  # pressed or broken at some instant


class Asked(NamedTuple):
    """One cue as it comes this time: what is shown (None on a catch), so long after what came before it. ``decoys`` are
    the targets of the other cues: arriving there first is the wrong gate."""

    shown: Alternative | None
    wait_ns: int | None
    decoys: frozenset[str]


NOTHING = Asked(None, None, frozenset())


@dataclass(frozen=True, slots=True)
class Task:
    """What one lane is asked to do in this attempt. Steps speak of stations.

    ``alternative`` and ``foreperiod_ns`` are of the first cue (the alternative, of an own start, is its side), ``more``
    of those after it, ``switch_to`` and ``switch_ns`` of the switch where the cue is overridden.

    ``cue`` is the first, ``own`` the own start, ``follow`` whom he follows; ``shown`` is what the cue is this time,
    None on a catch and where there is none; ``asked`` holds every cue in turn, ``switch`` what overrides the first
    one. Where answers differ by what is told, ``steps`` become those of this rep.
    """

    steps: tuple[Step, ...]
    alternative: int | None = None
    foreperiod_ns: int | None = None
    catch: bool = False
    limits: Limits = field(default_factory=Limits)
    more: tuple[Further, ...] = ()
    switch_ns: int | None = None
    switch_to: int | None = None
    spots: Mapping[str, tuple[float, float]] = field(default_factory=dict)  # where the cones and lines lie, metres
    cue: Cue | None = field(init=False)
    own: OwnStart | None = field(init=False)
    follow: Follow | None = field(init=False)
    shown: Alternative | None = field(init=False)
    asked: tuple[Asked, ...] = field(init=False)
    switch: Asked | None = field(init=False)

    def __post_init__(self) -> None:
        cues, own, follow = _kinds(self.steps)
        chosen = None if self.catch else self.alternative
        first = _asked(cues[0], chosen, self.foreperiod_ns) if cues else NOTHING
        others = [_asked(c, f.alternative, f.foreperiod_ns) for c, f in zip(cues[1:], self.more, strict=False)]
        object.__setattr__(self, "cue", cues[0] if cues else None)
        object.__setattr__(self, "own", own)
        object.__setattr__(self, "follow", follow)
        object.__setattr__(self, "shown", first.shown)
        object.__setattr__(self, "asked", (first, *others))
        object.__setattr__(self, "steps", _answered_by(self.steps, self.told))
        object.__setattr__(self, "switch", self._switch(first) if self.switch_to is not None else None)

    def _switch(self, first: Asked) -> Asked | None:
        switch = next((s for s in self.steps if isinstance(s, Switch)), None)
        if switch is None or self.switch_to is None or first.shown is None:
            return None
        shown = switch.alternatives[self.switch_to]
        targets = {t for a in switch.alternatives for t in a.target}.union(first.decoys, first.shown.target)
        return Asked(shown, self.switch_ns, frozenset(targets.difference(shown.target)))

    @property
    def told(self) -> str:
        """What this rep's choice is called: the cue's alternative, or the side of an own start; empty where there is
        none."""
        if self.shown is not None:
            return self.shown.name
        own = self.own
        return own.sides[self.alternative] if own and own.sides and self.alternative is not None else ""

    def aim_ns(self, aim: Aim) -> int | None:
        """The time to hit in this rep; None without one."""
        by_name = dict(aim.times)
        return by_name.get(self.told, by_name.get(""))


def _kinds(steps: tuple[Step, ...]) -> tuple[list[Cue], OwnStart | None, Follow | None]:
    """What begins something among the steps: the cues, the first own start, the first that follows another."""
    cues, own, follow = [], None, None
    for step in steps:
        if isinstance(step, Cue):
            cues.append(step)
        elif isinstance(step, OwnStart):
            own = own or step
        elif isinstance(step, Follow):
            follow = follow or step
    return cues, own, follow


HEARD: tuple[Step, ...] = (Say("", None),)
"""The steps of whoever has heard already what was said to everybody."""


def _answered_by(steps: tuple[Step, ...], told: str) -> tuple[Step, ...]:
    """The steps of a rep in which this is told: where an answer says which roles answer by alternative, those do."""
    for step in steps:
        if isinstance(step, Expect):
            for answer in step.answers:
                if answer.by:
                    return _chosen_by(steps, told)
    return steps


@lru_cache(maxsize=256)
def _chosen_by(steps: tuple[Step, ...], told: str) -> tuple[Step, ...]:
    return tuple(
        replace(s, answers=tuple(replace(a, roles=dict(a.by).get(told, a.roles), by=()) for a in s.answers))
        if isinstance(s, Expect)
        else s
        for s in steps
    )


def _asked(cue: Cue, chosen: int | None, wait_ns: int | None) -> Asked:
    if chosen is None:
        return Asked(None, wait_ns, frozenset())
    shown = cue.alternatives[chosen]
    others = {t for a in cue.alternatives if a.go for t in a.target}
    return Asked(shown, wait_ns, frozenset(others.difference(shown.target)))


class Mark(NamedTuple):
    """An edge that answered a step: what kind of answer, under which name, where and when."""

    kind: Literal["leave", "arrive", "pass", "hold"]
    name: str
    station: str
    sensor: Sensor
    t_ns: int
    arms: bool = False  # the wait begins here: timed by the first break, whatever follows
    wrong: bool = False
    aim: Aim | None = None  # how long the split that ends here is to take


@dataclass(slots=True)
class Running:
    """How far somebody has come who runs by signals. Lines are counted from 0: ``next`` is judged next, ``missed`` were
    not reached in time; ``broke``: when each beam was broken last, ``since``: since when each is that is broken now;
    ``taps``: they are not to be trusted any more. Over is it at ``over_ns`` unless it is taken back; of the lines those
    before ``until`` count."""

    start_ns: int
    next: int = 0
    missed: set[int] = field(default_factory=set)
    broke: dict[str, int] = field(default_factory=dict)
    since: dict[str, int] = field(default_factory=dict)
    taps: bool = False
    stopped: bool = False
    over_ns: int | None = None
    until: int | None = None


@dataclass(slots=True)
class LaneState:
    """Where one lane stands. It belongs to one attempt, and the machine changes it in place."""

    index: int = 0
    active: set[Key] = field(default_factory=set)  # pressed or broken now
    deadline_ns: int | None = None
    entered_ns: int = 0
    since_ns: int | None = None  # ready, hold: on it since
    steady_ns: int | None = None  # ready together: still for long enough since
    gap_ns: int | None = None  # ready, wait, still, hold in a beam: off it since
    answered: tuple[int, ...] = ()
    pending: tuple[int, ...] = ()  # expect: answers an edge may serve now
    still: bool = False  # a stay or a catch: now the right thing is the still
    due_ns: int | None = None
    zero_ns: int | None = None  # the first onset, or own start
    onsets: tuple[int, ...] = ()
    cues: int = 0  # planned so far
    awaited: Asked | None = None  # a cue that is planned and has not appeared
    shown: Alternative | None = None  # what the last cue that was planned says
    decoys: frozenset[str] = frozenset()
    until_ns: int | None = None  # when the span is over that the step stands in
    missed: bool = False  # an answer did not come, and the rep went on
    kept: Keep | None = None  # the pace that is on
    running: Running | None = None  # by signals
    marks: tuple[Mark, ...] = ()
    unsettled: int = 0
    outcome: Outcome | None = None
    ended_ns: int = 0
    notes: tuple[str, ...] = ()

    def note(self, text: str) -> None:
        self.notes = (*self.notes, text)

    def mark(self, mark: Mark) -> None:
        self.marks = (*self.marks, mark)

    @property
    def due(self) -> int | None:
        """When something happens by itself: the step's time is over, or the span's."""
        if self.until_ns is None or (self.deadline_ns is not None and self.deadline_ns <= self.until_ns):
            return self.deadline_ns
        return self.until_ns


@dataclass(frozen=True, slots=True)
class RepState:
    """All lanes of a rep."""

    lanes: tuple[LaneState, ...]

    @property
    def decided(self) -> bool:
        return all(lane.outcome is not None for lane in self.lanes)

    def with_lane(self, number: int, lane: LaneState) -> RepState:
        return RepState((*self.lanes[:number], lane, *self.lanes[number + 1 :]))


# --- events -------------------------------------------------------------------------------------------------


class Began(NamedTuple):
    """The attempt begins; ``active`` is what is pressed or broken already."""

    t_ns: int
    active: Active


class Passed(NamedTuple):
    """Everything stamped up to t_ns has been delivered."""

    t_ns: int


class Shown(NamedTuple):
    """The cue appeared. ``late`` when it was too late to measure."""

    onset_ns: int
    late: bool = False


class Broke(NamedTuple):
    """Equipment failed; the attempt cannot be judged."""

    t_ns: int
    note: str


Event = Began | Edge | Passed | Shown | Broke  # an edge that counts (past the lock-out) is told as it is


# --- actions ------------------------------------------------------------------------------------------------


class Present(NamedTuple):
    """Give the cue, all of it, at due_ns; the devices are told now."""

    shown: Alternative
    due_ns: int


@dataclass(frozen=True, slots=True)
class Cancel:
    """Whatever is planned or shown: take it back."""


class Speak(NamedTuple):
    """Words now, not measured: shown, spoken in a ``language`` if one is named, with a tone where they are not."""

    text: str
    sound: str | None
    language: str = ""
    gain: float = 1.0


class Keep(NamedTuple):
    """This pace from start_ns on, beside everything else."""

    pace: Pace
    start_ns: int


Action = Present | Cancel | Speak | Keep
