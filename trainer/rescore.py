"""Judges kept attempts again by other break rules: each gets a further verdict, and the one before is never lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, zip_longest
from typing import Any

from hardware.base import Component
from hardware.field import declared
from hardware.spec import FieldSpec
from sequences.codec import from_doc, plan_from_doc
from sequences.flow import told_only
from sequences.model import Alternative, Cue, Further, OwnStart, Plan, Switch
from trainer.engine.bind import Bound, bind_drill
from trainer.engine.breaks import Rules, rules_named
from trainer.engine.lane import HEARD, Shown, Task
from trainer.engine.presentation import LATE_NS, best_of
from trainer.engine.verdict import Evidence, Sensing, Sensors, judge
from trainer.errors import Refused
from trainer.facts import AttemptRecord, Pick, RunHeader, Verdict
from trainer.store.corrections import picks_of
from trainer.store.open import Store
from trainer.store.read import RunInfo, field_doc, plan_doc
from trainer.store.results import ALL, Context, Filter, read_attempts
from trainer.store.verdicts import first_rules
from trainer.store.write import Judgement, write_rescored

BY_NO_RULE = ("stopped", "lost")  # nothing that an edge tells
PIECE = 100  # verdicts in one transaction: the journal does not wait for a whole session


@dataclass(frozen=True, slots=True)
class Played:
    """What a run was played with: enough to judge its attempts."""

    plan: Plan
    bound: Bound
    sensors: Sensors

    @classmethod
    def of(cls, plan: Plan, field: FieldSpec, header: RunHeader) -> Played:
        carries, bind = {s.name: s.carries for s in field.stations}, dict(header.bind)
        bound = bind_drill(plan.drill, carries, bind)
        said = declared(field).items()
        sensors: Sensors = {key: Sensing(d.lockout_ns, d.doubt, d.body, d.first_body) for key, d in said}
        return cls(plan, bound, sensors)


def rescore(store: Store, rules: Rules | None, which: Filter = ALL) -> int:
    """Judge attempts by these rules, and keep the verdicts as the ones that count.

    ``rules`` None puts back: each attempt is judged by the rules that judged it first. Returns how many were judged:
    not those that were judged by these rules last, or by no rule at all (stopped, lost). What the coach said stays,
    the edges chosen too. UnknownRow when there is no such session; Refused when an attempt was judged first by rules
    that this trainer does not have. Cut off in the middle, what was judged is kept, and doing it again does the rest.
    """
    judged = 0
    for _, found in groupby(read_attempts(store, which), lambda pair: pair[0].run):
        judgements = list(_judged(store, list(found), rules))
        for first in range(0, len(judgements), PIECE):
            write_rescored(store, *judgements[first : first + PIECE])
        judged += len(judgements)
    return judged


def _judged(store: Store, found: Sequence[tuple[AttemptRecord, Context]], rules: Rules | None) -> Iterator[Judgement]:
    """Those of one run that are judged anew."""
    info = found[0][1].run
    played, picks = played_of(store, info), picks_of(store, info.header.id)
    firsts = {} if rules else first_rules(store, info.header.id)
    for record, context in found:
        key = record.seq, record.lane
        by = rules or known_rules(firsts[key])
        if (record.scoring, record.scoring_version) == (by.name, by.version) or context.judged in BY_NO_RULE:
            continue
        yield judgement(record, judge_again(record, played, by, picks.get(key, ())), by)


def judgement(record: AttemptRecord, verdict: Verdict, rules: Rules) -> Judgement:
    """A verdict of this attempt by these rules, to be kept."""
    return Judgement(record.run, record.seq, record.lane, verdict, rules.name, rules.version)


def known_rules(name: str) -> Rules:
    """The rules that judged a kept attempt. Refused when this trainer does not have them."""
    try:
        return rules_named(name)
    except ValueError as exc:
        raise Refused(f"an attempt was judged by rules of another trainer: {exc}") from exc


def played_of(store: Store, run: RunInfo) -> Played:
    """What a kept run was played with."""
    field: Any = from_doc(FieldSpec, field_doc(store, run.field_sha))
    return Played.of(plan_from_doc(plan_doc(store, run.plan_sha)), field, run.header)


def judge_again(record: AttemptRecord, played: Played, rules: Rules, picks: Sequence[Pick] = ()) -> Verdict:
    """The verdict of the facts that were kept of an attempt. ValueError when an answer cannot be the edge picked."""
    return judge(task_of(record, played), evidence_of(record), played.sensors, rules, picks)


def evidence_of(record: AttemptRecord) -> Evidence:
    """The facts that were kept of an attempt."""
    return Evidence(
        began_ns=record.armed_ns,
        active=frozenset(record.active),
        edges=record.edges,
        shown=tuple(_shown(cue.onset_ns, cue.due_ns) for cue in record.cues if cue.onset_ns is not None),
        onset_doubt=_first_doubt(record),
        until_ns=record.ended_ns,
        lateness_ns=record.verdict.lateness_ns,
        skew_ns=max((cue.skew_ns for cue in record.cues if cue.skew_ns is not None), default=None),
    )


def _shown(onset_ns: int, due_ns: int | None) -> Shown:
    return Shown(onset_ns, due_ns is not None and onset_ns - due_ns > LATE_NS)


def _first_doubt(record: AttemptRecord) -> tuple[Component, ...]:
    """Of the first cue's onset: of those that come before the second cue was due."""
    second_ns = record.cues[1].due_ns if len(record.cues) > 1 else None
    first = [o for o in record.onsets if second_ns is None or o.t_ns < second_ns - LATE_NS]
    return best_of(first).doubt if first else ()


def task_of(record: AttemptRecord, played: Played) -> Task:
    """What was asked in this attempt: a cue is told by the name of its alternative, an own start by its side."""
    lane = played.bound.lane(record.lane)
    steps = lane.after if lane.after and not record.cues else lane.steps
    if told_only(steps) and record.verdict.outcome == "hit":
        steps = HEARD  # it was said to everybody at once, and there is nothing to judge
    switch = next((s for s in steps if isinstance(s, Switch)), None)
    first, *others = [cue.alternative for cue in record.cues] or [""]
    names = _names(played.bound)
    later = [s for s in steps if isinstance(s, Cue)][1:]
    told = zip_longest(
        later, others if switch is None else (), fillvalue=""
    )  # what nobody was told of matters to no one
    return Task(
        steps=steps,
        alternative=names.index(first) if first in names else None,
        foreperiod_ns=record.foreperiod_ns,
        catch=record.catch,
        limits=played.plan.drill.limits,
        more=tuple(Further(None, _index(step.alternatives, name)) for step, name in told if isinstance(step, Cue)),
        switch_to=_index(switch.alternatives, others[0]) if switch is not None and others else None,
    )


def _index(alternatives: Sequence[Alternative], name: str) -> int:
    return next((i for i, a in enumerate(alternatives) if a.name == name), 0)


def _names(bound: Bound) -> Sequence[str]:
    for step in bound.steps:
        if isinstance(step, Cue):
            return [a.name for a in step.alternatives]
        if isinstance(step, OwnStart):
            return step.sides
    return ()
