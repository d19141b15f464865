"""What results come to, corrections and reports on a real PostgreSQL: the same as on the unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from kept import double_break, store_in
from stands import ATHLETES

from trainer.engine.breaks import Rules
from trainer.exports.names import Names
from trainer.facts import Pick
from trainer.redecide import choose, read_attempt, undo
from trainer.report.gather import athlete_page, lines_of, session_card, session_page
from trainer.reps import read_reps
from trainer.rescore import rescore
from trainer.results.figures import figures
from trainer.store.open import Store, open_store
from trainer.store.write import Correction, add_athlete

pytestmark = pytest.mark.xdist_group("postgres")


@pytest.fixture
def club(club_url: str) -> Iterator[Store]:
    with open_store(club_url, migrate=False) as store:
        for athlete in ATHLETES:
            add_athlete(store, athlete)
        yield store


def said(store: Store) -> list[object]:
    """All that is read here of one attempt, after another edge was chosen, taken back, and the session judged anew."""
    onset_ns = double_break(store)
    word = Correction("run-1", 1, "edge", None, "coach", 1.7e9)
    number = next(a.number for a in read_attempt(store, "run-1", 1).answers if a.mark.name == "forward again")
    undo(store, choose(store, word, Pick(number, "mid", "beam", onset_ns + 910_000_000)), "coach", 1.7e9)
    judged = [rescore(store, Rules(pass_beam="first break")), rescore(store, None)]
    names = Names(wanted=True)
    return [
        judged,
        list(read_reps(store)),
        figures(read_reps(store)),
        session_card(store, "session-1"),
        session_page(store, "session-1", names),
        athlete_page(store, ATHLETES[0].id, names, "de"),
        lines_of(store, ATHLETES[0].id),
        [replace(word.word, why="") for word in read_attempt(store, "run-1", 1).words],
        read_attempt(store, "run-1", 1).verdicts,
    ]


def test_the_club_says_what_the_unit_says(club: Store, tmp_path: Path):
    with store_in(tmp_path) as unit:
        for ours, theirs in zip(said(unit), said(club), strict=True):
            assert ours == theirs
