"""Judges an attempt: a pure function of its raw edges, its onsets and its task.

The rep machine is run over the facts in the order of their stamps, and the answers it found are timed by the break
rule of their use (``breaks``). Judging the same facts twice gives the same verdict; judging them by other rules is how
a session is scored again (``trainer.rescore``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import NamedTuple

from hardware.base import Component, Edge
from hardware.lockout import LockOut
from sequences.model import Limits
from trainer.engine.breaks import STANDARD, Rules
from trainer.engine.lane import Action, Active, Began, LaneState, Mark, Passed, Shown, Task
from trainer.engine.rep import advance
from trainer.engine.shuttling import reached
from trainer.facts import Outcome, Pick, Split, Verdict
from trainer.results.uncertainty import half_width_ns

STAMP = attrgetter("t_ns")
LEAST_PRESSES = 3  # fewer are no tempo
TEMPO_GIVE = 10  # a tempo is kept when its mean lies within a tenth of it
SKEW_NS = 5_000_000  # lamps and sounds of one cue that are farther apart are said to be
REPRESS_NS = 250_000_000  # a start pad pressed again this soon after it opened is said


@dataclass(frozen=True, slots=True)
class Sensing:
    """What a trigger declares, for judging its edges."""

    lockout_ns: int
    doubt: tuple[Component, ...]
    body: Component
    first_body: Component


class Evidence(NamedTuple):
    """The facts of one attempt in one lane, as they are kept."""

    began_ns: int
    active: Active
    edges: tuple[Edge, ...]  # raw, in any order; with those of the second before, whose bounce may reach into it
    shown: tuple[Shown, ...]  # the cues that appeared, in their order
    onset_doubt: tuple[Component, ...]  # of the first
    until_ns: int  # everything stamped up to here is among the edges
    lateness_ns: int | None = None  # of the first cue
    skew_ns: int | None = None  # the largest between two lamps or sounds of one cue


Sensors = Mapping[tuple[str, str], Sensing]
Fact = Edge | Shown


class Live(NamedTuple):
    """A lane that was decided while the attempt was on, and what it had been told by then, in the order of stamps. When
    the facts, judged anew, begin with just that, the machine need not be told again: it would come to the same."""

    lane: LaneState
    told: list[Fact]


class Timing(NamedTuple):
    """When zero and the answers of a lane were, by the break rules or the coach's word, and what is said of it."""

    zero_ns: int | None
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]


def counted(facts: Evidence, sensors: Sensors) -> list[Edge]:
    """The attempt's edges that count, in the order of their stamps: first edges, then what the lock-out had hidden."""
    locks: dict[tuple[str, str], LockOut] = {}
    out: list[Edge] = []
    for edge in sorted(facts.edges, key=STAMP):
        key = edge.station, edge.sensor
        lock = locks.get(key)
        if lock is None and key in sensors:
            lock = locks[key] = LockOut(sensors[key].lockout_ns)
        if lock is not None:
            out += lock.take(edge)
        elif edge.sensor == "told":
            out.append(edge)
    for lock in locks.values():
        hidden = lock.settle(lock.due_ns) if lock.due_ns is not None else None
        out += [hidden] if hidden else []
    return sorted([e for e in out if e.t_ns >= facts.began_ns], key=STAMP)


def in_order(facts: Evidence, edges: Iterable[Edge]) -> list[Fact]:
    """These edges, in the order of their stamps, and the cues that appeared; at one instant the cue comes first."""
    told: list[Fact] = []
    coming = list(reversed(facts.shown))
    for edge in edges:
        while coming and coming[-1].onset_ns <= edge.t_ns:
            told.append(coming.pop())
        told.append(edge)
    return [*told, *reversed(coming)]


def replay(task: Task, facts: Evidence, edges: Iterable[Edge]) -> tuple[LaneState, list[Action]]:
    """The machine's last state, and all its actions, when it is told these edges: those that count, in the order of
    their stamps."""
    lane = LaneState()
    actions = advance(task, lane, Began(facts.began_ns, facts.active))
    for fact in in_order(facts, edges):
        actions += advance(task, lane, fact)
    actions += advance(task, lane, Passed(facts.until_ns))
    return lane, actions


def judge(
    task: Task,
    facts: Evidence,
    sensors: Sensors,
    rules: Rules = STANDARD,
    picks: Sequence[Pick] = (),
    live: Live | None = None,
) -> Verdict:
    """The verdict of the facts by these rules. A lane that is still undecided is judged stopped.

    ``picks``: answers that are another edge, by the coach's word, which wins over any rule. ValueError when an answer
    cannot have been that edge. ``live`` changes nothing in the verdict: see ``Live``.
    """
    edges, lane = decide(task, facts, sensors, picks, live)
    when = Timing(
        _own_zero(task, lane, edges, rules, picks),
        retimed(lane, edges, rules, picks),
        (*lane.notes, *_repress(lane, edges), *_apart(facts), *_picked(task, lane, picks)),
    )
    verdict = _verdict(task, lane, when, facts, edges, sensors, rules)
    return verdict if task.shown is None or task.shown.timed else _untimed(verdict)


def decide(
    task: Task, facts: Evidence, sensors: Sensors, picks: Sequence[Pick] = (), live: Live | None = None
) -> tuple[list[Edge], LaneState]:
    """The edges that count, and the machine's last state when it is told them. ValueError as for ``judge``."""
    edges = counted(facts, sensors)
    if live is not None and in_order(facts, edges)[: len(live.told)] == live.told:
        lane = live.lane
    else:
        lane, _ = replay(task, facts, edges)
    for pick in picks:
        before = _answer(task, lane, pick.answer)
        edges = _struck(edges, before, pick)
        facts = facts._replace(until_ns=max(facts.until_ns, edges[-1].t_ns))
        lane, _ = replay(task, facts, edges)
        now = [(m.station, m.sensor, m.t_ns) for m in answers(task, lane)[pick.answer :][:1] if m is not None]
        if now != [(pick.station, pick.sensor, pick.t_ns)]:
            raise ValueError(f"{_called(before)} cannot have been that edge of {pick.station}")
        if lane.outcome is None:
            raise ValueError("with that edge the attempt has no end: edges are kept until 2 s after it was decided")
    return edges, lane


# --- times --------------------------------------------------------------------------------------------------


def retimed(lane: LaneState, edges: Sequence[Edge], rules: Rules, picks: Sequence[Pick]) -> tuple[Mark, ...]:
    """Each mark at the instant its break rule names, or the coach."""
    said = {pick.answer: pick.t_ns for pick in picks}
    out: list[Mark] = []
    for n, mark in enumerate(lane.marks, 1):
        following_ns = lane.marks[n].t_ns if n < len(lane.marks) else None
        t_ns = said[n] if n in said else rules.timed(mark, edges, following_ns)
        out.append(mark if t_ns == mark.t_ns else mark._replace(t_ns=t_ns))
    return tuple(out)


def _own_zero(task: Task, lane: LaneState, edges: Sequence[Edge], rules: Rules, picks: Sequence[Pick]) -> int | None:
    """Time zero: of an own start the instant its break rule names, as of any answer; else as it is."""
    mark = answers(task, lane)[0]
    if mark is None or any(pick.answer == 0 for pick in picks):
        return lane.zero_ns
    return rules.timed(mark, edges, lane.marks[0].t_ns if lane.marks else None)


def _splits(task: Task, lane: LaneState, when: Timing) -> tuple[Split, ...]:
    """From each arrival to the next, the first after zero from zero, the first after a later cue from its onset. The
    response itself is the measure, no split. What is switched goes on from the answer before."""
    out: list[Split] = []
    before: int | None = None
    zeros = [when.zero_ns, *(lane.onsets[1:] if task.switch is None else ())] if when.zero_ns is not None else []
    for mark in when.marks:
        passed = [zero for zero in zeros if zero <= mark.t_ns]
        if passed and (before is None or before < passed[-1]):
            before = passed[-1]
        if mark.wrong:
            continue
        if before is not None and mark.name:
            out.append(_split(task, mark, before, when.zero_ns))
        before = mark.t_ns
    return tuple(out)


def _split(task: Task, mark: Mark, before_ns: int, zero_ns: int | None) -> Split:
    split = Split(mark.name, mark.station, mark.t_ns - before_ns)
    aim, aim_ns = mark.aim, task.aim_ns(mark.aim) if mark.aim else None
    if aim is None or aim_ns is None:
        return split
    since_ns = before_ns if aim.since == "before" or zero_ns is None else zero_ns
    off_ns = mark.t_ns - since_ns - aim_ns
    return replace(split, aim_ns=aim_ns, off_ns=off_ns, on_aim=abs(off_ns) <= aim.give_ns)


def _tempo(lane: LaneState, edges: Sequence[Edge], zero_ns: int | None) -> tuple[Split, ...]:
    """The mean time from one press to the next while a pace was to be kept, up to the cue, and how far it was off."""
    if lane.kept is None or lane.kept.pace.role is None or not lane.kept.pace.rate:
        return ()
    pace, start_ns = lane.kept
    end_ns = zero_ns if zero_ns is not None else lane.ended_ns
    here = [e.t_ns for e in edges if (e.station, e.sensor, e.active) == (pace.role, pace.sensor, True)]
    pressed = [t_ns for t_ns in here if start_ns <= t_ns < end_ns]
    if len(pressed) < LEAST_PRESSES:
        return ()
    mean_ns = (pressed[-1] - pressed[0]) // (len(pressed) - 1)
    aim_ns = pace.signal_ns(1) or 0
    off_ns = mean_ns - aim_ns
    return (Split(pace.name, pace.role or "", mean_ns, aim_ns, off_ns, abs(off_ns) <= aim_ns // TEMPO_GIVE),)


def limit_ns(measure: str | None, limits: Limits) -> int:
    """The soonest a body can answer (ns); 0 where there is nothing to guess."""
    match measure:
        case "reaction":
            return limits.reaction_ns
        case "start":
            return limits.start_ns
        case "transition":
            return limits.transition_ns
        case _:
            return 0


def _guessed(first_ns: int, measure: str | None, limits: Limits, rules: Rules) -> bool:
    """Was it sooner than a body can answer, by the rules or, where they are silent, by the drill?"""
    ruled_ns = [ns for named, ns in rules.least_ns if named == measure]
    return first_ns < (ruled_ns[0] if ruled_ns else limit_ns(measure, limits))


def _verdict(
    task: Task,
    lane: LaneState,
    when: Timing,
    facts: Evidence,
    edges: Sequence[Edge],
    sensors: Sensors,
    rules: Rules,
) -> Verdict:
    measure, zero = task.cue.measure if task.cue else None, when.zero_ns
    outcome: Outcome = lane.outcome or "stopped"
    noted = lane.outcome != "wrong gate"  # a wrong gate on the way, after which the rep went on
    after = [m for m in when.marks if zero is not None and m.t_ns >= zero and not (m.wrong and noted)]
    first_ns = after[0].t_ns - zero if after and zero is not None else None
    moved = outcome in ("hit", "wrong gate", "unfinished")
    if moved and lane.onsets and first_ns is not None and _guessed(first_ns, measure, task.limits, rules):
        outcome = "anticipation"
    arrived = outcome in ("hit", "wrong gate", "anticipation") and lane.outcome != "unfinished"
    total_ns = after[-1].t_ns - zero if arrived and after and zero is not None else None
    timed = measure if first_ns is not None and outcome not in ("withheld", "false alarm", "late cue") else None
    known = timed is not None or total_ns is not None
    clock, body = _doubt(task, after, facts, sensors, rules) if known else ((), ())
    answered = next((m.station for m in after if m.kind in ("arrive", "pass")), None)
    return Verdict(
        outcome=outcome,
        measure=measure,
        reaction_ns=first_ns if timed == "reaction" else None,
        start_ns=first_ns if timed == "start" else None,
        transition_ns=first_ns if timed == "transition" else None,
        movement_ns=total_ns - first_ns if timed and total_ns and first_ns is not None and len(after) > 1 else None,
        total_ns=total_ns,
        splits=(*(_splits(task, lane, when) if moved else ()), *_tempo(lane, edges, zero)),
        answered=answered,
        lateness_ns=facts.lateness_ns,
        uncertainty_ns=half_width_ns((*clock, *body)) if known else None,
        doubt_clock=clock,
        doubt_body=body,
        notes=when.notes,
        reached=reached(task, lane),
    )


def _untimed(verdict: Verdict) -> Verdict:
    """What came of a rep of which no time is taken."""
    return Verdict(
        verdict.outcome,
        None,
        answered=verdict.answered,
        lateness_ns=verdict.lateness_ns,
        notes=verdict.notes,
    )


def _doubt(
    task: Task, after: Sequence[Mark], facts: Evidence, sensors: Sensors, rules: Rules
) -> tuple[tuple[Component, ...], tuple[Component, ...]]:
    """Components of the measured time, or of the whole where nothing is measured: clocks and devices, and bodies. An
    own start has a body at both ends, and so has who follows another's edge, whose first edge counts."""
    mark = after[0] if task.cue is not None and task.cue.measure else after[-1]
    end = sensors[mark.station, mark.sensor]
    body = end.first_body if rules.by(mark) == "first break" else end.body
    own, follow = task.own if task.cue is None else None, task.follow
    if own is not None:
        begin = sensors[own.role, own.sensor]
        longest = own.sensor == "beam" and (own.kind == "leave" or rules.pass_beam != "first break")
        return (*begin.doubt, *end.doubt), (begin.body if longest else begin.first_body, body)
    if follow is not None:
        begin = sensors[follow.seen[0], follow.sensor]
    else:
        return (*facts.onset_doubt, *end.doubt), (body,)
    return (*begin.doubt, *end.doubt), (begin.first_body, body)


def _repress(lane: LaneState, edges: Sequence[Edge]) -> tuple[str, ...]:
    """A start pad pressed again soon after it opened may have been a stumble or a second foot: it is said."""
    for mark in lane.marks:
        if mark.kind != "leave" or mark.sensor != "pad":
            continue
        later = [e for e in edges if e.active and e.t_ns > mark.t_ns]
        here = [e for e in later if e.station == mark.station and e.sensor == mark.sensor]
        again_ns = here[0].t_ns - mark.t_ns if here else None
        if again_ns is not None and again_ns <= REPRESS_NS:
            return (f"{mark.station} pressed again {again_ns / 1e6:.0f} ms after it opened",)
    return ()


def _apart(facts: Evidence) -> tuple[str, ...]:
    """Lamps and sounds of one cue are to reach the athlete as one: where they did not, it is said."""
    if facts.skew_ns is None or facts.skew_ns <= SKEW_NS:
        return ()
    return (f"the parts of the cue came {facts.skew_ns / 1e6:.1f} ms apart",)


# --- the coach's word ---------------------------------------------------------------------------------------


def answers(task: Task, lane: LaneState) -> tuple[Mark | None, ...]:
    """What ``Pick.answer`` numbers: the first edge of an own start (None where a cue gives zero), then the marks."""
    own, zero = task.own, None
    if own is not None and lane.zero_ns is not None:
        zero = Mark("leave" if own.kind == "leave" else "pass", "start", own.role, own.sensor, lane.zero_ns)
    return (zero, *lane.marks)


def _answer(task: Task, lane: LaneState, number: int) -> Mark:
    found = answers(task, lane)
    mark = found[number] if 0 <= number < len(found) else None
    if mark is None or mark.kind == "hold":
        raise ValueError(f"there is no answer {number} that an edge gave")
    return mark


def _struck(edges: Sequence[Edge], mark: Mark, pick: Pick) -> list[Edge]:
    """The edges as if those of this answer's trigger before the picked one had not been. The picked one is among them
    even where a lock-out had hidden it."""
    own = Edge(pick.station, pick.sensor, mark.kind != "leave", pick.t_ns)
    kept = {
        e for e in edges if (e.station, e.sensor) != (mark.station, mark.sensor) or not mark.t_ns <= e.t_ns < pick.t_ns
    }
    return sorted({*kept, own}, key=STAMP)


def _picked(task: Task, lane: LaneState, picks: Sequence[Pick]) -> tuple[str, ...]:
    """Said with the verdict: whose edge the coach chose."""
    return tuple([f"{_called(_answer(task, lane, n))}: another edge chosen" for n in sorted({p.answer for p in picks})])


def _called(mark: Mark) -> str:
    return mark.name or mark.station
