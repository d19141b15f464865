"""`cue-trainer selftest`: what it prints, keeps and leaves with."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from api.main import main
from sequences.codec import to_doc
from trainer.engine.place import claim
from trainer.store.open import open_store
from trainer.store.read import last_run


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(["selftest", *words])
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


@pytest.mark.processes
def test_on_the_simulated_field_under_the_load_of_a_panel(capsys, state_dir: Path):
    code, out, _ = run(capsys)
    waits, lamp, loudspeaker, last = out.splitlines()
    assert waits.startswith("waits: median ")
    assert lamp.startswith("lamp to trigger: median 0.0")
    assert "60 times: passed, and within the aim of 1 ms" in lamp
    assert loudspeaker == "loudspeaker: not tried, call-right is not calibrated: cue-trainer calibrate"
    kept = json.loads((state_dir / "selftest" / "simulated.json").read_text())
    passed = all(part["passed"] for part in kept["parts"] if part["n"])  # a shared machine may be too busy to pass
    assert (code, last.startswith("passed; ")) == ((0, True) if passed else (1, False))
    assert (state_dir / "selftest" / "simulated-waits.svg").exists()


@pytest.mark.processes
def test_the_next_run_keeps_what_it_found(capsys, state_dir: Path):
    _, out, _ = run(capsys, "--idle", "--json")
    printed = json.loads(out)
    assert [part["name"] for part in printed["parts"]] == ["waits", "lamp to trigger", "loudspeaker"]
    with pytest.raises(SystemExit):
        main(["run", "backpedal-break", "--level", "1", "--set", "reps=1", "--set", "sets=1", "--speed", "max"])
    with open_store(state_dir / "trainer.db", migrate=False) as store:
        info = last_run(store)
    assert info is not None
    assert info.header.standing.selftest is not None
    assert info.header.standing.rig is not None
    assert info.header.standing.rig.clock == "virtual time, in steps of 1 ns"
    assert [(s.station, s.driver) for s in info.header.standing.rig.loudspeakers] == [("call-right", "simulated")]
    assert to_doc(info.header.standing.selftest) == printed


BAD = [
    (["--jumper", "left"], "--jumper 'left': write the lamp's station"),
    (["--jumper", "start=left", "--idle"], "station 'start' of field simulated has no lamp"),
    (["--station", "deep"], "station 'deep' of field simulated has no loudspeaker"),
    (["--field", "nowhere"], "no field"),
]


@pytest.mark.parametrize(("words", "sentence"), BAD)
def test_bad_input_is_one_sentence(capsys, state_dir: Path, words: list[str], sentence: str):
    code, out, err = run(capsys, *words)
    assert (code, out) == (2, "")
    assert sentence in err.splitlines()[-1]
    assert not (state_dir / "selftest").exists()


@pytest.mark.usefixtures("state_dir")
def test_not_while_an_engine_holds_the_field(capsys):
    with claim(Path(os.environ["RUNTIME_DIRECTORY"])):
        code, _, err = run(capsys, "--idle")
    assert (code, err.startswith("cue-trainer: another engine")) == (2, True)
