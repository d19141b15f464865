"""Sounds in a running stream: exact to the sample at any block size, never played late, never beyond full scale."""

from __future__ import annotations

from array import array

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.placing import GRACE_NS, TOP, Late, Placed, Placer, Ticket

RATE = 48_000
START_NS = 3_000_000_000
HALF_FRAME_NS = 10_417
blocks = st.lists(st.integers(1, 700), min_size=1, max_size=12)


def frame_ns(frame: int) -> int:
    return START_NS + frame * 1_000_000_000 // RATE


def ticket(number: int, voice: str = "right") -> Ticket:
    return Ticket(voice, number)


def sound(length: int, height: int = 1000) -> array:
    return array("h", [height] * length)


def play(placer: Placer, sizes: list[int], frames: int) -> tuple[list[int], list[Placed | Late]]:
    """At least so many frames in blocks of these sizes, over and over; all samples, and all that came of the orders."""
    samples, outcomes = array("h"), []
    while len(samples) < frames:
        for size in sizes:
            block, came = placer.fill(frame_ns(len(samples)), size)
            assert len(block) == size
            samples += block
            outcomes += came
    return list(samples), outcomes


def stretches(samples: list[int]) -> list[tuple[int, int]]:
    """(first frame, length) of everything that is not silence."""
    found, start = [], None
    for n, sample in enumerate([*samples, 0]):
        if sample and start is None:
            start = n
        elif not sample and start is not None:
            found.append((start, n - start))
            start = None
    return found


@settings(max_examples=60)
@given(sizes=blocks, after_ns=st.integers(0, 40_000_000), length=st.integers(1, 900))
def test_a_sound_begins_with_the_frame_nearest_to_its_instant(sizes, after_ns, length):
    placer = Placer(RATE)
    placer.order(ticket(1), sound(length), START_NS + after_ns)
    samples, (placed,) = play(placer, sizes, 3000)
    ((first, long),) = stretches(samples)
    assert long == length, "whole, and in one piece"
    assert abs(frame_ns(first) - (START_NS + after_ns)) <= HALF_FRAME_NS
    assert abs(placed.at_ns - frame_ns(first)) <= 1, "what it says is where it is"
    assert placer.is_idle


@settings(max_examples=60)
@given(sizes=blocks, at=st.lists(st.integers(0, 2500), min_size=2, max_size=5, unique=True))
def test_sounds_are_exact_to_the_sample_relative_to_each_other(sizes, at):
    placer = Placer(RATE)
    for number, frame in enumerate(at):
        placer.order(ticket(number), sound(1), frame_ns(frame))
    samples, outcomes = play(placer, sizes, 3000)
    assert [n for n, sample in enumerate(samples) if sample] == sorted(at)
    assert len(outcomes) == len(at)


@settings(max_examples=40)
@given(
    sizes=blocks,
    first=st.integers(0, 900),
    second=st.integers(0, 900),
    heights=st.tuples(*2 * [st.integers(-32768, 32767)]),
)
def test_what_sounds_together_is_added_and_stays_within_full_scale(sizes, first, second, heights):
    placer = Placer(RATE)
    for number, (frame, height) in enumerate(zip((first, second), heights, strict=True)):
        placer.order(ticket(number), sound(500, height), frame_ns(frame))
    samples, _ = play(placer, sizes, 1500)
    for n, sample in enumerate(samples):
        whole = sum(h for f, h in zip((first, second), heights, strict=True) if f <= n < f + 500)
        assert sample == max(-32768, min(32767, whole))


@settings(max_examples=40)
@given(size=st.integers(1, 700), by_ns=st.integers(1, 500_000_000))
def test_too_late_is_said_and_never_played(size, by_ns):
    placer = Placer(RATE)
    placer.order(ticket(1), sound(50), START_NS - by_ns)
    samples, (outcome,) = play(placer, [size], 1000)
    if by_ns > GRACE_NS:
        assert outcome == Late(ticket(1), by_ns)
        assert not any(samples)
    else:
        assert outcome == Placed(ticket(1), START_NS), "begun at once, and its onset is the true one"
        assert stretches(samples) == [(0, 50)]
    assert placer.is_idle


def test_without_an_instant_it_begins_with_the_next_block():
    placer = Placer(RATE)
    placer.fill(START_NS, 256)
    placer.order(ticket(1), sound(10), None)
    block, outcomes = placer.fill(frame_ns(256), 256)
    assert stretches(list(block)) == [(0, 10)]
    assert outcomes == [Placed(ticket(1), frame_ns(256))]


def test_what_has_not_begun_is_taken_back_without_a_trace():
    placer = Placer(RATE)
    placer.order(ticket(1), sound(50), frame_ns(600))
    placer.order(ticket(2), sound(50), frame_ns(700))
    placer.fill(START_NS, 256)
    placer.cut(ticket(1))
    samples, outcomes = play(placer, [256], 1024)
    assert not any(samples[:600])
    assert [o.ticket for o in outcomes] == [ticket(2)]


@settings(max_examples=30)
@given(sizes=blocks, cut_after=st.integers(1, 4))
def test_what_sounds_already_fades_within_two_milliseconds(sizes, cut_after):
    placer = Placer(RATE)
    placer.order(ticket(1), sound(RATE, TOP), START_NS)
    given = sum(len(placer.fill(frame_ns(0), size)[0]) for size in sizes[:cut_after])
    placer.cut(ticket(1))
    samples, _ = play(placer, sizes, 500)
    ((first, length),) = stretches(samples)
    assert (first, length) == (0, 96)
    steps = [abs(a - b) for a, b in zip([TOP, *samples], samples[:97], strict=False)]
    assert max(steps) < 400, f"no click after {given} frames"
    assert placer.is_idle


def test_hushing_a_voice_leaves_the_others():
    placer = Placer(RATE)
    placer.order(ticket(1, "left"), sound(400), START_NS)
    placer.order(ticket(2, "right"), sound(400), START_NS)
    placer.order(ticket(3, "left"), sound(50), frame_ns(300))
    placer.fill(START_NS, 256)
    placer.hush("left")
    samples, outcomes = play(placer, [256], 256)
    assert samples[96:144] == [1000] * 48
    assert not any(samples[144:])
    assert not outcomes


@pytest.mark.parametrize("frames", [0, 1])
def test_an_empty_block_is_no_trouble(frames):
    placer = Placer(RATE)
    placer.order(ticket(1), sound(3), START_NS)
    block, outcomes = placer.fill(START_NS, frames)
    assert (len(block), len(outcomes)) == (frames, frames)
