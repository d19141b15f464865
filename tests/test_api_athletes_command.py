"""cue-trainer athletes: the list, one more, many more."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from api.main import main
from trainer.facts import Person
from trainer.store.open import open_store
from trainer.store.roster import people
from trainer.store.sync.edits import Edit, put_edits
from trainer.store.sync.fields import HOME
from trainer.store.write import add_athlete


def athletes(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main(["athletes", *arguments])
    return left.value.code


@pytest.fixture
def roster(state_dir: Path, tmp_path: Path) -> Path:
    file = tmp_path / "squad.csv"
    file.write_text("Name;Alter;Born\nAnna;12,5;x\nBen;13;x\nben;14;x\n")
    return file


def test_a_preview_keeps_nothing(roster: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not athletes("import", str(roster), "--preview")
    out, err = capfd.readouterr()
    assert out.splitlines() == [
        "UTF-8, semicolons; + new, = here already, ! bad",
        "+    2 Anna · 12-13",
        "+    3 Ben · 12-13",
        "!    4 ben is in line 3 already: add a letter or a number",
    ]
    assert err == "not kept: Born\n"
    assert not athletes("list")
    assert capfd.readouterr().out == ""


def test_a_bad_line_keeps_everybody_out_unless_it_is_skipped(roster: Path, capfd: pytest.CaptureFixture[str]) -> None:
    sentence = "line 4: ben is in line 3 already: add a letter or a number"
    assert athletes("import", str(roster)) == 2
    assert capfd.readouterr() == ("", f"cue-trainer: {sentence}\n")
    assert not athletes("import", str(roster), "--skip-bad")
    assert capfd.readouterr() == ("2 added, 0 here already\n", f"left out: {sentence}\nnot kept: Born\n")
    assert not athletes("list", "--json")
    assert [(doc["name"], doc["band"]) for doc in json.loads(capfd.readouterr().out)] == [
        ("Anna", "12-13"),
        ("Ben", "12-13"),
    ]


def test_one_more(state_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not athletes("add", "Zoë", "--age", "9")
    assert not athletes("add", "7")
    assert not athletes("list")
    assert capfd.readouterr().out == "7\nZoë (8-9)\n"
    for arguments, sentence in (
        (("zoë",), "the name zoë is taken: add a letter or a number"),
        (("x" * 41,), "has more than 40 characters, or some that cannot be shown"),
        (("Cy", "--age", "old"), "'old' is no age in years"),
    ):
        assert athletes("add", *arguments) == 2
        assert sentence in capfd.readouterr().err


def test_pasted_text(state_dir: Path) -> None:
    command = [sys.executable, "-c", "from api.main import main; main()", "athletes", "import", "-"]
    done = subprocess.run(command, input=b"Ann, Ben, Cy\n", capture_output=True, check=True)
    assert done.stdout == b"3 added, 0 here already\n"


def test_no_file(state_dir: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert athletes("import", str(tmp_path)) == 2
    assert capfd.readouterr().err == f"cue-trainer: {tmp_path} cannot be read: Is a directory\n"


def test_two_who_are_one(state_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for name in ("Anna", "Annchen", "Ben"):
        assert not athletes("add", name)
    with open_store(state_dir / "trainer.db", migrate=False) as store:
        add_athlete(store, Person("another-anna", "Anna"))
        with store.write() as connection:
            put_edits(connection, "athlete", {("another-anna", HOME): (Edit("another unit", 1, None, {}),)})
        own = next(p.id for p in people(store) if p.name == "Anna" and p.id != "another-anna")
    assert not athletes("list")
    out, err = capfd.readouterr()
    assert out == "Anna\nAnna\nAnnchen\nBen\n"
    first, second = err.split()[-2:]
    assert err == f"Anna twice, from two units; if that is one child: merge {first} {second}\n"
    assert {first, second} == {own, "another-anna"}
    assert athletes("merge", "anna", "Ben") == 2
    assert "2 athletes are called 'anna': say the id" in capfd.readouterr().err
    assert not athletes("merge", own, "another-anna")
    assert not athletes("merge", "Annchen", "Ben")
    assert athletes("merge", "Ben", "Annchen") == 2
    assert capfd.readouterr() == (
        "Anna counts as Anna\nBen counts as Annchen\n", "cue-trainer: these two are one already\n"
    )  # fmt: skip
    assert not athletes("list")
    assert capfd.readouterr() == ("Anna\nAnnchen\n", "")
    assert not athletes("merge", "Annchen", "Ben", "--two")
    assert capfd.readouterr().out == "Annchen and Ben are two\n"
    with pytest.raises(SystemExit):
        main(["forget", "Anna", "--yes"])
    assert "deleted: Anna, Anna\n" in capfd.readouterr().out
    assert not athletes("list")
    assert capfd.readouterr().out == "Annchen\nBen\n"
