"""The sounds a drill can name, and their samples, rendered ahead."""

from __future__ import annotations

import math
from array import array

from hardware import speech
from hardware.base import Sound, Tone

RAMP_MS = 5.0  # raised cosine at either end, so that nothing clicks
FULL_SCALE = 32767
_GAP = Tone(0.0, 80.0)


def _sound(name: str, *tones: Tone) -> Sound:
    return Sound(name, tones)


SOUNDS: dict[str, Sound] = {
    sound.name: sound
    for sound in (
        _sound("go", Tone(1200.0, 150.0, 0.8)),
        _sound("beep", Tone(1000.0, 100.0, 0.8)),
        _sound("drop", Tone(330.0, 200.0, 0.8)),
        _sound("low", Tone(440.0, 120.0, 0.8)),
        _sound("high", Tone(1760.0, 120.0, 0.8)),
        _sound("one", Tone(880.0, 90.0)),
        _sound("two", Tone(880.0, 90.0), _GAP, Tone(880.0, 90.0)),
        _sound("three", Tone(880.0, 90.0), _GAP, Tone(880.0, 90.0), _GAP, Tone(880.0, 90.0)),
        _sound("step-step", Tone(660.0, 120.0), Tone(0.0, 280.0), Tone(660.0, 120.0)),
        _sound("voice-go", Tone(520.0, 120.0, 0.8), Tone(780.0, 160.0, 0.8)),
        _sound("done", Tone(660.0, 100.0), Tone(880.0, 100.0), Tone(1320.0, 180.0)),
        _sound("stop", Tone(220.0, 1000.0, 0.9)),
    )
}
"""By name; the names are those of ``sequences.model.TONES``."""


def render(sound: Sound, rate: int, gain: float = 1.0) -> bytes:
    """Samples of a sound: signed 16 bit, machine order, mono. The first one is the first that sounds."""
    gain *= sound.gain
    if sound.words:
        return array("h", (round(x * min(1.0, gain)) for x in _spoken(sound, rate))).tobytes()
    samples = array("h")
    for tone in sound.tones:
        samples.extend(_samples(tone, rate, gain))
    return samples.tobytes()


def length_ns(sound: Sound) -> int:
    """How long a sound lasts; of words that nobody has rendered yet, about."""
    if sound.words:
        return speech.length_ns(sound.words, sound.language)
    return round(sum(tone.ms for tone in sound.tones) * 1e6)


def _spoken(sound: Sound, rate: int) -> array[int]:
    """Something sounds in any case: a tone for words that espeak-ng could say and then did not."""
    samples = speech.speak(sound.words, sound.language, rate)
    if not samples:
        samples.frombytes(render(SOUNDS["voice-go"], rate))
    return samples


def _samples(tone: Tone, rate: int, gain: float) -> list[int]:
    count = round(tone.ms * rate / 1000)
    if not tone.hz:
        return [0] * count
    height = FULL_SCALE * min(1.0, tone.gain * gain)
    step = math.tau * tone.hz / rate
    ramp = min(round(RAMP_MS * rate / 1000), count // 2)
    values = [height * math.sin(step * (n + 1)) for n in range(count)]
    for n in range(ramp):
        share = (1 - math.cos(math.pi * (n + 1) / (ramp + 1))) / 2
        values[n] *= share
        values[-1 - n] *= share
    return [round(v) for v in values]
