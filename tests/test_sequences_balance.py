"""Two alternatives: every order drawn is legal, every legal order is counted and equally likely."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from laws import OnlyRandom, all_orders, assert_all_alike, why_not_two

from sequences.balance import balance
from sequences.chance import stream

sizes = st.lists(st.integers(1, 12), min_size=1, max_size=6).map(tuple)


@settings(max_examples=60)
@given(sizes, st.integers(0, 1), st.integers(2, 6), st.integers(0, 10**6))
def test_orders_of_any_shape_keep_every_law(sizes, odd, longest, seed):
    n = sum(sizes)
    ones = (n + odd) // 2
    order = balance(sizes, ones, longest).draw(OnlyRandom(stream(seed)))
    assert why_not_two(order, sizes, longest) == ""
    assert (len(order), sum(order)) == (n, ones)


@pytest.mark.parametrize("longest", [2, 3, 4])
@pytest.mark.parametrize(
    "sizes",
    [(1,), (4,), (7,), (8,), (2, 2), (1, 5), (4, 4), (3, 5), (7, 1), (2, 3, 3), (1, 1, 1, 1), (5, 5), (4, 7)],
    ids=str,
)
def test_the_count_is_that_of_an_enumeration(sizes, longest):
    n = sum(sizes)
    legal = all_orders(n, 2, lambda order: why_not_two(order, sizes, longest))
    for ones in {n // 2, (n + 1) // 2}:
        assert balance(sizes, ones, longest).count == sum(sum(order) == ones for order in legal)


@pytest.mark.parametrize("longest", [2, 4])
@pytest.mark.parametrize("sizes", [(4,), (2, 3), (6,), (3, 4), (8,), (4, 4)], ids=str)
def test_every_legal_order_is_equally_likely(sizes, longest):
    n = sum(sizes)
    legal = [o for o in all_orders(n, 2, lambda o: why_not_two(o, sizes, longest)) if sum(o) == n // 2]
    rng = stream(1, n, longest)
    counted = balance(sizes, n // 2, longest)
    assert_all_alike((counted.draw(rng) for _ in range(20 * len(legal))), legal)


@pytest.mark.parametrize("longest", [2, 3, 4])
def test_a_long_run_of_many_sets_is_drawn_too(longest):
    order = balance((30,) * 6, 90, longest).draw(stream(2))
    assert why_not_two(order, (30,) * 6, longest) == ""


def test_the_checker_itself_refuses_what_is_illegal():
    assert "set" in why_not_two((0, 0, 0, 1, 1, 1), (3, 3), 4)
    assert "run out" in why_not_two((0, 0), (2,), 4)
    assert "run of 3" in why_not_two((0, 0, 0, 1, 1, 1), (6,), 2)
    assert "transitions" in why_not_two((0, 1) * 4, (8,), 4)
    assert why_not_two((0, 1) * 3, (6,), 4) == ""
