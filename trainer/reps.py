"""Kept attempts as the statistics see them: on which terms each was measured, to which side, by which sense."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from hardware.base import Component
from hardware.spec import FieldSpec, StationSpec
from sequences.codec import from_doc, sha
from sequences.model import Answer, Cue, Drill, Expect, Follow, OwnStart, Step, Switch, Wait, WaitLaw
from sequences.rules import rules_sha
from sequences.units import in_words
from trainer.engine.bind import bind_drill
from trainer.engine.breaks import rules_named
from trainer.engine.lane import Mark
from trainer.facts import Athlete, Reached, Split, Verdict
from trainer.results.ranks import Terms
from trainer.results.reps import Rep, Side
from trainer.store.open import Store
from trainer.store.pages import Page, result_pages
from trainer.store.read import Ground, drill_doc, field_doc, first_calls, grounds_of
from trainer.store.results import ALL, Filter

KNOWN = 4096  # texts of doubts that are remembered: a session's devices say the same of every rep
SIDES: tuple[Side, ...] = ("left", "right")


AGAINST_OWN = "own median"  # the tag of drills that are run against oneself
FALLS_OFF = "drop-off"  # of those that ask whether the last ways are as quick as the first


@dataclass(frozen=True, slots=True)
class Course:
    """What the attempts of a run have in common."""

    drill: Drill
    lanes: tuple[tuple[Step, ...], ...]  # the steps in each
    after: tuple[tuple[Step, ...], ...]  # of who follows there
    rules: str  # sha256 of what a rep of this level is, as the file said
    field: str  # sha256 of what stands where
    heights: Mapping[str, float | None]  # of the beams, by station
    surface: str
    several: bool = False  # cues a rep: then the last one's side is not that of the time
    switches: bool = False

    @classmethod
    def of(cls, drill: Drill, rules: str, field: FieldSpec, ground: Ground) -> Course:
        bound = bind_drill(drill, {s.name: s.carries for s in field.stations}, ground.bind)
        heights = {s.name: s.beam.height_m if s.beam else None for s in field.stations}
        places = sha([_place(s) for s in field.stations])
        lanes = tuple(lane.steps for lane in bound.lanes or (bound,))
        after = tuple(lane.after for lane in bound.lanes or (bound,))
        several = sum(isinstance(s, Cue) for s in bound.steps) > 1
        switches = any(isinstance(s, Switch) for s in bound.steps)
        return cls(drill, lanes, after, rules, places, heights, ground.surface, several, switches)


def _place(station: StationSpec) -> list[Any]:
    beam = station.beam
    return [station.name, station.at, beam and beam.ends, beam and beam.height_m, station.pad is not None]


def read_reps(store: Store, which: Filter = ALL) -> Iterator[Rep]:
    """Attempts as they count now, oldest session first. UnknownRow, at once, when the filter names what is not
    there."""
    return _reps(store, result_pages(store, which))


def _reps(store: Store, pages: Iterator[Page]) -> Iterator[Rep]:
    reader = Reader(store)
    for page in pages:
        reader.learn(page.runs)
        for row, splits in zip(page.rows, page.splits, strict=True):
            yield reader.rep(row, page, splits)


class Reader:
    """Makes reps of rows. What many of them share is read once: courses, terms, doubts."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._courses: dict[str, Course] = {}  # by run
        self._alike: dict[str, Course] = {}  # by what they are made of
        self._fields: dict[str, FieldSpec] = {}
        self._terms: dict[tuple[object, ...], Terms] = {}
        self._first: dict[tuple[str, int, int], str] = {}  # what was called first, where it may have been overridden

    def learn(self, runs: Iterable[str]) -> None:
        """Read the courses of these runs."""
        fresh = [run for run in runs if run not in self._courses]
        for run, ground in grounds_of(self._store, fresh).items():
            facts = sha([ground.drill, ground.drill_sha, ground.field_sha, ground.bind, ground.surface])
            if facts not in self._alike:
                drill: Drill = from_doc(Drill, ground.drill)
                rules = rules_sha(drill_doc(self._store, ground.drill_sha), drill.level)
                self._alike[facts] = Course.of(drill, rules, self._field(ground.field_sha), ground)
            self._courses[run] = self._alike[facts]
        if switching := [run for run in fresh if self._courses[run].switches]:
            self._first |= first_calls(self._store, switching)

    def _field(self, field: str) -> FieldSpec:
        if field not in self._fields:
            self._fields[field] = from_doc(FieldSpec, field_doc(self._store, field))
        return self._fields[field]

    def rep(self, row: Any, page: Page, splits: list[dict[str, Any]]) -> Rep:
        """One row of a page."""
        run, course = page.runs[row.run], self._courses[row.run]
        return Rep(
            session=run.session,
            wall_s=run.session_wall_s,
            surface=course.surface,
            run=row.run,
            seq=row.seq,
            lane=row.lane,
            set=row.set_no,
            rep=row.rep_no,
            of=course.drill.reps,
            athlete=Athlete(row.athlete, page.names[row.athlete]),
            terms=self._terms_of(row, course, simulated=run.simulated),
            side=None if course.several else side_of(row.alternative or ""),
            form=row.form,
            form_what=row.form_what,
            foreperiod_ns=row.foreperiod_ns,
            against_own=AGAINST_OWN in course.drill.tags,
            falls_off=FALLS_OFF in course.drill.tags,
            changed=self._changed(row, course) if course.switches else None,
            verdict=_verdict(row, tuple(Split(**split) for split in splits)),
        )

    def _changed(self, row: Any, course: Course) -> bool | None:
        """Did the last cue lead elsewhere than the first had said? None where the athlete did not wait for it."""
        if (row.cues or 0) < 2:
            return False
        if row.onset_ns is None:
            return None
        cue = next(step for step in course.lanes[row.lane - 1] if isinstance(step, Cue))
        first = self._first.get((row.run, row.seq, row.lane))
        said = {target for a in cue.alternatives if a.name == first for target in a.target}
        return not said.issuperset(json.loads(row.target))

    def _terms_of(self, row: Any, course: Course, *, simulated: bool) -> Terms:
        wait_ns = row.foreperiod_ns if row.measure == "transition" else None
        told = (row.measure, row.lane, row.scoring, row.version, row.light, row.sound, row.target, row.cues)
        key = (id(course), *told, wait_ns, simulated)
        if key not in self._terms:
            self._terms[key] = terms_of(row, course, wait_ns, simulated=simulated)
        return self._terms[key]


def _verdict(row: Any, splits: tuple[Split, ...]) -> Verdict:
    return Verdict(
        outcome=row.outcome,
        measure=row.measure,
        reaction_ns=row.reaction_ns,
        start_ns=row.start_ns,
        transition_ns=row.transition_ns,
        movement_ns=row.movement_ns,
        total_ns=row.total_ns,
        splits=splits,
        answered=row.answered,
        lateness_ns=row.lateness_ns,
        uncertainty_ns=row.uncertainty_ns,
        doubt_clock=_components(row.doubt_clock),
        doubt_body=_components(row.doubt_body),
        reached=None if row.reached is None else Reached(**json.loads(row.reached)),
    )


@lru_cache(KNOWN)
def _components(text: str) -> tuple[Component, ...]:
    return tuple(Component(**doc) for doc in json.loads(text))


def terms_of(row: Any, course: Course, wait_ns: int | None, *, simulated: bool) -> Terms:
    """On which terms a row was measured. ``wait_ns``: of a cue in motion, which is compared at equal wait only."""
    after = course.after[row.lane - 1]
    steps = after if after and not row.cues else course.lanes[row.lane - 1]
    start, answer = _ends(steps, measured=row.measure is not None)
    target = json.loads(row.target) if row.target else []
    station = answer.roles[0] if answer is not None and answer.roles else next(iter(target), "")
    law = next((s.law for s in steps if isinstance(s, Wait)), None)
    return Terms(
        drill=course.drill.name,
        level=course.drill.level,
        measure=row.measure or "total",
        sense=sense_of(row.light, row.sound),
        start=f"{start}, switched" if course.switches and (row.cues or 0) > 1 else start,
        stop=_rule(row.scoring, row.version, answer),
        height_m=course.heights.get(station),
        field=course.field,
        wait=law_words(law) if wait_ns is None else in_words(wait_ns),
        simulated=simulated,
        rules=course.rules,
    )


def _ends(steps: tuple[Step, ...], *, measured: bool) -> tuple[str, Answer | None]:
    """The name of the rule that gives zero, and the answer that ends the measured time: the first after the cue, or the
    last of all where nothing is measured."""
    zero = next((n for n, s in enumerate(steps) if isinstance(s, Cue | OwnStart | Follow)), 0)
    own = steps[zero] if steps else None
    start = f"own start, {own.kind} {own.sensor}" if isinstance(own, OwnStart) else "cue"
    start = "another's edge" if isinstance(own, Follow) else start
    start = "cue to the feeder" if isinstance(own, Cue) and own.feeder else start
    after = [a for s in steps[zero:] if isinstance(s, Expect) for a in s.answers]
    return start, (after[0] if measured else after[-1]) if after else None


def _rule(scoring: str, version: int, answer: Answer | None) -> str:
    if answer is None:
        return ""
    try:
        rules = rules_named(scoring)
    except ValueError:  # of another trainer: like only itself
        return f"{scoring} {version}"
    return rules.by(Mark(answer.kind, answer.name, "", answer.sensor, 0))


def side_of(alternative: str) -> Side | None:
    """Where an alternative of this name sends the athlete: the side that its name says, if it says one."""
    words = re.split(r"[\s_-]+", alternative.lower())
    said = [side for side in SIDES if side in words]
    return said[0] if len(said) == 1 else None


def sense_of(light: str | None, sound: str | None) -> str:
    """What a cue of this colour and this sound is seen or heard by."""
    heard = None if sound is None else "voice" if sound.startswith("voice") else "sound"
    seen = "light" if light is not None else None
    return " and ".join(sense for sense in (seen, heard) if sense)


def law_words(law: WaitLaw | None) -> str:
    """A wait law in a row: ``exponential 1 s 1 s 4 s`` (min, tau, max)."""
    if law is None:
        return "none"
    parts = {
        "fixed": (law.min_ns,),
        "uniform": (law.min_ns, law.max_ns),
        "exponential": (law.min_ns, law.tau_ns, law.max_ns),
        "list": law.values_ns,
        "tap": (law.max_ns,),
    }
    return " ".join([law.kind, *map(in_words, parts[law.kind])])
