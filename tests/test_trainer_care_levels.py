"""Which level comes next: six clean of eight goes up, five not yet go down, and nothing else matters."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from guards import ROOT
from hypothesis import given
from hypothesis import strategies as st
from outings import WALL_S, outing
from panels import Desk, desk_in, is_problem

from trainer.care.levels import NAME, VERSION, Advice, advise
from trainer.store.results import read_attempts
from trainer.store.write import Correction, add_correction


def at(level: int, marks: str) -> list[tuple[int, str]]:
    return [(level, "clean" if mark == "c" else "not yet") for mark in marks]


@pytest.mark.parametrize(
    ("marks", "said"),
    [
        (at(2, "c"), Advice(2, 2, 1, 1)),
        (at(2, "ccccc"), Advice(2, 2, 5, 5)),
        (at(2, "cccccc"), Advice(2, 3, 6, 6)),
        (at(2, "nnnnccccncc"), Advice(2, 3, 6, 8)),
        (at(2, "nccccnnc"), Advice(2, 2, 5, 8)),
        (at(2, "nnnn"), Advice(2, 2, 0, 4)),
        (at(2, "nnnnn"), Advice(2, 1, 0, 5)),
        (at(2, "cccnnnnn"), Advice(2, 1, 3, 8)),
        (at(1, "nnnnn"), Advice(1, 1, 0, 5)),
        (at(5, "cccccc"), Advice(5, 5, 6, 6)),
        ([*at(2, "cccccc"), *at(3, "c")], Advice(3, 3, 1, 1)),
        ([*at(3, "nnnn"), *at(2, "cc"), *at(3, "n")], Advice(3, 2, 0, 5)),
    ],
)
def test_six_clean_of_eight_goes_up_and_five_not_yet_down(marks, said):
    assert advise(marks, 5) == said


def test_without_a_mark_nothing_is_said():
    assert advise([], 5) is None


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["clean", "not yet"])), min_size=1, max_size=30))
def test_it_is_one_step_at_most_and_a_level_that_there_is(marks):
    said = advise(marks, 5)
    assert said is not None
    assert abs(said.next - said.level) <= 1
    assert 1 <= said.next <= 5
    assert said.clean <= said.marked <= 8


@given(st.lists(st.tuples(st.integers(1, 5), st.sampled_from(["clean", "not yet"])), min_size=1, max_size=30))
def test_a_clean_rep_more_never_leads_down(marks):
    before, after = advise(marks, 5), advise([*marks, (marks[-1][0], "clean")], 5)
    assert before is not None
    assert after is not None
    assert after.next >= before.next or before.next > before.level  # of nine the oldest no longer counts


def test_the_docs_name_the_rule():
    assert f'"{NAME}", version {VERSION}' in (ROOT / "docs/safety.md").read_text(encoding="utf-8")


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        yield desk


def test_over_http_for_each_athlete(desk: Desk):
    assert desk.get("drills/line-shuffle/levels").json() == {"athletes": []}
    store = desk.panel.store
    desk.panel.time_of_day = lambda: WALL_S + 600  # type: ignore[assignment]
    for n in range(3):
        outing(store, "line-shuffle", 3, wall_s=WALL_S + n)
    for record, context in list(read_attempts(store)):
        if record.athlete.name == "Anna" and record.verdict.outcome == "hit":
            add_correction(store, Correction(context.run.header.id, record.seq, "form", "clean", "coach", WALL_S))
    [anna] = desk.get("drills/line-shuffle/levels").json()["athletes"]
    assert (anna["athlete"]["name"], anna["level"], anna["next"]) == ("Anna", 3, 4)
    assert 6 <= anna["clean"] == anna["marked"] <= 8
    assert is_problem(desk.get("drills/moon/levels"), 404, "not-found", 'no drill "moon"')
