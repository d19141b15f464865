"""The step in which everybody runs by signals: who was at the line in time, who is done, how far somebody came.

A line is judged at its signal: by the beam before it, where there is one, and by the coach's taps, which win. A tap is
of the last line that was judged. Who has missed too often, or has stopped, has some seconds in which the coach can take
it back; what comes meanwhile does not count.

No beam that is broken itself puts anybody out: when one of the lane has been shut off, or stays broken all the way from
one signal to the next, from then on the taps alone tell in that lane.
"""

from __future__ import annotations

from hardware.base import Edge
from sequences.model import Pace
from sequences.shuttles import Shuttles, Signal
from trainer.engine.lane import Action, Keep, LaneState, Running, Task
from trainer.engine.stepping import EDGE, ENTER, LEAD_NS, TIME, finish
from trainer.facts import Reached

TAKE_BACK_NS = 5_000_000_000


def _enter(_: Task, lane: LaneState, step: Shuttles, t_ns: int, out: list[Action]) -> None:
    start_ns = t_ns + LEAD_NS
    lane.zero_ns, lane.running = start_ns, Running(start_ns)
    lane.kept = Keep(Pace(0, (0, *(s.at_ns for s in step.signals)), step.sounds, name="signals"), start_ns)
    out.append(lane.kept)
    _await(lane, step)


def _await(lane: LaneState, step: Shuttles) -> None:
    """The next line's signal, or the end of the time in which something can be taken back."""
    run = lane.running
    assert run is not None
    lines = step.lines
    comes = [run.start_ns + lines[run.next].at_ns] if run.next < len(lines) else []
    lane.deadline_ns = min([*comes, *([run.over_ns] if run.over_ns is not None else [])])


def _time(_: Task, lane: LaneState, step: Shuttles, t_ns: int, __: list[Action]) -> None:
    run = lane.running
    assert run is not None
    if run.next < len(step.lines) and run.start_ns + step.lines[run.next].at_ns == t_ns:
        if not run.taps and _stands_broken(lane, run, step):
            _by_taps(lane, run, step)
        if not run.taps and not _was_there(run, step, step.lines[run.next]):
            run.missed.add(run.next)
        run.next += 1
        _look(run, step, t_ns)
    if run.over_ns == t_ns:
        _finish(lane, step, t_ns)
    else:
        _await(lane, step)


def _stands_broken(lane: LaneState, run: Running, step: Shuttles) -> bool:
    """Has a beam been broken all the way from the signal before to this one? Nobody runs who stands in it."""
    before_ns = run.start_ns + (step.lines[run.next - 1].at_ns if run.next else 0)
    return any((b, "beam") in lane.active and run.since.get(b, before_ns) <= before_ns for b in step.beams)


def _by_taps(lane: LaneState, run: Running, step: Shuttles) -> None:
    run.taps = True
    line = step.lines[min(run.next, len(step.lines) - 1)]
    lane.note(f"from {line.level}.{line.shuttle} on by the coach's taps: a beam was not to be trusted")


def _was_there(run: Running, step: Shuttles, line: Signal) -> bool:
    """By the beams; where there is none he was."""
    before_ns = run.start_ns + (step.lines[run.next - 1].at_ns if run.next else 0)
    line_ns = run.start_ns + line.at_ns
    if step.ways == 1:
        beam = step.far if run.next % 2 == 0 else step.near
        return beam is None or before_ns < run.broke.get(beam, before_ns) <= line_ns
    out_ns = run.broke.get(step.far, before_ns) if step.far else before_ns
    back_ns = run.broke.get(step.near, out_ns) if step.near else line_ns
    return (step.far is None or out_ns > before_ns) and out_ns < back_ns <= line_ns


def _edge(_: Task, lane: LaneState, step: Shuttles, edge: Edge, __: list[Action]) -> None:
    run = lane.running
    assert run is not None
    if edge.sensor == "beam":
        if edge.active:
            run.since[edge.station] = edge.t_ns
            _broken(run, step, edge)
        return
    if edge.sensor == "told" and edge.station == step.taps and not run.taps:
        _by_taps(lane, run, step)
    if edge.sensor != "told" or edge.station not in (step.missed, step.stopped):
        return
    if edge.station == step.stopped:
        run.stopped = edge.active
    elif run.next and edge.active:
        run.missed.add((run.until or run.next) - 1)
    elif run.next:
        run.missed.discard((run.until or run.next) - 1)
    _look(run, step, edge.t_ns)
    _await(lane, step)


def _broken(run: Running, step: Shuttles, edge: Edge) -> None:
    """There and back the way out counts once, the way back from then on, once; else the last break does."""
    before_ns = run.start_ns + (step.lines[run.next - 1].at_ns if run.next else 0)
    if step.ways == 2 and edge.station == step.far and run.broke.get(step.far, 0) > before_ns:
        return
    if step.ways == 2 and edge.station == step.near:
        out_ns = run.broke.get(step.far, 0) if step.far else _turn_ns(run, step)
        if out_ns <= before_ns or run.broke.get(step.near, 0) > out_ns or edge.t_ns < out_ns:
            return
    run.broke[edge.station] = edge.t_ns


def _turn_ns(run: Running, step: Shuttles) -> int:
    """When the signal to turn comes on the way that is run now."""
    n = step.lines[run.next].n if run.next < len(step.lines) else 0
    return run.start_ns + step.signals[n - 2].at_ns


def _look(run: Running, step: Shuttles, t_ns: int) -> None:
    """Is it over, or not any more? Lines that passed while it was count as reached, if it is taken back."""
    is_over = is_out(run, step) or run.stopped or run.next == len(step.lines)
    if is_over and run.over_ns is None:
        run.over_ns, run.until = t_ns + TAKE_BACK_NS, run.next
    elif not is_over and run.over_ns is not None:
        run.missed = {n for n in run.missed if n < (run.until or 0)}
        run.over_ns = run.until = None


def is_out(run: Running, step: Shuttles) -> bool:
    """Was the line missed so often that it is the end?"""
    missed = [n for n in sorted(run.missed) if run.until is None or n < run.until]
    if not step.in_a_row:
        return len(missed) >= step.misses
    return any(
        missed[i + step.misses - 1] == n + step.misses - 1 for i, n in enumerate(missed[: 1 - step.misses or None])
    )


def _finish(lane: LaneState, step: Shuttles, t_ns: int) -> None:
    run = lane.running
    assert run is not None
    for words in missed_words(run, step):
        lane.note(words)
    if run.stopped:
        lane.note("stopped")
    finish(lane, "hit", t_ns)


def missed_words(run: Running, step: Shuttles) -> list[str]:
    """Each line that was not reached in time, of those that count."""
    until = run.next if run.until is None else run.until
    lines = [step.lines[n] for n in sorted(run.missed) if n < until]
    return [f"not at the line at {line.level}.{line.shuttle}" for line in lines]


def reached(task: Task, lane: LaneState) -> Reached | None:
    """The last line that was reached in time; all zero where none was, None where nobody ran by signals."""
    run, step = lane.running, task.steps[lane.index]
    if run is None or not isinstance(step, Shuttles):
        return None
    judged = run.next if run.until is None else run.until
    n = next((n for n in reversed(range(judged)) if n not in run.missed), None)
    if n is None:
        return Reached(0, 0, 0)
    line = step.lines[n]
    return Reached(line.level, line.shuttle, line.done * step.metres)


ENTER[Shuttles] = _enter
EDGE[Shuttles] = _edge
TIME[Shuttles] = _time
