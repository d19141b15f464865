"""Athletes between units and their club: each field as it was changed last, or both where places disagree."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest
from clubs import bring, cut_short
from hypothesis import given, settings
from hypothesis import strategies as st
from records import empty_store, open_run, run

from trainer.facts import Athlete, Person
from trainer.store.forget import forget, tombstones
from trainer.store.merges import merges, say_one, say_two, whole
from trainer.store.open import Store
from trainer.store.retention import look_through
from trainer.store.roster import change_person, everybody, people, person
from trainer.store.sync.disagree import Disagreement, disagreements
from trainer.store.sync.edits import Edit, counting, next_edit, together
from trainer.store.write import add_athlete

ANN = Person("athlete-ann", "Ann", "10-11", agreed_wall_s=1.0, agreed_by="mother", note="left foot", since_wall_s=1.0)
DAY_S = 86_400


@pytest.fixture
def club() -> Iterator[Store]:
    with empty_store() as store:
        yield store


@pytest.fixture
def first() -> Iterator[Store]:
    with empty_store() as store:
        yield store


@pytest.fixture
def second() -> Iterator[Store]:
    with empty_store() as store:
        yield store


def words_in(store: Store, *words: str) -> list[str]:
    """Which of these words stand in a file of the store's."""
    assert store.path is not None
    files = b"".join(file.read_bytes() for file in store.path.parent.iterdir())
    return [word for word in words if word.encode() in files]


# ------------------------------------------------------------------ pure

edits = st.builds(
    Edit,
    st.sampled_from("abc"),
    st.integers(1, 4),
    st.none() | st.sampled_from(("x", "y")),
    st.dictionaries(st.sampled_from("abc"), st.integers(1, 3)),
)


@given(st.lists(edits, max_size=4), st.lists(edits, max_size=4), st.lists(edits, max_size=4))
def test_what_stands_does_not_depend_on_the_order_of_meeting(a: list[Edit], b: list[Edit], c: list[Edit]) -> None:
    known: dict[tuple[str, int], Edit] = {}
    a, b, c = ([known.setdefault((one.unit, one.counter), one) for one in some] for some in (a, b, c))
    every = {**known}
    for one in every.values():
        if one.has_seen(one) or any(one.has_seen(o) and o.has_seen(one) for o in every.values()):
            return  # no history looks like this
    assert together(a, b) == together(b, a)
    assert together(a, a) == together(a)


@given(st.lists(st.tuples(st.sampled_from("ab"), st.booleans()), max_size=8))
def test_an_edit_replaces_what_its_writer_saw(steps: list[tuple[str, bool]]) -> None:
    here: dict[str, tuple[Edit, ...]] = {"a": (), "b": ()}
    for number, (place, meet) in enumerate(steps):
        here[place] = (next_edit(place, str(number), here[place]),)
        assert counting(here[place]) == str(number)
        if meet:
            here["a"] = here["b"] = together(here["a"], here["b"])
    assert len(together(here["a"], here["b"])) <= 2


# ------------------------------------------------------------------ there and back


def test_an_athlete_of_one_unit_is_on_the_other_and_changes_come_back(first: Store, second: Store, club: Store) -> None:
    add_athlete(first, ANN)
    assert bring(first, club).sent == {"athlete": 1}
    done = bring(second, club)
    assert (done.sent, done.got, done.disagree) == ({}, {"athlete": 1}, ())
    assert people(second) == (replace(ANN, note=""),)
    change_person(second, replace(ANN, name="Annie", band="12-13", note="second's own"))
    change_person(first, replace(ANN, agreed_by="father"))
    for unit in (second, first, second):
        bring(unit, club)
    wanted = replace(ANN, name="Annie", band="12-13", agreed_by="father")
    assert [people(store) for store in (first, club, second)] == [
        (replace(wanted, note=note),) for note in ("left foot", "", "second's own")
    ]
    assert disagreements(first) == disagreements(second) == disagreements(club) == ()


def test_what_two_changed_is_kept_and_shown_until_somebody_decides(first: Store, second: Store, club: Store) -> None:
    add_athlete(first, ANN)
    for unit in (first, second):
        bring(unit, club)
    change_person(first, replace(ANN, band="12-13"))
    change_person(second, replace(person(second, ANN.id), band="8-9"))
    for unit in (first, second, first):
        done = bring(unit, club)
    ((told,)) = done.disagree
    assert (told.of, told.called, told.field, sorted(told.values)) == (ANN.id, "Ann", "band", ["12-13", "8-9"])
    assert disagreements(second) == disagreements(club) == (told,)
    assert {person(store, ANN.id).band for store in (first, second, club)} == {told.values[-1]}
    change_person(second, person(second, ANN.id), decided=["band"])
    for unit in (second, first):
        assert bring(unit, club).disagree == ()
    assert person(first, ANN.id).band == told.values[-1]


def test_two_that_disagree_whether_a_parent_agreed_have_nobody_who_did(
    first: Store, second: Store, club: Store
) -> None:
    add_athlete(first, ANN)
    for unit in (first, second):
        bring(unit, club)
    change_person(first, replace(ANN, agreed_wall_s=None, agreed_by=""))
    change_person(second, replace(person(second, ANN.id), agreed_by="father"))
    for unit in (first, second, first):
        bring(unit, club)
    assert [person(store, ANN.id).agreed_wall_s for store in (first, second, club)] == [None] * 3
    assert person(first, ANN.id).name == "Ann"
    assert words_in(second, "Ann") == words_in(club, "Ann") == []
    told = [(one, sorted(one.values)) for one in disagreements(first)]
    assert told == [(Disagreement(ANN.id, "Ann", "agreed", told[0][0].values), ["no", "yes, father"])]


def test_without_an_agreement_a_number_travels_and_the_name_follows_the_agreement(
    first: Store, second: Store, club: Store
) -> None:
    add_athlete(first, replace(ANN, agreed_wall_s=None, agreed_by=""))
    for unit in (first, second):
        bring(unit, club)
    assert [person(store, ANN.id).name for store in (first, club, second)] == ["Ann", "athlete-", "athlete-"]
    assert words_in(club, "Ann", "left") == words_in(second, "Ann", "left") == []
    change_person(first, ANN)
    for unit in (first, second):
        bring(unit, club)
    assert [person(store, ANN.id).name for store in (first, club, second)] == ["Ann"] * 3
    change_person(first, replace(ANN, agreed_wall_s=None, agreed_by=""))
    for unit in (first, second):
        bring(unit, club)
    assert [person(store, ANN.id).name for store in (first, club, second)] == ["Ann", "athlete-", "athlete-"]
    assert words_in(club, "Ann") == words_in(second, "Ann") == []


def test_a_name_typed_in_elsewhere_stays_there(first: Store, second: Store, club: Store) -> None:
    add_athlete(first, replace(ANN, agreed_wall_s=None, agreed_by=""))
    for unit in (first, second):
        bring(unit, club)
    change_person(second, replace(person(second, ANN.id), name="Annchen"))
    for unit in (second, first, second):
        bring(unit, club)
    assert [person(store, ANN.id).name for store in (first, club, second)] == ["Ann", "athlete-", "Annchen"]


def test_who_is_deleted_is_deleted_everywhere_and_does_not_come_back(first: Store, second: Store, club: Store) -> None:
    for number in range(3):
        add_athlete(first, replace(ANN, id=f"athlete-{number}", name=f"Kid{number:05}"))
    for unit in (first, second):
        bring(unit, club)
    assert len(people(second)) == 3
    change_person(second, replace(person(second, "athlete-1"), name="Other00001"))
    forget(first, {"athlete-1": 9.0})
    for unit in (first, second, first):
        bring(unit, club)
    for store in (first, second, club):
        assert [p.id for p in people(store)] == ["athlete-0", "athlete-2"]
        assert tombstones(store) == {"athlete-1": 9.0}
        assert words_in(store, "Kid00001", "Other00001", "Kid00002") == ["Kid00002"]


def test_who_runs_on_one_unit_stays_on_the_other(first: Store, second: Store, club: Store) -> None:
    add_athlete(first, replace(ANN, since_wall_s=0.0))
    for unit in (first, second):
        bring(unit, club)
    open_run(second, run(athletes=(Athlete(ANN.id, "Ann"),), opened_wall_s=400.0 * DAY_S))
    for unit in (second, first):
        bring(unit, club)
    for store in (first, second, club):
        assert look_through(store, 410.0 * DAY_S, 365.0 * DAY_S).announced == ()
    assert len(look_through(first, 800.0 * DAY_S, 365.0 * DAY_S).announced) == 1


def test_who_came_from_elsewhere_and_never_ran_is_not_old(first: Store, second: Store, club: Store) -> None:
    add_athlete(first, replace(ANN, since_wall_s=None))
    for unit in (first, second):
        bring(unit, club)
    for store in (first, second, club):
        assert look_through(store, 20_000.0 * DAY_S, 365.0 * DAY_S).announced == ()


def test_a_cloned_card_is_another_unit(first: Store, club: Store, tmp_path: Path) -> None:
    """Both changed the same field after the cloning, under one id and one counter: neither is lost."""
    from trainer.store.backup import backup  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    add_athlete(first, ANN)
    bring(first, club)
    assert first.path is not None
    backup(first.path, tmp_path / "trainer.db")
    with open_store(tmp_path / "trainer.db", migrate=False) as clone:
        change_person(first, replace(ANN, band="12-13"))
        change_person(clone, replace(ANN, band="8-9"))
        for unit in (first, clone, first, clone):
            bring(unit, club)
        for store in (first, clone, club):
            assert [sorted(told.values) for told in disagreements(store)] == [["12-13", "8-9"]]


# ------------------------------------------------------------------ any order of things

NAMES = ("Anna", "Bert", "Cleo")
things = st.sampled_from(("band", "name", "agree", "disagree", "forget", "add", "one", "two"))
steps = st.lists(
    st.one_of(
        st.tuples(things, st.integers(0, 1), st.integers(0, 2)),
        st.tuples(st.just("sync"), st.integers(0, 1), st.integers(1, 130)),
    ),
    max_size=16,
)


def do(store: Store, what: str, who: int, number: int) -> None:
    known = {p.id: p for p in people(store)}
    id_ = f"athlete-{who}"
    if what == "two":
        known = {p.id: p for p in everybody(store)}
    if what == "add" and id_ not in known and id_ not in tombstones(store):
        add_athlete(store, Person(id_, f"{NAMES[who]}{number:04}", since_wall_s=1.0))
    if id_ not in known:
        return
    one = known[id_]
    match what:
        case "band":
            change_person(store, replace(one, band=("8-9", "10-11", "12-13")[number % 3]))
        case "name":
            change_person(store, replace(one, name=f"{NAMES[who]}{number:04}"))
        case "agree":
            change_person(store, replace(one, agreed_wall_s=float(number), agreed_by="mother"))
        case "disagree":
            change_person(store, replace(one, agreed_wall_s=None, agreed_by=""))
        case "forget":
            forget(store, dict.fromkeys(whole(store, [id_]), float(number)))
        case "one" | "two" if len(known) == 2:
            (say_one if what == "one" else say_two)(store, id_, f"athlete-{1 - who}", "coach", float(number))


@settings(max_examples=25)
@given(steps)
def test_whatever_was_done_and_wherever_it_was_cut_all_come_to_the_same(doing: list[tuple[str, int, int]]) -> None:
    with ExitStack() as stack:
        first, second, club = (stack.enter_context(empty_store()) for _ in range(3))
        units = (first, second)
        for number, (what, place, who) in enumerate(doing):
            if what == "sync":
                cut_short(who, units[place], club)
            else:
                do(units[place], what, who, number)
        for unit in (*units, *units):
            bring(unit, club)
        seen = [
            {(p.id, p.band, p.agreed_wall_s, p.agreed_by) for p in people(store)} for store in (first, second, club)
        ]
        assert seen[0] == seen[1] == seen[2]
        assert merges(first) == merges(second) == merges(club)
        assert whole(club, tombstones(club)) == tombstones(club).keys()
        assert set(tombstones(first)) == set(tombstones(second)) == set(tombstones(club))
        agreed = {p.id: p.name for p in people(club) if p.agreed_wall_s is not None}
        for store in (first, second):
            assert {p.id: p.name for p in people(store) if p.id in agreed} == agreed
        for p in people(club):
            if p.agreed_wall_s is None:
                assert p.name == p.id[:8]
                assert words_in(club, p.id + NAMES[int(p.id[-1])]) == []
        for id_ in tombstones(club):
            for store in (first, second, club):
                assert words_in(store, NAMES[int(id_[-1])]) == []
        for unit in units:
            done = bring(unit, club)
            assert (done.sent, done.got) == ({}, {})
