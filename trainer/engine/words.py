"""What the phone says to whoever stands there, in plain and friendly words."""

from __future__ import annotations

from sequences.model import Cue, Expect, Follow, Hold, OwnStart, Ready, Rest, Say, Step, Wait
from sequences.shuttles import Shuttles
from trainer.engine.lane import LaneState, Task
from trainer.engine.messages import Phase


def phase_of(task: Task, lane: LaneState) -> Phase:
    """The phase a rep's step belongs to."""
    if lane.outcome is not None:
        return "time"
    if lane.still or lane.zero_ns is not None:
        return "go"
    return "ready" if isinstance(task.steps[lane.index], Ready) else "wait"


def calls_of(task: Task, lane: LaneState) -> tuple[str, ...]:
    """The names of what the coach may call now; empty where no tap is waited for."""
    step = task.steps[lane.index]
    if not isinstance(step, Wait) or step.law.kind != "tap" or task.cue is None:
        return ()
    return () if lane.outcome or lane.awaited else tuple(a.name for a in task.cue.alternatives)


def asked(step: Step) -> str:
    """What the athlete is asked to do in this step."""
    match step:
        case Ready(role=role, sensor="pad"):
            return f"Onto the pad ({role}), stand still"
        case Ready(role=role):
            return f"Into the beam at {role}, stand still"
        case Wait():
            return "Eyes up, wait for it"
        case Cue():
            return "Wait for it"
        case Expect(answers=answers):
            return " then ".join(a.name for a in answers if a.name) or "Go"
        case OwnStart():
            return "Go when you like"
        case Follow():
            return "Eyes on the one who leads"
        case Hold():
            return "Hold it there"
        case Say(text=text):
            return text
        case Rest():
            return "Rest"
        case Shuttles():
            return "Be at the line by each signal"
        case _:  # takes no time
            return ""
