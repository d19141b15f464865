"""``cue-trainer bench`` on a small scale: what it prints, draws and writes, and one sentence for what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.commands.bench import figure
from api.main import main
from trainer.bench.benches import BENCHES

AT_LEAST = {"engine", "asyncio_in_web", "thread_timer_in_web", "cyclictest"}
FIGURES = ["p50_us", "p99_us", "p999_us", "max_us", "n"]


def bench(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main(["bench", *arguments])
    return left.value.code


@pytest.mark.processes
def test_waits_as_json_idle_and_loaded(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """The peers are not installed here, so theirs are null; cyclictest's are where it is not."""
    assert not bench("wait", "--json", "--seconds", "2", "--plots", str(tmp_path / "plots"))
    doc = json.loads(capsys.readouterr().out)
    assert list(doc) == ["idle", "loaded"]
    for methods in doc.values():
        assert set(methods) >= AT_LEAST
        for name in ("engine", "asyncio_in_web", "thread_timer_in_web"):
            assert list(methods[name]) == FIGURES
            assert methods[name]["n"] > 0
        assert methods["psychopy_core_wait"] is methods["expyriment_clock"] is methods["uvloop"] is None
    drawn = sorted((tmp_path / "plots").iterdir())
    assert [file.name for file in drawn] == ["wait-idle.svg", "wait-loaded.svg"]
    assert all("lateness (µs)" in file.read_text() for file in drawn)


@pytest.mark.processes
def test_a_verdict_is_timed_from_decidable_to_the_phone(capsys: pytest.CaptureFixture[str]):
    assert not bench("verdict", "--json", "--scale", "0.05")
    doc = json.loads(capsys.readouterr().out)
    assert doc == {} or (doc["n"] > 0 and 0 < doc["p50_ms"] <= doc["p95_ms"])


@pytest.mark.processes
def test_several_benches_say_machine_rows_and_notes(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    assert not bench("start", "edges", "export", "--scale", "0.01", "-o", str(tmp_path / "bench.json"))
    doc = json.loads((tmp_path / "bench.json").read_text())
    assert {"model", "cores", "kernel", "python", "load"} == set(doc["machine"])
    assert list(doc["benches"]) == ["start", "edges", "export"]
    assert [row["unit"] for row in doc["benches"]["start"]["rows"]] == ["s", "s", "MB"]
    printed = capsys.readouterr().out
    for words in ("serve to first page", "csv.writer", doc["machine"]["model"], "edges: no GPIO"):
        assert words in printed


def test_the_engine_in_virtual_time(capsys: pytest.CaptureFixture[str]):
    assert not bench("virtual", "--json", "--scale", "0.001")
    runs = json.loads(capsys.readouterr().out)["runs"]
    assert [run["reps"] for run in runs] == [200, 200]


def test_an_unknown_bench_is_named_with_those_there_are(capsys: pytest.CaptureFixture[str]):
    assert bench("sleep") == 2
    said = capsys.readouterr().err
    assert "no bench 'sleep'" in said
    for name in BENCHES:
        assert name in said


def test_peers_that_are_not_there_are_refused_before_anything_runs(capsys: pytest.CaptureFixture[str]):
    assert bench("wait", "--peers", "nowhere/python") == 2
    assert "--peers nowhere/python: no such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("value", "said"), [(None, "–"), (0.1234, "0.123"), (12.34, "12.3"), (1234.5, "1234"), (2e6, "2000000")]
)
def test_figures_are_short(value: float | None, said: str):
    assert figure(value) == said
