"""Both clocks keep one contract; the simulated one costs nothing and never hides a hang; the margin learns its laws."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from queue import Empty

import pytest
from contracts import check_clock
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.clock import Inbox, Margin, RealClock, SimulatedClock, clock_words

LATES = st.lists(st.integers(0, 100_000_000), max_size=50)


@pytest.mark.parametrize(
    "clock",
    [RealClock(), RealClock(margin_ns=0), RealClock(margin_ns=3_600_000_000_000), SimulatedClock()],
    ids=["real", "only sleeps", "only spins", "simulated"],
)
def test_contract(clock):
    check_clock(clock)


class WatchedInbox:
    """An inbox with nothing in it that remembers what it was asked."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def get_nowait(self) -> str:
        self.calls.append("get_nowait")
        raise Empty

    def get(self, timeout: float) -> str:
        self.calls.append("get")
        raise Empty

    def empty(self) -> bool:
        return True


def test_an_inbox_is_slept_in_only_once_it_was_found_empty():
    """A ``SimpleQueue.get`` with a time-out waits for ever when its lock is free and the time is up at once."""
    readings = count(0, 400_000)
    clock, inbox = RealClock(margin_ns=0, read=lambda: next(readings)), WatchedInbox()
    for _ in range(3):
        assert clock.wait_until(clock.now_ns() + 1_000_000, inbox) is None  # type: ignore[arg-type]
    assert inbox.calls == ["get_nowait", "get"] * 3


def test_virtual_time_jumps_to_the_instant_and_no_further():
    clock = SimulatedClock(start_ns=5)
    assert clock.wait_until(3_600_000_000_000, Inbox()) is None
    assert clock.now_ns() == 3_600_000_000_000


def test_virtual_time_that_would_wait_for_ever_says_so():
    with pytest.raises(RuntimeError, match="nothing is due"):
        SimulatedClock().wait_until(None, Inbox())


# --- the margin ---------------------------------------------------------------------------------------------


def taught(lates: list[int]) -> Margin:
    margin = Margin()
    for late in lates:
        margin.learn(late)
    return margin


@given(LATES)
def test_the_margin_stays_within_its_bounds(lates: list[int]):
    assert Margin.LEAST_NS <= taught(lates).ns <= Margin.MOST_NS


@given(LATES, st.integers(0, 100_000_000))
def test_the_margin_covers_the_wake_up_just_seen(lates: list[int], late: int):
    assert taught([*lates, late]).ns >= min(late, Margin.MOST_NS)


@given(LATES, st.integers(0, 49), st.integers(0, 100_000_000))
def test_a_later_wake_up_never_makes_the_margin_shorter(lates: list[int], at: int, more: int):
    worse = [late + more if n == at else late for n, late in enumerate(lates)]
    assert taught(worse).ns >= taught(lates).ns


@settings(max_examples=10)
@given(LATES, st.integers(0, 100_000))
def test_the_margin_forgets_what_does_not_come_back(lates: list[int], usual: int):
    margin = taught(lates)
    for _ in range(2 * Margin.FADE * 12):  # exp(-24) of 100 ms is nothing
        margin.learn(usual)
    assert margin.late_ns == usual
    assert margin.ns == max(Margin.LEAST_NS, usual + usual // 4 + Margin.SPARE_NS)


@given(st.integers(1_000_000, 100_000_000))
def test_half_of_an_outlier_is_forgotten_after_355_wake_ups(late: int):
    margin = taught([late, *[0] * 355])
    assert 0.49 * late < margin.late_ns < 0.51 * late


def test_a_fixed_margin_learns_nothing():
    clock = RealClock(margin_ns=700_000)
    clock.margin.learn(50_000_000)
    assert clock.margin.ns == 700_000


# --- the real clock, on a machine whose wake-ups are late ---------------------------------------------------


class Machine:
    """Time that passes 1 us a look, and an inbox whose time-outs come ``late_ns`` late."""

    def __init__(self, late_ns: int) -> None:
        self.late_ns = late_ns
        self.t_ns = 1_000_000_000
        self.slept_until_ns: list[int] = []

    def read(self) -> int:
        self.t_ns += 1_000
        return self.t_ns

    def get(self, timeout: float) -> None:
        self.t_ns += round(timeout * 1e9) + self.late_ns
        self.slept_until_ns.append(self.t_ns)
        raise Empty

    def get_nowait(self) -> None:
        raise Empty

    def empty(self) -> bool:
        return True


def wait(clock: RealClock, machine: Machine, ns: int) -> int:
    """Waits so long. Returns how late the wait ended."""
    due_ns = machine.t_ns + ns
    clock.wait_until(due_ns, machine)  # type: ignore[arg-type]
    return machine.t_ns - due_ns


@pytest.mark.parametrize("late_ns", [0, 30_000, 700_000, 1_500_000])
def test_a_wait_ends_on_time_however_late_the_wake_ups_are(late_ns: int):
    machine = Machine(late_ns)
    clock = RealClock(read=machine.read)
    assert max([wait(clock, machine, 10_000_000) for _ in range(50)][1:]) <= 2_000
    assert clock.margin.late_ns >= late_ns


def test_it_spins_no_longer_than_the_bound_and_less_once_it_knows_better():
    machine = Machine(40_000_000)
    clock = RealClock(read=machine.read)
    assert wait(clock, machine, 10_000_000) >= 30_000_000
    machine.late_ns = 1_000
    due_ns = machine.t_ns + 10_000_000
    wait(clock, machine, 10_000_000)
    assert 1_900_000 <= due_ns - machine.slept_until_ns[-1] <= Margin.MOST_NS
    for _ in range(3200):
        wait(clock, machine, 3_000_000)
    assert clock.margin.ns == Margin.LEAST_NS


def test_an_instant_nearer_than_the_margin_is_spun_for_and_teaches_nothing():
    machine = Machine(5_000_000)
    clock = RealClock(read=machine.read)
    before_ns = clock.margin.late_ns
    assert wait(clock, machine, 500_000) <= 2_000
    assert machine.slept_until_ns == []
    assert clock.margin.late_ns == before_ns


def test_the_clock_says_which_counter_it_is_made_of_where_the_kernel_does(tmp_path: Path):
    source = tmp_path / "current_clocksource"
    assert clock_words(source) == "CLOCK_MONOTONIC, in steps of 1 ns"
    source.write_text("arch_sys_counter\n")
    assert clock_words(source) == "CLOCK_MONOTONIC, by arch_sys_counter, in steps of 1 ns"
    assert clock_words().startswith("CLOCK_MONOTONIC, ")
