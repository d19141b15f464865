"""A start finds damage, names it, sets the file aside whole and begins anew; what is whole is opened as it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from records import open_run, record

from trainer.errors import StoreError
from trainer.store.aside import alone, found_aside, set_aside
from trainer.store.check import damage, lost_commits
from trainer.store.open import open_store
from trainer.store.results import read_attempts
from trainer.store.start import Started, rest_of_check, start_store
from trainer.store.write import write_attempt

WALL_S = 1_785_664_500.0  # 2026-08-02 09:55:00 UTC
ASIDE = "trainer.db.damaged-20260802T095500Z"
PAGE = 4096


def make(path: Path, attempts: int = 40) -> None:
    with open_store(path, migrate=True) as store:
        open_run(store)
        write_attempt(store, *(record(seq) for seq in range(1, attempts + 1)))


def start(path: Path, usual: Path | None = None) -> Started:
    return start_store(str(path), usual=usual or path, wall_s=WALL_S)


def attempts(path: Path) -> int:
    with open_store(path, migrate=False) as store:
        return len(list(read_attempts(store)))


def test_nothing_there_is_made_and_a_whole_one_is_opened_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    assert (start(path).notes, start(path).unchecked) == ((), False)
    make(path)
    assert (start(path).notes, attempts(path)) == ((), 40)
    assert found_aside(path, "damaged") == []


def cut(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


def noise(whole: bytes) -> bytes:
    return b"\xa5" * len(whole)


def a_page(whole: bytes) -> bytes:
    return whole[: 4 * PAGE] + b"\xa5" * PAGE + whole[5 * PAGE :]


def a_last_page(whole: bytes) -> bytes:
    return whole[:-PAGE] + bytes(PAGE)


@pytest.mark.parametrize("harm", [cut, noise, a_page, a_last_page])
def test_a_damaged_one_is_kept_to_the_byte_and_named_until_it_is_moved(
    tmp_path: Path, harm: Callable[[bytes], bytes]
) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    path.write_bytes(harm(path.read_bytes()))
    damaged = path.read_bytes()
    (note,) = start(path).notes
    assert "trainer.db was damaged and a new one begun" in note
    assert ASIDE in note
    assert (tmp_path / ASIDE).read_bytes() == damaged
    make(path, 3)
    assert (start(path).notes, attempts(path)) == ((note,), 3)
    path.write_bytes(harm(path.read_bytes()))
    assert [file.name for file in found_aside(path, "damaged")] == [ASIDE]
    assert len(start(path).notes) == 2
    assert [file.name for file in found_aside(path, "damaged")] == [ASIDE, f"{ASIDE}-2"]
    for file in found_aside(path, "damaged"):
        file.unlink()
    assert start(path).notes == ()


def test_another_file_than_the_usual_is_set_aside_only_when_it_is_known_as_ours(tmp_path: Path) -> None:
    usual, other = tmp_path / "trainer.db", tmp_path / "club.db"
    other.write_bytes(b"my notes" * 1000)
    with pytest.raises(StoreError, match="left as it was"):
        start(other, usual)
    other.unlink()
    make(other)
    whole = other.read_bytes()
    other.write_bytes(whole[:PAGE] + b"\xa5" * (len(whole) - PAGE))  # not even its revision can be read
    with pytest.raises(StoreError, match="left as it was"):
        start(other, usual)
    assert found_aside(other, "damaged") == []
    other.write_bytes(a_last_page(whole))
    assert "club.db was damaged" in start(other, usual).notes[0]


def test_a_newer_trainers_database_is_never_set_aside(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    with open_store(path, migrate=False) as store, store.write() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="a newer one needs a newer trainer"):
        start(path)
    assert found_aside(path, "damaged") == []


@cache
def whole_database() -> bytes:
    with TemporaryDirectory() as folder:
        make(Path(folder) / "trainer.db")
        return (Path(folder) / "trainer.db").read_bytes()


@settings(max_examples=40)
@given(st.data())
def test_whatever_bytes_are_hit_it_starts_and_nothing_is_thrown_away(data: st.DataObject) -> None:
    content = bytearray(whole_database())
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content) - 1))
        size = min(data.draw(st.sampled_from((1, 16, 512, PAGE))), len(content) - at)
        content[at : at + size] = data.draw(st.sampled_from((b"\x00", b"\xff", b"\xa5"))) * size
    with TemporaryDirectory() as folder:
        path = Path(folder) / "trainer.db"
        path.write_bytes(content)
        try:
            start(path)
        except StoreError:  # the revision itself was hit: it looks like another trainer's
            assert path.read_bytes() == bytes(content)
            return
        for kept in found_aside(path, "damaged"):
            assert kept.read_bytes() == bytes(content)
        assert damage(path) is None


# ------------------------------------------------------------------ the write-ahead file


def crashed(path: Path, commits: int) -> None:
    """A database whose last commits stand in the write-ahead file, as after a power cut."""
    home = path.with_name("living")
    home.mkdir()
    living = home / path.name
    make(living, 2)
    with open_store(living, migrate=False) as store:
        for seq in range(3, 3 + commits):
            write_attempt(store, record(seq))
        for end in ("", "-wal"):
            shutil.copy(home / f"{living.name}{end}", path.with_name(path.name + end))


def frames(path: Path) -> int:
    return (path.with_name(f"{path.name}-wal").stat().st_size - 32) // (PAGE + 24)


def harm_wal(path: Path, frame: int) -> None:
    wal = path.with_name(f"{path.name}-wal")
    content = bytearray(wal.read_bytes())
    at = 8 if frame == 0 else 32 + (frame - 1) * (PAGE + 24) + 24 + 100
    content[at] ^= 0x10
    wal.write_bytes(content)


def test_after_a_power_cut_everything_is_there(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    crashed(path, 5)
    assert lost_commits(path) == 0
    assert (start(path).notes, attempts(path)) == ((), 7)


@pytest.mark.parametrize("frame", [0, 1])
def test_commits_behind_a_damaged_frame_are_named_and_the_file_is_kept(tmp_path: Path, frame: int) -> None:
    path = tmp_path / "trainer.db"
    crashed(path, 5)
    harm_wal(path, frame)
    assert lost_commits(path) == 5
    wal = path.with_name("trainer.db-wal").read_bytes()
    (note,) = start(path).notes
    assert "The last writes to trainer.db before the power went could not be read" in note
    assert "trainer.db.lost-20260802T095500Z" in note
    assert (tmp_path / "trainer.db.lost-20260802T095500Z").read_bytes() == wal
    assert attempts(path) == 2
    assert start(path).notes == (note,)


def test_a_write_that_was_cut_short_is_said_once(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    crashed(path, 5)
    harm_wal(path, frames(path))
    (note,) = start(path).notes
    assert note == "The last write to trainer.db was not whole when the power went, and is left out."
    assert attempts(path) == 6
    assert start(path).notes == ()


def test_a_write_ahead_file_that_was_cut_off_between_commits_loses_nothing(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    crashed(path, 5)
    wal = path.with_name("trainer.db-wal")
    wal.write_bytes(wal.read_bytes() + bytes(PAGE))  # grown, and not written yet
    assert (start(path).notes, attempts(path)) == ((), 7)
    for size in (0, 10, 40):
        wal.write_bytes(b"\x37" * size)
        assert start(path).notes == ()


def test_a_damaged_database_keeps_its_write_ahead_file(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    crashed(path, 5)
    path.write_bytes(cut(path.read_bytes()))
    kept = {end: path.with_name(f"trainer.db{end}").read_bytes() for end in ("", "-wal")}
    (note,) = start(path).notes
    assert ASIDE in note
    assert {end: (tmp_path / f"{ASIDE}{end}").read_bytes() for end in ("", "-wal")} == kept
    assert attempts(path) == 0


# ------------------------------------------------------------------ while others use it


HOLD = """
import sys
from pathlib import Path
from trainer.store.open import open_store
with open_store(Path(sys.argv[1]), migrate=False):
    print("open", flush=True)
    sys.stdin.read()
"""


def test_while_another_process_has_it_open_it_is_not_looked_at_nor_moved(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"open\n"
        with path.open("r+b") as file:
            file.seek(-PAGE, 2)
            file.write(bytes(PAGE))
        assert start(path).notes == ()
        assert found_aside(path, "damaged") == []
        with pytest.raises(StoreError, match=rf"in use by process {other.pid}: stop the trainer first"):
            set_aside_alone(path)
        other.communicate()
    assert len(start(path).notes) == 1


def set_aside_alone(path: Path) -> None:
    with alone(path):
        set_aside(path, "damaged", WALL_S)


def test_a_check_that_takes_too_long_is_finished_later(tmp_path: Path) -> None:
    path = tmp_path / "trainer.db"
    make(path, 2000)
    with pytest.raises(TimeoutError):
        damage(path, most_ns=0)
    assert rest_of_check(path) == ()
    with path.open("r+b") as file:
        file.seek(-PAGE, 2)
        file.write(bytes(PAGE))
    (note,) = rest_of_check(path)
    assert "Take the results away now" in note
