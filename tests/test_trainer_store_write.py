"""What is written is there, once, whole, and nothing that was there before has changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from builders import choice_drill
from hypothesis import given, settings
from hypothesis import strategies as st
from records import ANNA, BEN, edges, fresh_store, open_run, record, records, run, session
from sqlalchemy import func, select
from stores import new_store

from hardware.base import Edge
from sequences.model import Plan
from trainer.errors import UnknownRow
from trainer.facts import Athlete, AttemptRecord, Person, Verdict
from trainer.store import schema
from trainer.store.open import Store
from trainer.store.results import Filter, read_attempts
from trainer.store.roster import change_person
from trainer.store.write import (
    Correction,
    Document,
    Judgement,
    add_athlete,
    add_correction,
    add_run,
    add_session,
    write_attempt,
    write_edges,
    write_rescored,
)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        open_run(opened)
        yield opened


def count(store: Store, name: str) -> int:
    with store.read() as connection:
        return connection.execute(select(func.count()).select_from(schema.metadata.tables[name])).scalar_one()


def read(store: Store, **which: str) -> list[AttemptRecord]:
    return [found for found, _ in read_attempts(store, Filter(**which))]


@settings(max_examples=30)
@given(st.lists(records, max_size=4, unique_by=lambda r: (r.seq, r.lane)))
def test_an_attempt_comes_back_as_it_was_written(written: list[AttemptRecord]) -> None:
    with fresh_store() as store:
        write_attempt(store, *written)
        write_attempt(store, *written)
        assert read(store) == sorted(written, key=lambda r: (r.seq, r.lane))


def test_written_again_after_a_lost_answer_it_is_left_alone(store: Store) -> None:
    first, second = record(1), record(2)
    write_attempt(store, first)
    before = {name: count(store, name) for name in schema.metadata.tables}
    write_attempt(store, first)
    assert {name: count(store, name) for name in schema.metadata.tables} == before
    write_attempt(store, first, second)
    assert read(store) == [first, second]


def test_an_attempt_of_an_unknown_run(store: Store) -> None:
    with pytest.raises(UnknownRow, match="no run run-2 in the database"):
        write_attempt(store, record(1), record(1, run="run-2"))
    assert count(store, "attempt") == 0


def test_an_attempt_of_somebody_deleted_is_kept(store: Store) -> None:
    gone = Athlete("gone", "Gone")
    write_attempt(store, record(1, athlete=gone))
    assert read(store) == [record(1, athlete=Athlete("gone", ""))]


@settings(max_examples=15)
@given(st.lists(edges, max_size=4))
def test_late_edges_are_appended_once(batches: list[tuple[Edge, ...]]) -> None:
    with fresh_store() as store:
        write_attempt(store, record(1), record(2))
        for late in [*batches, *batches]:
            write_edges(store, "run-1", 1, late)
        once = dict.fromkeys((*record(1).edges, *(edge for late in batches for edge in late)))
        assert read(store) == [record(1, edges=tuple(once)), record(2)]


def test_late_edges_of_an_unknown_attempt(store: Store) -> None:
    with pytest.raises(UnknownRow, match="run run-1 has no attempt 7 in lane 1"):
        write_edges(store, "run-1", 7, [Edge("left", "beam", True, 1)])


def test_the_newest_judgement_counts_and_the_first_stays(store: Store) -> None:
    write_attempt(store, record(1), record(2))
    again = Verdict("anticipation", "reaction", reaction_ns=120_000_000)
    write_rescored(store, Judgement("run-1", 1, 1, again, "strict", 3))
    assert read(store) == [record(1, verdict=again, scoring="strict", scoring_version=3), record(2)]
    first = record(1)
    write_rescored(store, Judgement("run-1", 1, 1, first.verdict, first.scoring, first.scoring_version))
    assert read(store) == [record(1), record(2)]
    assert count(store, "verdict") == 4


def test_a_judgement_of_an_unknown_attempt(store: Store) -> None:
    write_attempt(store, record(1))
    with pytest.raises(UnknownRow, match="run run-1 has no attempt 1 in lane 2"):
        write_rescored(
            store,
            Judgement("run-1", 1, 1, record(1).verdict, "standard", 1),
            Judgement("run-1", 1, 2, record(1).verdict, "standard", 1),
        )
    assert count(store, "verdict") == 1


def test_corrections_that_cannot_be(store: Store) -> None:
    write_attempt(store, record(1))
    with pytest.raises(UnknownRow, match="run run-1 has no attempt 2 in lane 1"):
        add_correction(store, Correction("run-1", 2, "void", "void", "coach", 1.0))
    with pytest.raises(UnknownRow, match="no athlete nobody in the database"):
        add_correction(store, Correction("run-1", 1, "reassign", "nobody", "coach", 1.0))
    assert count(store, "correction") == 0


def test_who_corrected_what_when_and_why_is_kept(store: Store) -> None:
    write_attempt(store, record(1))
    ids = [
        add_correction(store, Correction("run-1", 1, "form", "not yet", "coach", 1.5, "stood up", "hips")),
        add_correction(store, Correction("run-1", 1, "reassign", BEN.id, "phone", 2.5)),
    ]
    with store.read() as connection:
        rows = connection.execute(select(schema.correction).order_by(schema.correction.c.n)).all()
    assert rows == [
        (ids[0], 1, "run-1", 1, 1, "form", "not yet", "hips", "coach", "stood up", 1.5),
        (ids[1], 2, "run-1", 1, 1, "reassign", BEN.id, "", "phone", "", 2.5),
    ]


def test_an_athlete_is_added_once_and_renamed_everywhere(store: Store) -> None:
    write_attempt(store, record(1))
    add_athlete(store, replace(ANNA, name="Anna again"))
    assert read(store)[0].athlete == ANNA
    change_person(store, Person(ANNA.id, "Number 7"))
    assert read(store)[0].athlete == Athlete(ANNA.id, "Number 7")
    with pytest.raises(UnknownRow, match="no athlete nobody in the database"):
        change_person(store, Person("nobody", "x"))


def test_adding_a_session_or_a_run_again_changes_nothing(store: Store) -> None:
    add_session(store, session(note="another note"))
    open_run(store, run(notes=("another",)))
    assert (count(store, "session"), count(store, "run"), count(store, "plan")) == (1, 1, 1)
    with store.read() as connection:
        assert connection.execute(select(schema.session.c.note)).scalar() == "windy"
        assert connection.execute(select(schema.run.c.notes)).scalar() == ["no sound device"]


def test_a_run_of_an_unknown_session_leaves_nothing(store: Store) -> None:
    plan = Plan(1, 1, 1, False, "rep", choice_drill(name="other"), ())
    doc = Document("new", {})
    with pytest.raises(UnknownRow, match="no session session-2 in the database"):
        add_run(
            store, run("run-2", session="session-2"), plan, plan_doc=doc, drill_doc=doc, field_name="f", field_doc=doc
        )
    assert (count(store, "run"), count(store, "drill"), count(store, "plan")) == (1, 1, 1)
