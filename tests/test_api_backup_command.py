"""`cue-trainer backup` and `restore`, and what a start says of a damaged database, as a coach meets them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from units import Unit

from api.main import main
from trainer.store.open import open_store
from trainer.store.read import athletes, sessions

PAGE = 4096


def cue(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def run(capsys: pytest.CaptureFixture[str], seed: int) -> str:
    code, _, err = cue(capsys, "run", "line-shuffle", "--seed", str(seed), "--speed", "max", "--json")
    assert code == 0
    return err


def test_backup_and_restore(capsys: pytest.CaptureFixture[str], state_dir: Path):
    assert run(capsys, 1) == ""
    code, out, err = cue(capsys, "backup")
    assert (code, err) == (0, "")
    (made,) = (state_dir / "backups").iterdir()
    assert str(made) in out
    code, out, err = cue(capsys, "restore", str(made))
    assert (code, err) == (0, "")
    assert out.startswith(f"{made} is restored to {state_dir}/trainer.db: 1 session\n")
    assert "the database that was there is now" in out
    (before,) = state_dir.glob("trainer.db.replaced-*")
    assert str(before) in out


def test_what_cannot_be_is_one_sentence(capsys: pytest.CaptureFixture[str], state_dir: Path):
    code, out, err = cue(capsys, "backup")
    assert (code, out) == (2, "")
    assert err == f"cue-trainer: there is no database {state_dir}/trainer.db: nothing has been run yet\n"
    code, out, err = cue(capsys, "restore", "/proc/version")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert "is no database of this trainer" in err
    assert list(state_dir.iterdir()) == []


def test_a_run_begins_anew_when_the_database_is_damaged_and_says_so(
    capsys: pytest.CaptureFixture[str], state_dir: Path
):
    run(capsys, 1)
    path = state_dir / "trainer.db"
    path.write_bytes(path.read_bytes()[:-PAGE] + bytes(PAGE))
    assert "trainer.db was damaged and a new one begun" in run(capsys, 2)
    with open_store(path, migrate=False) as store:
        assert len(sessions(store)) == 1


def _is_put_back_while_it_serves(unit: Unit) -> None:
    """A backup taken and put back over HTTP: a new engine writes to the database as it is then, the old one is kept."""
    before = unit.engine_pid
    copy = unit.http.get("/api/v1/backup").content
    unit.post("/athletes", name="Late")
    done = unit.http.post("/api/v1/restore", content=copy, headers={"content-type": "application/vnd.sqlite3"}).json()
    with open_store(unit.state / done["replaced"], migrate=False) as kept:
        assert [athlete.name for athlete in athletes(kept)] == ["Late"]
    assert unit.get("/athletes")["athletes"] == []
    run = unit.start_quick(1)
    assert unit.engine_pid != before
    unit.post("/run/stop")
    assert [one["id"] for one in unit.get("/sessions")["sessions"][0]["runs"]] == [run]


@pytest.mark.processes
def test_a_panel_says_on_its_page_that_a_new_database_was_begun(state_dir: Path):
    with Unit(state_dir / "unit") as unit:
        (unit.state / "trainer.db").write_bytes(b"\xa5" * 5 * PAGE)
        unit.serve()
        with unit.http.stream("GET", "/api/v1/live") as stream:
            state = json.loads(next(line for line in stream.iter_lines() if line.startswith("data:"))[5:])
        assert "trainer.db was damaged and a new one begun" in state["notes"][0]
        assert unit.cli("backup", str(state_dir / "copy.db")).returncode == 0
        refused = unit.cli("restore", str(state_dir / "copy.db"))
        assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)
        assert "is in use by process" in refused.stderr
        _is_put_back_while_it_serves(unit)
    (kept,) = unit.state.glob("trainer.db.damaged-*")
    assert kept.read_bytes() == b"\xa5" * 5 * PAGE
