"""The best guesser, held against going through all the orders one by one; and the figures of docs/chance.md."""

import re
from collections import Counter
from fractions import Fraction
from itertools import pairwise, permutations, product
from pathlib import Path

import pytest
from laws import all_orders, longest_run, why_not_many, why_not_two

from sequences.chance import stream
from sequences.guesser import exact_guesser, nogo_guesser, plain_guesser
from sequences.nogo import nogo_law
from sequences.order import OrderLaw

ONE = Fraction(1)
DOCS = (Path(__file__).parents[1] / "docs" / "chance.md").read_text(encoding="utf-8")


def best_guesser(orders):
    """How often he is right who knows all the legal orders and all that came, and says what most of them go on with."""
    orders = [tuple(order) for order in orders]
    n, letters = len(orders[0]), {x for order in orders for x in order}
    ways = Counter(order[:i] for order in orders for i in range(n + 1))
    right = sum(max(ways[*past, x] for x in letters) for past in [*ways] if len(past) < n)
    return right / (len(orders) * n)


def least_that_could_be(orders):
    """The share that any planner of these orders of two must leave the best guesser, however unevenly it draws: at each
    step it is least at 1/2 and 1/2, or where one is left out, for it is linear between."""
    n = len(orders[0])
    after = {}
    for order in orders:
        for i in range(n):
            after.setdefault(order[:i], set()).add(order[i])
    value = {tuple(order): 0.0 for order in orders}
    for past in sorted(after, key=len, reverse=True):
        results = [value[*past, x] for x in after[past]]
        value[past] = min([1 + r for r in results] + ([0.5 + sum(results) / 2] if len(results) == 2 else []))
    return value[()] / n


def equal(sizes, k, longest=4):
    return OrderLaw(tuple(sizes), (ONE,) * k, longest)


@pytest.mark.parametrize("longest", [2, 3, 4])
@pytest.mark.parametrize("sizes", [(1,), (4,), (7,), (8,), (2, 2), (3, 5), (2, 3, 3), (5, 5), (4, 7)], ids=str)
def test_two_alternatives(sizes, longest):
    legal = all_orders(sum(sizes), 2, lambda order: why_not_two(order, sizes, longest))
    assert exact_guesser(equal(sizes, 2, longest), ()) == pytest.approx(best_guesser(legal))


@pytest.mark.parametrize(("n", "k", "longest"), [(1, 3, 2), (6, 3, 2), (8, 3, 4), (7, 4, 4), (6, 5, 2), (9, 3, 3)])
def test_three_and_more(n, k, longest):
    legal = all_orders(n, k, lambda order: why_not_many(order, k, longest))
    assert exact_guesser(equal((n,), k, longest), ()) == pytest.approx(best_guesser(legal))


@pytest.mark.parametrize("counts", [(3, 2, 2), (6, 1), (1, 1, 4), (5, 5)])
def test_unequal_weights(counts):
    law = OrderLaw((sum(counts),), (*(Fraction(c) for c in counts[:-1]), Fraction(counts[-1]) + Fraction(1, 9)), 4)
    bag = [x for x, count in enumerate(counts) for _ in range(count)]
    assert exact_guesser(law, counts) == pytest.approx(best_guesser(set(permutations(bag))))


@pytest.mark.parametrize(("reps", "level", "catch"), [(8, 1, 0.25), (8, 4, 0.25), (10, 5, 0.4), (6, 1, 0.0)])
def test_go_or_no_go(reps, level, catch):
    law = nogo_law(catch, 0.0, sets=1, reps=reps, level=level)
    row = law.in_a_row + 1
    places = [
        p
        for p in product((0, 1), repeat=reps)
        if sum(p) == reps - law.goes(0) and not p[0] and not any(all(p[i : i + row]) for i in range(reps - row + 1))
    ]
    assert nogo_guesser(law) == pytest.approx(best_guesser(places))


def test_one_alternative_and_a_list_are_known():
    assert exact_guesser(equal((8,), 1), ()) == 1.0
    assert exact_guesser(OrderLaw((8,), (ONE, ONE), 4, listed=True), (4, 4)) == 1.0


def test_where_there_is_too_much_to_go_through_a_plainer_guesser_is_at_most_as_good():
    assert exact_guesser(equal((8, 8), 2), (), most=1000) is None
    law, rng = equal((4, 4), 2), stream(3)
    orders = [law.draw(rng, law.draw_bag(rng)) for _ in range(400)]
    best = exact_guesser(law, ())
    assert 0.5 < plain_guesser(law, orders, (0, 0)) <= best + 0.02


def two_of_eight(*, whole=True, in_set=2, run=4, follows=True):
    for order in product((0, 1), repeat=16):
        if any(abs(2 * sum(half) - 8) > in_set for half in (order[:8], order[8:])):
            continue
        if (whole and sum(order) != 8) or longest_run(order) > run:
            continue
        counts = Counter(pairwise(order))
        spread = [counts[pair] for pair in product((0, 1), repeat=2)]
        if not follows or max(spread) - min(spread) <= 3:
            yield order


@pytest.mark.parametrize(
    ("words", "laws"),
    [
        ("each set within 2", {"whole": False, "run": 16, "follows": False}),
        ("and never five in a row", {"whole": False, "follows": False}),
        ("and balanced over the run", {"follows": False}),
        ("and what follows what: all the laws", {}),
        ("all, and each set exactly balanced", {"in_set": 0}),
    ],
)
def test_what_each_law_costs(words, laws):
    orders = list(two_of_eight(**laws))
    row = (
        f"| {words} | {len(orders)} | {100 * best_guesser(orders):.1f} % | {100 * least_that_could_be(orders):.1f} % |"
    )
    assert row in DOCS


def test_the_figure_of_the_page_is_the_audits():
    exact = exact_guesser(equal((8, 8), 2), ())
    assert re.search(rf"right on {100 * exact:.0f} % of the cues of two sets of eight", " ".join(DOCS.split()))
