"""The foreperiod: from a law and a quantile to a wait.

exponential  t = min + X, X ~ Exp(tau) cut at max: X = -tau ln(1 - u (1 - e^(-(max - min) / tau))), the inverse of
             F(x) = (1 - e^(-x / tau)) / (1 - e^(-(max - min) / tau)). Its hazard is flat to within 16 % until two tau
             before max (1 / (1 - e^-2) = 1.16): having waited so long says nothing about when.
uniform      t = min + u (max - min)
list, fixed  one of the values, each equally often; always min

Logarithms are ``decimal``'s, which are correctly rounded everywhere; libm's differ between processors. Waits are whole
microseconds above min, in nanoseconds.
"""

from __future__ import annotations

from decimal import ROUND_FLOOR, Context, Decimal, localcontext
from fractions import Fraction
from functools import lru_cache
from random import Random

from sequences.chance import BITS, bits, shares
from sequences.errors import LawError
from sequences.model import WaitLaw

_ARITHMETIC = Context(prec=28)
_US = 1_000


def check(law: WaitLaw) -> None:
    """LawError with the reason when the law cannot be drawn from."""
    if law.kind == "list":
        if not law.values_ns:
            raise LawError("a wait of kind list needs at least one value")
    elif not 0 <= law.min_ns <= law.max_ns:
        raise LawError(
            f"a wait from {_ms(law.min_ns)} to {_ms(law.max_ns)} is not possible: min is 0 or more, max not below min"
        )
    elif law.kind == "exponential" and law.tau_ns <= 0:
        raise LawError(f"the tau of an exponential wait is {_ms(law.tau_ns)}; it must be above 0 ms")


def quantile(law: WaitLaw, u: Fraction) -> int:
    """The wait (ns) that a share u of all waits stays under; 0 <= u < 1."""
    if law.kind == "fixed":
        return law.min_ns
    if law.kind == "list":
        return sorted(law.values_ns)[int(u * len(law.values_ns))]
    with localcontext(_ARITHMETIC):
        part = Decimal(u.numerator) / u.denominator
        span = Decimal(law.max_ns - law.min_ns)
        x = _exponential(law.tau_ns, span, part) if law.kind == "exponential" else span * part
        return law.min_ns + int((x / _US).to_integral_value(ROUND_FLOOR)) * _US


def _exponential(tau: int, span: Decimal, part: Decimal) -> Decimal:
    return -tau * (1 - part * _before_max(span / tau)).ln()


@lru_cache(maxsize=16)
def _before_max(spans: Decimal) -> Decimal:
    """The share of an exponential that lies before max, which is so many tau after min."""
    with localcontext(_ARITHMETIC):
        return 1 - (-spans).exp()


def draw(law: WaitLaw, rng: Random) -> int:
    """One wait (ns), drawn freely."""
    return quantile(law, Fraction(bits(rng), 1 << BITS))


def strata(law: WaitLaw, n: int, rng: Random) -> tuple[int, ...]:
    """n waits (ns), one from each of n equal quantile slices, shortest slice first; a list: each value equally often,
    counts within 1."""
    if law.kind == "list":
        values = sorted(law.values_ns)
        counts = shares(rng, [Fraction(1)] * len(values), n)
        return tuple(value for value, count in zip(values, counts, strict=True) for _ in range(count))
    return tuple(quantile(law, Fraction((i << BITS) + bits(rng), n << BITS)) for i in range(n))


def _ms(ns: int) -> str:
    return f"{ns / 1e6:g} ms"
