"""Two athletes who are one: every word a row, the same everywhere, taken back at any time, deleted as one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from itertools import permutations

import pytest
from clubs import bring
from hypothesis import given
from hypothesis import strategies as st
from kept import double_break
from records import ANNA, BEN, empty_store, fresh_store, open_run, record, run
from stands import ATHLETES
from test_trainer_store_sync_athletes import words_in

from trainer.errors import FileError, Refused, UnknownRow
from trainer.exports.ask import asked_for
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.facts import Athlete, Person
from trainer.imports.results import take_in_file
from trainer.report.gather import athlete_page, lines_of
from trainer.reps import read_reps
from trainer.results.leaderboard import boards
from trainer.store.forget import forget, tombstones
from trainer.store.merges import Word, counts_as, say_one, say_two, whole, work_out
from trainer.store.open import Store
from trainer.store.raw import raw_athletes, raw_merges
from trainer.store.read import athletes, run_info
from trainer.store.results import ALL, Filter, read_attempts, rows
from trainer.store.retention import look_through
from trainer.store.roster import attempts_of, called, change_person, find_person, people, person
from trainer.store.sync.pairs import likely
from trainer.store.write import Correction, add_athlete, add_correction, write_attempt

CY = Person("athlete-c", "Cy", "10-11", agreed_wall_s=1.0, agreed_by="mother", since_wall_s=1.0)
DAY_S = 86_400


@pytest.fixture
def store() -> Iterator[Store]:
    with fresh_store() as store:
        write_attempt(store, record(1), record(2, athlete=BEN), record(3, athlete=BEN))
        yield store


def one(store: Store, keep: str, other: str) -> None:
    say_one(store, keep, other, "coach", 1.0)


def two(store: Store, first: str, second: str) -> None:
    say_two(store, first, second, "coach", 2.0)


def standing(store: Store) -> dict[str, str]:
    with store.read() as connection:
        return dict(counts_as(connection))


# ------------------------------------------------------------------ pure

words = st.lists(st.tuples(*(st.sampled_from("abcde"),) * 2).filter(lambda pair: pair[0] != pair[1]), max_size=7)


@given(words)
def test_everybody_counts_as_one_who_counts_as_themselves(said: list[tuple[str, str]]) -> None:
    now = work_out([Word(str(n), n, keep, other, True, "", 0.0) for n, (keep, other) in enumerate(said)])
    assert not set(now.values()) & set(now)
    for keep, other in said:
        assert now.get(keep, keep) == now.get(other, other)


# ------------------------------------------------------------------ what is read


def test_the_results_of_both_count_for_the_one_kept_and_can_be_told_apart_again(store: Store) -> None:
    before = list(rows(store))
    one(store, ANNA.id, BEN.id)
    assert {(row["athlete_id"], row["athlete"]) for row in rows(store)} == {(ANNA.id, "Anna")}
    assert athletes(store) == (ANNA,)
    assert [p.id for p in people(store)] == [ANNA.id]
    assert run_info(store, "run-1").header.athletes == (ANNA, ANNA)
    assert person(store, BEN.id) == person(store, ANNA.id) == find_person(store, "ben") == find_person(store, BEN.id)
    assert called(store) == {"Anna": ANNA, "Ben": ANNA}
    assert attempts_of(store, ANNA.id) == (1, 3)
    for asked in (ANNA.id, BEN.id, "Ben"):
        assert len(list(read_attempts(store, asked_for(store, athlete=asked)))) == 3
    two(store, ANNA.id, BEN.id)
    assert list(rows(store)) == before
    assert athletes(store) == (ANNA, BEN)
    one(store, BEN.id, ANNA.id)
    assert athletes(store) == (BEN,)


def test_a_correction_that_names_either_means_both(store: Store) -> None:
    add_athlete(store, CY)
    add_correction(store, Correction("run-1", 1, "reassign", CY.id, "coach", 1.0))
    one(store, BEN.id, CY.id)
    assert [row["athlete"] for row in rows(store)] == ["Ben", "Ben", "Ben"]


def test_what_cannot_be_said_is_said(store: Store) -> None:
    one(store, ANNA.id, BEN.id)
    for say, pair, sentence in (
        (one, (ANNA.id, BEN.id), "are one already"),
        (one, (ANNA.id, ANNA.id), "one and the same"),
        (two, (BEN.id, BEN.id), "one and the same"),
    ):
        with pytest.raises(Refused, match=sentence):
            say(store, *pair)
    for say in (one, two):
        with pytest.raises(UnknownRow, match="no athlete nobody"):
            say(store, ANNA.id, "nobody")


@pytest.mark.parametrize("order", list(permutations(("ab", "bc", "cd"))))
def test_who_is_told_apart_is_apart_and_the_others_are_not(store: Store, order: tuple[str, ...]) -> None:
    for letter in "abcd":
        add_athlete(store, Person(letter, letter.upper()))
    for pair in order:
        one(store, *pair)
    assert len(set(standing(store).values())) == 1
    two(store, "a", "c")
    assert [whole(store, letter) for letter in "abcd"] == [{"a", "b"}, {"a", "b"}, {"c", "d"}, {"c", "d"}]
    two(store, "c", "d")
    assert standing(store) == {"b": "a"}


def test_progress_ranks_and_report_are_of_the_one_kept() -> None:
    with empty_store() as unit:
        for athlete in ATHLETES:
            add_athlete(unit, athlete)
        double_break(unit)
        ran, kept = ATHLETES[:2]
        one(unit, kept.id, ran.id)
        (line,) = lines_of(unit, ran.id)
        assert line.athlete == kept
        assert lines_of(unit, kept.id) == (line,)
        (board,) = boards(read_reps(unit))
        assert [place.athlete for place in board.places] == [kept]
        page = athlete_page(unit, ran.id, Names(wanted=True))
        assert kept.name in page
        assert ran.name not in page
        assert page == athlete_page(unit, kept.id, Names(wanted=True))


# ------------------------------------------------------------------ deleted


def test_names_of_both_are_kept_as_long_as_one_of_them_runs_and_go_together() -> None:
    with empty_store() as unit:
        open_run(unit, run(athletes=(ANNA,), opened_wall_s=0.0))
        open_run(unit, run("run-2", athletes=(BEN,), opened_wall_s=400.0 * DAY_S))
        one(unit, ANNA.id, BEN.id)
        assert look_through(unit, 410.0 * DAY_S, 365.0 * DAY_S).announced == ()
        assert len(look_through(unit, 800.0 * DAY_S, 365.0 * DAY_S).announced) == 1
        assert len(look_through(unit, 815.0 * DAY_S, 365.0 * DAY_S).gone) == 1
        assert tombstones(unit).keys() == {ANNA.id, BEN.id}


# ------------------------------------------------------------------ in sync


def test_who_is_one_is_one_everywhere_and_deleted_everywhere() -> None:
    with empty_store() as first, empty_store() as second, empty_store() as club:
        kids = [replace(CY, id=f"athlete-{n}", name=f"Kid0000{n}") for n in range(2)]
        for unit, kid, number in ((first, kids[0], 0), (second, kids[1], 1)):
            add_athlete(unit, kid)
            open_run(unit, run(f"run-{number}", session=f"session-{number}", athletes=(Athlete(kid.id, kid.name),)))
            write_attempt(unit, record(1, run=f"run-{number}", athlete=Athlete(kid.id, kid.name)))
            bring(unit, club)
        one(club, kids[0].id, kids[1].id)
        assert bring(second, club).got == {"merge": 1}
        bring(first, club)
        for store in (first, second, club):
            assert [p.name for p in people(store)] == ["Kid00000"]
            assert {row["athlete"] for row in rows(store)} == {"Kid00000"}
        two(first, kids[0].id, kids[1].id)
        for unit in (first, second):
            bring(unit, club)
        assert [len(people(store)) for store in (first, second, club)] == [2, 2, 2]
        one(second, kids[1].id, kids[0].id)
        forget(first, {kids[0].id: 9.0})  # where nobody knows yet that they are one
        for unit in (first, second, first):
            bring(unit, club)
        for store in (first, second, club):
            assert tombstones(store) == {kid.id: 9.0 for kid in kids}
            assert people(store) == ()
            assert words_in(store, "Kid0000") == []


def test_of_one_name_from_two_units_the_coach_is_asked(store: Store) -> None:
    with empty_store() as first, empty_store() as second, empty_store() as club:
        add_athlete(first, CY)
        add_athlete(second, replace(CY, id="athlete-x"))
        add_athlete(second, replace(CY, id="athlete-y", band="8-9"))
        unnamed = [replace(CY, id=f"kid-000{n}", name="Di", agreed_wall_s=None, agreed_by="") for n in range(2)]
        for unit, kid in zip((first, second), unnamed, strict=True):
            add_athlete(unit, kid)
        for unit in (first, second, first):
            bring(unit, club)
        for place in (first, second, club):
            assert [(keep.id, other.id) for keep, other in likely(place)] == [(CY.id, "athlete-x")]
        assert athletes(store) == (ANNA, BEN)
        two(club, "athlete-x", CY.id)
        bring(first, club)
        assert likely(first) == likely(club) == ()
        change_person(second, replace(unnamed[1], name="cy", band="10-11"))
        assert [other.id for _, other in likely(second)] == ["athlete-x", unnamed[1].id]


# ------------------------------------------------------------------ taken away


def test_an_export_holds_who_is_one(store: Store) -> None:
    add_athlete(store, CY)
    one(store, ANNA.id, BEN.id)
    two(store, ANNA.id, CY.id)
    assert [row["id"] for row in raw_athletes(store, Filter(athlete=BEN.id))] == [ANNA.id, BEN.id]
    assert [row["one"] for row in raw_merges(store, Filter(session="session-1"))] == [True]
    assert [row["one"] for row in raw_merges(store)] == [True, False]
    csv = "".join(pieces(store, ALL, Wish("csv"), Names(wanted=True)))
    assert (csv.count("Anna"), csv.count("Ben")) == (3, 0)


def test_an_import_puts_back_who_is_one_each_word_once() -> None:
    with empty_store() as unit:
        for athlete in (ANNA, BEN, CY):
            add_athlete(unit, athlete)
        one(unit, ANNA.id, BEN.id)
        two(unit, ANNA.id, CY.id)
        lines = "".join(pieces(unit, ALL, Wish("jsonl"), Names(wanted=True, notes=True)))
    with empty_store() as other:
        forget(other, {CY.id: 1.0})
        assert take_in_file(other, BytesIO(lines.encode()), "a.jsonl").new["merge"] == 1
        assert standing(other) == {BEN.id: ANNA.id}
    with empty_store() as other:
        for new in (2, 0):
            assert take_in_file(other, BytesIO(lines.encode()), "a.jsonl").new["merge"] == new
        assert "".join(pieces(other, ALL, Wish("jsonl"), Names(wanted=True, notes=True))) == lines
        for was, now, sentence in (
            ('"one":true', '"one":false', "is here already, and is another"),
            (f'"other":"{BEN.id}"', f'"other":"{ANNA.id}"', "merge.other: nobody is merged into themselves"),
            ('"kind":"merge","id":"', '"kind":"merge","id":"/', "merge.id: 1 to 64 letters"),
        ):
            with pytest.raises(FileError, match=sentence):
                take_in_file(other, BytesIO(lines.replace(was, now, 1).encode()), "a.jsonl")
