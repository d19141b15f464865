"""The engine as a process: one at a time, one sentence when it cannot, clients that come, go, and talk nonsense."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from builders import MS, drill
from engines import EngineProcess, Wire, quick_plan
from reps import plan_for, planned
from shuttletests import ROLES, beep, stage
from stands import ATHLETES, Stand

from sequences.codec import plan_to_doc, to_doc
from sequences.formats import EVERYBODY
from sequences.plan import make_plan
from trainer.engine.commands import Command
from trainer.engine.halfway import BROKEN_OFF
from trainer.engine.messages import PROTOCOL, encode
from trainer.engine.place import run_mark
from trainer.engine.process import LEAVE_NS, RESUME_NS, Engine, Quit
from trainer.engine.server import Came, Gone
from trainer.facts import RunHeader

HELLO = {"pid": 1}


class Hall:
    """An engine in virtual time, and its clients by number."""

    def __init__(self, *, leave: bool = True, mark: Path | None = None) -> None:
        self.stand = Stand()
        self.engine = Engine(self.stand.runner, hello=HELLO, leave=leave, mark=mark)
        self.here: set[int] = set()
        self.began_ns = self.stand.clock.now_ns()

    def comes(self, client: int) -> None:
        self.here.add(client)
        self.stand.inbox.put(Came())
        self.pass_ns(1)

    def goes(self, client: int) -> None:
        self.here.discard(client)
        self.stand.inbox.put(Gone(client, len(self.here)))
        self.pass_ns(1)

    def says(self, client: int, op: str, **fields: Any) -> list[dict[str, Any]]:
        """One command; the replies."""
        replies: list[dict[str, Any]] = []
        self.stand.inbox.put(Command({"id": 9, "op": op, **fields}, client, replies.append))
        self.pass_ns(1)
        return replies

    def starts(self, client: int, reps: int = 2) -> None:
        plan = plan_for_reps(reps)
        header = RunHeader("run-1", "session-1", 0.0, ATHLETES[:1])
        assert self.says(client, "start", plan=plan_to_doc(plan), run=to_doc(header)) == [{"re": 9, "ok": True}]

    def pass_ns(self, ns: int) -> None:
        self.stand.run_for(ns)

    def lives_to(self) -> int:
        """Runs the engine to its end; for how long it lived since this was called."""
        before_ns = self.stand.clock.now_ns()
        self.engine.run()
        return self.stand.clock.now_ns() - before_ns


def plan_for_reps(reps: int):
    return plan_for(quick_plan(reps).drill, *(planned(rep=n + 1, wait_ns=300 * MS) for n in range(reps)))


# --- clients come and go (virtual time) ------------------------------------------------------------------------


def test_nobody_ever_came_and_it_leaves_after_a_minute():
    hall = Hall()
    assert hall.lives_to() == LEAVE_NS


def test_a_minute_after_the_last_client_it_leaves_and_not_while_one_is_here():
    hall = Hall()
    hall.comes(1)
    hall.comes(2)
    hall.pass_ns(10 * LEAVE_NS)
    hall.goes(1)
    hall.pass_ns(10 * LEAVE_NS)
    assert not hall.engine.ended
    hall.goes(2)
    assert hall.lives_to() == LEAVE_NS - 1
    assert hall.stand.field.dark_now()


def test_who_comes_back_within_the_minute_finds_it():
    hall = Hall()
    hall.comes(1)
    hall.goes(1)
    hall.pass_ns(LEAVE_NS - 2)
    hall.comes(2)
    hall.pass_ns(10 * LEAVE_NS)
    assert not hall.engine.ended


def test_under_systemd_it_stays():
    hall = Hall(leave=False)
    hall.comes(1)
    hall.goes(1)
    hall.pass_ns(100 * LEAVE_NS)
    assert not hall.engine.ended


def test_the_client_of_the_run_vanishes_the_rep_ends_the_run_pauses_and_another_client_goes_on():
    hall = Hall()
    stand = hall.stand
    hall.comes(1)
    hall.comes(2)
    hall.starts(1)
    stand.on_pad()
    onset_ns = stand.cue()
    hall.goes(1)
    assert stand.runner.board.state.pausing
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.decided()
    assert (stand.outcomes, stand.phase) == (["hit"], "paused")
    assert stand.field.dark_now()
    assert hall.says(2, "resume") == [{"re": 9, "ok": True}]
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.decided(2)
    assert (stand.outcomes, stand.phase) == (["hit", "hit"], "done")


def test_a_client_that_does_not_run_the_drill_may_go_unnoticed():
    hall = Hall()
    hall.comes(1)
    hall.comes(2)
    hall.starts(1)
    hall.stand.on_pad()
    hall.goes(2)
    assert not hall.stand.runner.board.state.pausing


def test_with_nobody_left_a_run_can_be_resumed_for_ten_minutes_then_it_is_over():
    for late_ns, phase in ((-2, "paused"), (0, "stopped")):
        hall = Hall()
        hall.comes(1)
        hall.starts(1)
        hall.stand.on_pad()
        hall.goes(1)
        hall.pass_ns(RESUME_NS + late_ns)
        assert hall.stand.phase == phase
        hall.comes(2)
        hall.says(2, "resume")
        assert hall.stand.phase == ("ready" if phase == "paused" else "stopped")


def test_after_those_ten_minutes_and_one_more_the_engine_leaves():
    hall = Hall()
    hall.comes(1)
    hall.starts(1)
    hall.goes(1)
    assert hall.lives_to() == RESUME_NS + LEAVE_NS - 1


def test_asked_to_end_it_is_dark_at_once_and_what_was_on_is_kept():
    hall = Hall()
    hall.comes(1)
    hall.starts(1)
    hall.stand.on_pad()
    hall.stand.cue()
    assert not hall.stand.field.dark_now()
    hall.stand.inbox.put(Quit())
    assert hall.lives_to() == 0
    assert hall.stand.field.dark_now()
    assert hall.stand.outcomes == ["stopped"]


def test_a_run_is_marked_while_it_is_on_and_a_mark_that_is_found_is_a_stop_to_be_heard(tmp_path: Path):
    mark = tmp_path / "engine.run"
    hall = Hall(mark=mark)
    hall.comes(1)
    hall.starts(1)
    hall.stand.inbox.put(Quit())
    hall.engine.run()
    assert not mark.exists()
    mark.touch()
    found = Hall(mark=mark)
    found.pass_ns(2_000 * MS)
    assert not mark.exists()
    assert found.stand.runner.board.state.said == "Stop"
    assert found.stand.field.dark_now()


def test_another_protocol_is_told_so_and_gets_no_snapshot():
    hall = Hall()
    hall.comes(1)
    [reply] = hall.says(1, "hello", protocol=PROTOCOL + 1)
    assert reply["error"] == {"type": "refused", "detail": "protocol: 2 is not spoken here; allowed: 1"}
    ok, hello, snapshot = hall.says(1, "hello", protocol=PROTOCOL)
    assert ok["ok"]
    assert hello == {"hello": HELLO}
    assert snapshot["snapshot"]["phase"] == "idle"


# --- a real process --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EngineProcess]:
    with EngineProcess(tmp_path_factory.mktemp("engine")) as running:
        assert running.line == "ready\n"
        yield running


@pytest.mark.processes
def test_a_second_engine_gets_one_sentence_and_exit_2(engine: EngineProcess):
    with EngineProcess(engine.database.parent) as second:
        assert second.ended() == 2
        assert second.line == (
            f"error: another engine (process {engine.child.pid}) already holds the field of {engine.runtime}\n"
        )
        assert second.errors.read_text() == ""
    with engine.wire() as wire:
        assert wire.hello()["pid"] == engine.child.pid


@pytest.mark.processes
def test_nonsense_gets_a_sentence_and_the_others_notice_nothing(engine: EngineProcess):
    with engine.wire() as wire, engine.wire() as other:
        other.hello()
        for junk in (
            b"\n",
            b"nonsense\n",
            b"\xff\xfe\x00\n",
            b"[1]\n",
            b"{}\n",
            b'{"id": 1, "op": "fly"}\n',
            b"null\n",
        ):
            wire.send(junk)
            assert set(wire.read()["error"]) == {"type", "detail"}
        wire.send(encode({"id": 1, "op": "start", "plan": 7, "run": None}))
        assert wire.read()["re"] == 1
        wire.hello()
        assert wire.state["phase"] == "idle"
        assert other.ask("dark") == {"re": 1 + 1, "ok": True}


def is_cut_off(wire: Wire, line: bytes, *, times: int) -> bool:
    """Sends this again and again, and reads nothing. Was the line cut before the end of that?"""
    try:
        for _ in range(times):
            wire.send(line)
    except (BrokenPipeError, ConnectionResetError):
        return True
    return False


@pytest.mark.processes
def test_a_line_without_end_is_cut_off(engine: EngineProcess):
    with engine.wire() as wire, engine.wire() as other:
        assert is_cut_off(wire, b"x" * 1024 * 1024, times=64)
        assert other.hello()["pid"] == engine.child.pid


@pytest.mark.processes
def test_a_client_that_never_reads_is_let_go_and_keeps_nobody_waiting(engine: EngineProcess):
    with engine.wire() as deaf, engine.wire() as other:
        other.hello()
        hello = encode({"id": 1, "op": "hello", "protocol": PROTOCOL})
        assert is_cut_off(deaf, hello, times=20_000)
        assert other.ask("dark")["ok"]
    assert engine.errors.read_text() == ""


@pytest.mark.processes
def test_sigterm_ends_it_at_once_with_what_was_on_kept(tmp_path: Path):
    plan = quick_plan(wait_ns=20_000 * MS)
    with EngineProcess(tmp_path) as engine:
        wire = engine.wire()
        wire.hello()
        wire.start(plan, engine.header(plan))
        wire.until(lambda s: s["phase"] == "wait")
        engine.signal(signal.SIGTERM)
        assert engine.ended() == 0
        wire.close()
        assert not engine.socket.exists()
        assert [row["outcome"] for row in engine.kept()] == ["stopped"]


@pytest.mark.processes
def test_after_an_engine_that_was_killed_in_a_run_the_next_says_stop(tmp_path: Path):
    signals = beep(stage(1, 200, way_ns=100 * MS), near="zero", far="twenty")
    plan = make_plan(drill(signals, sets=1, reps=1, roles=ROLES, format="paced", lanes=EVERYBODY), seed=1, athletes=2)
    with EngineProcess(tmp_path) as killed:
        wire = killed.wire()
        wire.hello()
        header = killed.header(plan)
        wire.start(plan, header)
        ids = [athlete.id for athlete in header.athletes]
        wire.until(lambda s: s["phase"] == "go" and min(s["test"]["runners"][i]["metres"] for i in ids) >= 60)
        wire.ask("line", athlete=ids[1], what="stopped", on=True)
        shown = [wire.state["test"]["runners"][i]["metres"] for i in ids]
        assert run_mark(killed.runtime).exists()
        killed.signal(signal.SIGKILL)
        killed.ended()
        wire.close()
    for said in ("Stop", None):
        with EngineProcess(tmp_path) as engine, engine.wire() as wire:
            wire.hello()
            assert wire.state["said"] == said
            assert not run_mark(engine.runtime).exists()
            engine.signal(signal.SIGTERM)
            engine.ended()
        rows = engine.kept()
        assert [(row["athlete_id"], row["outcome"]) for row in rows] == [(i, "stopped") for i in ids]
        assert all(row["reached_m"] >= metres >= 60 for row, metres in zip(rows, shown, strict=True))
        assert {row["notes"][-1] for row in rows} == {BROKEN_OFF}


@pytest.mark.processes
def test_the_socket_and_the_lock_of_a_killed_engine_are_in_nobodys_way(tmp_path: Path):
    with EngineProcess(tmp_path) as killed:
        killed.signal(signal.SIGKILL)
        killed.ended()
        assert killed.socket.exists()
    with EngineProcess(tmp_path) as engine:
        assert engine.line == "ready\n"
        with engine.wire() as wire:
            hello = wire.hello()
            assert hello["pid"] == engine.child.pid
            assert hello["rig"]["edges"] == "edges are simulated, as are their stamps"
            assert "garbage is collected between reps only" in hello["rig"]["real_time"]
            assert hello["rig"]["clock"].startswith("CLOCK_MONOTONIC")
        assert engine.socket.stat().st_mode & 0o777 == 0o600


def no_database(path: Path) -> None:
    """There is none."""


def no_database_of_ours(path: Path) -> None:
    path.write_bytes(b"a letter to my grandmother, and no database" * 100)


def test_it_brings_along_nothing_that_only_others_need():
    script = """
import sys
import hardware.simulated, trainer.engine.process
others = {"fastapi", "starlette", "uvicorn", "pydantic", "alembic", "typer", "rich", "jsonschema", "xlsxwriter"}
print(sorted(others & {name.split(".")[0] for name in sys.modules}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


@pytest.mark.processes
@pytest.mark.parametrize(
    ("make", "words"), [(no_database, "trainer.db"), (no_database_of_ours, "is no database of this trainer")]
)
def test_a_bad_database_is_one_sentence_and_exit_2(tmp_path: Path, make, words: str):
    make(tmp_path / "trainer.db")
    before = sorted(tmp_path.iterdir())
    with EngineProcess(tmp_path, migrate=False) as engine:
        assert engine.ended() == 2
        assert engine.line.startswith("error: ")
        assert words in engine.line
    assert sorted(p for p in tmp_path.iterdir() if p not in (engine.runtime, engine.errors)) == before


@pytest.mark.processes
def test_a_field_that_there_is_not_is_one_sentence_and_exit_2(tmp_path: Path):
    with EngineProcess(tmp_path, "--field", "moon") as engine:
        assert engine.ended() == 2
        assert 'no field "moon"' in engine.line
