"""From one step of a rep to the next: which functions belong to which step, how one is entered, how a lane is decided.

Each kind of step has a module's functions put into these tables: what is done when it is entered, when an edge comes
and when its time is over. They take the task, the lane, the step, an instant or an edge, and the list that actions are
added to, and change the lane. Instants are the sources' stamps.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from trainer.engine.lane import Action, Cancel, LaneState, Task
from trainer.facts import Outcome

LEAD_NS = 100_000_000  # devices are told ahead: what has no wait before it is due this much later

Handler = Callable[[Task, LaneState, Any, Any, list[Action]], None]
ENTER: dict[type, Handler] = {}
EDGE: dict[type, Handler] = {}
TIME: dict[type, Handler] = {}


def finish(lane: LaneState, outcome: Outcome, t_ns: int) -> None:
    """The lane decided."""
    lane.outcome, lane.ended_ns, lane.deadline_ns, lane.until_ns = outcome, t_ns, None, None


def enter(task: Task, lane: LaneState, index: int, t_ns: int, out: list[Action]) -> None:
    """The step at index begins at t_ns; past the last step the rep is a hit, if anything was answered."""
    if index >= len(task.steps):
        finish(lane, "omission" if lane.missed and not has_answered(lane) else "hit", t_ns)
        return
    lane.index, lane.entered_ns, lane.answered = index, t_ns, ()
    lane.since_ns = lane.steady_ns = lane.gap_ns = lane.deadline_ns = None
    step = task.steps[index]
    ENTER[type(step)](task, lane, step, t_ns, out)


def go_on(task: Task, lane: LaneState, t_ns: int, out: list[Action]) -> None:
    """The step after this one begins."""
    enter(task, lane, lane.index + 1, t_ns, out)


def has_answered(lane: LaneState) -> bool:
    """Has anything been answered since zero, and rightly?"""
    return any(m.t_ns >= (lane.zero_ns or 0) and not m.wrong for m in lane.marks)


def take_back(lane: LaneState, out: list[Action]) -> None:
    """A cue that has not appeared is not wanted any more."""
    if lane.awaited is not None:
        lane.awaited = None
        out.append(Cancel())
