"""Steps around a cue: the wait before it, the cue, what overrides it; and the right non-answer to a stay or a catch."""

from __future__ import annotations

from hardware.base import Edge
from sequences.model import Answer, Cue, Expect, Ready, Still, Switch, Wait
from trainer.engine.answering import DOUBLE_NS, matches
from trainer.engine.lane import CALL, NOTHING, Action, Asked, Cancel, LaneState, Mark, Present, Shown, Task
from trainer.engine.standing import BEAM_GAP_NS
from trainer.engine.stepping import EDGE, ENTER, LEAD_NS, TIME, enter, finish, go_on

FEEDER = "the cue was shown to the feeder: the time is from the lamp to the gate"


def on_shown(task: Task, lane: LaneState, event: Shown, out: list[Action]) -> None:
    """The cue appeared: the first is zero of all that follows. Somebody already on the way was early."""
    if lane.awaited is None:
        return
    lane.awaited = None
    lane.onsets = (*lane.onsets, event.onset_ns)
    if lane.zero_ns is None:
        lane.zero_ns = event.onset_ns
    step = task.steps[lane.index]
    waiting = isinstance(step, Wait)
    cue_index = lane.index + waiting
    _note_feeder(task, lane)
    if event.late:
        finish(lane, "late cue", event.onset_ns)
    elif not waiting and not isinstance(step, Cue):  # a switch: what comes next is asked anew
        if task.switch is not None:
            lane.shown, lane.decoys = task.switch.shown, task.switch.decoys
    elif lane.gap_ns is not None:
        _early(task, lane, lane.gap_ns, out)
    elif lane.shown is not None and not lane.shown.go:
        lane.index = cue_index
        _enter_still(task, lane, event.onset_ns)
    else:
        enter(task, lane, cue_index + 1, event.onset_ns, out)


def _note_feeder(task: Task, lane: LaneState) -> None:
    """What a feeder saw is marked so: a time from the lamp to the gate holds his own too."""
    if task.cue is not None and task.cue.feeder and FEEDER not in lane.notes:
        lane.note(FEEDER)


def _enter_wait(task: Task, lane: LaneState, step: Wait, t_ns: int, out: list[Action]) -> None:
    if step.law.kind == "tap":
        lane.deadline_ns = t_ns + step.law.max_ns
        return
    asked = _next_cue(task, lane)
    _plan_cue(lane, asked, t_ns + (asked.wait_ns or 0), out)


def _enter_cue(task: Task, lane: LaneState, step: Cue, t_ns: int, out: list[Action]) -> None:
    _plan_cue(lane, _next_cue(task, lane), t_ns + LEAD_NS, out)


def _next_cue(task: Task, lane: LaneState) -> Asked:
    asked = task.asked[lane.cues] if lane.cues < len(task.asked) else NOTHING
    lane.cues += 1
    return asked


def _plan_cue(lane: LaneState, asked: Asked, due_ns: int, out: list[Action]) -> None:
    lane.due_ns = due_ns
    if asked.shown is None:
        lane.deadline_ns = due_ns
    else:
        lane.awaited, lane.shown, lane.decoys = asked, asked.shown, asked.decoys
        out.append(Present(asked.shown, due_ns))


def _enter_switch(task: Task, lane: LaneState, step: Switch, t_ns: int, out: list[Action]) -> None:
    """What overrides the cue is planned; the answers begin at once."""
    switch = task.switch
    if switch is not None and switch.shown is not None:
        lane.awaited, lane.due_ns = switch, t_ns + (switch.wait_ns or 0)
        out.append(Present(switch.shown, lane.due_ns))
    go_on(task, lane, t_ns, out)


def _wait_edge(task: Task, lane: LaneState, step: Wait, edge: Edge, out: list[Action]) -> None:
    """An early move: the guard leaves, or is passed again. Or the coach calls."""
    if edge.sensor == "told":
        _called(task, lane, step, edge, out)
    if edge.station != step.guard or edge.sensor != step.guard_sensor:
        return
    if step.guard_edge == "pass":
        if edge.active and edge.t_ns - lane.entered_ns >= DOUBLE_NS:
            _early(task, lane, edge.t_ns, out)
    elif edge.active:
        lane.gap_ns, lane.deadline_ns = None, _wait_ends(task, lane, step)
    elif step.guard_sensor == "beam":
        lane.gap_ns, lane.deadline_ns = edge.t_ns, edge.t_ns + BEAM_GAP_NS
    else:
        _early(task, lane, edge.t_ns, out)


def _wait_ends(task: Task, lane: LaneState, step: Wait) -> int | None:
    """When the wait is over by itself, without a cue."""
    if step.law.kind == "tap" and lane.awaited is None:
        return lane.entered_ns + step.law.max_ns
    return lane.due_ns if task.catch else None


def _called(task: Task, lane: LaneState, step: Wait, edge: Edge, out: list[Action]) -> None:
    """The coach has tapped: the cue comes as soon as all devices can be told of it."""
    if step.law.kind == "tap" and edge.station.startswith(CALL) and lane.awaited is None:
        if lane.gap_ns is None:
            lane.deadline_ns = None
        _plan_cue(lane, _next_cue(task, lane), edge.t_ns + LEAD_NS, out)


def _wait_time(task: Task, lane: LaneState, step: Wait, t_ns: int, out: list[Action]) -> None:
    if lane.gap_ns is not None:
        _early(task, lane, lane.gap_ns, out)
    elif step.law.kind == "tap":
        lane.note("nobody called")
        finish(lane, "unsettled", t_ns)
    else:
        lane.index += 1
        _enter_still(task, lane, t_ns)


def _cue_time(task: Task, lane: LaneState, step: Cue, t_ns: int, out: list[Action]) -> None:
    _enter_still(task, lane, t_ns)


def _early(task: Task, lane: LaneState, t_ns: int, out: list[Action]) -> None:
    """An early move before the onset, by the rule of the wait."""
    wait = next((s for s in reversed(task.steps[: lane.index + 1]) if isinstance(s, Wait)), None)
    lane.awaited = None
    out.append(Cancel())
    if wait is not None and wait.early == "restart":
        back = next((i for i, s in enumerate(task.steps) if isinstance(s, Ready)), 0)
        lane.zero_ns, lane.onsets, lane.marks, lane.cues, lane.until_ns = None, (), (), 0, None
        lane.note("started again after an early move")
        enter(task, lane, back, t_ns, out)
    else:
        turned = wait is not None and wait.guard_edge == "pass"
        finish(lane, "turned early" if turned else "false start", t_ns)


# --- a stay or a catch --------------------------------------------------------------------------------------


def _still_of(task: Task, lane: LaneState) -> Still | None:
    step = task.steps[lane.index]
    return step.still if isinstance(step, Cue) else None


def _enter_still(task: Task, lane: LaneState, t_ns: int) -> None:
    still = _still_of(task, lane)
    lane.still, lane.entered_ns, lane.zero_ns, lane.gap_ns = True, t_ns, t_ns, None
    if still is None:
        finish(lane, "withheld", t_ns)
    else:
        lane.deadline_ns = t_ns + still.for_ns


def still_edge(task: Task, lane: LaneState, edge: Edge) -> None:
    still = _still_of(task, lane)
    if still is None:
        return
    here = edge.station == still.role and edge.sensor == still.sensor
    if still.kind == "hold":
        if here:
            _held_edge(lane, still, edge)
    elif here and edge.active:
        lane.mark(Mark("pass", "", edge.station, edge.sensor, edge.t_ns))
        finish(lane, "withheld" if still.kind == "pass" else "false alarm", edge.t_ns)
    else:
        answer = _first_answer(task, lane)
        if answer is not None and matches(lane, answer, edge):
            finish(lane, "false alarm", edge.t_ns)


def _held_edge(lane: LaneState, still: Still, edge: Edge) -> None:
    end_ns = lane.entered_ns + still.for_ns
    if edge.active:
        lane.gap_ns, lane.deadline_ns = None, end_ns
    elif still.sensor == "beam":
        lane.gap_ns, lane.deadline_ns = edge.t_ns, min(end_ns, edge.t_ns + BEAM_GAP_NS)
    else:
        finish(lane, "false alarm", edge.t_ns)


def still_time(task: Task, lane: LaneState, t_ns: int) -> None:
    still = _still_of(task, lane)
    if lane.gap_ns is not None:
        finish(lane, "false alarm", lane.gap_ns)
    else:
        finish(lane, "unfinished" if still is not None and still.kind == "pass" else "withheld", t_ns)


def _first_answer(task: Task, lane: LaneState) -> Answer | None:
    step = task.steps[lane.index + 1] if lane.index + 1 < len(task.steps) else None
    return step.answers[0] if isinstance(step, Expect) and step.answers else None


ENTER |= {Wait: _enter_wait, Cue: _enter_cue, Switch: _enter_switch}
EDGE |= {Wait: _wait_edge}
TIME |= {Wait: _wait_time, Cue: _cue_time}
