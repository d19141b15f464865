"""Which law holds for which cue, and the whole of it: a bag once, then orders from it."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OnlyRandom, all_orders, assert_all_alike, why_not_two

from sequences.chance import stream
from sequences.errors import LawError
from sequences.order import OrderLaw

sizes = st.lists(st.integers(1, 10), min_size=1, max_size=4).map(tuple)
ONE = Fraction(1)


@settings(max_examples=50)
@given(
    sizes,
    st.lists(st.fractions(Fraction(1, 10), 4, max_denominator=10), min_size=1, max_size=5),
    st.integers(2, 5),
    st.booleans(),
    st.integers(0, 10**6),
)
def test_every_athlete_draws_from_the_same_bag(sizes, weights, longest, listed, seed):
    law = OrderLaw(sizes, tuple(weights), longest, listed)
    bag = law.draw_bag(OnlyRandom(stream(seed)))
    for athlete in range(3):
        order = law.draw(OnlyRandom(stream(seed, athlete)), bag)
        assert tuple(order.count(index) for index in range(len(weights))) == bag
        assert len(order) == sum(sizes)


@pytest.mark.parametrize("sizes", [(4,), (5,), (7,), (3, 4)], ids=str)
def test_over_bag_and_order_every_legal_order_of_two_is_equally_likely(sizes):
    law = OrderLaw(sizes, (ONE, ONE), 3)
    legal = all_orders(sum(sizes), 2, lambda order: why_not_two(order, sizes, 3))
    rng = stream(1, *sizes)
    assert_all_alike((law.draw(rng, law.draw_bag(rng)) for _ in range(20 * len(legal))), legal)


@settings(max_examples=50)
@given(sizes, st.integers(1, 9), st.integers(1, 9), st.integers(0, 10**6))
def test_with_weights_the_share_is_exact_over_the_run(sizes, a, b, seed):
    if a == b:
        b += 1
    law = OrderLaw(sizes, (Fraction(a), Fraction(b)), 2)
    first, second = law.draw_bag(stream(seed))
    assert abs(first - Fraction(a * sum(sizes), a + b)) <= Fraction(1, 2)
    assert first + second == sum(sizes)


def test_with_weights_every_order_of_the_bag_is_equally_likely_whatever_its_runs():
    law = OrderLaw((6,), (Fraction(2), Fraction(1)), 2)
    rng = stream(2)
    assert law.draw_bag(rng) == (4, 2)
    assert_all_alike((law.draw(rng, (4, 2)) for _ in range(600)), set(permutations((0, 0, 0, 0, 1, 1))))


def test_one_alternative_may_come_all_the_time():
    law = OrderLaw((8, 8), (ONE,), 2)
    assert law.draw(stream(3), law.draw_bag(stream(3))) == (0,) * 16


def test_equal_weights_are_no_weights():
    law = OrderLaw((8, 8), (Fraction(3), Fraction(3)), 2)
    for seed in range(20):
        assert why_not_two(law.draw(stream(seed), law.draw_bag(stream(seed))), (8, 8), 2) == ""


def test_one_a_set_is_listed_set_by_set():
    law = OrderLaw((3, 2, 3), (ONE, ONE), 2, listed=True, by_set=True)
    rng = OnlyRandom(stream(1))
    assert law.draw(rng, law.draw_bag(rng)) == (0, 0, 0, 1, 1, 0, 0, 0)
    assert law.draw_bag(rng) == (6, 2)


def test_listed_goes_through_the_list_over_and_over_across_sets():
    law = OrderLaw((4, 4), (ONE, ONE, ONE), 2, listed=True)
    assert law.draw(stream(4), law.draw_bag(stream(4))) == (0, 1, 2, 0, 1, 2, 0, 1)
    assert law.draw_bag(stream(4)) == (3, 3, 2)


def test_of_two_either_has_the_odd_rep():
    law = OrderLaw((7,), (ONE, ONE), 4)
    assert Counter(law.draw_bag(stream(5, i)) for i in range(200)).keys() == {(4, 3), (3, 4)}


def test_a_longest_run_of_one_is_refused():
    with pytest.raises(LawError, match="the longest run is 1; at least 2"):
        OrderLaw((8,), (ONE, ONE), 1)
