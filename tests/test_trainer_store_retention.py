"""Names go when nothing was run with them for long: announced first, and never by a clock that was wrong for a day."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import fresh_store, open_run, record, run
from stores import new_store

from trainer.facts import Athlete, Person
from trainer.store.forget import tombstones
from trainer.store.open import Store
from trainer.store.retention import DAY_S, MONTH_S, Kept, last_seen, look_through, overdue, words_on
from trainer.store.roster import people, person
from trainer.store.write import Correction, add_athlete, add_correction, write_attempt

YEAR_S = 12 * MONTH_S
RAN_S = 1_700_000_060.5  # when the run of records.run was opened


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def names(found: tuple[Person, ...]) -> list[str]:
    return [p.name for p in found]


def look(store: Store, days_after_run: float) -> tuple[list[str], list[str]]:
    kept = look_through(store, RAN_S + days_after_run * DAY_S, YEAR_S)
    return names(kept.gone), names(kept.announced)


def test_a_name_is_announced_two_weeks_before_a_year_is_over_and_then_goes(store: Store) -> None:
    open_run(store)
    assert look(store, 1) == ([], [])
    assert look(store, 350) == ([], [])
    assert look(store, 352) == ([], ["Anna", "Ben"])
    assert person(store, "athlete-a").due_wall_s == RAN_S + 352 * DAY_S
    assert look(store, 365) == ([], ["Anna", "Ben"])
    assert look(store, 366.5) == (["Anna", "Ben"], [])
    assert people(store) == ()
    assert set(tombstones(store)) == {"athlete-a", "athlete-b"}


def test_after_a_long_winter_nobody_goes_before_it_was_announced(store: Store) -> None:
    open_run(store)
    assert look(store, 700) == ([], ["Anna", "Ben"])
    assert look(store, 713) == ([], ["Anna", "Ben"])
    open_run(store, run("run-2", opened_wall_s=RAN_S + 713 * DAY_S, athletes=(Athlete("athlete-b", "Ben"),)))
    assert look(store, 715) == (["Anna"], [])
    assert person(store, "athlete-b").due_wall_s is None


def test_a_clock_that_is_ahead_for_a_day_takes_no_name(store: Store) -> None:
    open_run(store)
    assert look(store, 4000) == ([], ["Anna", "Ben"])
    assert look(store, 2) == ([], [])
    assert look(store, 4000) == ([], ["Anna", "Ben"])
    assert look(store, 4001) == ([], ["Anna", "Ben"])


def test_who_never_ran_counts_from_when_the_trainer_first_knew_them(store: Store) -> None:
    add_athlete(store, Person("n", "New", since_wall_s=RAN_S + 100 * DAY_S))
    add_athlete(store, Athlete("o", "Old"))  # nobody wrote down since when
    look(store, 10)
    assert person(store, "o").since_wall_s == RAN_S + 10 * DAY_S
    assert look(store, 362) == ([], ["Old"])
    assert look(store, 380) == (["Old"], [])
    assert look(store, 460) == ([], ["New"])


def test_who_was_said_to_have_run_has_run(store: Store) -> None:
    open_run(store, run(athletes=(Athlete("athlete-a", "Anna"),)))
    add_athlete(store, Person("c", "Cy", since_wall_s=0.0))
    write_attempt(store, record(1))
    assert last_seen(store) == {"athlete-a": RAN_S}
    add_correction(store, Correction("run-1", 1, "reassign", "c", "coach", 5.0))
    add_correction(store, Correction("run-1", 1, "reassign", None, "coach", 6.0))
    assert last_seen(store) == {"athlete-a": RAN_S, "c": RAN_S}


def test_overdue_asks_for_no_announcement(store: Store) -> None:
    open_run(store)
    assert names(overdue(store, RAN_S + 364 * DAY_S, YEAR_S)) == []
    assert names(overdue(store, RAN_S + 366 * DAY_S, YEAR_S)) == ["Anna", "Ben"]


def test_what_is_said_names_nobody() -> None:
    anna = Person("a", "Anna")
    assert words_on(Kept((), ())) == []
    assert words_on(Kept((anna,), (anna, anna))) == [
        "1 name deleted: nothing had been run with them for as long as names are kept.",
        "2 names to go in two weeks: nothing was run with them for long. Who runs again stays.",
    ]


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(("run", "look")), st.integers(0, 120)), max_size=20))
def test_nobody_goes_within_the_year_nor_unannounced(doing: list[tuple[str, int]]) -> None:
    with fresh_store() as store:
        day, ran, announced = 0, 0, None
        for number, (what, days) in enumerate(doing):
            day += days
            if what == "run":
                open_run(store, run(f"run-x{number}", opened_wall_s=RAN_S + day * DAY_S)) if people(store) else None
                ran, announced = (day, None) if people(store) else (ran, announced)
                continue
            gone, soon = look(store, day)
            if gone:
                assert day - ran >= 365
                assert announced is not None
                assert day - announced >= 14
            if soon and announced is None:
                announced = day
            if day - ran < 351:
                assert (gone, soon) == ([], [])
