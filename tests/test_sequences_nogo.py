"""Catch trials and stays: as many as the share says, never first, rarely in a row, and anywhere else equally likely."""

from fractions import Fraction
from itertools import pairwise, product
from math import comb, floor

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from laws import OnlyRandom, assert_all_alike

from sequences.chance import stream
from sequences.errors import LawError
from sequences.nogo import nogo_law

percent = st.integers(0, 50).map(lambda p: p / 100)


def due(share, reps):
    """floor(share x reps so far + 0.5), the share in whole percent."""
    return floor(Fraction(round(100 * share), 100) * reps + Fraction(1, 2))


def fits(nogos, reps, in_a_row):
    return nogos <= (reps // 2 if in_a_row == 1 else 2 * reps // 3)


@settings(max_examples=100)
@given(
    percent, percent, st.integers(1, 6), st.integers(1, 30), st.sampled_from([None, 1, 3, 4, 5]), st.integers(0, 999)
)
def test_any_shape_keeps_every_law_or_cannot_be(catch, stay, sets, reps, level, seed):
    assume(round(100 * catch) + round(100 * stay) <= 50)
    so_far = [due(catch, reps * done) + due(stay, reps * done) for done in range(sets + 1)]
    in_a_row = 2 if level in (4, 5) else 1
    if not all(fits(b - a, reps, in_a_row) for a, b in pairwise(so_far)):
        with pytest.raises(LawError, match="has no room for its"):
            nogo_law(catch, stay, sets=sets, reps=reps, level=level)
        return
    law = nogo_law(catch, stay, sets=sets, reps=reps, level=level)
    run = [law.draw_set(index, OnlyRandom(stream(seed, index))) for index in range(sets)]
    flat = [kind for kinds in run for kind in kinds]
    for kinds in run:
        assert len(kinds) == reps
        assert kinds[0] == "go"
        assert "n" * (in_a_row + 1) not in "".join("g" if kind == "go" else "n" for kind in kinds)
    for done in range(1, sets + 1):
        assert flat[: reps * done].count("catch") == due(catch, reps * done)
        assert flat[: reps * done].count("stay") == due(stay, reps * done)


def test_what_is_left_of_a_set_is_carried_into_the_next():
    law = nogo_law(0.1, 0.0, sets=4, reps=8, level=1)
    assert law.catches == (1, 1, 0, 1)  # 0.8, 1.6, 2.4, 3.2


def legal_places(reps, nogos, in_a_row):
    return [
        word
        for word in map("".join, product("gn", repeat=reps))
        if word.count("n") == nogos and word[0] == "g" and "n" * (in_a_row + 1) not in word
    ]


@pytest.mark.parametrize(("level", "in_a_row"), [(3, 1), (4, 2)])
def test_all_legal_places_are_equally_likely(level, in_a_row):
    law = nogo_law(0.3, 0.0, sets=1, reps=10, level=level)
    rng = stream(1, level)
    cells = legal_places(10, 3, in_a_row)
    drawn = ("".join("g" if kind == "go" else "n" for kind in law.draw_set(0, rng)) for _ in range(20 * len(cells)))
    assert_all_alike(drawn, cells)


def test_which_no_go_stands_where_is_equally_likely_too():
    law = nogo_law(0.25, 0.25, sets=1, reps=8, level=5)
    rng = stream(2)
    places = len(legal_places(8, 4, 2))
    drawn = [law.draw_set(0, rng) for _ in range(20 * places * comb(4, 2))]
    assert_all_alike(drawn, {kinds for kinds in product(("go", "catch", "stay"), repeat=8) if is_legal(kinds)})


def is_legal(kinds):
    text = "".join("g" if kind == "go" else "n" for kind in kinds)
    return text in legal_places(8, 4, 2) and kinds.count("catch") == kinds.count("stay") == 2


@pytest.mark.parametrize(
    ("catch", "stay", "says"),
    [
        (0.6, 0.0, "60 % catch trials and 0 % stays"),
        (0.3, 0.3, "30 % catch trials and 30 % stays"),
        (-0.1, 0.0, "-10 % catch trials"),
        (0.0, 0.51, "51 % stays"),
    ],
)
def test_shares_over_half_or_under_nothing_are_refused(catch, stay, says):
    with pytest.raises(LawError, match=says):
        nogo_law(catch, stay, sets=2, reps=8, level=5)


@pytest.mark.parametrize(
    ("reps", "level", "says"),
    [
        (7, 3, "set 1 has no room .* 4 in 7 reps: .* two no-gos in a row come only from level 4 on"),
        (1, 5, "set 1 has no room .* 1 in 1 reps: .* three no-gos in a row never come"),
    ],
)
def test_too_many_for_a_set_says_how_many_and_where(reps, level, says):
    with pytest.raises(LawError, match=says):
        nogo_law(0.5, 0.0, sets=2, reps=reps, level=level)


def test_from_level_four_on_more_fit():
    assert nogo_law(0.5, 0.0, sets=2, reps=7, level=4).catches == (4, 3)
