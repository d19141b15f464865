"""Keyed streams of chance, and the few draws everything else is made of.

Every draw comes from ``Random.random()``: it is the only sequence Python promises to keep from version to version
(docs.python.org, ``random``, "Notes on Reproducibility"). One call gives 53 bits.
"""

from __future__ import annotations

import hashlib
from collections.abc import MutableSequence, Sequence
from fractions import Fraction
from math import lcm
from random import Random
from typing import TypeVar

BITS = 53
T = TypeVar("T")


def stream(seed: int, *key: int | str) -> Random:
    """The generator of one purpose: its own for every seed and key (athlete, set, rep, attempt, purpose).

    Its state comes from the sha256 of ``[seed,*key]`` written as JSON (``[7,1,2,8,2,"wait"]``), so a draw
    more in one place moves no other.
    """
    parts = ",".join(f'"{part}"' if isinstance(part, str) else str(part) for part in (seed, *key))
    return Random(int.from_bytes(hashlib.sha256(f"[{parts}]".encode()).digest(), "big"))


def bits(rng: Random) -> int:
    """53 random bits, as an int."""
    return int(rng.random() * (1 << BITS))


def below(rng: Random, n: int) -> int:
    """A whole number from 0 to n - 1, each equally likely, for n of any size. ValueError when n is under 1."""
    if n < 1:
        raise ValueError("there is nothing to choose from")
    wanted = (n - 1).bit_length()
    while True:
        value = drawn = 0
        while drawn < wanted:
            value = (value << BITS) | bits(rng)
            drawn += BITS
        value >>= drawn - wanted
        if value < n:
            return value


def pick(rng: Random, weights: Sequence[int]) -> int:
    """An index, each as likely as its weight says. ValueError when all weigh nothing."""
    left = below(rng, sum(weights))
    for index, weight in enumerate(weights):
        if left < weight:
            return index
        left -= weight
    raise AssertionError("below() stays under the sum of the weights")


def shuffle(rng: Random, items: MutableSequence[T]) -> None:
    """Put items in a new order in place, every order equally likely (Fisher and Yates)."""
    for i in range(len(items) - 1, 0, -1):
        j = below(rng, i + 1)
        items[i], items[j] = items[j], items[i]


def exact(share: float) -> Fraction:
    """The number a person wrote: 0.29 is 29/100 here, not the binary fraction next to it."""
    return Fraction(str(share))


def whole(weights: Sequence[Fraction]) -> tuple[int, ...]:
    """The weights as whole numbers, in the same proportions."""
    scale = lcm(*(weight.denominator for weight in weights))
    return tuple(int(weight * scale) for weight in weights)


def shares(rng: Random, weights: Sequence[Fraction], n: int) -> tuple[int, ...]:
    """How often each of the weights comes in n: exact by largest remainder, ties by lot. Sums to n."""
    quotas = [weight * n / sum(weights) for weight in weights]
    counts = [int(quota) for quota in quotas]
    by_lot = list(range(len(weights)))
    shuffle(rng, by_lot)
    by_lot.sort(key=lambda i: counts[i] - quotas[i])
    for i in by_lot[: n - sum(counts)]:
        counts[i] += 1
    return tuple(counts)
