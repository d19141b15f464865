"""Three alternatives or more: one legal order, all equally likely.

An order is legal when over the whole run
- how often the alternatives come lies within 2 of each other,
- nothing comes more than ``longest`` times in a row,
- no ordered pair (this, then that) comes more often than ceil(2 (n - 1) / k²) + 1.

Two kinds of proposal take turns, each uniform over a set that holds all the legal orders, and the first legal one is
taken: so every legal order is equally likely whichever kind it came from. A shuffle has the right counts and now and
then a run too long (rare with many alternatives); a walk has no run too long and now and then the wrong counts (rare
with few alternatives or short runs).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from math import comb, factorial, prod
from random import Random

from sequences.chance import below, pick, shuffle
from sequences.errors import LawError

SPREAD = 2
TRIES = 50_000

Order = tuple[int, ...]


def draw_counts(rng: Random, n: int, k: int, longest: int) -> tuple[int, ...]:
    """How often each of k alternatives comes in n reps: the counts of one order drawn from all the legal ones."""
    for _ in range(TRIES):
        counts = _any_counts(rng, n, k)
        shuffled = _shuffled(rng, counts, longest)
        if shuffled and _pairs_fit(shuffled, k):
            return counts
        walked = _walk(rng, n, k, longest)
        counts = _count(walked, k)
        if max(counts) - min(counts) <= SPREAD and _pairs_fit(walked, k):
            return counts
    raise _none(n, k, longest)


def draw_order(rng: Random, counts: tuple[int, ...], longest: int) -> Order:
    """One legal order with these counts. LawError when none was found."""
    n, k = sum(counts), len(counts)
    for _ in range(TRIES):
        shuffled = _shuffled(rng, counts, longest)
        if shuffled and _pairs_fit(shuffled, k):
            return shuffled
        walked = _walk(rng, n, k, longest)
        if _count(walked, k) == counts and _pairs_fit(walked, k):
            return walked
    raise _none(n, k, longest)


def most_pairs(n: int, k: int) -> int:
    """How often one ordered pair may come: ceil(2 (n - 1) / k²) + 1."""
    return -(-2 * (n - 1) // (k * k)) + 1


def _any_counts(rng: Random, n: int, k: int) -> tuple[int, ...]:
    """Counts within 2 of each other, as likely as there are words with them (runs and pairs left aside)."""
    options = [
        (least, one_more, two_more)
        for least in range(max(0, n // k - SPREAD), n // k + 1)
        for two_more in range(k)
        if 0 <= (one_more := n - least * k - 2 * two_more) < k - two_more
    ]
    weights = [_words(n, k, *option) for option in options]
    least, one_more, two_more = options[pick(rng, weights)]
    counts = [least + 2] * two_more + [least + 1] * one_more + [least] * (k - one_more - two_more)
    shuffle(rng, counts)
    return tuple(counts)


def _words(n: int, k: int, least: int, one_more: int, two_more: int) -> int:
    """How many words of n letters hold each of k letters least, least + 1 or least + 2 times, so many of each."""
    letters = comb(k, two_more) * comb(k - two_more, one_more)
    repeats = prod([factorial(least)] * k + [least + 1] * (one_more + two_more) + [least + 2] * two_more)
    return letters * factorial(n) // repeats


def _shuffled(rng: Random, counts: Sequence[int], longest: int) -> Order | None:
    """A shuffle, dealt one by one; None as soon as a run is too long."""
    bag = [index for index, count in enumerate(counts) for _ in range(count)]
    last, run = -1, 0
    for i in range(len(bag)):
        j = i + below(rng, len(bag) - i)
        bag[i], bag[j] = bag[j], bag[i]
        run = run + 1 if bag[i] == last else 1
        last = bag[i]
        if run > longest:
            return None
    return tuple(bag)


def _walk(rng: Random, n: int, k: int, longest: int) -> Order:
    """One of all the words of n letters out of k that have no run too long."""
    last = below(rng, k)
    word, room = [last], longest - 1
    for left in range(n - 1, 0, -1):
        same = _walks(left - 1, k, room - 1, longest)
        other = _walks(left - 1, k, longest - 1, longest)
        choice = below(rng, same + (k - 1) * other)
        if choice < same:
            room -= 1
        else:
            last = (last + 1 + (choice - same) // other) % k
            room = longest - 1
        word.append(last)
    return tuple(word)


@cache
def _walks(left: int, k: int, room: int, longest: int) -> int:
    """How many ways a word goes on for ``left`` letters when the last may come ``room`` times more in a row."""
    if room < 0:
        return 0
    if left == 0:
        return 1
    return _walks(left - 1, k, room - 1, longest) + (k - 1) * _walks(left - 1, k, longest - 1, longest)


def _count(order: Order, k: int) -> tuple[int, ...]:
    counts = Counter(order)
    return tuple(counts[index] for index in range(k))


def _pairs_fit(order: Order, k: int) -> bool:
    return max(Counter(pairwise(order)).values(), default=0) <= most_pairs(len(order), k)


def _none(n: int, k: int, longest: int) -> LawError:
    return LawError(
        f"no order of {k} alternatives over {n} reps with at most {longest} in a row and no pair more than "
        f"{most_pairs(n, k)} times was found in {2 * TRIES} tries"
    )
