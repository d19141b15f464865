"""The real engine and the real panel, killed within a write or sync of their database, or the power gone: nothing that
either had shown is lost, and the next run starts. Some writes on every run of the tests; CUE_EVERY_WRITE=1: all."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from itertools import count
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import httpx
import pytest
from preloaded import Preloaded
from stores import new_store
from test_trainer_engine_kills import KEYS
from test_trainer_store_faults import LAST, POWER, TORN
from units import QUICK

from hardware.clock import RealClock
from trainer.store.check import damage
from trainer.store.open import open_store
from trainer.store.results import read_attempts, rows
from trainer.store.roster import people
from trainer.store.start import start_store

PATIENCE_S = 120  # far more than anything here takes; who waits so long has failed
CLOCK = RealClock()
EVERY = os.environ.get("CUE_EVERY_WRITE")
TRIED = {TORN: ((1, 12), (71, 87)), POWER: ((13, 70), (88, 96))}
"""Between which writes: athletes are added, a run is started, an attempt is kept and struck out. In all they are some
96."""


class Pair:
    """Engine and panel on a faulty disk, started as often as wanted."""

    def __init__(self, home: Path) -> None:
        self.fault = Preloaded("faultydisk", home)
        program = Path(__file__).with_name("diskpair.py")
        self._server = subprocess.Popen(
            [sys.executable, program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
            env={**os.environ, **self.fault.environment, "PYTHONPATH": ":".join(sys.path)},
        )  # fmt: skip
        assert self._line() == "ready"

    def _line(self) -> str:
        assert self._server.stdout is not None
        return self._server.stdout.readline().strip()

    def _say(self, line: str) -> None:
        assert self._server.stdin is not None
        self._server.stdin.write(f"{line}\n")
        self._server.stdin.flush()

    def play(self, home: Path, how: int = 0, n: int = 0) -> Told:
        """What was shown before the disk failed so at its n-th write, or all of it where it did not."""
        before = self.fault.count
        self.fault.say((how << 32) + before + n)
        told = Told()
        self._say(str(home))
        dying = (httpx.NetworkError, httpx.ProtocolError) if how else ()
        with suppress(*dying), httpx.Client(timeout=PATIENCE_S) as http:
            if said := self._line():
                http.base_url = httpx.URL(f"{said.split()[-1]}/api/v1/")
                told.all_of(http)
        self._say("end")
        assert self._line() == "over"
        self.fault.say(0)
        self.writes = self.fault.count - before
        return told

    def close(self) -> None:
        for stream in (self._server.stdin, self._server.stdout):
            assert stream is not None
            stream.close()
        self._server.kill()
        self._server.wait()


class Told:
    """What a coach does, and what the panel answers: only what it has answered is expected to be kept."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.runs: list[str] = []
        self.verdicts: list[dict[str, Any]] = []
        self.voided: list[int] = []
        self.is_done = False

    def all_of(self, http: httpx.Client) -> None:
        ids = [self._athlete(http, name) for name in ("A", "B")]
        answer = self._post(http, "runs", drill="quick", athletes=ids)
        self.runs.append(answer["run"])
        row = self._first_shown(http)
        self.verdicts.append(row)
        self._post(http, f"runs/{row['run']}/attempts/{row['seq']}/words", kind="void", value="void")
        self.voided.append(row["seq"])
        self._post(http, "run/stop")
        self.is_done = True

    def _athlete(self, http: httpx.Client, name: str) -> str:
        known = {a["name"]: a["id"] for a in http.get("athletes").json()["athletes"]}
        if name not in known:
            known[name] = self._post(http, "athletes", name=name)["id"]
            self.names.append(name)
        return str(known[name])

    @staticmethod
    def _post(http: httpx.Client, path: str, **body: Any) -> dict[str, Any]:
        answer = http.post(path, json=body)
        assert answer.status_code < 300, answer.text
        found: dict[str, Any] = answer.json()
        return found

    @staticmethod
    def _first_shown(http: httpx.Client) -> dict[str, Any]:
        """The verdict that a phone is shown first."""
        with http.stream("GET", "live") as stream:
            event, end_ns = "", CLOCK.now_ns() + int(PATIENCE_S * 1e9)
            for line in stream.iter_lines():
                assert CLOCK.now_ns() < end_ns
                if line.startswith("event:"):
                    event = line.partition(":")[2].strip()
                elif line.startswith("data:") and event == "verdict":
                    return dict(json.loads(line.partition(":")[2]))
        raise httpx.ReadError("the panel ended the stream")


def is_kept(path: Path, told: Told) -> None:
    assert set(start_store(str(path), usual=path, wall_s=1.0).notes) <= {LAST}
    with open_store(path, migrate=False) as store:
        assert {p.name for p in people(store)} >= set(told.names)
        kept = {(row["run"], row["seq"]): row for row in rows(store)}
        for row in told.verdicts:
            there = kept[row["run"], row["seq"]] | {"outcome": kept[row["run"], row["seq"]]["judged"]}
            assert [there[key] for key in KEYS] == [row[key] for key in KEYS]
        voided = {found.seq for found, context in read_attempts(store) if context.void}
        assert voided >= set(told.voided)
    assert damage(path, whole=True) is None


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Pair]:
    with closing(Pair(tmp_path_factory.mktemp("pair"))) as pair:
        yield pair


@pytest.mark.processes
@pytest.mark.parametrize("how", [TORN, POWER])
def test_killed_at_a_write_what_was_shown_is_kept_and_the_next_run_starts(pair: Pair, how: int) -> None:
    rng = Random(how)
    for n in count(1) if EVERY else [rng.randint(*between) for between in TRIED[how]]:
        with TemporaryDirectory(prefix="cue-") as folder:
            home = Path(folder)
            (home / "state" / "drills").mkdir(parents=True)
            (home / "state" / "drills" / "quick.toml").write_text(QUICK)
            new_store(home / "state").close()
            told = pair.play(home, how, n)
            is_kept(home / "state" / "trainer.db", told)
            if told.is_done:
                assert n > pair.writes > 85  # all have been tried
                break
            again = pair.play(home)
            assert again.is_done, (how, n)
