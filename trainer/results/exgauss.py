"""The shape of reaction times: the ex-Gaussian, a normal time (mu, sigma) and an exponential one (tau) added.

Fitted by maximum likelihood (Heathcote, Popiel and Mewhort, Psychological Bulletin 109:340, 1991; Ratcliff,
Psychological Bulletin 86:446, 1979) from 100 hits on: of fewer the three figures are noise. The density is

    f(x) = exp((mu - x) / tau + sigma^2 / (2 tau^2)) Phi((x - mu) / sigma - sigma / tau) / tau

and its logarithm is searched by the simplex of Nelder and Mead (The Computer Journal 7:308, 1965) over mu, log sigma,
log tau, from the moments on.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import fmean

from trainer.results.centre import variance

LEAST = 100  # hits
CLOSE = 1e-9
STEPS = 2000
FAR = -30.0  # standard deviations below which the normal tail is taken by its series

Point = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class ExGaussian:
    """In the unit of the times. ``log_likelihood`` of the times it was fitted to."""

    mu: float
    sigma: float
    tau: float
    log_likelihood: float


def fit(times: Sequence[float]) -> ExGaussian | None:
    """None of fewer than 100 times, or when all are the same."""
    if len(times) < LEAST or min(times) == max(times):
        return None
    middle, spread = fmean(times), math.sqrt(variance(times))
    scaled = [(time - middle) / spread for time in times]  # the search knows no unit
    start = (-0.7, math.log(0.7), math.log(0.7))  # a skewness of 0.7: tau = sd (skewness / 2)^(1/3)

    def cost(point: Point) -> float:
        return -log_likelihood(scaled, point[0], math.exp(point[1]), math.exp(point[2]))

    mu, log_sigma, log_tau = simplex(cost, simplex(cost, start))  # once more from where it ended: it may have stuck
    sigma, tau = math.exp(log_sigma), math.exp(log_tau)
    found = log_likelihood(scaled, mu, sigma, tau) - len(times) * math.log(spread)
    return ExGaussian(middle + spread * mu, spread * sigma, spread * tau, found)


def log_likelihood(times: Sequence[float], mu: float, sigma: float, tau: float) -> float:
    """The sum of log f over the times."""
    constant = sigma * sigma / (2 * tau * tau) - math.log(tau)
    return sum(constant + (mu - x) / tau + log_normal((x - mu) / sigma - sigma / tau) for x in times)


def log_normal(z: float) -> float:
    """log Phi(z), also where Phi underflows (Abramowitz and Stegun 26.2.12)."""
    if z > FAR:
        return math.log(math.erfc(-z / math.sqrt(2)) / 2)
    series = 1 - 1 / z**2 + 3 / z**4 - 15 / z**6
    return -z * z / 2 - math.log(-z * math.sqrt(2 * math.pi)) + math.log(series)


def simplex(cost: Callable[[Point], float], start: Point, step: float = 0.5) -> Point:
    """Where the cost is least, near the start: the simplex with its usual coefficients 1, 2, 1/2, 1/2."""
    points = [start, *(tuple(x + step * (i == j) for j, x in enumerate(start)) for i in range(len(start)))]
    found = sorted((cost(p), p) for p in points)
    for _ in range(STEPS):
        if found[-1][0] - found[0][0] < CLOSE:
            break
        worst_cost, worst = found[-1]
        centre = tuple(sum(p[i] for _, p in found[:-1]) / len(start) for i in range(len(start)))
        tried = _at(cost, centre, worst, 1.0)
        if tried[0] < found[0][0]:
            tried = min(tried, _at(cost, centre, worst, 2.0))
        elif tried[0] >= found[-2][0]:
            tried = _at(cost, centre, worst, 0.5 if tried[0] < worst_cost else -0.5)
        if tried[0] < worst_cost:
            found[-1] = tried
        else:
            best = found[0][1]
            found = [_between(cost, best, p) for _, p in found]
        found.sort()
    return found[0][1]


def _at(cost: Callable[[Point], float], centre: Point, worst: Point, by: float) -> tuple[float, Point]:
    """From the worst through the centre, ``by`` times as far beyond it; below 0 on this side of it."""
    point = tuple(c + by * (c - w) for c, w in zip(centre, worst, strict=True))
    return cost(point), point


def _between(cost: Callable[[Point], float], a: Point, b: Point) -> tuple[float, Point]:
    point = tuple((x + y) / 2 for x, y in zip(a, b, strict=True))
    return cost(point), point
