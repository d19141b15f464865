"""Edges that answer: in order or in any order, right or wrong, or none at all."""

from __future__ import annotations

from hardware.base import Edge
from sequences.model import Answer, Expect, Wait
from trainer.engine.lane import Action, LaneState, Mark, Task
from trainer.engine.stepping import EDGE, ENTER, TIME, finish, go_on, take_back

DOUBLE_NS = 350_000_000  # breaks of one pass begin within this of its first: arm, trunk, trailing leg


def _pending(step: Expect, answered: tuple[int, ...]) -> tuple[int, ...]:
    """Answers an edge may serve now: the next in order and what may be skipped to, or all that are left."""
    if not step.in_order:
        return tuple(i for i in range(len(step.answers)) if i not in answered)
    first = last = answered[-1] + 1 if answered else 0
    while last + 1 < len(step.answers) and step.answers[last].optional:
        last += 1
    return tuple(range(first, min(last + 1, len(step.answers))))


def _next_answer(task: Task, lane: LaneState, step: Expect, t_ns: int, out: list[Action]) -> None:
    """Waits for the next answer from t_ns on; with none left the next step begins."""
    lane.pending = _pending(step, lane.answered)
    if not lane.pending:
        go_on(task, lane, t_ns, out)
        return
    lane.entered_ns, within_ns = t_ns, 0
    for i in lane.pending:
        answer_ns = step.answers[i].within_ns
        within_ns = answer_ns if answer_ns > within_ns else within_ns
    lane.deadline_ns = t_ns + within_ns


def matches(lane: LaneState, answer: Answer, edge: Edge) -> bool:
    """Is this edge that answer? Two passes of one beam lie min_turn apart."""
    if edge.sensor != answer.sensor or edge.active == (answer.kind == "leave"):
        return False
    targets = answer.roles or (lane.shown.target if lane.shown else ())
    if edge.station not in targets:
        return False
    if lane.zero_ns is not None and edge.t_ns - lane.zero_ns < answer.ignore_ns:
        return False
    if answer.kind != "leave":
        for mark in reversed(lane.marks):
            if mark.station == edge.station and mark.kind != "leave":
                return edge.t_ns - mark.t_ns >= answer.min_turn_ns
    return True


def _expect_edge(task: Task, lane: LaneState, step: Expect, edge: Edge, out: list[Action]) -> None:
    for i in lane.pending:
        if matches(lane, step.answers[i], edge):
            _answer(task, lane, step, i, edge, out)
            return
    if edge.active and edge.station in lane.decoys and any(not step.answers[i].roles for i in lane.pending):
        lane.mark(Mark("arrive", "", edge.station, edge.sensor, edge.t_ns, wrong=True))
        if step.wrong == "end":
            finish(lane, "wrong gate", edge.t_ns)
        else:
            lane.note(f"{edge.station} was the other gate")


def _answer(task: Task, lane: LaneState, step: Expect, i: int, edge: Edge, out: list[Action]) -> None:
    answer = step.answers[i]
    arms = _arms(task, lane, step, i)
    lane.mark(Mark(answer.kind, answer.name, edge.station, edge.sensor, edge.t_ns, arms, False, answer.aim))
    lane.answered = (*lane.answered, i)
    if not answer.roles and lane.awaited is not None:
        lane.note("there before the change")
        take_back(lane, out)
    _next_answer(task, lane, step, edge.t_ns, out)


def _arms(task: Task, lane: LaneState, step: Expect, i: int) -> bool:
    """Does a wait begin with this answer?"""
    follower = lane.index + 1
    return i == len(step.answers) - 1 and follower < len(task.steps) and isinstance(task.steps[follower], Wait)


def _expect_time(task: Task, lane: LaneState, step: Expect, t_ns: int, out: list[Action]) -> None:
    if all(step.answers[i].optional for i in lane.pending):
        go_on(task, lane, t_ns, out)
        return
    if step.missed == "next":
        lane.missed = True
        lane.note("missed " + ", ".join(step.answers[i].name for i in lane.pending if not step.answers[i].optional))
        go_on(task, lane, t_ns, out)
        return
    moved = lane.zero_ns is None or any(m.t_ns >= lane.zero_ns for m in lane.marks)
    finish(lane, "unfinished" if moved else "omission", t_ns)


ENTER[Expect] = _next_answer
EDGE[Expect] = _expect_edge
TIME[Expect] = _expect_time
