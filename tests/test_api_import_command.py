"""cue-trainer import: what it says, and when it refuses."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from outings import outing

from api.main import main
from trainer.engine.place import claim
from trainer.settings import find_places
from trainer.store.open import open_store
from trainer.store.results import rows

SAID = "1 session, 1 run, 6 attempts"


@pytest.fixture
def exported(state_dir: Path, tmp_path: Path) -> Path:
    """An outing, exported from another database than the usual one."""
    database, file = tmp_path / "other.db", tmp_path / "monday.jsonl"
    with open_store(database, migrate=True) as store:
        outing(store, "wall-tap")
    run("export", "--format", "jsonl", "--database", str(database), "-o", str(file))
    return file


def run(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    return left.value.code


def test_into_a_new_database_and_again(state_dir: Path, exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    assert not run("import", str(exported))
    assert capfd.readouterr() == (f"new: 2 athletes, {SAID}\n", "")
    assert not run("import", str(exported))
    assert capfd.readouterr() == (f"new: nothing; here already: 2 athletes, {SAID}\n", "")
    with open_store(state_dir / "trainer.db", migrate=False) as store:
        assert len(list(rows(store))) == 6


def test_a_bad_line_and_then_the_good_ones(state_dir: Path, exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    capfd.readouterr()
    lines = exported.read_text().splitlines()
    number = next(n for n, line in enumerate(lines) if json.loads(line)["kind"] == "attempt")
    lines[number] = lines[number].replace('"go":true', '"go":"yes"')
    exported.write_text("\n".join(lines))
    sentence = f"{exported} line {number + 1}: attempt.go: expected true or false"
    assert run("import", str(exported)) == 2
    assert capfd.readouterr() == ("", f"cue-trainer: {sentence}\n")
    with open_store(state_dir / "trainer.db", migrate=False) as store:
        assert list(rows(store)) == []
    assert not run("import", "--skip-bad", str(exported))
    assert capfd.readouterr() == ("new: 2 athletes, 1 session, 1 run, 5 attempts\n", f"left out:\n{sentence}\n")


def test_not_while_a_trainer_runs(exported: Path, capfd: pytest.CaptureFixture[str]) -> None:
    with claim(find_places(os.environ).runtime):
        assert run("import", str(exported)) == 2
    assert "already holds the field" in capfd.readouterr().err


def test_a_file_that_is_none(state_dir: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert run("import", str(tmp_path)) == 2
    assert capfd.readouterr().err == f"cue-trainer: {tmp_path} cannot be read: Is a directory\n"
