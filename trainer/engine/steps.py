"""What a lane is told while it stands in a step: an edge, that time is over, that the cue appeared.

What each step does with it stands in answering.py, cueing.py, shuttling.py, standing.py and telling.py.
"""

from __future__ import annotations

from hardware.base import Edge
from trainer.engine import answering, cueing, shuttling, standing, telling
from trainer.engine.lane import Action, LaneState, Task
from trainer.engine.stepping import EDGE, TIME

KINDS = (answering, cueing, shuttling, standing, telling)
"""The modules that fill the tables of stepping.py."""


def on_edge(task: Task, lane: LaneState, edge: Edge, out: list[Action]) -> None:
    """An edge that counts."""
    if lane.still:
        cueing.still_edge(task, lane, edge)
        return
    step = task.steps[lane.index]
    handler = EDGE.get(type(step))
    if handler is not None:
        handler(task, lane, step, edge, out)


def on_time(task: Task, lane: LaneState, t_ns: int, out: list[Action]) -> None:
    """The step's deadline has passed, or the span's."""
    if lane.deadline_ns != t_ns:
        telling.span_over(task, lane, t_ns, out)
        return
    lane.deadline_ns = None
    if lane.still:
        cueing.still_time(task, lane, t_ns)
        return
    step = task.steps[lane.index]
    TIME[type(step)](task, lane, step, t_ns, out)
