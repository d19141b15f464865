"""Which results somebody means: names, days, and the sentence when it is neither."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from outings import empty_store
from records import ANNA, BEN, fresh_store, record, session

from trainer.errors import AskError, UnknownRow
from trainer.exports.ask import asked_for, instant_s
from trainer.exports.names import MOST, Names
from trainer.facts import Athlete
from trainer.store.forget import forget
from trainer.store.pages import Known
from trainer.store.results import Filter
from trainer.store.write import add_athlete, add_session, write_attempt


def test_a_name_is_an_athlete_however_it_is_written_and_an_id_is_taken_as_it_is() -> None:
    with fresh_store() as store:
        assert asked_for(store, athlete="anna") == Filter(athlete=ANNA.id)
        assert asked_for(store, athlete=BEN.id, drill="x") == Filter(athlete=BEN.id, drill="x")
        add_athlete(store, Athlete("athlete-c", "ANNA"))
        with pytest.raises(UnknownRow, match="2 athletes are called 'Anna': say the id"):
            asked_for(store, athlete="Anna")
        with pytest.raises(UnknownRow, match="no athlete is called 'Cy'"):
            asked_for(store, athlete="Cy")


def test_who_was_deleted_is_known_by_the_id() -> None:
    with fresh_store() as store:
        write_attempt(store, record(1))
        forget(store, {ANNA.id: 0.0})
        assert asked_for(store, athlete=ANNA.id) == Filter(athlete=ANNA.id)


def test_the_last_session() -> None:
    with fresh_store() as store:
        add_session(store, session("session-2", opened_wall_s=1_800_000_000.0))
        assert asked_for(store, session="last") == Filter(session="session-2")
        assert asked_for(store, session="session-1") == Filter(session="session-1")
    with empty_store() as store, pytest.raises(UnknownRow, match="there is no last session: nothing has been run yet"):
        asked_for(store, session="last")


def test_an_instant_is_itself_and_a_day_has_an_end() -> None:
    assert instant_s("since", "2026-03-01T09:30+01:00") == 1772353800.0
    assert instant_s("until", "2026-03-01T09:30+01:00", day_after=True) == 1772353800.0
    assert instant_s("until", "2026-02-28", day_after=True) == instant_s("since", "2026-03-01")


@pytest.mark.parametrize(("zone", "begins"), [("UTC", 1772323200.0), ("XYZ-5:30", 1772303400.0)])
def test_days_begin_where_the_trainer_stands(zone: str, begins: float) -> None:
    asks = "from trainer.exports.ask import instant_s as s; print(s('', '2026-03-01'), s('', '2026-03-01T00:00'))"
    command = [sys.executable, "-c", asks]
    done = subprocess.run(command, env={**os.environ, "TZ": zone}, capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(begins)] * 2


@pytest.mark.parametrize("words", ["", "yesterday", "2026-02-30", "01.03.2026", "9999-12-31", "2026-03-01T25:00"])
def test_what_is_no_day(words: str) -> None:
    with pytest.raises(AskError, match=f"until: '{words}' is no day: write 2026-03-01, or 2026-03-01T09:30"):
        instant_s("until", words, day_after=True)


@given(st.text(max_size=12))
def test_any_words_are_a_day_or_a_sentence(words: str) -> None:
    with suppress(AskError):
        assert isinstance(instant_s("since", words), float)


def test_without_the_wish_only_those_are_named_whose_parents_agreed() -> None:
    names = Names(wanted=False)
    assert [names("9f6b21c4-77", Known("Anna", False)) for _ in range(2)] == ["9f6b21c4"] * 2
    assert names.sentence() == "1 athlete without a name (--names writes all)"
    assert [names("0a", Known("Ben", False)), names("0b", Known("Cy", True))] == ["0a", "Cy"]
    assert names.sentence() == "by name: Cy; 2 athletes without a name (--names writes all)"
    assert names.named == {"0b": "Cy"}


def test_who_is_named_is_said() -> None:
    names = Names(wanted=True)
    assert names.sentence() == ""
    said = [names("1", Known("ben", False)), names("2", Known("Anna", True)), names("deleted-one", Known("", False))]
    assert said == ["ben", "Anna", "deleted-"]
    assert names.sentence() == "by name: Anna, ben"
    for n in range(MOST):
        names(f"more {n}", Known(f"child {n:02}", False))
    assert names.sentence().endswith("child 17 and 2 more")
