"""Reps for the tests of the engine: drills whose roles are the stations of stands.LAYOUT, plans of exact draws, and
``Lane``, one lane of the pure machine driven by hand."""

from __future__ import annotations

from typing import Any

from builders import FIXED, MOVING, MS, S, alternative, choice_drill, drill, leave_start

from hardware.base import Edge, Sensor
from sequences.model import (
    ATTEMPTS,
    Answer,
    Cue,
    Draw,
    Drill,
    EarlyRule,
    Expect,
    OwnStart,
    Plan,
    PlannedRep,
    Ready,
    Role,
    Say,
    Step,
    Still,
    Wait,
)
from trainer.engine.lane import Action, Began, Event, LaneState, Passed, Present, Shown, Task
from trainer.engine.rep import advance

HOLD = 1 * S
WAIT = 1500 * MS

BOX_ROLES = (
    Role("front", ("beam",)),
    Role("mid", ("beam",)),
    Role("deep", ("beam",)),
    Role("left", ("gate", "beam")),
    Role("right", ("gate", "beam")),
)
BY_DEEP = Still("pass", "deep", "beam", 4 * S)
PASS_MID = Answer("pass", ("mid",), "beam", 4 * S, "forward again")
ARRIVE_CUED = Answer("arrive", (), "beam", 4 * S, "gate")


def still_drill(*, early: EarlyRule = "repeat", for_ns: int | None = None, **more: Any) -> Drill:
    """Stand on the pad, wait, go to the lamp that is lit: left (0) or right (1); low (2) means stay. One set."""
    goes = [alternative("left"), alternative("right"), alternative("low", go=False, target=(), show=("call-left",))]
    sounds = [alternative("tone", target=("left",), show=(), light=None, sound="go", speaker="call-right")]
    roles = (*choice_drill().roles, Role("call-left", ("gate",)), Role("call-right", ("speaker",)))
    return drill(
        Ready("start", "pad", HOLD, 30 * S),
        Wait(FIXED, early, "start", "pad", "leave"),
        Cue((*goes, *sounds), "law", "reaction", Still("hold", "start", "pad", 2 * S), for_ns),
        Expect((leave_start(), ARRIVE_CUED)),
        **({"sets": 1, "reps": 4, "roles": roles} | more),
    )


def moving_drill(*, early: EarlyRule = "repeat", **more: Any) -> Drill:
    """Back through mid, the cue in motion, forward again through mid, to the gate that is lit. One set."""
    return drill(
        Ready("front", "beam", HOLD, 30 * S),
        Say("Drop", "drop"),
        Expect(
            (
                Answer("leave", ("front",), "beam", 3 * S, "off the line"),
                Answer("pass", ("mid",), "beam", 8 * S, "5 m back"),
            )
        ),
        Wait(MOVING, early, "mid", "beam", "pass"),
        Cue(
            (alternative("left"), alternative("right")), "law", "transition", Still("pass", "deep", "beam", 4 * S), None
        ),
        Expect((PASS_MID, ARRIVE_CUED)),
        **({"sets": 1, "reps": 4, "roles": BOX_ROLES} | more),
    )


def shuttle_drill(**more: Any) -> Drill:
    """Stand in the front beam, wait, back through mid and through it again."""
    return drill(
        Ready("front", "beam", HOLD, 30 * S),
        Wait(FIXED, "repeat", "front", "beam", "leave"),
        Cue((alternative("both", target=("mid",), show=("call-left",)),), "law", "start", None, None),
        Expect(
            (
                Answer("leave", ("front",), "beam", 1500 * MS, "off the line"),
                Answer("pass", ("mid",), "beam", 4 * S, "5 m back"),
                Answer("pass", ("mid",), "beam", 4 * S, "turn"),
            )
        ),
        **({"sets": 1, "reps": 4, "roles": (*BOX_ROLES, Role("call-left", ("gate",)))} | more),
    )


def own_drill(**more: Any) -> Drill:
    """The side is told, the start is the athlete's own: through mid twice."""
    return drill(
        Say("To the {cue}", None, (("left", "low"), ("right", "high"))),
        Ready("start", "pad", HOLD, 30 * S),
        OwnStart("leave", "start", "pad", 30 * S, ("mid",), ("right", "left")),
        Expect(
            (
                Answer("pass", ("mid",), "beam", 8 * S, "10 yd", ignore_ns=1 * S),
                Answer("pass", ("mid",), "beam", 8 * S, "20 yd"),
            )
        ),
        **({"sets": 1, "reps": 4, "roles": (Role("start", ("pad",)), Role("mid", ("beam",)))} | more),
    )


def task_for(
    built: Drill, cue: int | None = 0, *, wait_ns: int = WAIT, catch: bool = False, steps: tuple[Step, ...] = ()
) -> Task:
    return Task(steps or built.steps, cue, wait_ns, catch, built.limits)


def planned(
    cue: int | None = 0,
    *,
    athlete: int = 1,
    rep: int = 1,
    set_: int = 1,
    catch: bool = False,
    wait_ns: int = WAIT,
    of: int = 2,
) -> PlannedRep:
    """Attempt a waits (a - 1) x 10 ms longer than the first and has the next cue (left, right) of those ``of``."""
    spare = [cue if cue is None or cue > 1 else (cue + a) % of for a in range(ATTEMPTS)]
    draws = tuple(Draw(wait_ns + 10 * MS * a, spare[a]) for a in range(ATTEMPTS))
    return PlannedRep(set_, rep, athlete, catch, draws)


def plan_for(built: Drill, *reps: PlannedRep) -> Plan:
    """A plan of these reps, for as many athletes as they name."""
    reps = reps or (planned(),)
    return Plan(1, 7, max(r.athlete for r in reps), False, "rep", built, reps)


class Lane:
    """One lane of the pure machine. ``t_ns`` is the instant of the last event; ``done`` all actions so far."""

    def __init__(self, task: Task, *active: tuple[str, str], t_ns: int = 10 * S) -> None:
        self.task = task
        self.t_ns = self.began_ns = t_ns
        self.state = LaneState()
        self.done = advance(task, self.state, Began(t_ns, frozenset(active)))

    def give(self, event: Event) -> LaneState:
        self.done += advance(self.task, self.state, event)
        return self.state

    def edge(self, station: str, active: bool, t_ns: int, sensor: Sensor | None = None) -> LaneState:
        return self.give(Edge(station, sensor or ("pad" if station == "start" else "beam"), active, t_ns))

    def beam(self, station: str, t_ns: int, for_ns: int = 100 * MS) -> LaneState:
        """Somebody passes."""
        self.edge(station, True, t_ns)
        return self.edge(station, False, t_ns + for_ns)

    def passed(self, t_ns: int) -> LaneState:
        return self.give(Passed(t_ns))

    def shown(self, t_ns: int | None = None, *, late: bool = False) -> int:
        """The cue appears, at its due instant unless told otherwise. Returns the onset."""
        t_ns = t_ns if t_ns is not None else self.due_ns
        self.give(Shown(t_ns, late))
        return t_ns

    @property
    def due_ns(self) -> int:
        return [a.due_ns for a in self.done if isinstance(a, Present)][-1]

    def actions(self, kind: type[Action]) -> list[Any]:
        return [a for a in self.done if isinstance(a, kind)]
