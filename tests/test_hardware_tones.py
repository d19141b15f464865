"""Sounds: every name a drill may use is there, begins at once, does not click and never clips."""

from __future__ import annotations

from array import array
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.base import Sound, Tone
from hardware.tones import FULL_SCALE, SOUNDS, render
from sequences.model import TONES

RATE = 48_000


def samples(sound: Sound, rate: int = RATE, gain: float = 1.0) -> array[int]:
    return array("h", render(sound, rate, gain))


def test_every_sound_a_drill_can_name_is_there_and_no_other():
    assert set(SOUNDS) == set(TONES)
    assert all(name == sound.name for name, sound in SOUNDS.items())


def test_beep_is_a_tenth_of_a_second_of_1_khz():
    beep = samples(SOUNDS["beep"])
    assert len(beep) == RATE // 10
    upward = sum(1 for a, b in pairwise(beep) if a < 0 <= b)
    assert upward == pytest.approx(100, abs=1)


def test_stop_is_one_second_of_low_tone():
    (tone,) = SOUNDS["stop"].tones
    assert tone.ms == 1000
    assert tone.hz < 300


@pytest.mark.parametrize("sound", SOUNDS.values(), ids=SOUNDS.keys())
def test_it_sounds_from_the_first_half_millisecond_and_ends_in_quiet(sound):
    rendered = samples(sound)
    assert any(rendered[: RATE // 2000])
    assert abs(rendered[-1]) < FULL_SCALE / 100
    assert abs(rendered[0]) < FULL_SCALE / 100
    assert max(rendered) > FULL_SCALE / 3


def test_sounds_are_told_apart():
    assert len({render(s, RATE) for s in SOUNDS.values()}) == len(SOUNDS)


tones = st.builds(Tone, st.one_of(st.just(0.0), st.floats(50, 4000)), st.floats(0, 60), st.floats(0, 1))


@given(st.lists(tones, max_size=4), st.sampled_from([8_000, 44_100, 48_000]), st.floats(0, 4))
@settings(max_examples=40)
def test_length_is_that_of_its_tones_and_nothing_clips(parts, rate, gain):
    rendered = samples(Sound("any", tuple(parts)), rate, gain)
    assert len(rendered) == sum(round(t.ms * rate / 1000) for t in parts)
    assert all(-FULL_SCALE <= v <= FULL_SCALE for v in rendered)
