"""The leaderboard: bests on the same terms, shared ranks, a "not yet" is no best."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from replist import ANNA, BEN, outing, rep

from trainer.facts import Athlete
from trainer.results.leaderboard import boards

CEM = Athlete("athlete-c", "Cem")


def test_bests_share_ranks_within_the_uncertainty_of_the_difference():
    """Two bodies of 5 ms: 13.9 ms."""
    reps = [*outing(0, 400, 420), *outing(0, 412, 500, athlete=BEN), *outing(0, 415, 440, 460, athlete=CEM)]
    [board] = boards(reps)
    assert [(p.rank, p.athlete.name, p.ns / 1e6, p.hits) for p in board.places] == [
        (1, "Anna", 400, 2),
        (1, "Ben", 412, 2),
        (2, "Cem", 415, 3),
    ]
    assert 9.7e6 < board.places[0].uncertainty_ns < 9.9e6


def test_what_is_not_alike_is_not_on_one_board():
    reps = [*outing(0, 400), *outing(0, 300, terms={"sense": "sound"}), *outing(0, 350, surface="hall"),
            *outing(0, 340, terms={"simulated": True})]  # fmt: skip
    assert [len(board.places) for board in boards(reps)] == [1, 1, 1, 1]


def test_only_hits_that_are_no_not_yet():
    reps = [rep(300, form="not yet"), rep(200, outcome="wrong gate"), rep(100, outcome="anticipation"), rep(400)]
    [board] = boards(reps)
    assert [place.ns for place in board.places] == [400_000_000]
    assert boards([rep(300, form="not yet")]) == ()


@given(st.lists(st.tuples(st.sampled_from((ANNA, BEN, CEM)), st.integers(300, 340))))
def test_everybody_once_and_nobody_before_a_faster_rank(some: list[tuple[Athlete, int]]):
    found = boards([rep(ms, athlete=athlete) for athlete, ms in some])
    places = [place for board in found for place in board.places]
    assert len(places) == len({athlete.id for athlete, _ in some})
    assert [place.rank for place in places] == sorted(place.rank for place in places)
    assert sum(place.hits for place in places) == len(some)
