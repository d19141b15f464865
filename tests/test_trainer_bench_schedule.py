"""The instants of a bench: the same for everybody, spread evenly over their phases."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable, Iterator
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.clock import Inbox, RealClock
from trainer.bench.methods import measure, measure_asyncio, measure_timers
from trainer.bench.schedule import PERIOD_NS, SOON_NS, SPREAD_NS, instants, phase_ns


@given(st.integers(10**9, 10**18), st.integers(1, 300), st.integers(0, 10**9))
def test_one_instant_a_period_rising(start_ns: int, count: int, first: int):
    found = list(instants(start_ns, count, first, now_ns=lambda: 0))
    assert len(found) == count
    for k, due_ns in enumerate(found):
        assert 0 <= due_ns - start_ns - k * PERIOD_NS < SPREAD_NS
    gaps = [b - a for a, b in pairwise(found)]
    assert all(PERIOD_NS - SPREAD_NS < gap < PERIOD_NS + SPREAD_NS for gap in gaps)


@given(st.integers(1, 50), st.lists(st.integers(0, 2 * PERIOD_NS), max_size=50), st.integers(0, 10**9))
def test_an_instant_is_given_only_while_it_can_be_waited_for_and_one_at_the_least(
    count: int, late: list[int], asked_ns: int
):
    """``late``: how late each wait ends; asked_ns: when the first is asked for."""
    planned = list(instants(10**9, count, now_ns=lambda: 0))
    now, found = [asked_ns + 10**9], []
    for due_ns in instants(10**9, count, now_ns=lambda: now[-1]):
        assert due_ns - now[-1] >= SOON_NS
        found.append(due_ns)
        now.append(due_ns + (late[len(found) - 1] if len(found) <= len(late) else 0))
    assert found[0] >= asked_ns + 10**9
    assert found == sorted(set(found))
    assert set(found[1:]) <= set(planned)


@given(st.integers(0, 10**6), st.integers(10, 300))
def test_any_stretch_fills_the_phases_evenly(first: int, count: int):
    """Of count golden-ratio phases no gap is longer than three times the even one."""
    phases = sorted(phase_ns(first + k) for k in range(count))
    gaps = [b - a for a, b in zip(phases, [*phases[1:], phases[0] + SPREAD_NS], strict=True)]
    assert max(gaps) <= 3 * SPREAD_NS / count


def test_turns_go_on_where_the_last_one_stopped():
    whole = [phase_ns(k) for k in range(20)]
    turns = [due for first in (0, 10) for due in instants(10**9, 10, first, now_ns=lambda: 0)]
    assert [due % PERIOD_NS for due in turns] == whole


def by_asyncio(due: Iterable[int]) -> list[int]:
    return asyncio.run(measure_asyncio(due))


def by_clock(due: Iterable[int]) -> list[int]:
    clock, inbox = RealClock(), Inbox()

    def wait(due_ns: int) -> None:
        clock.wait_until(due_ns, inbox)

    return measure(wait, due)


def ahead(*ns: int) -> Iterator[int]:
    """Instants so far from the moment at which each is asked for."""
    return (time.monotonic_ns() + n for n in ns)


@pytest.mark.parametrize("method", [by_asyncio, by_clock, measure_timers])
def test_each_wait_is_measured(method: Callable[[Iterable[int]], list[int]]):
    late = method(ahead(50_000_000, 100_000_000))
    assert len(late) == 2
    assert all(ns >= -1_000_000 for ns in late), "none ends before its instant, but for the loop's own rounding"
