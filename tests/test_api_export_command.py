"""cue-trainer export: to the terminal, to a file, to a reader that leaves, and what it cannot do."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from records import ANNA, open_run, record, run, session

from api.main import main
from trainer.store.copies import copies_of_gone
from trainer.store.forget import forget
from trainer.store.open import open_store
from trainer.store.write import add_session, write_attempt


@pytest.fixture
def database(state_dir: Path) -> Path:
    """Two sessions of two attempts each in the usual place."""
    path = state_dir / "trainer.db"
    with open_store(path, migrate=True) as store:
        add_session(store, session("session-2", opened_wall_s=1_800_000_000.0))
        for id_, of in (("run-1", "session-1"), ("run-2", "session-2")):
            open_run(store, run(id_, session=of))
            write_attempt(store, record(1, run=id_), record(2, run=id_))
    return path


def export(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main(["export", *arguments])
    return left.value.code


def test_everything_as_csv_unless_told_otherwise(database: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert not export()
    out, err = capfdbinary.readouterr()
    found = list(csv.DictReader(io.StringIO(out.decode(), newline="")))
    assert [(row["run"], row["seq"]) for row in found] == [
        ("run-1", "1"),
        ("run-1", "2"),
        ("run-2", "1"),
        ("run-2", "2"),
    ]
    assert out.count(b"\r\n") == 5
    assert {row["athlete"] for row in found} == {"athlete-"}
    assert err == b"cue-trainer: 1 athlete without a name (--names writes all)\n"


def test_one_session_as_json_lines(database: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not export("--format", "jsonl", "--session", "session-2")
    lines = [json.loads(line) for line in capfd.readouterr().out.splitlines()]
    assert [line["id"] for line in lines if line["kind"] in ("session", "run")] == ["session-2", "run-2"]
    assert [line["name"] for line in lines if line["kind"] == "athlete"] == [None]


def test_a_file(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert not export("-o", str(tmp_path / "results.csv"), "--session", "session-1", "--names")
    assert [file.name for file in tmp_path.iterdir()] == ["results.csv"]
    assert (tmp_path / "results.csv").read_bytes().count(b"\r\n") == 3
    assert capfd.readouterr() == ("", "cue-trainer: by name: Anna\n")


def test_another_database(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    open_store(tmp_path / "other.db", migrate=True).close()
    assert not export("--format", "jsonl", "--database", str(tmp_path / "other.db"))
    assert [json.loads(line)["kind"] for line in capfd.readouterr().out.splitlines()] == ["export", "end"]


def refused(capfd: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one sentence on standard error; nothing on standard output."""
    assert export(*arguments) == 2
    out, err = capfd.readouterr()
    assert out == ""
    assert err.count("\n") == 1
    return err


def test_an_unknown_session_makes_no_file(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = refused(capfd, "--session", "17", "-o", str(tmp_path / "results.csv"))
    assert said == "cue-trainer: no session 17 in the database\n"
    assert list(tmp_path.iterdir()) == []


def test_no_database_yet(state_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = refused(capfd)
    assert said == f"cue-trainer: there is no database {state_dir / 'trainer.db'}: nothing has been run yet\n"
    assert list(state_dir.iterdir()) == []


def test_noise_for_a_database(state_dir: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (state_dir / "trainer.db").write_bytes(b"\x00noise" * 1000)
    assert "is no database of this trainer and was left as it was" in refused(capfd)


def test_a_file_that_cannot_be_written(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = refused(capfd, "-o", str(tmp_path / "none" / "x.csv"))
    assert said == f"cue-trainer: {tmp_path}/none/x.csv cannot be written: No such file or directory\n"


def test_an_unknown_format(database: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert "'xml' is not one of 'csv', 'jsonl', 'xlsx', 'parquet', 'bids'" in refused(capfd, "--format", "xml")


def command() -> list[str]:
    return [sys.executable, "-c", "from api.main import main; main()", "export"]


def test_a_reader_that_leaves_hears_nothing(database: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(command(), stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_full_disk_behind_standard_output(database: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(command(), stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr == "cue-trainer: standard output cannot be written: No space left on device\n"


def test_filters_and_the_other_files(database: Path, capfd: pytest.CaptureFixture[str]) -> None:
    for options, lines in (
        (["--athlete", "ANNA", "--what", "splits"], 5),
        (["--athlete", "Ben"], 1),
        (["--what", "edges", "--session", "last"], 5),
        (["--until", "2023-11-13"], 1),
        (["--since", "2023-11-13", "--drill", "left-right", "--excel"], 5),
    ):
        assert not export(*options)
        assert len(capfd.readouterr().out.splitlines()) == lines, options


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (["--athlete", "Cy"], "no athlete is called 'Cy'"),
        (["--drill", "lift"], "no drill lift in the database"),
        (["--since", "May"], "since: 'May' is no day: write 2026-03-01, or 2026-03-01T09:30 for an instant"),
        (["--format", "jsonl", "--excel"], "excel: for csv only, not for jsonl"),
        (["--format", "xlsx"], "xlsx is no text for standard output: name a file or folder with -o"),
        (["--format", "jsonl", "--what", "edges"], "edges: a file of their own in csv and parquet only"),
    ],
)
def test_what_makes_no_sense_is_one_sentence(
    database: Path, capfd: pytest.CaptureFixture[str], options: list[str], sentence: str
) -> None:
    assert refused(capfd, *options) == f"cue-trainer: {sentence}\n"


def test_only_a_file_that_names_somebody_is_remembered(database: Path, tmp_path: Path) -> None:
    assert not export("-o", str(tmp_path / "nobody.csv"))
    assert not export("-o", str(tmp_path / "anna.csv"), "--names")
    with open_store(database, migrate=False) as store:
        forget(store, {ANNA.id: 0.0})
        assert copies_of_gone(store, tmp_path / "backups") == [tmp_path / "anna.csv"]


@pytest.mark.parametrize(("form", "begins"), [("xlsx", b"PK"), ("parquet", b"PAR1")])
def test_files_of_other_programs(database: Path, tmp_path: Path, form: str, begins: bytes) -> None:
    assert not export("--format", form, "-o", str(tmp_path / "results"), "--session", "last")
    assert (tmp_path / "results").read_bytes().startswith(begins)
    assert [file.name for file in tmp_path.iterdir()] == ["results"]


def test_a_bids_dataset_is_a_new_folder(database: Path, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    folder = tmp_path / "dataset"
    assert not export("--format", "bids", "-o", str(folder), "--names")
    assert (folder / "dataset_description.json").exists()
    assert len(list(folder.rglob("*_events.tsv"))) == 2
    assert capfd.readouterr() == ("", "")
    assert refused(capfd, "--format", "bids", "-o", str(folder)).endswith("give the name of a new folder\n")
