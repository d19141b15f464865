"""``cue-trainer programmes``: what there is, and what comes next after what was run."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.main import main


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    with pytest.raises(SystemExit) as left:
        main(list(arguments))
    assert not left.value.code
    return capsys.readouterr().out


@pytest.mark.usefixtures("state_dir")
def test_what_was_run_today_is_done_and_the_next_is_offered(capsys: pytest.CaptureFixture[str]) -> None:
    listed = json.loads(said(capsys, "programmes", "list", "--json"))
    assert {one["name"] for one in listed} >= {"first-session", "backpedal-and-recovery"}
    before = json.loads(said(capsys, "programmes", "show", "first-session", "--json"))
    assert (before["next"], [d["done"] for d in before["drills"]]) == ("warm-up", [False] * 5)
    said(capsys, "run", "warm-up", "--speed", "max", "--json")
    after = json.loads(said(capsys, "programmes", "show", "first-session", "--json"))
    assert (after["next"], after["drills"][0]["done"]) == ("go-or-flag", True)
    assert "next: cue-trainer run go-or-flag --level 1" in said(capsys, "programmes", "show", "first-session")


def test_a_programme_nobody_has_is_one_sentence(capsys: pytest.CaptureFixture[str], state_dir: Path) -> None:
    with pytest.raises(SystemExit) as left:
        main(["programmes", "show", "nothing"])
    assert left.value.code == 2
    assert capsys.readouterr().err.startswith('cue-trainer: no programme "nothing"')
    assert not (state_dir / "trainer.db").exists()
