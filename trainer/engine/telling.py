"""Steps that take no time: something is said; a pace or a span of time begins or ends."""

from __future__ import annotations

from sequences.model import Pace, Say, Span, SpanEnd
from sequences.texts import said_text
from trainer.engine.lane import Action, Keep, LaneState, Speak, Task
from trainer.engine.stepping import ENTER, LEAD_NS, enter, finish, go_on, has_answered, take_back


def _enter_say(task: Task, lane: LaneState, step: Say, t_ns: int, out: list[Action]) -> None:
    tone = dict(step.sounds).get(task.told, step.sound)
    out.append(Speak(said_text(step, task.told), tone, step.language if step.spoken else "", step.gain))
    go_on(task, lane, t_ns, out)


def _enter_span(task: Task, lane: LaneState, step: Span, t_ns: int, out: list[Action]) -> None:
    lane.until_ns = t_ns + step.time_ns
    go_on(task, lane, t_ns, out)


def _enter_span_end(task: Task, lane: LaneState, step: SpanEnd, t_ns: int, out: list[Action]) -> None:
    lane.until_ns = None
    go_on(task, lane, t_ns, out)


def span_over(task: Task, lane: LaneState, t_ns: int, out: list[Action]) -> None:
    """Wherever the rep has come to: on behind the span. A cue on its way is taken back."""
    take_back(lane, out)
    end = next(i for i, s in enumerate(task.steps) if i > lane.index and isinstance(s, SpanEnd))
    if lane.onsets and not has_answered(lane):
        finish(lane, "omission", t_ns)
    else:
        enter(task, lane, end, t_ns, out)


def _enter_pace(task: Task, lane: LaneState, step: Pace, t_ns: int, out: list[Action]) -> None:
    lane.kept = Keep(step, t_ns + LEAD_NS)
    out.append(lane.kept)
    go_on(task, lane, t_ns, out)


ENTER |= {Say: _enter_say, Pace: _enter_pace, Span: _enter_span, SpanEnd: _enter_span_end}
