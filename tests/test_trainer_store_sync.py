"""A unit and its club: cut anywhere and repeated, nothing is lost and nothing is there twice."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import pytest
from clubs import bring, cut_short
from hypothesis import given, settings
from hypothesis import strategies as st
from records import ANNA, BEN, empty_store, open_run, record, run

from hardware.base import Edge
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.facts import Person
from trainer.redecide import undo
from trainer.store.corrections import words_on
from trainer.store.open import Store
from trainer.store.results import ALL, Filter, read_attempts, rows
from trainer.store.roster import people
from trainer.store.sync.both import sync
from trainer.store.sync.outbox import waiting
from trainer.store.verdicts import verdicts_on
from trainer.store.write import (
    Correction,
    CorrectionKind,
    Judgement,
    add_athlete,
    add_correction,
    write_attempt,
    write_edges,
    write_rescored,
)


@pytest.fixture
def unit() -> Iterator[Store]:
    with empty_store() as store:
        yield store


@pytest.fixture
def club() -> Iterator[Store]:
    with empty_store() as store:
        yield store


def exported(store: Store) -> list[str]:
    """Everything but who the athletes are, as a lossless export has it, what was written left out."""
    lines = "".join(pieces(store, ALL, Wish("jsonl"), Names(wanted=False))).splitlines()
    return sorted(line for line in lines if '"kind":"athlete"' not in line)


def shown(store: Store) -> list[dict[str, Any]]:
    """What a page says of every attempt, names left out, which need not have come along."""
    return [{key: value for key, value in row.items() if key != "athlete"} for row in rows(store)]


def test_everything_that_was_kept_is_there_and_once(unit: Store, club: Store) -> None:
    open_run(unit)
    write_attempt(unit, *(record(seq) for seq in range(1, 251)))
    add_correction(unit, Correction("run-1", 3, "void", "void", "coach", 1.0))
    done = bring(unit, club)
    assert done.sent == {"athlete": 2, "session": 1, "run": 1, "attempt": 250}
    assert (done.left, done.refused) == (0, ())
    assert exported(club) == exported(unit)
    assert bring(unit, club).sent == {}
    assert exported(club) == exported(unit)


def test_what_comes_later_to_an_attempt_follows(unit: Store, club: Store) -> None:
    open_run(unit)
    write_attempt(unit, record(1), record(2))
    bring(unit, club)
    write_edges(unit, "run-1", 1, [Edge("left", "beam", False, 7)])
    verdict = replace(record(2).verdict, outcome="void")
    write_rescored(unit, Judgement("run-1", 2, 1, verdict, "standard", 1))
    assert waiting(unit) == {"attempt": 2}
    assert bring(unit, club).sent == {"addition": 2}
    assert exported(club) == exported(unit)


def test_two_units_meet_and_what_the_club_said_stays(club: Store) -> None:
    with empty_store() as first, empty_store() as second:
        for unit, number in ((first, 1), (second, 2)):
            header = run(f"run-{number}", session=f"session-{number}")
            open_run(unit, header)
            write_attempt(unit, record(1, run=header.id), record(2, run=header.id, athlete=BEN))
            bring(unit, club)
        add_correction(club, Correction("run-1", 1, "void", "void", "coach", 1.0))
        for unit in (first, second, first):
            bring(unit, club)
        assert [p.id for p in people(club)] == [ANNA.id, BEN.id]
        assert len(list(read_attempts(club, Filter(athlete=BEN.id)))) == 2
        assert [c.void for _, c in read_attempts(club, Filter(run="run-1"))] == [True, False]


@pytest.mark.parametrize(
    ("ours", "theirs", "kept"), [((2,), (1,), (1, 2)), ((2, 1), (1,), (1, 2)), ((), (2, 1), (2, 1))]
)
def test_judged_at_both_places_all_judgements_are_kept_and_the_same_one_counts(
    unit: Store, club: Store, ours: tuple[int, ...], theirs: tuple[int, ...], kept: tuple[int, ...]
) -> None:
    open_run(unit)
    write_attempt(unit, record(1))
    bring(unit, club)
    verdict = record(1).verdict
    for store, times in ((club, theirs), (unit, ours)):
        write_rescored(
            store, *(Judgement("run-1", 1, 1, replace(verdict, reaction_ns=n), "standard", 1) for n in times)
        )
    bring(unit, club)
    assert (bring(unit, club).got, waiting(unit)) == ({}, {})
    for store in (unit, club):
        assert tuple(judged.verdict.reaction_ns for judged in verdicts_on(store, "run-1", 1)[1:]) == kept


def test_what_was_said_and_judged_at_the_club_comes_back_and_an_undo_too(unit: Store, club: Store) -> None:
    open_run(unit)
    write_attempt(unit, record(1), record(2))
    bring(unit, club)
    said = add_correction(club, Correction("run-1", 1, "void", "void", "coach", 1.0, why="Anna fell"))
    add_correction(club, Correction("run-1", 2, "reassign", BEN.id, "coach", 2.0))
    strict = replace(record(2).verdict, reaction_ns=1)
    write_rescored(club, Judgement("run-1", 2, 1, strict, "strict", 1))
    done = bring(unit, club)
    assert (done.sent, done.got, waiting(unit)) == ({}, {"addition": 3}, {})
    assert shown(unit) == shown(club)
    assert exported(unit) == exported(club)
    assert [words_on(store, "run-1", 1)[0].word.why for store in (unit, club)] == ["", "Anna fell"]
    undo(club, said, "coach", 3.0)
    assert bring(unit, club).got == {"addition": 1}
    assert [row["outcome"] for row in rows(unit)] == ["hit", "hit"]
    undo(unit, words_on(unit, "run-1", 2)[0].id, "coach", 4.0)
    assert bring(unit, club).sent == {"addition": 1}
    assert shown(unit) == shown(club)
    assert bring(unit, club).got == {}


def test_a_run_of_the_same_number_gets_the_next(unit: Store, club: Store) -> None:
    """A card was cloned while a session was open, and both units went on with it."""
    open_run(club, run("run-of-another"))
    open_run(unit)
    write_attempt(unit, record(1))
    assert bring(unit, club).refused == ()
    bring(unit, club)
    assert {c.run.n for _, c in read_attempts(club)} == {2}


def test_what_cannot_be_taken_is_said_and_the_rest_goes_on(unit: Store, club: Store) -> None:
    for store, attempts in ((club, [record(1, armed_ns=1)]), (unit, [record(1), record(2)])):
        open_run(store)
        write_attempt(store, *attempts)
    done = bring(unit, club)
    assert (done.left, done.refused) == (1, ("attempt 1 of run run-1 is here already, and is another",))
    assert done.sent["attempt"] == 1


def test_a_club_that_was_set_back_or_is_another_gets_everything_again(unit: Store, club: Store) -> None:
    open_run(unit)
    write_attempt(unit, record(1))
    bring(unit, club)
    with empty_store() as another:
        bring(unit, another)
        assert exported(another) == exported(unit)
    assert bring(unit, club).sent == {}
    assert exported(club) == exported(unit)


def test_names_travel_only_where_a_parent_agreed(unit: Store, club: Store) -> None:
    open_run(unit)
    add_athlete(unit, Person("agreed-1", "Cleo", agreed_wall_s=1.0, agreed_by="mother", note="left foot"))
    write_attempt(unit, record(1))
    add_correction(unit, Correction("run-1", 1, "void", "void", "coach", 1.0, why="Anna fell"))
    bring(unit, club)
    assert {p.id: p.name for p in people(club)} == {ANNA.id: ANNA.id[:8], BEN.id: BEN.id[:8], "agreed-1": "Cleo"}
    assert club.path is not None
    club.close()
    for file in club.path.parent.iterdir():
        for word in (b"Anna", b"Ben", b"windy", b"left foot"):
            assert word not in file.read_bytes()


def test_it_stops_between_two_pieces_when_told_to(unit: Store, club: Store) -> None:
    open_run(unit)
    write_attempt(unit, *(record(seq) for seq in range(1, 251)))
    answers = iter([True] * 5 + [False])
    done = sync(unit, club, "unit", 5.0, lambda: next(answers))
    assert 0 < done.left < 252
    assert bring(unit, club).left == 0
    assert exported(club) == exported(unit)


# ------------------------------------------------------------------ cut anywhere


@settings(max_examples=25)
@given(st.lists(st.integers(1, 60), max_size=6), st.lists(st.integers(1, 12), min_size=1, max_size=3))
def test_cut_at_any_statement_and_repeated(cuts: list[int], sizes: list[int]) -> None:
    with empty_store() as unit, empty_store() as club:
        seq = 0
        for number, size in enumerate(sizes):
            open_run(unit, run(f"run-{number}", session=f"session-{number}"))
            write_attempt(unit, *(record(seq := seq + 1, run=f"run-{number}") for _ in range(size)))
            for n in cuts[number * 2 : number * 2 + 2]:
                cut_short(n, unit, club)
        bring(unit, club)
        assert waiting(unit) == {}
        assert exported(club) == exported(unit)


KINDS: tuple[tuple[CorrectionKind, str | None], ...] = (
    ("void", "void"), ("void", None), ("form", "clean"), ("reassign", BEN.id), ("reassign", None)
)  # fmt: skip
said = st.tuples(st.integers(0, 1), st.sampled_from((*KINDS, "undo", 1, 2)))
cut = st.tuples(st.just(2), st.integers(1, 90))


@settings(max_examples=5)
@given(st.lists(st.one_of(said, cut), min_size=3, max_size=6))
def test_whatever_was_said_at_either_and_wherever_it_was_cut_both_say_the_same(doing: list[tuple[int, Any]]) -> None:
    with empty_store() as unit, empty_store() as club:
        open_run(unit)
        write_attempt(unit, record(1))
        bring(unit, club)
        for number, (place, what) in enumerate(doing):
            store = (unit, club)[place % 2]
            words = words_on(store, "run-1", 1)
            if place == 2:
                cut_short(what, unit, club)
            elif what == "undo" and words:
                undo(store, words[-1].id, "coach", float(number))
            elif isinstance(what, tuple):
                add_correction(store, Correction("run-1", 1, what[0], what[1], "coach", float(number)))
            elif what != "undo":
                verdict = replace(record(1).verdict, reaction_ns=what)
                write_rescored(store, Judgement("run-1", 1, 1, verdict, "standard", 1))
        bring(unit, club)
        assert shown(unit) == shown(club)
        assert exported(unit) == exported(club)
        done = bring(unit, club)
        assert (done.sent, done.got, waiting(unit)) == ({}, {}, {})


def test_cut_at_every_statement_in_turn() -> None:
    """At every fifth, and with CUE_EVERY_WRITE=1 at every one."""
    for n in count(1, 1 if os.environ.get("CUE_EVERY_WRITE") else 5):
        with empty_store() as club, empty_store() as unit:
            open_run(unit, run("run-1", session="session-1"))
            write_attempt(unit, record(1), record(2))
            if not cut_short(n, unit, club):
                break
            bring(unit, club)
            assert waiting(unit) == {}
            assert len(list(read_attempts(club, Filter(run="run-1")))) == 2
    assert n > 20
