"""``cue-trainer drills save, export, remove, check``: the coach's own drills from the command line."""

from pathlib import Path

import pytest
from drillfiles import TEXT

from api.main import main
from trainer.files import LIBRARY, load_drill_file


class Said:
    """Runs ``cue-trainer drills`` and returns what it said on standard output, or on standard error when it refused."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str, code: int = 0) -> str:
        with pytest.raises(SystemExit) as left:
            main(["drills", *arguments])
        out, err = self._capsys.readouterr()
        assert (left.value.code or 0) == code, err
        assert bool(err) == bool(code)
        return err if code else out


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str], state_dir: Path) -> Said:
    return Said(capsys)


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    file = tmp_path / "mine.toml"
    file.write_text(TEXT)
    return file


def test_saved_listed_exported_and_removed(said: Said, mine: Path, tmp_path: Path, state_dir: Path) -> None:
    sha = load_drill_file(str(mine)).sha
    assert said("save", str(mine)) == f"saved: mine, version {sha[:12]}\n"
    assert (state_dir / "drills" / "mine.toml").read_text() == TEXT
    assert [line.split()[0] for line in said("list").splitlines() if line.endswith("own")] == ["mine"]
    assert said("export", "mine") == TEXT
    assert said("export", "mine", "-o", str(tmp_path / "out.toml")) == ""
    assert (tmp_path / "out.toml").read_text() == TEXT
    assert said("save", str(tmp_path / "out.toml"), "--name", "twin").startswith("saved: twin")
    assert said("remove", "mine") == "removed: mine\n"
    assert said("remove", "mine", code=2).startswith('cue-trainer: no drill "mine"; drills: ')


def test_replaced_only_when_that_is_said(said: Said, mine: Path) -> None:
    said("save", str(mine))
    mine.write_text(TEXT.replace("Left or right", "Other sides"))
    assert "there is a drill mine of your own already, version " in said("save", str(mine), code=2)
    assert said("save", str(mine), "--replace").startswith("saved: mine")
    assert 'title = "Other sides"' in said("export", "mine")


def test_the_library_is_nobodys_own(said: Said, mine: Path) -> None:
    for more in ((), ("--replace",)):
        refused = said("save", str(mine), "--name", "wall-tap", *more, code=2)
        assert refused.startswith("cue-trainer: wall-tap is one of the library's")
    assert said("remove", "wall-tap", code=2).startswith("cue-trainer: wall-tap is one of the library's")
    assert said("export", "wall-tap") == (LIBRARY / "wall-tap.toml").read_text()


def test_a_check_says_what_to_mind_and_how_it_fares_on_a_field(said: Said, mine: Path) -> None:
    behind = TEXT.replace('right = { needs = ["gate", "beam"] }', 'right = { needs = ["gate", "beam"], at = [4, -4] }')
    mine.write_text(behind)
    told = said("check", str(mine), "--field", "wall-lane").splitlines()
    assert told[0] == "mine.toml: all right, 5 steps, levels 1 to 2"
    assert told[1].startswith("mind: the lamp of right is 126 degrees off the way faced")
    assert told[2].startswith("mine: cannot be played: no station 'left' on this field")
    assert said("save", str(mine)).splitlines()[1] == told[1]


def test_what_is_no_drill_is_not_kept(said: Said, mine: Path, state_dir: Path) -> None:
    mine.write_bytes(b"\xff")
    assert said("save", str(mine), code=2) == "cue-trainer: mine.toml: not UTF-8 text: byte 1 does not belong there\n"
    assert said("save", "none.toml", code=2) == "cue-trainer: none.toml: no such file\n"
    assert not list((state_dir / "drills").glob("*"))
