"""`cue-trainer sync` with a real PostgreSQL, as a coach meets it."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from records import ANNA, open_run, record

from api.main import main
from trainer.facts import Person
from trainer.store.forget import forget
from trainer.store.open import open_store
from trainer.store.results import read_attempts
from trainer.store.roster import change_person
from trainer.store.write import Correction, add_athlete, add_correction, write_attempt

ANN = Person("athlete-ann", "Ann", "10-11", agreed_wall_s=1.0, agreed_by="mother")

pytestmark = pytest.mark.xdist_group("postgres")


def cue(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as end:
        main([*arguments])
    out, err = capsys.readouterr()
    return int(end.value.code or 0), out, err


def fill(state_dir: Path, *seqs: int) -> None:
    with open_store(state_dir / "trainer.db", migrate=True) as unit:
        open_run(unit)
        write_attempt(unit, *(record(seq) for seq in seqs))


def test_what_is_new_goes_to_the_club(capsys: pytest.CaptureFixture[str], state_dir: Path, club_url: str) -> None:
    fill(state_dir, 1, 2)
    assert cue(capsys, "sync", club_url) == (
        0, f"2 athlete(s), 1 session(s), 1 run(s), 2 attempt(s) to {club_url}\n", ""
    )  # fmt: skip
    (state_dir / "settings.toml").write_text(f'club = "{club_url}"\n')
    fill(state_dir, 3)
    assert cue(capsys, "sync") == (0, f"1 attempt(s) to {club_url}\n", "")
    assert cue(capsys, "sync") == (0, f"nothing new here or at {club_url}\n", "")
    with open_store(club_url, migrate=False) as club:
        add_correction(club, Correction("run-1", 1, "void", "void", "coach", 1.0))
    assert cue(capsys, "sync") == (0, f"1 addition(s) from {club_url}\n", "")
    with open_store(state_dir / "trainer.db", migrate=False) as unit:
        forget(unit, {ANNA.id: 1.0})
    assert cue(capsys, "sync") == (0, f"1 deletion(s) to {club_url}\n", "")
    with open_store(club_url, migrate=False) as club, open_store(state_dir / "trainer.db", migrate=False) as unit:
        told = [
            [(r.seq, r.edges, r.onsets, r.verdict, c.void) for r, c in read_attempts(store)] for store in (club, unit)
        ]
    assert told[0] == told[1]


def test_athletes_come_back_and_what_two_changed_is_said(
    capsys: pytest.CaptureFixture[str], state_dir: Path, club_url: str
) -> None:
    path, other = state_dir / "trainer.db", state_dir / "other.db"
    for database, band in ((path, "8-9"), (other, "12-13")):
        with open_store(database, migrate=True) as unit:
            if database == path:
                add_athlete(unit, ANN)
        code, out, _ = cue(capsys, "sync", club_url, "--database", str(database))
        assert (code, out) == (0, f"1 athlete(s) {'to' if database == path else 'from'} {club_url}\n")
        with open_store(database, migrate=False) as unit:
            change_person(unit, replace(ANN, band=band))
    for database in (path, other):
        code, out, _ = cue(capsys, "sync", club_url, "--database", str(database))
    assert re.search(
        r"^Ann: band was changed at two places: (8-9 or 12-13; 12-13|12-13 or 8-9; 8-9) counts$", out, re.M
    )


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "say which club: `cue-trainer sync postgresql://USER@HOST/NAME`, or `club` in the settings"),
        (("club.db",), "club.db is no club's server: give postgresql://USER@HOST/NAME"),
        (
            ("postgresql://u:p@h/c", "--database", "postgresql://u:p@h/c"),
            "postgresql://u@h/c is a club's server itself",
        ),
        (("postgresql://u:p@127.0.0.1:9/c",), "postgresql://u@127.0.0.1:9/c cannot be reached: nothing answers there"),
    ],
)
def test_what_cannot_be_is_one_sentence(
    capsys: pytest.CaptureFixture[str], state_dir: Path, arguments: tuple[str, ...], words: str
) -> None:
    fill(state_dir)
    code, out, err = cue(capsys, "sync", *arguments)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert words in err
