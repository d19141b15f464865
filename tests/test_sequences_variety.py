"""Three alternatives and more: every order drawn is legal, every legal order equally likely."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OnlyRandom, all_orders, assert_all_alike, why_not_many

from sequences.chance import stream
from sequences.errors import LawError
from sequences.variety import draw_counts, draw_order, most_pairs


@settings(max_examples=60)
@given(st.integers(1, 60), st.integers(3, 9), st.integers(2, 5), st.integers(0, 10**6))
def test_orders_of_any_shape_keep_every_law(n, k, longest, seed):
    rng = OnlyRandom(stream(seed))
    bag = draw_counts(rng, n, k, longest)
    order = draw_order(rng, bag, longest)
    assert why_not_many(order, k, longest) == ""
    assert tuple(order.count(index) for index in range(k)) == bag


@pytest.mark.parametrize(
    ("n", "k", "longest"), [(4, 3, 2), (5, 3, 2), (5, 3, 4), (6, 3, 2), (7, 3, 3), (8, 3, 2), (4, 4, 2)]
)
def test_every_legal_order_is_equally_likely(n, k, longest):
    legal = all_orders(n, k, lambda order: why_not_many(order, k, longest))
    rng = stream(1, n, k, longest)
    drawn = (draw_order(rng, draw_counts(rng, n, k, longest), longest) for _ in range(8 * len(legal)))
    assert_all_alike(drawn, legal)


@pytest.mark.parametrize(("counts", "longest"), [((3, 3, 2), 2), ((2, 2, 4), 4), ((4, 2, 2), 2)])
def test_from_one_bag_too_every_legal_order_is_equally_likely(counts, longest):
    def why_not(order):
        return why_not_many(order, 3, longest) or ("" if (order.count(0), order.count(1)) == counts[:2] else "counts")

    legal = all_orders(8, 3, why_not)
    rng = stream(2, *counts, longest)
    assert_all_alike((draw_order(rng, counts, longest) for _ in range(8 * len(legal))), legal)


def test_counts_come_as_often_as_legal_orders_hold_them():
    legal = all_orders(6, 3, lambda order: why_not_many(order, 3, 2))
    cells = Counter(tuple(order.count(index) for index in range(3)) for order in legal)
    rng, many = stream(3), 4000
    drawn = Counter(draw_counts(rng, 6, 3, 2) for _ in range(many))
    assert drawn.keys() == cells.keys()
    for counts, orders in cells.items():
        share = orders / len(legal)
        assert abs(drawn[counts] / many - share) < 4 * (share * (1 - share) / many) ** 0.5


@pytest.mark.parametrize(("k", "longest"), [(3, 2), (4, 2), (5, 3), (19, 4)])
def test_a_long_run_is_drawn_too(k, longest):
    rng = stream(4, k)
    order = draw_order(rng, draw_counts(rng, 180, k, longest), longest)
    assert why_not_many(order, k, longest) == ""


@pytest.mark.parametrize(("n", "k", "most"), [(16, 3, 5), (8, 4, 2), (180, 3, 41), (1, 3, 1)])
def test_how_often_a_pair_may_come(n, k, most):
    assert most_pairs(n, k) == most


def test_counts_that_no_order_can_have_are_refused():
    with pytest.raises(LawError, match=r"no order of 3 alternatives over 9 reps with at most 2 in a row .* was found"):
        draw_order(stream(5), (9, 0, 0), 2)


def test_the_checker_itself_refuses_what_is_illegal():
    assert "counts" in why_not_many((0, 1, 0, 1, 0, 1), 3, 4)
    assert "run" in why_not_many((0, 0, 0, 1, 2, 1, 2), 3, 2)
    assert "pair" in why_not_many((0, 1, 2, 3) * 5, 4, 2)
    assert why_not_many((0, 1, 2, 1, 0, 2), 3, 2) == ""
