"""The club's store, on a real PostgreSQL, keeps and says what SQLite does; what is wrong is one sentence."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from postgres import Server, database_of
from records import ANNA, BEN, empty_store, open_run, record, records, run
from revisions import REVISIONS, Rows, make_at, read_all
from sqlalchemy import text
from stores import new_store
from test_trainer_store_schema import described

from trainer.errors import StoreError
from trainer.exports.forms import Wish, pieces
from trainer.exports.names import Names
from trainer.facts import AttemptRecord, Person
from trainer.store.club import SENTENCES, club_engine, refusal
from trainer.store.file import SCHEMA, shown
from trainer.store.forget import forget, tombstones
from trainer.store.open import Store, file_store, open_store
from trainer.store.read import athletes, sessions
from trainer.store.results import ALL, Filter, read_attempts, rows
from trainer.store.retention import look_through
from trainer.store.roster import people
from trainer.store.schema import metadata
from trainer.store.write import Correction, add_athlete, add_correction, write_attempt

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def club(club_url: str) -> Iterator[Store]:
    with open_store(club_url, migrate=False) as store:
        yield store


@pytest.fixture
def unit(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as store:
        yield store


# ------------------------------------------------------------------ the schema


def test_the_migrations_make_the_tables(club: Store, postgres: Server) -> None:
    fresh = club_engine(postgres.fresh())
    with fresh.execution_options(write=True).begin() as connection:
        metadata.create_all(connection)
    assert set(described(club.engine)) == set(metadata.tables)
    assert described(club.engine) == described(fresh)
    fresh.dispose()


def but_for_sending(store: Store) -> Rows:
    """Every row but those that say what a unit has yet to send: a server sends nothing on."""
    return {table: rows for table, rows in read_all(store).items() if table != "unsent"}


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_row_of_every_schema_is_as_it_was(postgres: Server, tmp_path: Path, revision: str) -> None:
    url, path = postgres.fresh(), tmp_path / "old.db"
    engine = club_engine(url)
    with Store(engine, None, lambda said: StoreError(str(said))) as old, file_store(path) as beside:
        for store in (old, beside):
            make_at(store, revision)
        assert but_for_sending(old) == but_for_sending(beside)
    with open_store(url, migrate=True) as club, open_store(path, migrate=True) as unit:
        assert but_for_sending(club) == but_for_sending(unit)
        assert list(rows(club)) == list(rows(unit))
        assert club.path is None


def test_a_database_that_is_empty_newer_or_somebody_elses(postgres: Server, club_url: str) -> None:
    empty = postgres.fresh()
    with pytest.raises(StoreError, match=f"has schema none, this trainer needs {SCHEMA}"):
        open_store(empty, migrate=False)
    with open_store(club_url, migrate=True) as store, store.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(StoreError, match=r"has schema 9999.*a newer one needs a newer trainer"):
        open_store(club_url, migrate=True)
    with Store(club_engine(empty), None, lambda said: StoreError(str(said))) as theirs, theirs.write() as connection:
        connection.execute(text("CREATE TABLE songs (title text)"))
    with pytest.raises(StoreError, match="is no database of this trainer and was left as it was"):
        open_store(empty, migrate=True)


def test_two_that_start_at_once_migrate_once(postgres: Server) -> None:
    url = postgres.fresh()
    wrong: list[BaseException] = []

    def start() -> None:
        try:
            open_store(url, migrate=True).close()
        except StoreError as exc:
            wrong.append(exc)

    threads = [threading.Thread(target=start) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


# ------------------------------------------------------------------ what is written and read


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(records, max_size=3, unique_by=lambda r: (r.seq, r.lane)))
def test_an_attempt_comes_back_as_it_was_written(postgres: Server, club_url: str, written: list[AttemptRecord]) -> None:
    with open_store(postgres.fresh(database_of(club_url)), migrate=False) as club:
        open_run(club)
        if any("\x00" in word for one in written for word in _texts(one)):
            with pytest.raises(StoreError, match="NUL"):
                write_attempt(club, *written)
            assert list(read_attempts(club)) == []
            return
        write_attempt(club, *written)
        write_attempt(club, *written)
        found = [record for record, _ in read_attempts(club)]
    assert found == sorted(written, key=lambda r: (r.seq, r.lane))


def _texts(one: AttemptRecord) -> Iterator[str]:
    """What is kept as text, not within JSON."""
    verdict = one.verdict
    yield from (one.scoring, verdict.answered or "")
    for cue in one.cues:
        yield from (cue.alternative, cue.light or "", cue.sound or "")
    yield from (text for onset in one.onsets for text in (onset.station, onset.how))
    yield from (edge.station for edge in one.edges)


words = st.tuples(
    st.integers(1, 3),
    st.sampled_from([("void", "void"), ("void", None), ("form", "clean"), ("form", None), ("reassign", BEN.id)]),
)


@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.lists(words, max_size=6))
def test_the_same_things_done_look_the_same(
    postgres: Server, club_template: str, said: list[tuple[int, tuple[Any, Any]]]
) -> None:
    with open_store(postgres.fresh(club_template), migrate=False) as club, empty_store() as unit:
        for store in (club, unit):
            open_run(store)
            write_attempt(store, record(3), record(1), record(2, athlete=BEN))
            for seq, (kind, value) in said:
                add_correction(store, Correction("run-1", seq, kind, value, "coach", 1.0))
        assert list(rows(club)) == list(rows(unit))
        for wish in (Wish("csv"), Wish("csv", "splits"), Wish("csv", "edges"), Wish("jsonl")):
            club_file, unit_file = (list(pieces(store, ALL, wish, Names(wanted=True))) for store in (club, unit))
            assert _without_ids(club_file) == _without_ids(unit_file)
        assert athletes(club) == athletes(unit) == (ANNA, BEN)
        assert sessions(club) == sessions(unit)


def _without_ids(file: list[str]) -> str:
    """Words have ids that nobody else has."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "-", "".join(file))


def test_names_are_in_the_same_order_whatever_the_servers_language(club: Store, unit: Store) -> None:
    for store in (club, unit):
        for number, name in enumerate(("ben", "Änne", "Zoe", "anna", "Ben", "7", "-x")):
            add_athlete(store, Person(str(number), name))
    assert [p.name for p in people(club)] == [p.name for p in people(unit)] == sorted(p.name for p in people(club))


def test_writers_take_turns(club: Store) -> None:
    open_run(club)
    write_attempt(club, record(1))

    def say() -> None:
        for _ in range(10):
            add_correction(club, Correction("run-1", 1, "form", "clean", "coach", 1.0))

    threads = [threading.Thread(target=say) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with club.read() as connection:
        assert connection.execute(text("SELECT count(DISTINCT n), max(n) FROM correction")).one() == (40, 40)


def test_a_reader_sees_one_moment(club: Store) -> None:
    open_run(club)
    with club.read() as connection:
        before = connection.execute(text("SELECT count(*) FROM attempt")).scalar()
        write_attempt(club, record(1))
        assert connection.execute(text("SELECT count(*) FROM attempt")).scalar() == before == 0
    with pytest.raises(StoreError), club.read() as connection:
        connection.execute(text("DELETE FROM attempt"))


def test_many_results_are_read_a_piece_at_a_time(club: Store) -> None:
    open_run(club)
    write_attempt(club, *(record(seq) for seq in range(1, 505)))
    assert [found.seq for found, _ in read_attempts(club, Filter(run="run-1"))] == list(range(1, 505))


# ------------------------------------------------------------------ who is deleted


def test_who_is_deleted_is_in_no_table_file(club: Store, postgres: Server) -> None:
    for number in range(300):
        add_athlete(club, Person(f"id-{number}", f"Kid{number:05}x", note=f"Noted{number:05}y"))
    postgres.tell("CHECKPOINT")
    assert _tables_with(postgres, b"Kid00007x")
    assert forget(club, {f"id-{n}": 1.0 for n in range(0, 300, 7)}) == 43
    postgres.tell("CHECKPOINT")
    assert _tables_with(postgres, b"Kid00007x") == _tables_with(postgres, b"Noted00014y") == []
    assert len(people(club)) == 300 - 43
    assert len(tombstones(club)) == 43


def _tables_with(postgres: Server, word: bytes) -> list[str]:
    return [str(file) for file in (postgres.data / "base").rglob("*") if file.is_file() and word in file.read_bytes()]


def test_names_go_after_a_year_here_too(club: Store) -> None:
    open_run(club, run(opened_wall_s=0.0))
    day_s = 86_400
    assert len(look_through(club, 400 * day_s, 365 * day_s).announced) == 2
    assert len(look_through(club, 415 * day_s, 365 * day_s).gone) == 2


# ------------------------------------------------------------------ what can be wrong


def test_a_server_that_went_away_is_said_and_found_again(club: Store, postgres: Server, club_url: str) -> None:
    name = database_of(club_url)
    end = f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
    with pytest.raises(StoreError, match="went away"):
        _ask_after(club, lambda: postgres.tell(end))
    postgres.tell(end)
    assert people(club) == ()


def _ask_after(club: Store, act: Callable[[], object]) -> None:
    with club.read() as connection:
        act()
        connection.execute(text("SELECT 1"))


def test_a_busy_server_is_named(club: Store, club_url: str) -> None:
    with open_store(club_url, migrate=False) as other, other.write():
        with club.read() as connection:
            assert connection.execute(text("SHOW lock_timeout")).scalar() == "5s"
        with pytest.raises(StoreError, match="is busy"), club.engine.connect() as connection:
            raise refusal("club", _timed_out(connection))


def _timed_out(connection: Any) -> object:
    from sqlalchemy.exc import DBAPIError  # noqa: PLC0415

    from trainer.store.club import ALONE  # noqa: PLC0415

    connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("SET lock_timeout = 1")
    try:
        connection.exec_driver_sql(ALONE)
    except DBAPIError as exc:
        return exc.orig
    raise AssertionError("nobody was in the way")


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://coach@/nothing?host={folder}", "is not there: have the server's owner make it"),
        ("postgresql://nobody@/postgres?host={folder}", "does not know this user"),
        ("postgresql://coach@/club?host=/nowhere", "cannot be reached: nothing answers there"),
        ("postgresql://coach:secret@127.0.0.1:9/club", "cannot be reached: nothing answers there"),
        ("postgresql://coach:secret@club.invalid/club", "cannot be reached"),
        ("postgresql://coach:secret@host:port/club", "give postgresql://USER@HOST/NAME"),
        ("postgresql://?nonsense=1", "cannot be used: invalid"),
    ],
)
def test_what_is_wrong_is_one_sentence_without_the_password(postgres: Server, url: str, words: str) -> None:
    with pytest.raises(StoreError, match=r"^(database ')?postgresql://") as refused:
        open_store(url.format(folder=postgres.folder), migrate=True)
    assert words in str(refused.value)
    assert "secret" not in str(refused.value)
    assert "\n" not in str(refused.value)


def test_a_user_who_may_not_is_told(postgres: Server, club_url: str) -> None:
    postgres.tell("CREATE ROLE guest LOGIN")
    with pytest.raises(StoreError, match="does not let this user do this"):
        open_store(club_url.replace("coach@", "guest@"), migrate=False)


def test_every_sentence_ends_as_one() -> None:
    for sign, sentence in SENTENCES.items():
        assert str(refusal("postgresql://h/c", f"psycopg says: {sign}\nand more")) == f"postgresql://h/c {sentence}"
    assert str(refusal("c", "")) == "c cannot be used: "
    assert shown("postgresql://u:p@ss:w@h/c") == "postgresql://u@h/c"
    assert shown("postgresql://u@h/c") == "postgresql://u@h/c"
