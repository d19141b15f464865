"""cue-trainer rescore: one session or all, by a rule or back; what it cannot do is one sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from kept import double_break, kept, store_in

from api.main import main
from trainer.store.open import open_store


@pytest.fixture
def database(state_dir: Path) -> Path:
    with store_in(state_dir) as store:
        double_break(store)
    return state_dir / "trainer.db"


def rescore(*arguments: str) -> int | str | None:
    with pytest.raises(SystemExit) as left:
        main(["rescore", *arguments])
    return left.value.code


def ms(database: Path) -> float:
    with open_store(database, migrate=False) as store:
        ns = kept(store)[0].verdict.transition_ns
    assert ns is not None
    return ns / 1e6


def test_a_session_by_another_rule_and_all_back(database: Path, capfd: pytest.CaptureFixture[str]):
    assert not rescore("--session", "session-1", "--rule", "standard, first break")
    assert ms(database) == 700
    assert not rescore("--all", "--back", "--database", str(database))
    assert ms(database) == 760
    assert capfd.readouterr() == ("1 attempts judged by standard, first break\n1 attempts judged as at first\n", "")


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        ([], "give either --session ID or --all"),
        (["--all", "--session", "session-1", "--back"], "give either --session ID or --all"),
        (["--all"], "give either --rule NAME or --back"),
        (["--all", "--back", "--rule", "standard"], "give either --rule NAME or --back"),
        (["--all", "--rule", "standard, fastest"], "--rule: there is no rule 'fastest'; allowed are standard and"),
        (["--session", "17", "--back"], "no session 17 in the database"),
    ],
)
def test_what_it_cannot_do(database: Path, capfd: pytest.CaptureFixture[str], arguments: list[str], sentence: str):
    assert rescore(*arguments) == 2
    out, err = capfd.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert sentence in err
    assert ms(database) == 760
