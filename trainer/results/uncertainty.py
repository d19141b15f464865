"""How well a number is known: the half-width of the 95 % interval of a sum of independent components.

Each component declares its shape; the distributions are added, not their sizes (GUM Supplement 1, JCGM 101:2008,
5.3). Normal ones add in quadrature. With n uniform ones of half-widths h beside a normal one of standard deviation s
the sum has the distribution function

    F(x) = s^n / (product of 2h) * sum over the 2^n sign patterns of (product of signs) G_n((x + sum of +-h) / s)

with G_n the normal distribution function integrated n times (the closed form of Bhattacharjee, Pandit and Mohan,
Technometrics 5:404, 1963, for n = 2, by the same steps for any n). The three widest uniform ones are taken so; the
others, and those narrower than a tenth of the whole, look like normal ones in the sum and are added to it in
quadrature. The half-width is then right to 0.5 % (tests/test_trainer_results_uncertainty.py: against sums on a grid).
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from itertools import product

from hardware.base import Component

COVERAGE = 0.95
WIDEST = 3  # uniform components that are added exactly
NARROW = 0.1  # a half-width below this part of the whole standard deviation counts as normal
SMOOTH = 1e-6  # the normal part is at least this part of the whole, so that G_n need not know the case s = 0


def half_width_ns(components: Iterable[Component]) -> int:
    """Half-width (ns, rounded up) of the central 95 % interval of the components' sum; 0 of none."""
    return _half_width_ns(tuple(components))


@lru_cache(maxsize=4096)  # a session's devices say the same of every rep
def _half_width_ns(parts: tuple[Component, ...]) -> int:
    whole = math.hypot(*(c.sd_ns for c in parts))
    if whole == 0:
        return 0
    halves = sorted((c.size_ns / whole for c in parts if c.shape == "uniform"), reverse=True)
    shape = tuple(round(h, 3) for h in halves[:WIDEST] if h >= NARROW)
    return math.ceil(whole * _factor(shape) * (1 - 1e-12))  # a whole number of ns stays one


@lru_cache(maxsize=4096)
def _factor(halves: tuple[float, ...]) -> float:
    """The x with P(|sum| <= x) = 0.95 when the whole standard deviation is 1, by bisection. ``halves`` of the uniform
    parts; the rest is normal."""
    s = max(SMOOTH, math.sqrt(max(0.0, 1 - sum(h * h for h in halves) / 3)))
    low, high = 0.0, sum(halves) + 2 * s  # 2 s are more than 95 % of the normal part
    for _ in range(40):
        middle = (low + high) / 2
        if _distribution(middle, s, halves) < (1 + COVERAGE) / 2:
            low = middle
        else:
            high = middle
    return high


def _distribution(x: float, s: float, halves: tuple[float, ...]) -> float:
    """F(x) of the module's docstring."""
    integral = _INTEGRALS[len(halves)]
    total = 0.0
    for signs in product((1, -1), repeat=len(halves)):
        offset = sum(sign * h for sign, h in zip(signs, halves, strict=True))
        total += math.prod(signs) * integral((x + offset) / s)
    return total * math.prod(s / (2 * h) for h in halves)


def _normal(z: float) -> float:
    return 0.5 * math.erfc(-z / math.sqrt(2))


def _density(z: float) -> float:
    return math.exp(-z * z / 2) / math.sqrt(2 * math.pi)


# The normal distribution function, and its integrals: G_n(z) = (z G_(n-1)(z) + G_(n-2)(z)) / n with G_(-1) the density.
_INTEGRALS = (
    _normal,
    lambda z: z * _normal(z) + _density(z),
    lambda z: ((z * z + 1) * _normal(z) + z * _density(z)) / 2,
    lambda z: ((z**3 + 3 * z) * _normal(z) + (z * z + 2) * _density(z)) / 6,
)
