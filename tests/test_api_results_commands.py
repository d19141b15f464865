"""cue-trainer ranks and report: to the terminal, to a file, on paper, and what they cannot do."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from kept import double_break, store_in
from sqlalchemy import select

from api.main import main
from trainer.store.open import open_store
from trainer.store.schema import taken


@pytest.fixture
def database(state_dir: Path) -> Path:
    with store_in(state_dir) as store:
        double_break(store)
    return state_dir / "trainer.db"


def run(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main([*arguments])
    return left.value.code


def noted(database: Path) -> list[tuple[str, str]]:
    with open_store(database, migrate=False) as store, store.read() as connection:
        return [(Path(row.path).name, row.kind) for row in connection.execute(select(taken))]


def test_ranks_of_the_last_session(database: Path, capfd: pytest.CaptureFixture[str]):
    assert not run("ranks")
    out, err = capfd.readouterr()
    assert "transition, light, wait 300 ms, simulated" in out
    assert all(words in out for words in ("Anna", "0.760 s", "0.029 s"))
    assert err == ""


def test_ranks_as_json_and_none(database: Path, capfd: pytest.CaptureFixture[str]):
    assert not run("ranks", "--json", "--session", "session-1")
    [board] = json.loads(capfd.readouterr().out)
    assert (board["places"][0]["rank"], board["places"][0]["ns"]) == (1, 760_000_000)
    assert run("ranks", "--drill", "none") == 2
    assert "no drill" in capfd.readouterr().err


def test_a_report_of_a_session_names_nobody(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]):
    assert not run("report", "--session", "last", "-o", str(tmp_path / "s.html"))
    page = (tmp_path / "s.html").read_text()
    assert page.startswith("<!doctype html>")
    assert "<b>Anna</b>" not in page
    assert capfd.readouterr().err == "cue-trainer: 1 athlete without a name (--names writes all)\n"
    assert noted(database) == []


def test_a_report_of_an_athlete_has_the_name_and_is_noted(
    database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]
):
    assert not run("report", "--athlete", "anna", "--language", "de", "-o", str(tmp_path / "anna.html"))
    assert "<h1>Anna</h1>" in (tmp_path / "anna.html").read_text()
    assert capfd.readouterr().err == "cue-trainer: by name: Anna\n"
    assert noted(database) == [("anna.html", "report")]


def test_a_report_on_standard_output(database: Path, capfd: pytest.CaptureFixture[str]):
    assert not run("report", "--athlete", "Anna", "--no-names")
    out, _ = capfd.readouterr()
    assert out.startswith("<!doctype html>")
    assert "<h1>Anna</h1>" not in out


@pytest.mark.browser
@pytest.mark.skipif(not Path("/usr/bin/chromium").exists(), reason="no Chromium at /usr/bin/chromium")
def test_a_report_as_pdf(database: Path, tmp_path: Path):
    assert not run("report", "--session", "last", "--names", "--pdf", "-o", str(tmp_path / "s.pdf"))
    assert (tmp_path / "s.pdf").read_bytes().startswith(b"%PDF")
    assert [file.name for file in tmp_path.glob("s.*")] == ["s.pdf"]
    assert noted(database) == [("s.pdf", "report")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give either --session ID or --athlete NAME"),
        (["--session", "last", "--athlete", "Anna"], "give either --session ID or --athlete NAME"),
        (["--session", "last", "--pdf"], "--pdf needs a file: give one with -o"),
        (["--session", "17"], "no session 17 in the database"),
        (["--athlete", "Zoe"], "no athlete is called 'Zoe'"),
        (["--session", "last", "--language", "fr"], "'fr' is not one of 'en', 'de'"),
        (["--session", "last", "-o", "no/such/folder/x.html"], "no/such/folder/x.html cannot be written"),
    ],
)
def test_what_a_report_cannot_do(
    database: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], sentence: str
):
    assert run("report", *arguments) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert sentence in err
