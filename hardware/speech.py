"""Spoken words: by espeak-ng where it is installed, else from the recordings that come with the trainer.

The recordings were made with espeak-ng ahead (tools/voice.py), one file a line: mono, 16 kHz, four bits a sample.
Silence is trimmed either way, so that the onset of a word is its first audible sample; all words are as loud.
"""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from array import array
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from itertools import pairwise

from hardware.adpcm import decode, encode

RATE = 16_000  # of the recordings
AUDIBLE = 0.02  # of the peak: 34 dB below it
PEAK = 26_000  # of full scale, 32 767
WORDS_A_MINUTE = 140
PATIENCE_S = 5.0  # espeak-ng takes some 20 ms a line
LETTER_NS = 80_000_000  # a word that nobody has rendered yet is taken to last so long a letter

Samples = array  # of "h": signed 16 bit, mono


def can_say(words: str, language: str) -> bool:
    """Can these words be spoken here? They are among the recordings, or espeak-ng has a voice for the language."""
    return _recording(words, language).is_file() or language in _voices()


def speak(words: str, language: str, rate: int) -> Samples[int]:
    """The samples of these words at so many a second; the first and the last are audible. Empty when nothing here can
    say them (see can_say)."""
    made = _espeak(words, language) or _recorded(words, language)
    if made is None:
        return array("h")
    samples, made_at = made
    return _resampled(_levelled(trimmed(samples)), made_at, rate)


def length_ns(words: str, language: str) -> int:
    """About how long these words last."""
    file = _recording(words, language)
    if not file.is_file():
        return len(words) * LETTER_NS
    return 2 * len(file.read_bytes()) * 1_000_000_000 // RATE


def record(words: str, language: str) -> bytes:
    """A recording of these words by espeak-ng, as it is kept. ValueError when espeak-ng does not say them."""
    made = _espeak(words, language)
    if made is None:
        raise ValueError(f"espeak-ng does not say {words!r} in {language}")
    return encode(_resampled(_levelled(trimmed(made[0])), made[1], RATE))


def file_name(words: str) -> str:
    """The name of the recording of these words."""
    slug = re.sub("[^a-z0-9]+", "-", words.lower())[:24].strip("-")
    return f"{slug}-{hashlib.sha256(words.encode()).hexdigest()[:8]}.adpcm"


def trimmed(samples: Samples[int]) -> Samples[int]:
    """From the first audible sample to the last."""
    least = AUDIBLE * max(map(abs, samples), default=0)
    loud = [n for n, x in enumerate(samples) if abs(x) > least]
    return samples[loud[0] : loud[-1] + 1] if loud else array("h")


# --- espeak-ng ----------------------------------------------------------------------------------------------


@cache
def _voices() -> frozenset[str]:
    """The languages espeak-ng has a voice for; none where it is not installed."""
    said = _run("espeak-ng", "--voices")
    lines = said.decode(errors="replace").splitlines()[1:] if said else []
    return frozenset(line.split()[1].partition("-")[0] for line in lines if len(line.split()) > 1)


def _espeak(words: str, language: str) -> tuple[Samples[int], int] | None:
    if language not in _voices():
        return None
    wave = _run("espeak-ng", "-v", language, "-s", str(WORDS_A_MINUTE), "--stdout", "--", words)
    if wave is None or wave[:4] != b"RIFF":
        return None
    rate, start = int.from_bytes(wave[24:28], "little"), wave.find(b"data") + 8
    samples = array("h")
    samples.frombytes(wave[start : start + (len(wave) - start) // 2 * 2])
    return samples, rate


def _run(program: str, *arguments: str) -> bytes | None:
    """What the program says; None when it is not there or fails."""
    path = shutil.which(program)
    if path is None:
        return None
    try:
        done = subprocess.run([path, *arguments], capture_output=True, timeout=PATIENCE_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None


# --- recordings ---------------------------------------------------------------------------------------------


def _recording(words: str, language: str) -> Traversable:
    return resources.files("hardware") / "voice" / language / file_name(words)


def _recorded(words: str, language: str) -> tuple[Samples[int], int] | None:
    file = _recording(words, language)
    if not file.is_file():
        return None
    return decode(file.read_bytes()), RATE


# --- samples ------------------------------------------------------------------------------------------------


def _levelled(samples: Samples[int]) -> Samples[int]:
    """As loud as all others."""
    peak = max(map(abs, samples), default=0)
    return array("h", (x * PEAK // peak for x in samples)) if peak else samples


def _resampled(samples: Samples[int], rate: int, wanted: int) -> Samples[int]:
    """At another rate, by straight lines between samples: good enough for speech."""
    if rate == wanted or len(samples) < 2:
        return samples
    steps = list(pairwise(samples))
    out = array("h")
    for n in range((len(samples) - 1) * wanted // rate + 1):
        at, part = divmod(n * rate, wanted)
        a, b = steps[min(at, len(steps) - 1)]
        out.append(a + (b - a) * (part if at < len(steps) else wanted) // wanted)
    return out
