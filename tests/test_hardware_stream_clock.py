"""A stream's clock: found out, converted, a step of the wall clock noticed; and the line that frames lie on."""

from __future__ import annotations

from itertools import accumulate
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.clock import Together, read_together
from hardware.stream_clock import NEW, SERVER_NEW, SHIFTED_NS, STRANGE, FrameLine, StreamClock

HOUR_NS = 3_600_000_000_000
BOOT_NS = 1_795_000_000_000_000_000  # CLOCK_REALTIME when CLOCK_MONOTONIC was 0
RATE = 48_000
uptimes = st.integers(10_000_000_000, 400 * 24 * HOUR_NS)
delays = st.integers(0, 300_000)  # from the stream's reading of its clock to ours


def at(mono_ns: int, *, wall_ns: int = BOOT_NS, doubt_ns: int = 200) -> Together:
    return Together(mono_ns, mono_ns + wall_ns, doubt_ns)


def test_both_clocks_are_read_together():
    first, second = read_together(), read_together()
    assert first.monotonic_ns < second.monotonic_ns
    assert first.doubt_ns >= 0
    assert first.realtime_ns > BOOT_NS - 40 * 365 * 24 * HOUR_NS, "seconds since 1970"


@settings(max_examples=50)
@given(uptime_ns=uptimes, delay_ns=delays, ahead_ns=st.integers(0, 2_000_000_000))
def test_a_stream_on_either_of_the_kernels_clocks_is_converted_exactly(uptime_ns, delay_ns, ahead_ns):
    for base, zero_ns in (("monotonic", 0), ("realtime", BOOT_NS)):
        clock = StreamClock()
        assert clock.base is None
        clock.read(uptime_ns - delay_ns + zero_ns, at(uptime_ns))
        assert clock.base == base
        assert clock.monotonic_ns(uptime_ns + ahead_ns + zero_ns) == uptime_ns + ahead_ns


@settings(max_examples=30)
@given(uptime_ns=uptimes, waits=st.lists(delays, min_size=30, max_size=60), offset_ns=st.integers(0, 9_000_000_000))
def test_a_clock_of_its_own_is_late_by_the_shortest_delay_seen(uptime_ns, waits, offset_ns):
    clock = StreamClock()
    for n, delay_ns in enumerate(waits):
        now_ns = uptime_ns + n * 5_333_333
        clock.read(now_ns - delay_ns - uptime_ns + offset_ns, at(now_ns))
    assert clock.base == "own"
    assert clock.monotonic_ns(offset_ns) == uptime_ns + min(waits)
    assert clock.steps == 0


@settings(max_examples=40)
@given(
    uptime_ns=uptimes,
    step_ns=st.integers(-24 * HOUR_NS, 24 * HOUR_NS).filter(lambda ns: abs(ns) > 2_000_000),
)
def test_a_step_of_the_wall_clock_moves_nothing_and_is_counted(uptime_ns, step_ns):
    clock = StreamClock()
    for n in range(20):
        wall_ns = BOOT_NS + (step_ns if n >= 10 else 0)
        now_ns = uptime_ns + n * 5_333_333
        clock.read(now_ns - 20_000 + wall_ns, at(now_ns, wall_ns=wall_ns))
        assert clock.monotonic_ns(now_ns + 30_000_000 + wall_ns) == now_ns + 30_000_000
        assert clock.steps == (n >= 10)


def test_a_reading_that_was_interrupted_is_passed_over():
    clock = StreamClock()
    clock.read(BOOT_NS, at(0))
    clock.read(BOOT_NS + 5_000_000, at(5_000_000, wall_ns=BOOT_NS + 400_000, doubt_ns=900_000))
    assert clock.monotonic_ns(BOOT_NS) == 0
    assert clock.steps == 0


def young() -> FrameLine:
    """As on bare ALSA, where it need not wait for a sound server."""
    line = FrameLine(RATE)
    line.new = NEW
    return line


def line_of(off_ns: list[int], sizes: list[int], ppm: float = 0.0) -> tuple[FrameLine, list[int]]:
    """The line through blocks of these sizes of a converter that is ``ppm`` slow, each block said to be off by so much;
    and how far the line was off at each block."""
    line, found = young(), []
    for first, wrong_ns in zip(accumulate(sizes, initial=0), off_ns, strict=False):
        true_ns = 7_000_000_000 + round(first * (1 + ppm / 1e6) * 1e9 / RATE)
        found.append(line.block(first, true_ns + wrong_ns) - true_ns)
    return line, found


@settings(max_examples=40)
@given(size=st.integers(1, 2048), count=st.integers(NEW, NEW + 80), offset_ns=st.integers(0, HOUR_NS))
def test_without_jitter_the_line_is_exact_at_any_block_size(size, count, offset_ns):
    line, off = line_of([offset_ns] * count, [size] * count)
    assert max(abs(ns - offset_ns) for ns in off) <= 2
    assert line.is_settled
    assert line.jumps == 0


@settings(max_examples=20)
@given(seed=st.integers(0, 10_000), size=st.sampled_from([64, 256, 512]), ppm=st.floats(-200, 200))
def test_the_line_is_quieter_than_its_blocks_whatever_the_converters_rate(seed, size, ppm):
    rng = Random(seed)
    jitter = [round(rng.gauss(0, 20_000)) for _ in range(1500)]
    line, off = line_of(jitter, [size] * 1500, ppm)
    for start, quieter in ((50, 1.5), (800, 4)):
        mean = sum(x * x for x in off[start : start + 400]) / 400
        assert mean**0.5 < 20_000 / quieter
    assert line.is_settled


@settings(max_examples=20)
@given(wild=st.sets(st.integers(250, 590), max_size=30), far_ns=st.integers(-90_000_000, 90_000_000))
def test_single_wild_blocks_hardly_move_the_line(wild, far_ns):
    _, off = line_of([far_ns if n in wild else 0 for n in range(600)], [256] * 600)
    assert max(map(abs, off)) <= 200_000


@pytest.mark.parametrize("wander_ns", [5_000_000, -5_000_000, 9_000_000])
def test_while_blocks_wander_off_the_line_it_is_not_settled_and_stays_where_it_is(wander_ns):
    """Two seconds of it, out and back, as PulseAudio was seen to do when its server had been held up."""
    line, seen = young(), []
    for n in range(3000):
        first, true_ns = n * 256, 7_000_000_000 + n * 256 * 1_000_000_000 // RATE
        wrong_ns = wander_ns * (375 - abs(2 * (n - 2000) - 375)) // 375 if 2000 <= n < 2375 else 0
        seen.append((abs(line.block(first, true_ns + wrong_ns) - true_ns), line.is_settled))
    assert all(settled for _, settled in seen[NEW:2000])
    assert not any(settled for _, settled in seen[2080:2270])
    assert all(settled for _, settled in seen[2400:])
    assert max(off_ns for off_ns, settled in seen if settled) < 500_000
    assert line.jumps == 0


@pytest.mark.parametrize("jump_ns", [-40_000_000, 3_000_000, 1_800_000_000])
def test_a_young_line_follows_a_jump_after_three_blocks_an_old_one_after_half_a_second(jump_ns):
    line, off = line_of([jump_ns if n >= 40 else 0 for n in range(60)], [256] * 60)
    assert abs(off[39]) <= 2
    assert abs(off[40 + STRANGE - 1] - jump_ns) <= 2
    assert line.jumps == 1
    line, off = line_of([jump_ns if n >= 1000 else 0 for n in range(1600)], [256] * 1600)
    blocks = SHIFTED_NS * RATE // 256 // 1_000_000_000
    assert abs(off[1000 + blocks - 5]) < 200_000
    assert abs(off[1000 + blocks + 5] - jump_ns) <= 2
    assert line.is_settled


def test_what_is_forgotten_is_drawn_anew_at_once():
    line, _ = line_of([0] * 300, [256] * 300)
    line.forget()
    assert not line.is_settled
    assert line.block(300 * 256, 99_000_000_000) == 99_000_000_000


def test_a_stream_that_seems_to_run_faster_than_any_converter_is_not_relied_on():
    """PulseAudio making up for lost time, at 0.14 %."""
    line = young()
    settled = []
    for n in range(1600):
        lead_ns = max(0, n - 600) * 5_333_333 * 14 // 10_000
        line.block(n * 256, 7_000_000_000 + n * 256 * 1_000_000_000 // RATE + lead_ns)
        settled.append(line.is_settled)
    assert all(settled[NEW:700])
    assert not any(settled[1000:1150])


def test_through_a_sound_server_it_is_relied_on_after_fifteen_seconds():
    line = FrameLine(RATE)
    for n in range(SERVER_NEW):
        assert not line.is_settled
        line.block(n * 256, n * 256 * 1_000_000_000 // RATE)
    assert line.is_settled
