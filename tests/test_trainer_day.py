"""What athletes did today, read from the store: metres, how long ago, their legs; and what of it was another day's."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from library import FILES
from outings import PAIR, SPEC, WALL_S, empty_store, outing

from sequences.load import resolve
from sequences.model import Drill
from trainer.care.start import Runner
from trainer.care.today import Earlier, Known
from trainer.day import DAY_S, Day, look_at_day, metres_of
from trainer.fields import load_field
from trainer.store.open import Store
from trainer.store.results import read_attempts
from trainer.store.roster import change_person, person

ANNA, BEN = PAIR
NAME = "backpedal-sprint-shuttle"


@pytest.fixture
def store() -> Iterator[Store]:
    with empty_store() as store:
        outing(store, NAME)
        yield store


def drill(name: str = NAME) -> Drill:
    return resolve(FILES[name], settings={"reps": "3", "sets": "1"})


def runners(store: Store, wall_s: float) -> tuple[Runner, ...]:
    return look(store, wall_s).runners


def look(store: Store, wall_s: float, of: Drill | None = None) -> Day:
    return look_at_day(store, of or drill(), SPEC, PAIR, bind={}, condition="", wall_s=wall_s)


def hits(store: Store) -> int:
    found = [record for record, _ in read_attempts(store) if record.athlete == ANNA]
    return sum(record.verdict.outcome == "hit" for record in found)


def test_metres_are_those_of_the_longest_way():
    assert metres_of(drill(), SPEC, {}) == pytest.approx(12, abs=0.5)
    assert metres_of(replace(drill(), easy=True), SPEC, {}) == 0
    agility = load_field("agility-line")
    assert metres_of(resolve(FILES["pro-agility"]), agility, {}) == pytest.approx(18.3, abs=0.1)


def test_metres_and_the_time_since_count_up_over_the_day(store: Store):
    once = runners(store, WALL_S + 600)
    assert [one.name for one in once] == ["Anna", "Ben"]
    assert once[0].metres == pytest.approx(hits(store) * metres_of(drill(), SPEC, {}))
    assert 0 < once[0].idle_s < 600
    assert once[0].is_new
    outing(store, NAME, wall_s=WALL_S + 3600)
    twice = runners(store, WALL_S + 4200)
    assert twice[0].metres == pytest.approx(hits(store) * metres_of(drill(), SPEC, {}))
    assert twice[0].metres > once[0].metres


def test_a_warm_up_wears_off_and_another_day_begins_anew(store: Store):
    assert look(store, WALL_S + 600).minds == ()
    assert look(store, WALL_S + 3600).minds == ("warm up first (it holds for 20 minutes): Anna, Ben",)
    [anna, _] = runners(store, WALL_S + DAY_S + 1)
    assert (anna.metres, anna.idle_s, anna.is_new) == (0, None, False)


def test_reps_on_a_simulated_field_are_none_on_a_real_one(store: Store):
    real = replace(SPEC, simulated=False)
    [anna, _] = look_at_day(store, drill(), real, PAIR, bind={}, condition="", wall_s=WALL_S + 600).runners
    assert (anna.metres, anna.idle_s, anna.is_new) == (0, None, True)


def test_the_age_band_is_the_persons(store: Store):
    change_person(store, replace(person(store, BEN.id), band="14-15"))
    assert [one.band for one in runners(store, WALL_S + 600)] == ["", "14-15"]


def test_the_engine_is_told_the_legs_of_the_same_drill_level_and_field(store: Store):
    known = look(store, WALL_S + 600).known
    assert {leg.athlete for leg in known.before} == {ANNA.id, BEN.id}
    assert all(isinstance(leg, Earlier) and leg.ns for leg in known.before)
    assert sum(len(leg.ns) for leg in known.before if leg.athlete == ANNA.id) >= hits(store)
    for other in (drill("line-shuffle"), resolve(FILES[NAME], level=1)):
        assert look(store, WALL_S + 600, other).known == Known()
