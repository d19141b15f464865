"""The ± is the half-width of the 95 % interval of a sum: against known cases, and against sums added up another way."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.base import Component
from trainer.results.uncertainty import half_width_ns

MS = 1_000_000


def normal(size: float) -> Component:
    return Component("n", "normal", size)


def uniform(size: float) -> Component:
    return Component("u", "uniform", size)


def fourier(s: float, halves: list[float]) -> float:
    """The same half-width by another way: the Fourier series of the sum's density on a period wide enough, integrated
    term by term. Slow, and good to 1e-6 where s is not tiny."""
    period = 2 * (sum(halves) + 8 * s)
    terms: list[tuple[float, float]] = []
    for k in range(1, 40_000):
        t = 2 * math.pi * k / period
        value = math.exp(-((s * t) ** 2) / 2) * math.prod(math.sin(h * t) / (h * t) for h in halves)
        terms.append((t, 2 * value / (math.pi * k)))
        if (s * t) ** 2 > 60:
            break
    low, high = 0.0, period / 2
    for _ in range(40):
        middle = (low + high) / 2
        inside = 2 * middle / period + sum(a * math.sin(t * middle) for t, a in terms)
        low, high = (middle, high) if inside < 0.95 else (low, middle)
    return high


@pytest.mark.parametrize(
    ("components", "expected_ns"),
    [
        ([], 0),
        ([normal(0), uniform(0)], 0),
        ([normal(5 * MS)], 9_799_820),  # 1.959964 SD
        ([normal(3 * MS), normal(4 * MS)], 9_799_820),
        ([uniform(MS)], 950_000),
        ([uniform(MS), uniform(MS)], 1_552_786),  # a triangle: 2 (1 - sqrt 0.05)
    ],
)
def test_known_cases(components: list[Component], expected_ns: int):
    assert half_width_ns(components) == pytest.approx(expected_ns, rel=3e-4, abs=1)


def test_it_is_rounded_up():
    assert half_width_ns([normal(1.0)]) == 2


def test_a_lamp_and_a_pad_are_known_as_well_as_the_pad():
    lamp = [uniform(4_000), uniform(1_000), uniform(50_000)]
    assert half_width_ns([*lamp, normal(5 * MS)]) == pytest.approx(half_width_ns([normal(5 * MS)]), rel=1e-4)


# A normal part of at least a twentieth of the widest uniform one: the Fourier series then ends.
sizes = st.lists(st.floats(0.01, 10.0), min_size=1, max_size=6)


@settings(max_examples=40)
@given(sizes, st.floats(0.05, 5.0))
def test_any_sum_is_right_to_half_a_percent(halves: list[float], share: float):
    s = share * max(halves)
    got = half_width_ns([normal(s * MS), *(uniform(h * MS) for h in halves)])
    assert got / MS == pytest.approx(fourier(s, halves), rel=0.005)


parts = st.lists(st.builds(Component, st.just("x"), st.sampled_from(("normal", "uniform")), st.floats(0, 1e12)))


@given(parts, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(components: list[Component], chance):
    mixed = list(components)
    chance.shuffle(mixed)
    assert half_width_ns(mixed) == pytest.approx(half_width_ns(components), rel=1e-9, abs=1)


@given(parts, st.integers(2, 1000))
def test_it_scales(components: list[Component], factor: int):
    larger = [Component("x", c.shape, c.size_ns * factor) for c in components]
    assert half_width_ns(larger) == pytest.approx(factor * half_width_ns(components), rel=1e-9, abs=factor + 1)


@given(parts)
def test_it_lies_between_what_the_shapes_allow(components: list[Component]):
    """No sum of symmetric one-humped parts is wider than sqrt(3) SD at 95 % when uniform, 1.96 when normal; none is
    narrower than 0.95 x the widest uniform."""
    whole = math.hypot(*(c.sd_ns for c in components))
    got = half_width_ns(components)
    assert 0.95 * math.sqrt(3) * whole * 0.999 <= got + 1
    assert got <= 1.97 * whole + 1
