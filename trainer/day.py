"""What athletes have done today, read from the store: what care goes by before a start and during a run."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args

from hardware.spec import FieldSpec
from sequences.codec import from_doc, sha
from sequences.load import DrillFile
from sequences.model import Drill, Hold
from sequences.shape import nearest_first, show
from trainer.care.levels import Advice, advise
from trainer.care.start import Kind, Runner, concerns, is_test
from trainer.care.today import Earlier, Known, Leg, rep_of
from trainer.errors import AskError, CareError, UnknownRow
from trainer.facts import COUNTS, Athlete, Split, Verdict
from trainer.ground.check import on_field
from trainer.store.open import Store
from trainer.store.pages import result_pages
from trainer.store.read import field_doc, grounds_of
from trainer.store.results import Filter
from trainer.store.roster import people
from trainer.store.tally import ran_before, tallies

DAY_S = 12 * 3600.0
"""A run opened longer ago was another day's."""

MARKS_S = 90 * 24 * 3600.0

RAN = COUNTS - {"omission", "withheld"}
"""Outcomes of reps in which somebody ran."""


@dataclass(slots=True)
class Done:
    """One athlete's. ``ended_s``: by the wall clock; ``legs``: of the drill that is to be run (ns), in their order."""

    metres: float = 0.0
    ended_s: float | None = None
    legs: defaultdict[Leg, list[int]] = field(default_factory=lambda: defaultdict(list))


@dataclass(frozen=True, slots=True)
class Day:
    """Of those who are to run: what counts of it, what the engine goes by, and what is to be said before the start."""

    runners: tuple[Runner, ...]
    known: Known
    minds: tuple[str, ...]


def waved_through(kinds: Iterable[str]) -> tuple[str, ...]:
    """These kinds of concern. AskError for a word that is none."""
    allowed = get_args(Kind)
    for kind in (said := tuple(kinds)):
        if kind not in allowed:
            raise AskError(f"{show(kind)} cannot be waved through; what can: {', '.join(nearest_first(kind, allowed))}")
    return said


def metres_of(drill: Drill, spec: FieldSpec, bind: Mapping[str, str]) -> float:
    """How far one rep leads at full speed, by its longest way; 0 of an easy drill."""
    if drill.easy:
        return 0.0
    ways = on_field(drill, spec, bind).courses
    return max((sum(leg.length for leg in course.legs) for course in ways), default=0.0)


def look_at_day(
    store: Store,
    drill: Drill,
    spec: FieldSpec,
    athletes: Sequence[Athlete],
    *,
    bind: Mapping[str, str],
    condition: str,
    wall_s: float,
    waved: Iterable[str] = (),
) -> Day:
    """What is to be minded before these athletes run this drill here. Real reps count on a real field, simulated ones
    on a simulated one, where nobody gets hurt and all is only said.

    CareError when somebody should not run it, unless that kind of concern is ``waved`` through.
    """
    done = _done(store, drill, spec, {one.id for one in athletes}, wall_s)
    metres = metres_of(drill, spec, bind) * drill.reps * drill.sets
    runners = _runners(store, spec, athletes, done, wall_s)
    found = concerns(drill, runners, metres, condition, waved)
    grave = [concern for concern in found if concern.grave and not spec.simulated]
    if grave:
        raise CareError(tuple({concern.kind: 0 for concern in grave}), tuple(concern.text for concern in grave))
    earlier = tuple(Earlier(id_, *leg, ns=tuple(ns)) for id_, mine in done.items() for leg, ns in mine.legs.items())
    known = Known(rests=is_test(drill) and not drill.every_ns and not spec.simulated, before=earlier)
    return Day(runners, known, tuple(concern.text for concern in found))


def _done(store: Store, drill: Drill, spec: FieldSpec, ids: set[str], wall_s: float) -> dict[str, Done]:
    done = {id_: Done() for id_ in ids}
    found = tallies(store, wall_s - DAY_S, simulated=spec.simulated)
    metres = _metres(store, dict.fromkeys(tally.run for tally in found if tally.athlete in ids))
    began_ns: dict[str, int] = {}
    for tally in found:
        began_ns[tally.run] = min(tally.armed_ns, began_ns.get(tally.run, tally.armed_ns))
    for tally in (one for one in found if one.athlete in ids):
        mine = done[tally.athlete]
        mine.ended_s = max(mine.ended_s or 0.0, tally.opened_wall_s + (tally.ended_ns - began_ns[tally.run]) / 1e9)
        if tally.outcome in RAN:
            mine.metres += tally.n * metres[tally.run]
    same = (drill.name, drill.level, spec.sha)
    runs = {one.run for one in found if (one.drill, one.level, one.field_sha) == same}
    if runs:
        _add_legs(store, runs, drill, wall_s, done)
    return done


def _runners(
    store: Store, spec: FieldSpec, athletes: Sequence[Athlete], done: Mapping[str, Done], wall_s: float
) -> tuple[Runner, ...]:
    bands = {one.id: one.band for one in people(store)}
    runners = []
    for one in athletes:
        mine = done[one.id]
        idle_s = None if mine.ended_s is None else max(0.0, wall_s - mine.ended_s)
        is_new = one.id not in bands or not ran_before(store, one.id, wall_s - DAY_S, simulated=spec.simulated)
        runners.append(Runner(one.name, bands.get(one.id, ""), mine.metres, idle_s, is_new))
    return tuple(runners)


def _metres(store: Store, runs: Iterable[str]) -> dict[str, float]:
    """Of a rep of each of these runs. Most are alike: each kind is looked at once."""
    found: dict[str, float] = {}
    known: dict[str, float] = {}
    for run, ground in grounds_of(store, runs).items():
        kind = sha([ground.drill, ground.field_sha, ground.bind])
        if kind not in known:
            spec = from_doc(FieldSpec, field_doc(store, ground.field_sha))
            known[kind] = metres_of(from_doc(Drill, ground.drill), spec, ground.bind)
        found[run] = known[kind]
    return found


def _add_legs(store: Store, runs: Container[str], drill: Drill, wall_s: float, done: Mapping[str, Done]) -> None:
    holds = frozenset(step.name for step in drill.steps if isinstance(step, Hold))
    for page in result_pages(store, Filter(drill=drill.name, since_s=wall_s - DAY_S)):
        row: Any
        for row, splits in zip(page.rows, page.splits, strict=True):
            if row.run in runs and row.athlete in done:
                times = (row.reaction_ns, row.start_ns, row.transition_ns)
                verdict = Verdict(row.outcome, row.measure, *times, splits=tuple(Split(**one) for one in splits))
                for leg, ns in rep_of(row.seq, verdict, holds).legs:
                    done[row.athlete].legs[leg].append(ns)


def levels_next(store: Store, file: DrillFile, wall_s: float) -> tuple[tuple[Athlete, Advice], ...]:
    """Which level of the drill comes next, for each athlete whose reps at it were marked within 90 days, by name."""
    marks: defaultdict[Athlete, list[tuple[int, str]]] = defaultdict(list)
    try:
        pages = result_pages(store, Filter(drill=file.name, since_s=wall_s - MARKS_S))
    except UnknownRow:  # never played
        return ()
    for page in pages:
        row: Any
        for row in page.rows:
            level = page.runs[row.run].level
            if row.form is not None and level is not None and not row.void:
                marks[Athlete(row.athlete, page.names[row.athlete])].append((level, row.form))
    found = ((athlete, advise(its, len(file.levels))) for athlete, its in marks.items())
    return tuple(sorted(((who, said) for who, said in found if said is not None), key=lambda pair: pair[0].name))
