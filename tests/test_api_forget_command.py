"""`cue-trainer forget`: says what goes, asks, deletes, names the copies; and what cannot be is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.main import main
from trainer.facts import Person
from trainer.store.open import open_store
from trainer.store.roster import people
from trainer.store.write import add_athlete


def cue(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str], state_dir: Path) -> Path:
    names = ("--athlete", "Zora", "--athlete", "Yuri")
    assert cue(capsys, "run", "line-shuffle", "--seed", "1", "--speed", "max", "--json", *names)[0] == 0
    return state_dir


def names(home: Path) -> list[str]:
    with open_store(home / "trainer.db", migrate=False) as store:
        return [p.name for p in people(store)]


def files_with(home: Path, word: bytes) -> set[str]:
    return {file.name for file in home.rglob("*") if file.is_file() and word in file.read_bytes()}


def test_forget_and_purge(capsys: pytest.CaptureFixture[str], ran: Path):
    assert cue(capsys, "backup")[0] == 0
    (copy,) = (ran / "backups").iterdir()
    export = ran / "mine.csv"
    assert cue(capsys, "export", "--names", "-o", str(export))[0] == 0
    code, out, err = cue(capsys, "forget", "zora", "--yes")
    assert (code, err) == (0, "")
    assert "Zora: 1 session(s), " in out
    assert "deleted: Zora" in out
    assert f"still in {copy}" in out
    assert f"still in {export}" in out
    assert names(ran) == ["Yuri"]
    code, out, err = cue(capsys, "forget", "--purge", "--yes")
    assert (code, err) == (0, "")
    assert f"cleaned: {copy}" in out
    assert f"deleted: {export}" in out
    assert files_with(ran, b"Zora") == set()
    assert files_with(ran, b"Yuri") == {copy.name, "trainer.db"}
    assert "no copy that this trainer knows of" in cue(capsys, "forget", "--purge", "--yes")[1]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say who is to be forgotten"),
        (("Nobody", "--yes"), "no athlete is called 'Nobody'"),
        (("Zora", "Nobody", "--yes"), "no athlete is called 'Nobody'"),
        (("Zora",), "nobody is there to be asked: add --yes"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], ran: Path, arguments: tuple[str, ...], words: str
):
    code, _, err = cue(capsys, "forget", *arguments)
    assert code == 2
    assert words in err
    assert err.count("\n") == 1
    assert names(ran) == ["Yuri", "Zora"]


def test_due_takes_those_with_no_session_for_a_year(capsys: pytest.CaptureFixture[str], ran: Path):
    with open_store(ran / "trainer.db", migrate=False) as store:
        add_athlete(store, Person("x", "Xenia", since_wall_s=0.0))
    assert "deleted: Xenia" in cue(capsys, "forget", "--due", "--yes")[1]
    assert names(ran) == ["Yuri", "Zora"]
    (ran / "settings.toml").write_text("keep_names_months = 0\n")
    with open_store(ran / "trainer.db", migrate=False) as store:
        add_athlete(store, Person("w", "Wim", since_wall_s=0.0))
    cue(capsys, "forget", "--due", "--yes")
    assert names(ran) == ["Wim", "Yuri", "Zora"]
