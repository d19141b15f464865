"""`cue-trainer calibrate`: learnt, entered, shown, forgotten, and used by the next run."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from api.main import main
from trainer.engine.place import claim
from trainer.store.open import open_store
from trainer.store.read import last_run
from trainer.store.results import read_attempts

FIELD = """
[field]
title = "Two horns"
simulated = true
[station.one]
at = [0, 0]
speaker = { device = "usb" }
pad = {}
[station.two]
at = [1, 0]
speaker = {}
gate = {}
"""


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["calibrate", *words])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def shown(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, Any]]:
    code, out, _ = run(capsys, "--show", "--json", *words)
    assert code == 0
    found: list[dict[str, Any]] = json.loads(out)
    return found


@pytest.fixture
def horns(tmp_path: Path) -> str:
    path = tmp_path / "horns.toml"
    path.write_text(FIELD)
    return str(path)


@pytest.mark.usefixtures("state_dir")
def test_the_simulated_field_learns_its_only_loudspeaker(capsys):
    code, out, err = run(capsys)
    assert (code, err) == (0, "")
    assert "simulated loop-back, 40 times" in out
    [found] = shown(capsys)
    assert (found["field"], found["station"], found["n"], found["driver"]) == (
        "simulated",
        "call-right",
        40,
        "simulated",
    )
    assert 0 < found["mean_sd_ns"] < found["each_sd_ns"] < 1e6
    assert found["wall_s"] > 1.6e9
    assert found["software"].startswith("cue-trainer ")


def test_the_next_run_uses_it_and_keeps_it(capsys, state_dir: Path):
    run(capsys, "--count", "20")
    [found] = shown(capsys)
    with pytest.raises(SystemExit) as left:
        main(
            ["run", "go-or-flag", "--level", "2", "--seed", "3", "--set", "reps=6", "--set", "sets=1", "--speed", "max"]
        )
    assert not left.value.code
    with open_store(state_dir / "trainer.db", migrate=False) as store:
        info = last_run(store)
        sounds = [o for record, _ in read_attempts(store) for o in record.onsets if o.kind == "sound"]
    assert info is not None
    assert [c.latency_ns for c in info.header.standing.calibration] == [found["latency_ns"]]
    assert sounds
    for onset in sounds:
        names = [part.name for part in onset.doubt if part.per == "session"]
        assert "sound path of call-right" in names


@pytest.mark.usefixtures("state_dir")
def test_by_hand_in_place_of_what_was_learnt(capsys, horns: str):
    run(capsys, "--field", horns, "--station", "one")
    code, out, _ = run(capsys, "--field", horns, "--station", "one", "--latency", "12 ms", "--doubt", "2 ms")
    assert (code, out.split(";")[:3]) == (0, ["one (usb): 12.000 ms", " within 2 ms", " by hand"])
    [found] = shown(capsys, "--field", horns)
    assert (found["latency_ns"], found["within_ns"], found["method"]) == (12_000_000, 2e6, "by hand")
    assert shown(capsys) == []


@pytest.mark.usefixtures("state_dir")
def test_a_jumper(capsys, horns: str):
    code, out, _ = run(capsys, "--field", horns, "--jumper", "two = one", "--count", "10", "--json")
    [found] = json.loads(out)
    assert (code, found["station"], found["device"], found["method"]) == (0, "two", "jumper to one", "jumper")
    assert 0 < found["latency_ns"] < 200_000


@pytest.mark.usefixtures("state_dir")
def test_forgotten(capsys, horns: str):
    run(capsys, "--field", horns, "--station", "one")
    run(capsys, "--field", horns, "--station", "two")
    assert run(capsys, "--field", horns, "--forget", "one")[:2] == (0, "one: forgotten\n")
    assert [c["station"] for c in shown(capsys, "--field", horns)] == ["two"]
    assert run(capsys, "--show")[1] == "nothing calibrated on this field\n"


BAD = [
    (["--station", "deep"], "station 'deep' of field simulated has no loudspeaker; stations with one: call-right"),
    (["--latency", "soon"], '--latency: "soon" is not a duration'),
    (["--latency", "3 s"], "--latency: 3 s is above 2 s"),
    (["--latency", "3 ms", "--doubt", "-1 ms"], '--doubt: "-1 ms" is not a duration'),
    (["--jumper", "left"], "--jumper 'left': write the lamp's station, =, the trigger's: left=start"),
    (["--jumper", "start=left"], "station 'start' of field simulated has no lamp"),
    (["--jumper", "left=call-left"], "station 'call-left' of field simulated has no pad or beam"),
    (["--show", "--forget", "left"], "--show and --forget: one at a time"),
    (["--forget", "left"], "station 'left' of field simulated has no calibration; calibrated are: nothing"),
    (["--count", "3"], "'--count': Input should be greater than or equal to 10"),
    (["--field", "nowhere"], "no field"),
]


@pytest.mark.parametrize(("words", "sentence"), BAD)
def test_bad_input_is_one_sentence(capsys, state_dir: Path, words: list[str], sentence: str):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert sentence in err
    assert len(err.splitlines()) == 1
    assert not (state_dir / "calibration.json").exists()


@pytest.mark.usefixtures("state_dir")
def test_of_two_loudspeakers_it_is_to_be_said_which(capsys, horns: str):
    assert run(capsys, "--field", horns)[2] == "cue-trainer: say which loudspeaker; stations with one: one, two\n"


def test_not_while_an_engine_holds_the_field(capsys, state_dir: Path):
    with claim(Path(os.environ["RUNTIME_DIRECTORY"])):
        code, _, err = run(capsys)
    assert (code, err.startswith("cue-trainer: another engine")) == (2, True)
    assert not (state_dir / "calibration.json").exists()


def test_a_broken_book_stops_a_run_before_anything_is_stored(capsys, state_dir: Path):
    (state_dir / "calibration.json").write_text('{"version": 1, "calibrations": [], "more": 1}')
    with pytest.raises(SystemExit) as left:
        main(["run", "go-or-flag", "--speed", "max"])
    assert left.value.code == 2
    assert "calibration.json: " in capsys.readouterr().err
    assert not (state_dir / "trainer.db").exists()
