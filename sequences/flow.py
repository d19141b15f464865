"""What follows from the order of the steps: who is watched before the cue, what is measured, can the rep be played.

Every rule here refuses a drill that the engine could not play to an end, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Literal, NamedTuple

from sequences.errors import DrillError
from sequences.flicker import check_flicker
from sequences.model import (
    Answer,
    Cue,
    Expect,
    Hold,
    Measure,
    OwnStart,
    Pace,
    Ready,
    Rest,
    Say,
    Sensor,
    Span,
    SpanEnd,
    Step,
    Switch,
    Wait,
)
from sequences.shuttles import Shuttles

LONGEST_REP_NS = 15 * 60 * 10**9
"""The longest a rep may take when everything in it takes as long as it may, waiting for the athlete apart."""

Placed = tuple[str, Step]  # where in the file, and the step


class Guard(NamedTuple):
    """The edge that means an early move: leaving a pad or beam stood at, or passing again the beam that armed."""

    role: str
    sensor: Sensor
    edge: Literal["leave", "pass"]


def guard(before: Sequence[Step]) -> Guard | None:
    """Who is watched during a wait that follows these steps."""
    for step in reversed(before):
        match step:
            case Ready() | Hold():
                return Guard(step.role, step.sensor, "leave")
            case Expect():
                return _armed_by(step)
            case Say() | Rest() | Wait() | Span() | SpanEnd() | Pace():
                continue
            case _:
                return None
    return None


def _armed_by(step: Expect) -> Guard | None:
    if not step.in_order:
        return None  # nobody knows which of them is the last
    last = next(a for a in reversed(step.answers) if not a.optional)
    if last.kind == "leave" or len(last.roles) != 1:
        return None
    return Guard(last.roles[0], last.sensor, "leave" if last.sensor == "pad" else "pass")


def measure(before: Sequence[Step], after: Sequence[Step]) -> Measure | None:
    """What a cue between these steps measures.

    Standing still before it: the pad that opens is a reaction, the beam that clears a start time. Moving before
    it: the arming beam broken again is a transition. None when no step after the cue asks for that edge, or when
    the athlete may move before it (``early = "allow"``).
    """
    wait = next((s for s in reversed(before) if isinstance(s, Wait | Cue)), None)
    watched = guard(before)
    if watched is None or (isinstance(wait, Wait) and wait.guard is None):
        return None
    if not any(_is(watched, a) for s in after if isinstance(s, Expect) for a in s.answers):
        return None
    if watched.edge == "pass":
        return "transition"
    return "reaction" if watched.sensor == "pad" else "start"


def _is(watched: Guard, answer: Answer) -> bool:
    kinds = ("leave",) if watched.edge == "leave" else ("pass", "arrive")
    return answer.kind in kinds and watched.role in answer.roles and watched.sensor == answer.sensor


def with_measure(steps: Sequence[Step]) -> tuple[Step, ...]:
    """The steps with what each cue measures filled in; of one that a feeder sees, nothing."""
    return tuple(
        replace(step, measure=measure(steps[:i], steps[i + 1 :])) if isinstance(step, Cue) and not step.feeder else step
        for i, step in enumerate(steps)
    )


def check(placed: Sequence[Placed], optional: Container[str], drawable: Container[str]) -> None:
    """DrillError when these steps make no rep. ``optional``: the roles that a field may lack; ``drawable``: the names
    of all that may be drawn for a rep, whatever the settings."""
    steps = [step for _, step in placed]
    _check_paces(placed)
    _check_said(placed, drawable)
    if told_only(steps) or any(isinstance(step, Shuttles) for step in steps):
        _check_shuttles(placed)
        _check_waits(placed)
        _check_length(placed)
        return
    _check_start(placed, optional)
    _check_zero(placed)
    _check_waits(placed)
    for i, (where, step) in enumerate(placed):
        if isinstance(step, Cue | OwnStart | Switch) and not _is_answered(steps[i + 1 :]):
            raise DrillError(where, "nothing answers this: the rep cannot end without an expect after it")
        if isinstance(step, Cue) and not all(a.target for a in step.alternatives):
            raise DrillError(where, 'the key "target" is missing: where the athlete is to go')
    answers = [a for step in steps if isinstance(step, Expect) for a in step.answers]
    if all(a.optional or (a.roles and all(role in optional for role in a.roles)) for a in answers):
        raise DrillError("rep", "every answer is optional: the rep could end before it began")
    check_flicker(placed)
    _check_names(placed)
    _check_length(placed)


def told_only(steps: Sequence[Step]) -> bool:
    """Is nothing sensed in a rep of these steps? It is said and heard, and takes its time. Without a cue it is for
    everybody at once."""
    if any(isinstance(step, Ready | OwnStart | Expect | Hold | Switch | Shuttles) for step in steps):
        return False
    targets = [a.target for step in steps if isinstance(step, Cue) for a in step.alternatives]
    return not any(targets) and any(isinstance(step, Say | Pace | Cue) for step in steps)


def _check_waits(placed: Sequence[Placed]) -> None:
    for (where, step), after in zip(placed, (*(step for _, step in placed[1:]), None), strict=True):
        if isinstance(step, Wait) and not isinstance(after, Cue):
            raise DrillError(where, "nothing comes of this wait: the step after it must be a cue")


def _check_paces(placed: Sequence[Placed]) -> None:
    paces = [(where, step) for where, step in placed if isinstance(step, Pace)]
    if paces and not paces[0][1].sounds:
        raise DrillError(paces[0][0], "there is no pace before it that could end")


def _check_shuttles(placed: Sequence[Placed]) -> None:
    """A test by signals is one step; before it things are said and waited for, and nothing comes after it."""
    first = next((i for i, (_, step) in enumerate(placed) if isinstance(step, Shuttles)), None)
    if first is None:
        return
    for where, step in placed[:first]:
        if not isinstance(step, Say | Rest):
            raise DrillError(where, "before shuttles only say and rest may stand: everybody runs at once")
    for where, _ in placed[first + 1 :]:
        raise DrillError(where, "nothing can come after shuttles: they last until everybody is done")


def _is_answered(rest: Sequence[Step]) -> bool:
    """Does an expect come, before another cue?"""
    first = next((s for s in rest if isinstance(s, Expect | Cue)), None)
    return isinstance(first, Expect)


def _check_start(placed: Sequence[Placed], optional: Container[str]) -> None:
    first = next((p for p in placed if not isinstance(p[1], Say | Rest | Span | Pace)), None)
    if first is None:
        raise DrillError("rep", "no step is in force here that does anything")
    if not isinstance(first[1], Ready | OwnStart):
        raise DrillError(first[0], "a rep begins with ready or own_start: somebody must be there")
    starts = [step for _, step in placed if isinstance(step, Ready | OwnStart)]
    if all(step.role in optional for step in starts):
        raise DrillError(first[0], f'"{first[1].role}" is optional, and without it nobody is ready')


def _check_zero(placed: Sequence[Placed]) -> None:
    """Time counts from one instant: the first cue, or one own start."""
    cues = [p for p in placed if isinstance(p[1], Cue)]
    owns = [p for p in placed if isinstance(p[1], OwnStart)]
    if not cues and not owns:
        raise DrillError("rep", "neither a cue nor an own_start: there is nothing to time")
    if cues and owns:
        raise DrillError(owns[0][0], f"a rep has a cue or an own_start, and {cues[0][0]} is a cue")
    if len(owns) > 1:
        raise DrillError(owns[1][0], f"a rep has one own_start, and {owns[0][0]} is one already")
    taps = [where for where, step in placed if is_tap(step)]
    if taps and (len(cues) > 1 or any(isinstance(step, Switch) for _, step in placed)):
        raise DrillError(taps[0], "the coach's tap needs a rep of one cue, without a switch")
    by_set = [where for where, step in cues if isinstance(step, Cue) and step.order == "sets"]
    if by_set and len(cues) > 1:
        raise DrillError(by_set[0], "one alternative a set needs a rep of one cue, and here are several")
    switches = [p for p in placed if isinstance(p[1], Switch)]
    if switches and len(cues) > 1:
        raise DrillError(switches[0][0], "a switch needs a rep of one cue, and here are several")


def is_tap(step: Step) -> bool:
    """Is it a wait for the coach's tap?"""
    return isinstance(step, Wait) and step.law.kind == "tap"


def drawn_names(steps: Iterable[Step]) -> list[str]:
    """What may be drawn for a rep of these steps: the alternatives of a cue, the sides of an own start."""
    drawn: list[str] = []
    for step in steps:
        drawn += [a.name for a in step.alternatives] if isinstance(step, Cue) else []
        drawn += step.sides if isinstance(step, OwnStart) else ()
    return drawn


def _check_said(placed: Sequence[Placed], drawable: Container[str]) -> None:
    """What is told ahead, or aimed at, is something that can be drawn."""
    drawn = drawn_names(step for _, step in placed)
    for where, name in _named(placed):
        if name not in drawable:
            raise DrillError(where, f'"{name}" is none of {", ".join(drawn) or "nothing"}')
    for where, step in placed:
        for i, answer in enumerate(step.answers if isinstance(step, Expect) else (), start=1):
            without = [name for name in drawn if answer.by and name not in dict(answer.by)]
            if without:
                raise DrillError(f"{where}.expect[{i}].{answer.kind}", f'nothing is said of "{without[0]}"')
        if isinstance(step, Say) and "{cue}" in step.text and not drawn:
            raise DrillError(f"{where}.say", "{cue} is what is drawn for the rep, and here is nothing to draw")


def _named(placed: Sequence[Placed]) -> Iterator[tuple[str, str]]:
    """Where a step speaks of what may be drawn, and by which name."""
    for where, step in placed:
        if isinstance(step, Say):
            yield from ((f"{where}.sounds", name) for name, _ in step.sounds)
        for i, answer in enumerate(step.answers if isinstance(step, Expect) else (), start=1):
            here = f"{where}.expect[{i}]"
            yield from ((f"{here}.aim", name) for name, _ in (answer.aim.times if answer.aim else ()) if name)
            yield from ((f"{here}.via", name) for name, _ in answer.via if name)
            yield from ((f"{here}.{answer.kind}", name) for name, _ in answer.by)


def _check_names(placed: Sequence[Placed]) -> None:
    """Two splits of one name cannot be told apart in a table."""
    seen: set[str] = set()
    for where, step in placed:
        for i, answer in enumerate(step.answers if isinstance(step, Expect) else (), start=1):
            if answer.name in seen:
                raise DrillError(f"{where}.expect[{i}]", f'a second split called "{answer.name}": give it a name')
            seen.add(answer.name)


def _check_length(placed: Sequence[Placed]) -> None:
    total_ns = longest_ns([step for _, step in placed])
    if total_ns > LONGEST_REP_NS:
        minutes = LONGEST_REP_NS // (60 * 10**9)
        raise DrillError("rep", f"a rep could take {total_ns / 6e10:.0f} minutes, at most {minutes} are allowed")


def longest_ns(steps: Iterable[Step], each: Callable[[Step], int] | None = None) -> int:
    """How long these steps take together, each as long as it may or as ``each`` says; a span ends in time."""
    total = within = 0
    limit: int | None = None
    for step in steps:
        if isinstance(step, Span):
            limit, within = step.time_ns, 0
        elif isinstance(step, SpanEnd):
            total, limit = total + min(within, limit or 0), None
        elif limit is None:
            total += (each or _longest_ns)(step)
        else:
            within += (each or _longest_ns)(step)
    return total


def _longest_ns(step: Step) -> int:
    match step:
        case Wait():
            return step.law.max_ns
        case Expect():
            return sum(a.within_ns for a in step.answers)
        case Hold():
            return max(step.time_ns, step.within_ns)
        case Rest():
            return step.time_ns
        case Cue():
            return step.still.for_ns if step.still else 0
        case _:
            return 0
