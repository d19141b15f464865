"""Who is deleted is in no file that is left: looked for byte by byte, in every file of the folder."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import empty_store, open_run, record, run, session
from sqlalchemy import update
from stores import new_store

from trainer.errors import Refused, StoreError
from trainer.facts import Athlete, Person
from trainer.store import schema
from trainer.store.backup import backup, restore
from trainer.store.copies import Purged, copies_of_gone, note_taken, purge
from trainer.store.forget import forget, tombstones
from trainer.store.leftovers import UPLOAD
from trainer.store.open import Store, open_store
from trainer.store.read import athletes, session_info
from trainer.store.results import read_attempts
from trainer.store.roster import attempts_of, change_person, find_person, people, person
from trainer.store.start import start_store
from trainer.store.sync.both import sync
from trainer.store.write import Correction, add_athlete, add_correction, add_session, write_attempt

WALL_S = 1_785_664_500.0
PAGE = 4096


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with new_store(tmp_path) as opened:
        yield opened


def files_with(folder: Path, *words: str) -> list[str]:
    """Every file below this folder in which one of the words stands, in whatever case ASCII has."""
    wanted = [word.encode().lower() for word in words]
    found = (file for file in folder.rglob("*") if file.is_file())
    return sorted(file.name for file in found if any(word in file.read_bytes().lower() for word in wanted))


def kid(number: int, **more: str) -> Person:
    return Person(f"id-{number:032}", f"Kid{number:05}x", **more)  # type: ignore[arg-type]


def test_whoever_has_the_database_open_is_still_known_to_have_it(store: Store) -> None:
    """The file was read beside SQLite: to have closed it would have given the lock away."""
    open_run(store)
    with store.read() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM run").fetchall()
    forget(store, {"athlete-a": WALL_S})
    asked = (
        f"from pathlib import Path; from trainer.store.aside import refuse_if_used as look; look(Path('{store.path}'))"
    )
    other = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=False)
    assert "is in use by process" in other.stderr


def test_the_results_stay_and_nobody_can_say_whose_they_are(store: Store) -> None:
    open_run(store)
    write_attempt(store, record(1), record(2))
    assert attempts_of(store, "athlete-a") == (1, 2)
    assert forget(store, {"athlete-a": WALL_S}) == 1
    assert [found.athlete for found, _ in read_attempts(store)] == [Athlete("athlete-a", "")] * 2
    assert [p.name for p in people(store)] == ["Ben"]
    assert tombstones(store) == {"athlete-a": WALL_S}
    assert forget(store, {"athlete-a": WALL_S + 1}) == 0
    assert tombstones(store) == {"athlete-a": WALL_S}


def test_who_was_deleted_does_not_come_back_by_the_same_id(store: Store) -> None:
    forget(store, {"a": WALL_S})
    with pytest.raises(Refused, match="athlete a was deleted: add them as somebody new"):
        add_athlete(store, Athlete("a", "Anna"))
    assert people(store) == ()


def test_no_file_has_the_name_though_pages_were_split_and_others_keep_it_open(store: Store, tmp_path: Path) -> None:
    for number in range(400):
        add_athlete(store, kid(number, note=f"Noted{number:05}y, a text of some length to fill the pages"))
    for number in range(0, 400, 3):
        change_person(store, replace(kid(number), name=f"Second{number:05}z"))
    gone = list(range(0, 400, 7))
    words = [f"{word}{number:05}" for number in gone for word in ("Kid", "Noted", "Second")]
    assert files_with(tmp_path, *words)
    with open_store(store.path, migrate=False):  # another connection, as the engine has one
        assert forget(store, {kid(number).id: WALL_S for number in gone}) == len(gone)
        assert files_with(tmp_path, *words) == []
    assert len(people(store)) == 400 - len(gone)


def test_the_name_leaves_free_text_and_nothing_else(store: Store, tmp_path: Path) -> None:
    open_run(store)
    add_session(store, session("s2", note="Anna's brother watched; Annabel and anna ran, Ben did not"))
    write_attempt(store, record(1))
    add_correction(store, Correction("run-1", 1, "void", "void", "coach", 1.0, why="ANNA fell"))
    ben = replace(person(store, "athlete-b"), note="runs with Anna", agreed_wall_s=1.0, agreed_by="mother of Anna")
    change_person(store, ben)
    with empty_store() as club:
        sync(store, club, "unit", 1.0)  # what was in sync is stamped, field by field
    forget(store, {"athlete-a": WALL_S})
    assert session_info(store, "s2").header.note == "…'s brother watched; Annabel and … ran, Ben did not"
    assert session_info(store, "session-1").header.note == "windy"
    ben = person(store, "athlete-b")
    assert (ben.note, ben.agreed_by) == ("runs with …", "mother of …")
    assert files_with(tmp_path, "anna fell", "with anna", "anna's", "of anna", "athlete-aanna") == []


def test_a_bib_is_not_looked_for_in_notes(store: Store) -> None:
    add_athlete(store, Person("bib", "7"))
    add_session(store, session("s", note="wind 7 m/s"))
    forget(store, {"bib": WALL_S})
    assert session_info(store, "s").header.note == "wind 7 m/s"


READER = """
import sqlite3, sys
reader = sqlite3.connect(sys.argv[1], isolation_level=None)
reader.execute("BEGIN")
reader.execute("SELECT count(*) FROM athlete").fetchall()
print("reading", flush=True)
sys.stdin.read()
"""


def test_while_somebody_reads_the_old_pages_it_says_so_and_can_be_finished_later(store: Store, tmp_path: Path) -> None:
    add_athlete(store, kid(1))
    with subprocess.Popen(
        [sys.executable, "-c", READER, str(store.path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        with store.outside() as cursor:
            cursor.execute("PRAGMA busy_timeout=1")
        with pytest.raises(StoreError, match=r"the name is deleted, but .*trainer\.db-wal is being read"):
            forget(store, {kid(1).id: WALL_S})
        reader.communicate()
    assert people(store) == ()
    assert purge(store, tmp_path / "backups") == Purged((), (), ())
    assert files_with(tmp_path, "kid00001") == []


# ------------------------------------------------------------------ copies


def test_copies_are_named_and_with_consent_cleaned(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    for number in (1, 2):
        add_athlete(store, kid(number, note=f"Noted{number}"))
    add_session(store, session("s", note="with Kid00001x"))
    inside, outside = folder / "one.db", tmp_path / "stick" / "two.db"
    for copy in (inside, outside):
        backup(store.path, copy)
    note_taken(store, outside, "backup", WALL_S)
    export, other, report = (tmp_path / name for name in ("all.csv", "two.csv", "one.html"))
    for file in (export, other, report):
        file.write_text("Kid00001x" if file != other else "Kid00002x")
    note_taken(store, export, "export", WALL_S)
    note_taken(store, other, "export", WALL_S, [kid(2).id])
    note_taken(store, report, "report", WALL_S, [kid(1).id])
    assert copies_of_gone(store, folder) == []
    forget(store, {kid(1).id: WALL_S})
    assert copies_of_gone(store, folder) == sorted([inside, outside, export, report])
    assert purge(store, folder) == Purged(cleaned=(inside, outside), deleted=(export, report), left=())
    assert files_with(tmp_path, "kid00001x", "noted1") == []
    assert files_with(tmp_path, "kid00002x") == ["one.db", "trainer.db", "two.csv", "two.db"]
    assert copies_of_gone(store, folder) == []
    with open_store(inside, migrate=False) as copy_store:
        assert [p.name for p in people(copy_store)] == ["Kid00002x"]
        assert session_info(copy_store, "s").header.note == "with …"


def test_what_killed_copies_and_uploads_left_is_named_and_deleted(store: Store, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    add_athlete(store, kid(1))
    whole = folder / "whole.db"
    backup(store.path, whole)
    live, dead = (tmp_path / f"{UPLOAD}{process}-x" / "backup.db" for process in (os.getpid(), 2**22 + 1))
    export, other = (tmp_path / name for name in ("all.csv", "of-another-program.part"))
    copies = (folder / "whole.db.part", tmp_path / "trainer.db.part", tmp_path / "trainer.db.replaced-1.part-wal", dead)
    for file in (*copies, live, other, tmp_path / "all.csv.part"):
        file.parent.mkdir(exist_ok=True)
        file.write_bytes(whole.read_bytes()[:-PAGE])
    note_taken(store, export, "export", WALL_S)
    assert copies_of_gone(store, folder) == []
    forget(store, {kid(1).id: WALL_S})
    left = sorted((*copies, tmp_path / "all.csv.part"))
    assert copies_of_gone(store, folder) == sorted((whole, *left))
    assert purge(store, folder) == Purged(cleaned=(whole,), deleted=tuple(left), left=())
    assert files_with(tmp_path, "kid00001x") == sorted((live.name, other.name))
    assert copies_of_gone(store, folder) == []


def test_a_copy_that_cannot_be_read_is_left_and_named(store: Store, tmp_path: Path) -> None:
    add_athlete(store, kid(1))
    damaged = tmp_path / "backups" / "cut.db"
    backup(store.path, damaged)
    damaged.write_bytes(damaged.read_bytes()[:5000])
    forget(store, {kid(1).id: WALL_S})
    assert copies_of_gone(store, tmp_path / "backups") == [damaged]
    assert purge(store, tmp_path / "backups").left == (damaged,)


def test_a_restore_and_a_new_beginning_bring_nobody_back(store: Store, tmp_path: Path) -> None:
    copy = tmp_path / "copy.db"
    for number in (1, 2):
        add_athlete(store, kid(number))
    backup(store.path, copy)
    forget(store, {kid(1).id: WALL_S})
    store.close()
    assert restore(store.path, copy, WALL_S).deletions_known
    with open_store(store.path, migrate=False) as restored:
        assert people(restored) == (kid(2),)
        assert tombstones(restored) == {kid(1).id: WALL_S}
        assert purge(restored, tmp_path / "backups") == Purged((), (), ())
        for number in range(100, 200):  # so that the last page is one of theirs
            add_athlete(restored, kid(number))
    store.path.write_bytes(store.path.read_bytes()[:-PAGE])
    start_store(str(store.path), usual=store.path, wall_s=WALL_S)
    with open_store(store.path, migrate=False) as begun:
        assert (people(begun), tombstones(begun)) == ((), {kid(1).id: WALL_S})
    store.path.write_bytes(b"\xa5" * 5 * PAGE)
    assert not restore(store.path, copy, WALL_S).deletions_known


def test_a_backup_of_the_first_schema_is_cleaned_too(store: Store, tmp_path: Path) -> None:
    from revisions import make_at  # noqa: PLC0415

    from trainer.store.open import file_store  # noqa: PLC0415

    old = tmp_path / "backups" / "old.db"
    old.parent.mkdir()
    with file_store(old) as first:
        make_at(first, "0001")
    forget(store, {"athlete-a": WALL_S})
    assert files_with(old.parent, "anna") == ["old.db"]
    assert purge(store, old.parent).cleaned == (old,)
    assert files_with(old.parent, "anna") == []


# ------------------------------------------------------------------ any order of things


steps = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(("add", "rename", "note", "run", "forget")), st.integers(0, 5)),
        st.tuples(st.sampled_from(("backup", "restore", "purge")), st.integers(0, 2)),
    ),
    max_size=14,
)


class Home:
    """A store with its backups, and what has been deleted from it so far."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "trainer.db"
        self.store = new_store(folder)
        self.gone: set[str] = set()

    def ids(self, slot: int) -> str:
        return f"id-{slot:032}-{sum(id_.startswith(f'id-{slot:032}') for id_ in self.gone)}"

    def do(self, what: str, n: int) -> None:
        id_, known = self.ids(n), {p.id: p for p in people(self.store)}
        copy = self.folder / "backups" / f"copy-{n}.db"
        match what:
            case "add":
                add_athlete(self.store, Person(id_, f"First{id_}"))
            case "rename" if id_ in known:
                change_person(self.store, replace(known[id_], name=f"Other{id_}"))
            case "note" if id_ in known:
                change_person(self.store, replace(known[id_], note=f"about {known[id_].name}"))
            case "run" if id_ in known:
                open_run(self.store, run(f"run-{id_}", athletes=(Athlete(id_, known[id_].name),)))
                with self.store.write() as connection:
                    connection.execute(update(schema.session).values(note=f"{known[id_].name} was here"))
            case "forget":
                forget(self.store, {id_: WALL_S})
                self.gone.add(id_)
            case "backup" if not copy.exists():
                backup(self.path, copy)
            case "restore" if copy.exists():
                self.store.close()
                restore(self.path, copy, WALL_S)
                self.store = open_store(self.path, migrate=False)
            case "purge":
                purge(self.store, self.folder / "backups")


@settings(max_examples=30)
@given(steps)
def test_whatever_was_done_before_nothing_of_who_is_gone_is_left(doing: list[tuple[str, int]]) -> None:
    with TemporaryDirectory() as folder:
        home = Home(Path(folder))
        for what, n in doing:
            home.do(what, n)
            words = [f"{word}{id_}" for id_ in home.gone for word in ("first", "other")]
            there = files_with(home.folder, *words)
            assert "trainer.db" not in there
            assert "trainer.db-wal" not in there
        named = {file.name for file in copies_of_gone(home.store, home.folder / "backups")}
        assert set(there if doing else []) <= named
        home.do("purge", 0)
        assert files_with(home.folder, *(id_ for id_ in home.gone if id_ in str(athletes(home.store)))) == []
        assert files_with(home.folder, *(f"{word}{id_}" for id_ in home.gone for word in ("first", "other"))) == []
        home.store.close()


def test_an_athlete_is_found_by_name_or_id(store: Store) -> None:
    for new in (Person("1", "Anna"), Person("2", "Ben"), Person("3", "ben")):
        add_athlete(store, new)
    assert find_person(store, "anna").id == "1"
    assert find_person(store, "3").name == "ben"
    with pytest.raises(KeyError, match="2 athletes are called 'BEN': say the id, 2, 3"):
        find_person(store, "BEN")
    with pytest.raises(KeyError, match="no athlete is called 'Cy'"):
        find_person(store, "Cy")
