"""Kept attempts as reps: on which terms, to which side, by which sense; every drill, from the database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import FIXED, MOVING, STANDING, UNIFORM
from kept import double_break, store_in
from library import EVERY
from outings import played_pair, together
from stands import ATHLETES

from sequences.model import Drill, Expect, PlannedRep
from sequences.plan import find_cue
from sequences.switches import find_switch
from trainer.engine.breaks import Rules
from trainer.errors import UnknownRow
from trainer.reps import law_words, read_reps, sense_of, side_of
from trainer.rescore import rescore
from trainer.results.reps import RIGHT
from trainer.store.open import Store
from trainer.store.results import Filter


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with store_in(tmp_path) as opened:
        yield opened


STARTS = ("cue", "cue, switched", "cue to the feeder", "another's edge")


def is_timed(drill: Drill, rep: PlannedRep) -> bool:
    """Whether anything is answered in this rep, by a cue whose answer is timed."""
    cue, chosen = find_cue(drill), rep.draws[0].alternative
    if not any(isinstance(step, Expect) for step in drill.steps):
        return False
    return cue is None or chosen is None or cue.alternatives[chosen].timed


def changes_in(drill: Drill, rep: PlannedRep) -> bool | None:
    """Whether the call is overridden by one that leads elsewhere, as it was drawn."""
    switch, cue, draw = find_switch(drill), find_cue(drill), rep.draws[0]
    if switch is None or cue is None:
        return None
    if draw.switch_to is None or draw.alternative is None:
        return False
    return not set(switch.alternatives[draw.switch_to].target) <= set(cue.alternatives[draw.alternative].target)


@pytest.mark.parametrize(("name", "level"), together(EVERY))
def test_every_hit_of_every_drill_has_a_time_on_whole_terms(name: str, level: int | None):
    with played_pair(name, level) as (store, plan, _):
        reps = list(read_reps(store))
    assert len(reps) >= len(plan.reps)
    changes = {(rep.set, rep.rep, ATHLETES[rep.athlete - 1].id): changes_in(plan.drill, rep) for rep in plan.reps}
    untimed = {(rep.set, rep.rep) for rep in plan.reps if not is_timed(plan.drill, rep)}
    for rep in reps:
        terms = rep.terms
        assert (terms.drill, terms.level, terms.simulated) == (name, level, True)
        assert rep.of == plan.drill.reps
        assert rep.changed == changes[rep.set, rep.rep, rep.athlete.id] or rep.verdict.outcome not in RIGHT
        if rep.verdict.reached is not None:
            assert rep.measured_ns is None  # how far, not how long
        elif (rep.set, rep.rep) in untimed:
            assert rep.measured_ns is rep.verdict.total_ns is None
        elif rep.is_hit:
            assert rep.measured_ns
            assert terms.stop
            assert terms.start in STARTS or terms.start.startswith("own start")
            assert (terms.height_m is None) == (terms.stop in ("first opening", "first press"))
        if rep.timed() is not None:
            assert rep.verdict.outcome in RIGHT


def test_other_rules_are_other_terms(store: Store):
    double_break(store)
    [before] = read_reps(store)
    assert (before.terms.measure, before.terms.wait, before.terms.stop) == ("transition", "300 ms", "longest break")
    rescore(store, Rules(pass_beam="first break"))
    [after] = read_reps(store)
    assert after.terms == replace(before.terms, stop="first break")


def test_no_such_session(store: Store):
    with pytest.raises(UnknownRow, match="no session nowhere"):
        read_reps(store, Filter(session="nowhere"))


@pytest.mark.parametrize(
    ("name", "side"),
    [
        ("left", "left"),
        ("back-right", "right"),
        ("side left", "left"),
        ("lamp", None),
        ("left-right", None),
        ("", None),
    ],
)
def test_a_side_is_told_by_the_name(name: str, side: str | None):
    assert side_of(name) == side


@pytest.mark.parametrize(
    ("light", "sound", "sense"),
    [("white", None, "light"), (None, "go", "sound"), (None, "voice-go", "voice"), ("red", "go", "light and sound"),
     (None, None, "")],
)  # fmt: skip
def test_a_sense_is_told_by_the_cue(light: str | None, sound: str | None, sense: str):
    assert sense_of(light, sound) == sense


def test_laws_in_words():
    assert [law_words(law) for law in (STANDING, MOVING, FIXED, UNIFORM, None)] == [
        "exponential 1 s 1 s 4 s",
        "list 150 ms 300 ms 450 ms",
        "fixed 1.5 s",
        "uniform 500 ms 2 s",
        "none",
    ]
