"""A database on a disk that fails at any write: both processes killed, the power gone, full, read-only, syncs refused.

What either process was told is kept is there afterwards, or the loss is named.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from diskwriters import ATTEMPTS, BACKUP, KID
from engines import EngineProcess, quick_plan
from preloaded import Preloaded
from records import BEN, fresh_store, record

from trainer.store.aside import found_aside
from trainer.store.check import damage
from trainer.store.open import open_store
from trainer.store.results import read_attempts
from trainer.store.roster import people
from trainer.store.start import start_store
from trainer.store.write import write_attempt

TORN, POWER, FULL, READ_ONLY, BROKEN = range(1, 6)
LAST = "The last write to trainer.db was not whole when the power went, and is left out."


class Disk:
    """A faulty disk, and the two processes that write to it."""

    def __init__(self, home: Path) -> None:
        self._fault = Preloaded("faultydisk", home)
        program = Path(__file__).with_name("diskwriters.py")
        self._writers = subprocess.Popen(
            [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env=self._fault.environment | {"PYTHONPATH": ":".join(sys.path)},
        )  # fmt: skip
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._writers.stdout is not None
        return self._writers.stdout.readline().strip()

    def write(self, path: Path, how: int = 0, n: int = 0) -> list[str]:
        """What was said while both wrote, the disk failing so at its n-th write; mended at the first complaint."""
        assert self._writers.stdin is not None
        before = self._fault.count
        self._fault.say((how << 32) + before + n)
        self._writers.stdin.write(f"{path}\n")
        self._writers.stdin.flush()
        said = []
        while (line := self._line()) != "end":
            said.append(line)
            if line.startswith(("saving: ", "refused: ")):
                self._fault.say(0)
        self.writes = self._fault.count - before
        return said

    def close(self) -> None:
        assert self._writers.stdin is not None
        self._writers.stdin.close()
        assert self._writers.stdout is not None
        self._writers.stdout.close()
        self._writers.wait()


@pytest.fixture(scope="module")
def disk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Disk]:
    with closing(Disk(tmp_path_factory.mktemp("disk"))) as disk:
        yield disk


@pytest.fixture(scope="module")
def template() -> bytes:
    with fresh_store() as store:
        write_attempt(store, record(1))
        assert store.path is not None
        store.close()
        return store.path.read_bytes()


def is_kept(path: Path, said: list[str]) -> int:
    """Everything that was said to be kept is there, and the next write goes on from it. How many words there are."""
    with open_store(path, migrate=False) as store:
        there = {found.seq: found for found, _ in read_attempts(store)}
        known = {p.id: p for p in people(store)}
        for line in said:
            what, _, seq = line.partition(" ")
            match what:
                case "attempt":
                    assert there[int(seq)].edges == record(int(seq)).edges
                case "athlete":
                    assert known[KID.id].name == KID.name
                case "note":
                    assert known[KID.id].note == "second"
                case "gone":
                    assert BEN.id not in known
        with store.read() as connection:
            words = connection.exec_driver_sql("SELECT count(*) FROM correction").scalar_one()
        assert words >= said.count("word")
        write_attempt(store, record(99))
    assert damage(path, whole=True) is None
    return int(words)


@pytest.mark.processes
@pytest.mark.parametrize("how", [TORN, POWER])
def test_killed_at_every_write_nothing_that_was_shown_is_lost(disk: Disk, template: bytes, how: int):
    struck = 0
    for n in range(1, 1000):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "trainer.db"
            path.write_bytes(template)
            said = disk.write(path, how, n)
            started = start_store(str(path), usual=path, wall_s=1.0)
            assert set(started.notes) <= {LAST}
            is_kept(path, said)
            if disk.writes < n:
                assert said.count("word") == 2
                assert said.count("gone") == 1
                assert sum(line.startswith("attempt") for line in said) == len(ATTEMPTS)
                break
            struck += 1
    assert struck > 40


@pytest.mark.processes
@pytest.mark.parametrize(
    ("how", "words"),
    [
        (FULL, "cannot grow: the disk is full"),
        (READ_ONLY, "cannot be written: the card or disk is full, worn out or read-only"),
        (BROKEN, "cannot be written: the card or disk is full, worn out or read-only"),
    ],
)
def test_a_disk_that_takes_no_more_is_named_and_once_it_does_all_is_kept(
    disk: Disk, template: bytes, how: int, words: str
):
    for n in range(1, 60, 9):
        with TemporaryDirectory() as folder:
            path = Path(folder) / "trainer.db"
            path.write_bytes(template)
            said = disk.write(path, how, n)
            (complaint,) = [line for line in said if line.startswith(("saving", "refused"))][:1]
            assert words in complaint
            done = [line for line in said if not line.startswith(("saving", "refused"))]
            assert sorted(done) == sorted(
                [*(f"attempt {seq}" for seq in ATTEMPTS), "athlete", "word", "note", "gone", "word"]
            )
            assert start_store(str(path), usual=path, wall_s=1.0).notes == ()
            assert is_kept(path, said) == 2  # refused is not kept all the same, to be there twice once it is repeated


@pytest.mark.processes
@pytest.mark.parametrize("how", [TORN, FULL])
def test_a_backup_is_put_back_or_it_is_not_and_what_was_here_is_kept(disk: Disk, template: bytes, how: int):
    struck = 0
    for n in count(1, 29):
        with TemporaryDirectory() as folder:
            path, backup = Path(folder) / "trainer.db", Path(folder) / BACKUP
            for file in (path, backup):
                file.write_bytes(template)
            with open_store(path, migrate=False) as store:
                write_attempt(store, record(2))
            said = disk.write(path, how, n)
            files = [path, *(file for file in found_aside(path, "replaced") if ".part" not in file.name)]
            here, *aside = map(attempts, files)
            assert damage(path, whole=True) is None
            assert here == [1, 2] or (here, aside) == ([1], [[1, 2]])
            if disk.writes < n:
                assert (said, here) == (["restored"], [1])
                break
            if how == FULL and said != ["restored"]:  # it may have been full once all was written, before it was tidied
                assert ("full" in said[0] or "No space left" in said[0], here, aside) == (True, [1, 2], []), said
                assert not list(Path(folder).glob("*.part*"))
            struck += 1
    assert struck > 5


def attempts(path: Path) -> list[int]:
    with open_store(path, migrate=False) as store:
        return [found.seq for found, _ in read_attempts(store)]


@pytest.mark.processes
@pytest.mark.parametrize("how", [FULL, READ_ONLY])
def test_an_engine_on_such_a_disk_shows_nothing_that_is_not_kept(tmp_path: Path, how: int):
    plan, fault = quick_plan(2), Preloaded("faultydisk", tmp_path)
    with EngineProcess(tmp_path, "--seed", "1", environment=fault.environment) as engine, engine.wire() as wire:
        wire.hello()
        wire.start(plan, engine.header(plan))
        fault.say((how << 32) + 1)
        state = wire.until(lambda s: s["unkept"] >= 1 and s["saving"])
        assert (state["last"], wire.verdicts) == (None, [])
        fault.say(0)
        wire.until(lambda s: s["phase"] == "done" and s["unkept"] == 0 and not s["saving"])
        assert fault.count > 0
        assert [row["seq"] for row in wire.verdicts] == [row["seq"] for row in engine.kept()]
