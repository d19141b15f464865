"""Finds a known sound in a recording, to a fraction of a sample. Pure: samples in, a position out.

Where the recording gets loud, the sound is laid over it at every sample and compared (normalised cross-correlation;
Knapp and Carter 1976, IEEE Trans ASSP 24:320, for delays): the best place counts if the two are alike enough. A
microphone may turn the wave upside down.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate
from operator import mul

ALIKE = 0.5  # correlation from which on it is taken to be the sound: rooms and cheap microphones change it
LOUD = 4.0  # a window is loud when its level is so many times the quietest quarter's
WINDOW_MS = 1
MARGIN_MS = 6  # the sound rises over 5 ms: it may have begun so long before it is loud
TRIES = 8  # loud places looked at: a slammed door may come first
FLOOR = 4.0  # root mean square, of 32767, below which nothing is loud


def find(sound: Sequence[int], samples: Sequence[int], rate: int) -> float | None:
    """Where in the samples (signed 16 bit, one channel) the sound's first sample lies, None when it is not there."""
    for start in _loud_places(samples, rate, len(sound)):
        found = _best(sound, samples, start, min(start + 2 * _frames(MARGIN_MS, rate), len(samples) - len(sound)))
        if found is not None:
            return found
    return None


def _frames(ms: int, rate: int) -> int:
    return ms * rate // 1000


def _loud_places(samples: Sequence[int], rate: int, length: int) -> Iterator[int]:
    """A little before each place where the level rises, at most a few."""
    width = _frames(WINDOW_MS, rate)
    levels = [_level(samples[n : n + width]) for n in range(0, len(samples) - width + 1, width)]
    if not levels:
        return
    loud = max(FLOOR, LOUD * sorted(levels)[len(levels) // 4])
    given, free = 0, 0
    for n, level in enumerate(levels):
        if level < loud or n * width < free or given == TRIES:
            continue
        given += 1
        start = max(0, n * width - _frames(MARGIN_MS, rate))
        free = start + 2 * _frames(MARGIN_MS, rate)
        if start + length <= len(samples):
            yield start


def _level(samples: Sequence[int]) -> float:
    return math.sqrt(sum(map(mul, samples, samples)) / len(samples))


def _best(sound: Sequence[int], samples: Sequence[int], first: int, last: int) -> float | None:
    """The place from first to last where the two are most alike, between samples by a parabola through three."""
    piece = samples[first : last + len(sound)]
    squares = [0, *accumulate(map(mul, piece, piece))]
    whole = math.sqrt(sum(map(mul, sound, sound)))
    alike = array("d")
    for lag in range(len(piece) - len(sound) + 1):
        energy = math.sqrt(squares[lag + len(sound)] - squares[lag])
        product = sum(map(mul, sound, piece[lag : lag + len(sound)]))
        alike.append(abs(product) / (energy * whole) if energy else 0.0)
    if not alike:
        return None
    best = max(range(len(alike)), key=alike.__getitem__)
    if alike[best] < ALIKE or not 0 < best < len(alike) - 1:
        return None
    before, here, after = alike[best - 1 : best + 2]
    bend = before - 2 * here + after
    return first + best + (0.5 * (before - after) / bend if bend else 0.0)
