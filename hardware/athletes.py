"""How virtual athletes react, run and err: pure draws from a generator that is handed in.

Every figure stands in athletes.toml with its source. This module knows no field, no device and no clock.
"""

from __future__ import annotations

import math
import tomllib
from bisect import bisect
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any

from hardware.errors import FieldError

MS = 1_000_000
MOST = 0.5  # no share of errors is higher, however clumsy the athlete
SLIDE = 3.0  # abilities further than this many standard deviations out are pulled in

Span = tuple[float, float]  # from, to; milliseconds


@dataclass(frozen=True, slots=True)
class Band:
    """An age band: off-pad reaction (ex-Gaussian), share of unsettled holds."""

    mu_ms: float
    sigma_ms: float
    tau_ms: float
    unsettled: float


@dataclass(frozen=True, slots=True)
class Answering:
    """From a cue to the first move."""

    fastest_ms: float
    guess_ms: Span
    hick_ms_per_bit: float
    hick_called_ms_per_bit: float
    sound_gain_ms: float
    transition_mu_ms: float
    transition_sigma_ms: float
    transition_tau_ms: float
    transition_per_wait: float
    transition_fastest_ms: float
    transition_guess_ms: Span


@dataclass(frozen=True, slots=True)
class Running:
    """Speeds and lengths of ways. ``pace``: (age, running times beside those at 16)."""

    pace: tuple[tuple[float, float], ...]
    top_mps: float
    accel_mps2: float
    back_share: float
    shuffle_share: float
    corner_mps: float
    brake_ms: Span
    approach_mps: float
    turn_ms: float
    beyond_back_m: float
    beyond_run_m: float
    body_m: float
    clear_m: float
    ability_sd: float
    rep_sd: float
    side_sd: float


@dataclass(frozen=True, slots=True)
class Shuttling:
    """Running by signals. ``speed``: (age, km/h held on a way of 20 m), ``least`` by anybody; ``rest_gain``: so
    much more where one walks after each; ``sd``: between athletes; ``way_sd``: from way to way; ``early``: of the
    time allowed."""

    speed: tuple[tuple[float, float], ...]
    least: float
    rest_gain: float
    sd: float
    way_sd: float
    early: float


@dataclass(frozen=True, slots=True)
class Tiring:
    """What a metre at full speed costs on foot, as a share, and how soon that is gone."""

    quick_per_m: float
    quick_s: float
    slow_per_m: float
    slow_s: float
    most: float
    endurance_sd: float


@dataclass(frozen=True, slots=True)
class Learning:
    """``trust``, 0 to 1, in what was seen of the cues so far; ``weight``: of their shares beside their order."""

    trust: float
    weight: float


@dataclass(frozen=True, slots=True)
class Pacing:
    """How long people take around a rep."""

    walk_ms: Span
    settle_ms: float
    own_ms: Span
    signal_ms: float
    linger_ms: Span
    step_off_ms: Span
    patience_ms: float
    tempted_ms: Span
    off_ms: Span
    fidget_after_ms: Span
    fidget_for_ms: Span
    tempo_sd: float
    in_the_air: float


@dataclass(frozen=True, slots=True)
class Erring:
    """Shares of reps in which this goes wrong; ``false_start_per_s2`` is a hazard that grows with each second."""

    false_start_per_s2: float
    false_alarm: float
    anticipation: float
    omission: float
    wrong_gate: float
    hold_break: float
    turned_early: float
    arm_first: float


@dataclass(frozen=True, slots=True)
class Contact:
    """What pads and beams add: bounce of a pressed pad, an arm before the trunk in a beam."""

    bounce_ms: float
    arm_lead_ms: Span
    arm_for_ms: Span


@dataclass(frozen=True, slots=True)
class Figures:
    """The parameter file. ``ages`` and ``profiles`` by name, as written there."""

    version: int
    ages: dict[str, Band]
    profiles: dict[str, dict[str, float]]
    answer: Answering
    run: Running
    pace: Pacing
    shuttle: Shuttling
    tiring: Tiring
    learning: Learning
    error: Erring
    contact: Contact


@dataclass(frozen=True, slots=True)
class Traits:
    """One athlete: stable over a session. ``ability`` multiplies reactions and running times (1.0 is average),
    ``age_pace`` the running times once more. ``side``: how much quicker he is to the left than to the right, a share.
    ``drift``: how much slower on foot he is by the 24th rep than at the first, whatever he runs and rests; None: as he
    tires."""

    number: int
    ability: float
    age_pace: float
    side: float
    drift: float | None
    band: Band
    answer: Answering
    run: Running
    pace: Pacing
    tiring: Tiring
    learning: Learning
    error: Erring
    contact: Contact


@cache
def read_figures() -> Figures:
    """athletes.toml, read once."""
    doc: dict[str, Any] = tomllib.loads(files("hardware").joinpath("athletes.toml").read_text("utf-8"))
    return Figures(
        version=doc["version"],
        ages={name: Band(**band) for name, band in doc["age"].items()},
        profiles=doc["profile"],
        answer=Answering(**doc["answer"]),
        run=Running(**doc["run"] | {"pace": tuple((age, pace) for age, pace in doc["run"]["pace"])}),
        pace=Pacing(**doc["pace"]),
        shuttle=Shuttling(**doc["shuttle"] | {"speed": tuple((age, kmh) for age, kmh in doc["shuttle"]["speed"])}),
        tiring=Tiring(**doc["tiring"]),
        learning=Learning(**doc["learning"]),
        error=Erring(**doc["error"]),
        contact=Contact(**doc["contact"]),
    )


def draw_traits(rng: Random, number: int, *, profile: str = "ordinary", age: int = 12) -> Traits:
    """The athlete of this number. Raises FieldError for an age or a profile that the file does not have."""
    figures = read_figures()
    kind = figures.profiles.get(profile)
    if kind is None:
        raise FieldError("profile", f"there are no {profile!r} athletes; allowed are {', '.join(figures.profiles)}")
    band = _band(figures, age)
    errors, day = kind["errors"], kind["day"]
    tiring, run = figures.tiring, figures.run
    ability, side, endurance = (1.0 + _far(rng) * sd for sd in (run.ability_sd, run.side_sd, tiring.endurance_sd))
    return Traits(
        number=number,
        ability=ability,
        age_pace=pace_at(run, age),
        side=(side - 1.0) * day,
        drift=None,
        band=replace(band, unsettled=min(MOST, band.unsettled * errors)),
        answer=figures.answer,
        run=figures.run,
        pace=figures.pace,
        tiring=replace(
            tiring, quick_per_m=tiring.quick_per_m * endurance * day, slow_per_m=tiring.slow_per_m * endurance * day
        ),
        learning=replace(figures.learning, trust=figures.learning.trust * day),
        error=_scaled(figures.error, errors),
        contact=replace(figures.contact, bounce_ms=figures.contact.bounce_ms * kind["bounce"]),
    )


def _far(rng: Random) -> float:
    return max(-SLIDE, min(SLIDE, rng.gauss(0.0, 1.0)))


def pace_at(run: Running, age: float) -> float:
    """Running times at this age beside those at 16: evenly between the ages of the file, as at its ends beyond them."""
    return _between(run.pace, age)


def _between(points: tuple[tuple[float, float], ...], age: float) -> float:
    ages = [point[0] for point in points]
    after = bisect(ages, age)
    if after in (0, len(ages)):
        return points[max(0, after - 1)][1]
    (young, first), (old, last) = points[after - 1 : after + 1]
    return first + (last - first) * (age - young) / (old - young)


def shuttle_kmh(rng: Random, figures: Shuttling, age: float, *, profile: str, rests: bool) -> float:
    """The speed that an athlete of this age can hold by signals, km/h; a "perfect" one is just as the age is."""
    far = _far(rng) * figures.sd
    own = 1.0 + (0.0 if profile == "perfect" else far)
    return max(figures.least, _between(figures.speed, age) * own) * (figures.rest_gain if rests else 1.0)


def _band(figures: Figures, age: int) -> Band:
    for name, band in figures.ages.items():
        youngest, oldest = name.split("-")
        if int(youngest) <= age <= int(oldest):
            return band
    raise FieldError("age", f"no virtual athlete is {age} years old; allowed are {', '.join(figures.ages)}")


def _scaled(error: Erring, by: float) -> Erring:
    return Erring(**{name: min(MOST, getattr(error, name) * by) for name in Erring.__slots__})


def happens(rng: Random, share: float) -> bool:
    """True in this share of calls. Draws once, whatever the share."""
    return rng.random() < share


def span_ns(rng: Random, span: Span) -> int:
    """Uniform between two milliseconds."""
    low, high = span
    return int((low + (high - low) * rng.random()) * MS)


def ex_gauss_ms(rng: Random, mu: float, sigma: float, tau: float) -> float:
    """A normal plus an exponential draw: mean mu + tau, variance sigma² + tau² (Luce 1986)."""
    return rng.gauss(mu, sigma) + rng.expovariate(1.0) * tau


def choice_ms(traits: Traits, likely: float, *, called: bool = False) -> float:
    """What it costs to find out which cue it is, when he took it to be that likely: b x log2(1 / p).

    Hick 1952, Hyman 1953. ``called``: the target is called from the front, no lamp hangs there.
    """
    answer = traits.answer
    return (answer.hick_called_ms_per_bit if called else answer.hick_ms_per_bit) * math.log2(1.0 / likely)


def reaction_ns(rng: Random, traits: Traits, cost_ms: float = 0.0, slower: float = 1.0) -> int:
    """Onset of a light to the pad opening: ex-Gaussian by age, times ``slower``, plus the cost of the choice; never
    under ``fastest_ms``."""
    band, answer = traits.band, traits.answer
    plain = ex_gauss_ms(rng, band.mu_ms, band.sigma_ms, band.tau_ms) * traits.ability * slower
    return int(max(answer.fastest_ms, plain + cost_ms) * MS)


def transition_ns(rng: Random, traits: Traits, wait_ns: int, cost_ms: float = 0.0, slower: float = 1.0) -> int:
    """Onset, while backpedalling, to the arming beam broken again. Grows with the wait since that beam and with the
    cost of the choice; never under ``transition_fastest_ms``."""
    a = traits.answer
    plain = ex_gauss_ms(rng, a.transition_mu_ms, a.transition_sigma_ms, a.transition_tau_ms) * traits.ability * slower
    return int(max(a.transition_fastest_ms, plain + cost_ms + a.transition_per_wait * wait_ns / MS) * MS)


def false_start_ns(rng: Random, traits: Traits) -> int | None:
    """How long this athlete bears waiting before he leaves without a cue; None: for ever.

    The hazard is k x t (Rayleigh), so the instant is sqrt(2 E / k) with E exponential.
    """
    k = traits.error.false_start_per_s2
    patience = rng.expovariate(1.0)
    return int(math.sqrt(2.0 * patience / k) * 1e9) if k else None


def run_ns(distance_m: float, *, start_mps: float, top_mps: float, accel_mps2: float) -> tuple[int, float]:
    """Time for a way and the speed at its end: even acceleration up to the top speed, then that.

    From v² = v0² + 2 a d and v = v0 + a t. A start faster than top is taken as top.
    """
    v = min(start_mps, top_mps)
    rise_m = (top_mps * top_mps - v * v) / (2.0 * accel_mps2)
    if distance_m <= rise_m:
        end = math.sqrt(v * v + 2.0 * accel_mps2 * distance_m)
        return int((end - v) / accel_mps2 * 1e9), end
    return int(((top_mps - v) / accel_mps2 + (distance_m - rise_m) / top_mps) * 1e9), top_mps
