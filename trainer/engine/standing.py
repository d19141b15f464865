"""Steps in which somebody stands: ready, the own start out of it, a hold, a rest."""

from __future__ import annotations

from hardware.base import Edge
from sequences.model import Alternative, Follow, Hold, OwnStart, Ready, Rest, Step
from trainer.engine.lane import ALL_READY, Action, LaneState, Mark, Task
from trainer.engine.stepping import EDGE, ENTER, TIME, finish, go_on

BEAM_GAP_NS = 60_000_000  # somebody standing in a beam sways: shorter gaps are forgiven
STEPPING_ON_NS = 250_000_000  # leaving a pad sooner than this after pressing it is still getting onto it
UNSETTLED_LIMIT = 3  # so many in a row: shake it out, next child


def _enter_ready(task: Task, lane: LaneState, step: Ready, t_ns: int, out: list[Action]) -> None:
    if (step.role, step.sensor) in lane.active:
        lane.since_ns, lane.deadline_ns = t_ns, t_ns + step.hold_ns
    else:
        lane.deadline_ns = t_ns + step.timeout_ns


def _ready_edge(task: Task, lane: LaneState, step: Ready, edge: Edge, out: list[Action]) -> None:
    if edge.sensor == "told":
        _all_ready(task, lane, step, edge, out)
    follow = task.steps[lane.index + 1] if lane.index + 1 < len(task.steps) else None
    if isinstance(follow, Follow) and not follow.targets and _is_seen(follow, edge):
        lane.note("not ready at the hand-over")
        lane.index, lane.gap_ns = lane.index + 1, None
        _start_clock(lane, follow, edge)
        go_on(task, lane, edge.t_ns, out)
        return
    if edge.station != step.role or edge.sensor != step.sensor:
        return
    if edge.active:
        swayed = lane.gap_ns is not None and lane.since_ns is not None  # a short gap in a beam, forgiven
        since_ns = lane.since_ns if swayed and lane.since_ns is not None else edge.t_ns
        lane.since_ns, lane.gap_ns, lane.deadline_ns = since_ns, None, since_ns + step.hold_ns
    elif lane.since_ns is not None:
        if step.sensor == "beam":
            lane.gap_ns, lane.deadline_ns = edge.t_ns, edge.t_ns + BEAM_GAP_NS
        else:
            _unsettled(lane, step, edge.t_ns)


def _all_ready(task: Task, lane: LaneState, step: Ready, edge: Edge, out: list[Action]) -> None:
    """On with all the others; who has moved meanwhile stays behind."""
    if not step.together or edge.station != ALL_READY:
        return
    if lane.steady_ns is not None:
        go_on(task, lane, edge.t_ns, out)
    else:
        lane.note("not still when the others were")
        finish(lane, "unsettled", edge.t_ns)


def _unsettled(lane: LaneState, step: Ready, t_ns: int) -> None:
    """Moved during the hold: it restarts, nothing is counted; three in a row end the turn."""
    held_ns = t_ns - (lane.since_ns or t_ns)
    lane.unsettled += held_ns >= STEPPING_ON_NS and lane.steady_ns is None  # who waits for others may fidget
    lane.since_ns = lane.steady_ns = lane.gap_ns = None
    lane.deadline_ns = t_ns + step.timeout_ns
    if lane.unsettled >= UNSETTLED_LIMIT:
        finish(lane, "unsettled", t_ns)


def _ready_time(task: Task, lane: LaneState, step: Ready, t_ns: int, out: list[Action]) -> None:
    if lane.gap_ns is not None:
        _unsettled(lane, step, lane.gap_ns)
    elif lane.since_ns is None:
        lane.note("nobody came")
        finish(lane, "unsettled", t_ns)
    elif step.together:
        lane.steady_ns = t_ns
    else:
        go_on(task, lane, t_ns, out)


# --- own start, hold, rest -----------------------------------------------------------------------------------


def _enter_own(task: Task, lane: LaneState, step: OwnStart, t_ns: int, out: list[Action]) -> None:
    lane.deadline_ns = t_ns + step.timeout_ns


def _own_edge(task: Task, lane: LaneState, step: OwnStart, edge: Edge, out: list[Action]) -> None:
    here = edge.station == step.role and edge.sensor == step.sensor
    if here and edge.active != (step.kind == "leave"):
        lane.zero_ns = edge.t_ns
        go_on(task, lane, edge.t_ns, out)


def _own_time(task: Task, lane: LaneState, step: OwnStart, t_ns: int, out: list[Action]) -> None:
    finish(lane, "omission", t_ns)


def _enter_follow(task: Task, lane: LaneState, step: Follow, t_ns: int, out: list[Action]) -> None:
    lane.deadline_ns = t_ns + step.timeout_ns


def _is_seen(step: Step | None, edge: Edge) -> bool:
    """Does the other one pass a line that starts this one's clock?"""
    return isinstance(step, Follow) and edge.active and edge.sensor == step.sensor and edge.station in step.seen


def _follow_edge(task: Task, lane: LaneState, step: Follow, edge: Edge, out: list[Action]) -> None:
    """The other one passes a line, and the clock runs; who is there before him has guessed."""
    if _is_seen(step, edge):
        _start_clock(lane, step, edge)
        go_on(task, lane, edge.t_ns, out)
    elif (edge.station, edge.sensor) == (step.guard, step.guard_sensor):
        lane.gap_ns = None if edge.active else edge.t_ns
    elif edge.active and edge.sensor == step.sensor and edge.station in step.targets:
        lane.note(f"at {edge.station} before the leader")
        finish(lane, "anticipation", edge.t_ns)


def _start_clock(lane: LaneState, step: Follow, edge: Edge) -> None:
    lane.zero_ns = edge.t_ns
    if lane.gap_ns is not None:
        lane.note(f"left {(edge.t_ns - lane.gap_ns) / 1e9:.2f} s before the hand-over")
    if step.targets:
        target = step.targets[step.seen.index(edge.station)]
        lane.shown = Alternative(target, (target,), (), None, None)
        lane.decoys = frozenset(step.targets) - {target}


def is_off(task: Task, lane: LaneState) -> bool:
    """Has his clock begun, and is he off the place where he stood ready?"""
    ready = next((s for s in task.steps if isinstance(s, Ready)), None)
    return lane.zero_ns is not None and ready is not None and (ready.role, ready.sensor) not in lane.active


def _follow_time(task: Task, lane: LaneState, step: Follow, t_ns: int, out: list[Action]) -> None:
    lane.note("nobody led")
    finish(lane, "unsettled", t_ns)


def _enter_hold(task: Task, lane: LaneState, step: Hold, t_ns: int, out: list[Action]) -> None:
    if step.between:
        _stand_between(lane, step, t_ns)
        return
    lane.gap_ns = None if (step.role, step.sensor) in lane.active else t_ns
    lane.deadline_ns = t_ns + step.time_ns


def _stand_between(lane: LaneState, step: Hold, t_ns: int) -> None:
    """Nothing broken since t_ns, or not yet: until it has lasted, or time is over."""
    broken = any((name, step.sensor) in lane.active for name in step.between)
    lane.since_ns = None if broken else t_ns
    over_ns = lane.entered_ns + step.within_ns
    lane.deadline_ns = over_ns if broken else min(over_ns, t_ns + step.time_ns)


def _between_time(task: Task, lane: LaneState, step: Hold, t_ns: int, out: list[Action]) -> None:
    since_ns = lane.since_ns
    if since_ns is None or t_ns - since_ns < step.time_ns:
        lane.note(f"{step.name}: not still within {step.within_ns / 1e9:g} s")
        finish(lane, "unfinished", t_ns)
        return
    lane.mark(Mark("hold", step.name, step.role, step.sensor, since_ns))
    go_on(task, lane, t_ns, out)


def _hold_edge(task: Task, lane: LaneState, step: Hold, edge: Edge, out: list[Action]) -> None:
    if step.between:
        if edge.station in step.between and edge.sensor == step.sensor:
            if edge.active and lane.since_ns is not None:
                lane.note(f"{step.name}: {edge.station} broken again")
            _stand_between(lane, step, edge.t_ns)
        return
    if step.under is not None and edge.active and (edge.station, edge.sensor) == (step.under, "beam"):
        lane.note(f"{step.name}: came up after {(edge.t_ns - lane.entered_ns) / 1e9:.1f} s")
        if step.breaks == "fail":
            finish(lane, "unfinished", edge.t_ns)
        return
    if edge.station != step.role or edge.sensor != step.sensor:
        return
    if not edge.active:
        lane.gap_ns = edge.t_ns
        return
    _gap_over(lane, step, edge.t_ns)
    if lane.outcome is None:
        lane.gap_ns = None


def _gap_over(lane: LaneState, step: Hold, t_ns: int) -> None:
    """Was the gap that ends at t_ns too long? ``note`` keeps the rep and says it, ``fail`` ends it."""
    if lane.gap_ns is None or t_ns - lane.gap_ns <= step.gap_ns:
        return
    lane.note(f"{step.name or 'hold'} broken after {(lane.gap_ns - lane.entered_ns) / 1e9:.1f} s")
    if step.breaks == "fail":
        finish(lane, "unfinished", lane.gap_ns or t_ns)


def _hold_time(task: Task, lane: LaneState, step: Hold, t_ns: int, out: list[Action]) -> None:
    if step.between:
        _between_time(task, lane, step, t_ns, out)
        return
    _gap_over(lane, step, t_ns)
    if lane.outcome is None:
        lane.mark(Mark("hold", step.name, step.role, step.sensor, t_ns))
        go_on(task, lane, t_ns, out)


def _enter_rest(task: Task, lane: LaneState, step: Rest, t_ns: int, out: list[Action]) -> None:
    lane.deadline_ns = t_ns + step.time_ns


def _rest_time(task: Task, lane: LaneState, step: Rest, t_ns: int, out: list[Action]) -> None:
    go_on(task, lane, t_ns, out)


ENTER |= {Ready: _enter_ready, OwnStart: _enter_own, Follow: _enter_follow, Hold: _enter_hold, Rest: _enter_rest}
EDGE |= {Ready: _ready_edge, OwnStart: _own_edge, Follow: _follow_edge, Hold: _hold_edge}
TIME |= {Ready: _ready_time, OwnStart: _own_time, Follow: _follow_time, Hold: _hold_time, Rest: _rest_time}
