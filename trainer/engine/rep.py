"""One rep as a state machine: events and instants in, actions and an outcome out.

It reads no clock and touches no device: the same code runs in virtual time, in real time and when a stored
attempt is judged again. Every instant is a stamp of its source, and events come in the order of their stamps: an edge
that arrives out of order has the whole attempt told again (``verdict.replay``). An edge later than the deadline of the
step lets the deadline pass first.

``advance(task, lane, event)`` moves a lane on and gives the actions to carry out. What each step does when it is
entered, when an edge comes and when its time is over stands in steps.py, the types in lane.py; this file holds the
order of things.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hardware.base import Edge
from trainer.engine.cueing import on_shown
from trainer.engine.lane import Action, Began, Broke, Event, Key, LaneState, Passed, Shown, Task
from trainer.engine.stepping import enter, finish
from trainer.engine.steps import on_edge, on_time


def advance(task: Task, lane: LaneState, event: Event) -> list[Action]:
    """Tells the lane; what is to be done now. A lane with an outcome takes no more events."""
    out: list[Action] = []
    if lane.outcome is None:
        _TELL[type(event)](task, lane, event, out)
    return out


def follow(active: set[Key], edge: Edge) -> None:
    """Brings what is pressed or broken up to the edge."""
    if edge.active:
        active.add((edge.station, edge.sensor))
    else:
        active.discard((edge.station, edge.sensor))


def _overdue(task: Task, lane: LaneState, t_ns: int, out: list[Action]) -> None:
    """Lets every deadline before t_ns pass, at its own instant."""
    due_ns = lane.deadline_ns if lane.until_ns is None else lane.due
    while due_ns is not None and due_ns < t_ns:
        on_time(task, lane, due_ns, out)
        due_ns = lane.due


def _began(task: Task, lane: LaneState, event: Began, out: list[Action]) -> None:
    lane.active = set(event.active)
    enter(task, lane, 0, event.t_ns, out)


def _edge(task: Task, lane: LaneState, edge: Edge, out: list[Action]) -> None:
    if lane.deadline_ns is not None and (lane.deadline_ns < edge.t_ns or lane.until_ns is not None):
        _overdue(task, lane, edge.t_ns, out)
    if lane.outcome is None:
        follow(lane.active, edge)
        on_edge(task, lane, edge, out)


def _passed(task: Task, lane: LaneState, event: Passed, out: list[Action]) -> None:
    _overdue(task, lane, event.t_ns + 1, out)


def _shown(task: Task, lane: LaneState, event: Shown, out: list[Action]) -> None:
    if lane.deadline_ns is not None:
        _overdue(task, lane, event.onset_ns, out)
    if lane.outcome is None:
        on_shown(task, lane, event, out)


def _broke(_: Task, lane: LaneState, event: Broke, __: list[Action]) -> None:
    lane.note(event.note)
    finish(lane, "lost", event.t_ns)


_TELL: dict[type, Callable[[Task, LaneState, Any, list[Action]], None]] = {
    Began: _began, Edge: _edge, Passed: _passed, Shown: _shown, Broke: _broke,
}  # fmt: skip
