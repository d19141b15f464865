"""Chatter is told from bounce by the stamps alone, soon enough, and a trigger that has become quiet is heard again."""

from __future__ import annotations

from itertools import accumulate, pairwise

from builders import MS, S
from hypothesis import given, settings
from hypothesis import strategies as st
from mockpins import MockPins

from hardware.base import Edge
from hardware.chatter import AGAIN_NS, QUIET_NS, Chatter, EdgeRate
from hardware.clock import Inbox, SimulatedClock
from hardware.spec import TriggerSpec
from hardware.trigger import PinTrigger

SOON_NS = 200 * MS
gaps = st.lists(st.integers(0, 3 * S), max_size=150)


def takes(stamps: list[int]) -> list[str]:
    rate = EdgeRate()
    return [rate.take(t_ns) for t_ns in stamps]


def every(gap_ns: int, for_ns: int, from_ns: int = 10 * S) -> list[int]:
    return list(range(from_ns, from_ns + for_ns, gap_ns))


@given(st.integers(310, 100_000))
@settings(max_examples=30)
def test_whoever_changes_310_times_a_second_or_more_is_shut_off_within_200_ms(hz: int):
    stamps = every(S // hz, S)
    shut = takes(stamps).index("chatter")
    assert stamps[shut] - stamps[0] <= SOON_NS


def test_ten_kilohertz_is_shut_off_after_5_ms_and_mains_after_1_3_s():
    for gap_ns, soon_ns in ((S // 10_000, 5_100_000), (S // 100, 1300 * MS)):
        stamps = every(gap_ns, 2 * S)
        assert 0 < stamps[takes(stamps).index("chatter")] - stamps[0] <= soon_ns


@given(st.integers(250, 2000), st.integers(0, 14), st.integers(1, 35))
@settings(max_examples=50)
def test_a_worn_pad_under_quick_feet_is_never_shut_off(contact_ms: int, bounces: int, within_ms: int):
    """Presses and releases in turn, every one with its bounce: thirteen edges and less within 35 ms."""
    bounces -= bounces % 2
    changes = [10 * S + n * contact_ms * MS for n in range(40)]
    stamps = [t + i * within_ms * MS // 14 for t in changes for i in range(1 + min(bounces, 12))]
    assert set(takes(stamps)) == {"edge"}


def test_while_it_goes_on_it_is_said_ten_times_a_second_and_no_edge_passes():
    stamps = every(S // 10_000, 2 * S)
    taken = takes(stamps)
    first = taken.index("chatter")
    said = [t for t, take in zip(stamps, taken, strict=True) if take == "chatter"]
    assert set(taken[:first]) == {"edge"}
    assert set(taken[first:]) == {"chatter", "drop"}
    assert {b - a for a, b in pairwise(said)} == {AGAIN_NS}


def test_two_quiet_seconds_and_it_is_heard_again():
    stamps = every(S // 1000, S)
    assert takes([*stamps, stamps[-1] + QUIET_NS - 1])[-1] == "chatter"
    assert takes([*stamps, stamps[-1] + QUIET_NS])[-1] == "edge"


@given(gaps)
def test_whatever_comes_an_edge_passes_only_while_it_is_not_shut(between: list[int]):
    rate, shut = EdgeRate(), False
    last_ns = 0
    for t_ns in accumulate(between, initial=10 * S):
        take = rate.take(t_ns)
        if take == "edge":
            assert not shut or t_ns - last_ns >= QUIET_NS
        shut = take != "edge"
        assert rate.is_shut == shut
        last_ns = t_ns


def test_a_pin_that_chatters_floods_nobody():
    clock, inbox = SimulatedClock(), Inbox()
    pins = MockPins(clock)
    with PinTrigger("start", "pad", TriggerSpec(pin=5), inbox=inbox, pin_factory=pins):
        for n in range(10_000):
            pins.pin(5).drive_low() if n % 2 == 0 else pins.pin(5).drive_high()
            clock.wait_until(clock.now_ns() + S // 10_000, Inbox())
        items = [inbox.get_nowait() for _ in range(inbox.qsize())]
    assert [type(i) for i in items] == [Edge] * 50 + [Chatter] * 10
    assert all((i.station, i.sensor) == ("start", "pad") for i in items)
