"""Keyed streams, and draws that are exactly as likely as they should be."""

from fractions import Fraction
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws import OnlyRandom, assert_all_alike

from sequences.chance import below, exact, pick, shares, shuffle, stream


def test_a_stream_is_the_same_for_ever():
    rng = stream(7, 1, 2, 3, 4, "wait")
    assert [rng.random() for _ in range(3)] == [0.28430679528736336, 0.4267812182566092, 0.25796836302495774]


def test_every_key_has_its_own_stream():
    keys = [(1,), (1, "wait"), (1, "spare"), (1, 1), (11,), ("1",), (1, 1, "wait"), ()]
    firsts = {stream(seed, *key).random() for seed in (0, 1, 11) for key in keys}
    assert len(firsts) == 3 * len(keys)


@given(st.integers(1, 1 << 300), st.integers(0, 1000))
def test_below_stays_below(n, seed):
    rng = OnlyRandom(Random(seed))
    assert all(0 <= below(rng, n) < n for _ in range(5))


@pytest.mark.parametrize("n", [1, 2, 3, 7, 64])
def test_below_is_even(n):
    rng = stream(1, n)
    assert_all_alike((below(rng, n) for _ in range(200 * n)), range(n))


@pytest.mark.parametrize("power", [52, 53, 54, 106, 200])
def test_below_is_even_over_numbers_of_more_than_53_bits(power):
    rng = stream(2, power)
    third = 1 << power  # 3 x 2^power, no multiple of a draw's 53 bits
    assert_all_alike((below(rng, 3 * third) // third for _ in range(600)), range(3))
    assert_all_alike((below(rng, 3 * third) % 4 for _ in range(800)), range(4))


@given(st.lists(st.integers(0, 5), min_size=1).filter(any), st.integers(0, 1000))
def test_what_weighs_nothing_is_never_picked(weights, seed):
    assert weights[pick(OnlyRandom(Random(seed)), weights)] > 0


@pytest.mark.parametrize("weights", [(), (0, 0)])
def test_from_nothing_nothing_is_picked(weights):
    with pytest.raises(ValueError, match="nothing to choose from"):
        pick(stream(3), weights)


def test_picks_follow_the_weights():
    rng = stream(3)
    cells = [pick(rng, (1, 3)) for _ in range(4000)]
    # each 1 in 4: split the heavier index in three by a further draw
    assert_all_alike((0 if cell == 0 else 1 + below(rng, 3) for cell in cells), range(4))


def test_every_shuffle_is_equally_likely():
    rng = OnlyRandom(stream(4))

    def shuffled():
        items = list("abcd")
        shuffle(rng, items)
        return tuple(items)

    assert_all_alike((shuffled() for _ in range(24 * 50)), permutations("abcd"))


@given(
    st.lists(st.fractions(Fraction(1, 100), 5, max_denominator=100), min_size=1, max_size=6),
    st.integers(0, 60),
    st.integers(0, 1000),
)
def test_shares_are_exact_to_the_last_rep(weights, n, seed):
    counts = shares(OnlyRandom(Random(seed)), weights, n)
    assert sum(counts) == n
    assert all(abs(count - weight * n / sum(weights)) < 1 for count, weight in zip(counts, weights, strict=True))


def test_the_rep_left_over_goes_to_the_largest_remainder():
    weights = [Fraction(70), Fraction(30)]
    assert shares(stream(5), weights, 16) == (11, 5)  # 11.2 and 4.8


def test_equal_remainders_are_settled_by_lot():
    rng = stream(6)
    cells = [(2, 1, 1), (1, 2, 1), (1, 1, 2)]
    assert_all_alike((shares(rng, [Fraction(1)] * 3, 4) for _ in range(600)), cells)


def test_a_share_is_what_was_written():
    assert exact(0.29) * 50 == Fraction(29, 2)
    assert 0.29 * 50 != 14.5  # what it would be otherwise
