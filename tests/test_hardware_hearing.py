"""A known sound is found in a recording to a fraction of a sample, and nothing else is taken for it."""

from __future__ import annotations

from array import array
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.base import Sound
from hardware.hearing import find
from hardware.loopback import CLICK
from hardware.tones import SOUNDS, render

RATE = 48_000
LENGTH = 9_600


def samples_of(sound: Sound) -> array[int]:
    samples = array("h")
    samples.frombytes(render(sound, RATE))
    return samples


WANTED = samples_of(CLICK)


def recording(seed: int, noise: float, *sounds: tuple[array[int], int, float]) -> array[int]:
    """Noise of that standard deviation, and each sound at its place and loudness (1: full scale)."""
    chance = Random(seed)
    mixed = [chance.gauss(0.0, noise) for _ in range(LENGTH)]
    for sound, place, loudness in sounds:
        for n, sample in enumerate(sound):
            mixed[place + n] += loudness * sample
    return array("h", [max(-32768, min(32767, round(sample))) for sample in mixed])


@settings(max_examples=15)
@given(st.integers(300, LENGTH - len(WANTED) - 300), st.floats(0.03, 0.9), st.sampled_from((1, -1)), st.integers())
def test_it_is_found_where_it_is_however_loud_and_either_way_up(place: int, loudness: float, way: int, seed: int):
    found = find(WANTED, recording(seed, 40.0, (WANTED, place, way * loudness)), RATE)
    assert found is not None
    assert abs(found - place) < 0.3


def test_between_two_samples_it_is_found_to_a_tenth_of_one():
    """The click sampled at twice the rate, and every second sample of it taken: half a sample later."""
    twice = array("h")
    twice.frombytes(render(CLICK, 2 * RATE))
    late = twice[1::2]  # sample n of it is sample 2n + 1 of the double rate: as if it had begun half a sample earlier
    found = find(WANTED, recording(1, 20.0, (late, 4_000, 0.5)), RATE)
    assert found == pytest.approx(3_999.5, abs=0.6)


def test_of_the_sound_and_its_echo_the_sound_is_found():
    echo = (WANTED, 3_240, 0.2)
    found = find(WANTED, recording(1, 40.0, (WANTED, 3_000, 0.5), echo), RATE)
    assert found == pytest.approx(3_000, abs=0.3)


@pytest.mark.parametrize("name", ["beep", "low", "high", "go"])
def test_another_sound_is_not_taken_for_it(name: str):
    assert find(WANTED, recording(1, 40.0, (samples_of(SOUNDS[name]), 1_000, 0.5)), RATE) is None


def test_behind_a_slammed_door_it_is_still_found():
    chance = Random(7)
    door = array("h", [round(chance.gauss(0, 8_000) * (1 - n / 1_500)) for n in range(1_500)])
    found = find(WANTED, recording(1, 40.0, (door, 1_000, 1.0), (WANTED, 5_000, 0.5)), RATE)
    assert found == pytest.approx(5_000, abs=0.3)


@pytest.mark.parametrize(
    "samples",
    [array("h"), array("h", [0] * LENGTH), array("h", [3] * LENGTH), recording(1, 500.0), WANTED[:-1], WANTED[:100]],
    ids=["nothing", "silence", "a level", "noise", "cut short", "a scrap"],
)
def test_where_it_is_not_it_is_not_found(samples: array):
    assert find(WANTED, samples, RATE) is None
