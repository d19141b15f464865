"""The laws of chance once more, written plainly and slowly, to hold the planner against; and a chi-square."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import groupby, pairwise, product
from math import ceil, sqrt


class OnlyRandom:
    """A generator that has ``random()`` and nothing else: the only sequence Python promises to keep."""

    def __init__(self, rng) -> None:
        self.random = rng.random


def longest_run(order: Sequence[Hashable]) -> int:
    return max((len(list(same)) for _, same in groupby(order)), default=0)


def by_set(order: Sequence[int], sizes: Sequence[int]) -> list[Sequence[int]]:
    ends = [sum(sizes[: i + 1]) for i in range(len(sizes))]
    return [order[end - size : end] for size, end in zip(sizes, ends, strict=True)]


def why_not_two(order: Sequence[int], sizes: Sequence[int], longest: int) -> str:
    """The first law of two alternatives (0 and 1) that the order breaks; empty when it keeps all."""
    for part in by_set(order, sizes):
        if abs(part.count(0) - part.count(1)) > 2:
            return f"a set out of balance: {part}"
    if abs(order.count(0) - order.count(1)) > 1:
        return "the run out of balance"
    if longest_run(order) > longest:
        return f"a run of {longest_run(order)}"
    follows = Counter(pairwise(order))
    counts = [follows[pair] for pair in product((0, 1), repeat=2)]
    if len(order) >= 8 and max(counts) - min(counts) > 3:
        return f"transitions {counts}"
    return ""


def why_not_many(order: Sequence[int], k: int, longest: int) -> str:
    """The first law of k alternatives that the order breaks; empty when it keeps all."""
    counts = [order.count(index) for index in range(k)]
    if max(counts) - min(counts) > 2:
        return f"counts {counts}"
    if longest_run(order) > longest:
        return f"a run of {longest_run(order)}"
    most = max(Counter(pairwise(order)).values(), default=0)
    if most > ceil(2 * (len(order) - 1) / k**2) + 1:
        return f"a pair {most} times"
    return ""


def all_orders(n: int, k: int, why_not: Callable[[Sequence[int]], str]) -> list[tuple[int, ...]]:
    return [order for order in product(range(k), repeat=n) if not why_not(order)]


def assert_all_alike(drawn: Iterable[Hashable], cells: Iterable[Hashable]) -> None:
    """Nothing outside the cells was drawn, and the cells are equally likely by chi-square at one in ten thousand
    (its quantile by Wilson and Hilferty 1931)."""
    counts, cells = Counter(drawn), list(cells)
    assert not set(counts) - set(cells)
    if len(cells) == 1:
        return
    mean, free = counts.total() / len(cells), len(cells) - 1
    assert mean >= 5, "too few draws to tell"
    chi2 = sum((counts[cell] - mean) ** 2 for cell in cells) / mean
    assert chi2 < free * (1 - 2 / (9 * free) + 3.719 * sqrt(2 / (9 * free))) ** 3
