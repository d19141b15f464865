"""What a test by signals is taken to say of the maximal oxygen uptake. For the export alone, with its warning.

Beep test: 31.025 + 3.238 S - 3.248 A + 0.1536 S A ml/kg/min, of the speed S (km/h) of the last level and the age A
(whole years, 18 for adults) (Léger et al., Journal of Sports Sciences 6:93, 1988; standard error there 5.9). In
boys of 11 to 14 what was measured lay between 15 % below and 25 % above it (Welsman and Armstrong, BMJ Open Sport and
Exercise Medicine 5:e000627, 2019). Yo-Yo IR1: 0.0084 m + 36.4, of the metres m (Bangsbo et al., Sports Medicine 38:37,
2008; r = 0.70, of adults). Neither measures anybody: under 18 metres and level are the result.
"""

from __future__ import annotations

from dataclasses import dataclass

AGES = {"8-9": 8.5, "10-11": 10.5, "12-13": 12.5, "14-15": 14.5, "16-17": 16.5, "18 and over": 18.0}
"""Whole years, by age band: the mean of the two. Below 8 the equation was not made."""

LEGER = (
    "31.025 + 3.238 S - 3.248 A + 0.1536 S A (Léger et al. 1988), A the middle of the age band; standard error 5.9, "
    "boys of 11-14 were -15 to +25 % off (Welsman and Armstrong 2019): no measure of one child"
)
BANGSBO = "0.0084 m + 36.4 (Bangsbo et al. 2008), of adults, r = 0.70: no measure of one athlete"


@dataclass(frozen=True, slots=True)
class Estimate:
    """``ml``: per kilogram and minute; ``by``: the equation, its source and what it is worth."""

    ml: float
    by: str


def by_speed(kmh: float, band: str) -> Estimate | None:
    """Of a beep test whose last level was run at that speed. None where the age band is not known, or under 8."""
    age = AGES.get(band)
    if age is None:
        return None
    return Estimate(31.025 + 3.238 * kmh - 3.248 * age + 0.1536 * kmh * age, LEGER)


def by_metres(metres: int) -> Estimate:
    """Of a Yo-Yo IR1 test."""
    return Estimate(0.0084 * metres + 36.4, BANGSBO)
