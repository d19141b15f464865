"""Quantiles and exceedance curves do what their definitions say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.bench.figures import exceedance, lateness, quantile, ratio

VALUES = st.lists(st.integers(-1_000, 10_000_000), min_size=1, max_size=200)
SHARES = st.integers(1, 1000).map(lambda n: n / 1000)


@given(VALUES, SHARES)
def test_a_quantile_is_the_smallest_value_that_the_share_does_not_exceed(values: list[int], share: float):
    found = quantile(values, share)
    need = round(share * 1000) * len(values)  # in thousandths, without rounding
    assert found in values
    assert sum(v <= found for v in values) * 1000 >= need
    assert all(sum(v <= lower for v in values) * 1000 < need for lower in values if lower < found)


@given(VALUES, st.randoms(use_true_random=False))
def test_the_order_of_the_values_does_not_matter(values: list[int], rng):
    shuffled = rng.sample(values, len(values))
    assert lateness(shuffled) == lateness(values)
    assert exceedance(shuffled) == exceedance(values)


@given(VALUES)
def test_the_figures_of_lateness_rise_to_the_worst(values: list[int]):
    found = lateness(values)
    assert found is not None
    assert found["p50_us"] <= found["p99_us"] <= found["p999_us"] <= found["max_us"] == round(max(values) / 1e3, 3)
    assert found["n"] == len(values)


@pytest.mark.parametrize("share", [0, -0.5, 1.1])
def test_no_quantile_of_nothing_or_beyond_the_whole(share: float):
    with pytest.raises(ValueError, match="no quantile"):
        quantile([1], share)
    with pytest.raises(ValueError, match="no quantile"):
        quantile([], 0.5)
    assert lateness([]) is None


@given(VALUES)
def test_a_curve_falls_from_all_to_the_last_and_tells_the_truth(values: list[int]):
    curve = exceedance(values)
    assert curve[0] == (min(values), 1.0)
    assert curve[-1] == (max(values), 1 / len(values))
    assert [x for x, _ in curve] == sorted(x for x, _ in curve)
    assert [share for _, share in curve] == sorted((share for _, share in curve), reverse=True)
    for x, share in curve:
        assert sum(v > x for v in values) < share * len(values) + 1e-6 <= sum(v >= x for v in values) + 1e-3


@given(st.integers(0, 99).map(lambda seed: [(n * 7919 + seed) % 104_729 for n in range(2000)]))
def test_a_curve_of_many_is_thinned_and_keeps_its_tail(values: list[int]):
    curve = exceedance(values, points=50)
    assert len(curve) <= 51
    assert [round(share * 2000) for _, share in curve[-3:]] == [3, 2, 1]


def test_a_ratio_with_something_missing_is_none():
    assert ratio(6, 3) == 2
    assert ratio(None, 3) is ratio(6, None) is ratio(6, 0) is None
