"""Spoken words: the recordings, espeak-ng in their place, and where a word begins."""

import math
import os
import struct
import subprocess
import sys
from array import array
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware import speech
from hardware.adpcm import STEPS, decode, encode
from hardware.base import Sound
from hardware.placing import Placed, Placer, Ticket
from hardware.tones import length_ns, render

ROOT = Path(__file__).parent.parent
RATE = 48_000
RECORDED = sorted((ROOT / "hardware" / "voice").glob("*/*.adpcm"))
GO = Sound("voice go", words="go", language="en")


def alone(code: str, path: str = "") -> str:
    """What this says in a process of its own whose PATH is this one."""
    env = os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}
    program = f"from hardware.speech import *\n{code}"
    return subprocess.run([sys.executable, "-c", program], env=env, capture_output=True, check=True, text=True).stdout


def pretend(folder: Path, wave: bytes) -> str:
    """An espeak-ng that knows one voice and says this whatever it is asked. Returns the PATH to it."""
    (folder / "wave").write_bytes(wave)
    program = folder / "espeak-ng"
    program.write_text(
        f"#!{sys.executable}\nimport sys\n"
        f'if sys.argv[1] == "--voices": print("Pty Language\\n 5  xx-yy  --/M")\n'
        f'else: sys.stdout.buffer.write(open("{folder}/wave", "rb").read())\n'
    )
    program.chmod(0o755)
    return str(folder)


def wave(samples: list[int], rate: int = 24_000) -> bytes:
    data = struct.pack(f"<{len(samples)}h", *samples)
    size = 0x7FFFF000  # a stream that does not know yet how long it gets
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI", b"RIFF", size, b"WAVE", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16, b"data", size
    )
    return head + data


def test_every_line_that_a_drill_may_speak_has_its_recording() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "tools" / "voice.py", "--check"], capture_output=True, text=True, check=False, cwd=ROOT
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), "run `make voice`"


@pytest.mark.parametrize("file", RECORDED, ids=lambda f: f.stem)
def test_a_recording_begins_and_ends_audibly(file: Path) -> None:
    samples = speech.trimmed(decode(file.read_bytes()))
    assert 0.2 < len(samples) / speech.RATE < 6
    assert min(abs(samples[0]), abs(samples[-1])) > speech.AUDIBLE * max(map(abs, samples))


def test_without_espeak_the_recordings_speak_and_nothing_else_does() -> None:
    said = alone(
        'print(len(speak("go", "en", 48000)), can_say("go", "en"), can_say("gone", "en"), speak("gone", "en", 48000))'
    )
    length, *others = said.split(maxsplit=3)
    assert int(length) > RATE // 4
    assert others == ["True", "False", "array('h')\n"]


def test_espeak_speaks_what_nobody_recorded(tmp_path: Path) -> None:
    path = pretend(tmp_path, wave([0] * 500 + [10, 1000, -2000, 500] + [0] * 500))
    said = alone('print(can_say("gone", "xx"), can_say("gone", "en"), list(speak("gone", "xx", 24000)))', path)
    assert said == f"True False {[13_000, -26_000, 6_500]}\n"


def test_an_espeak_that_fails_leaves_it_to_the_recordings(tmp_path: Path) -> None:
    for nonsense in (b"", b"RIFF", b"no wave at all"):
        path = pretend(tmp_path, nonsense)
        assert alone('print(len(speak("gone", "xx", 24000)), len(speak("go", "en", 24000)) > 6000)', path) == "0 True\n"


def test_words_sound_as_loud_as_asked_for_and_something_sounds_in_any_case() -> None:
    loud, soft = (array("h", render(Sound("x", words="go", language="en", gain=g), RATE)) for g in (1.0, 0.5))
    assert max(soft) == pytest.approx(max(loud) / 2, rel=0.01)
    unknown = Sound("x", words="words nobody recorded", language="qq")
    assert len(render(unknown, RATE)) > RATE // 4


def test_a_recorded_word_knows_how_long_it_lasts() -> None:
    samples = len(render(GO, RATE)) // 2
    assert length_ns(GO) == pytest.approx(samples / RATE * 1e9, rel=0.2)
    assert length_ns(Sound("x", words="abc", language="qq")) == 3 * speech.LETTER_NS


def test_the_onset_of_a_word_is_its_first_audible_sample() -> None:
    placer, due_ns = Placer(RATE), 1_000_000_000
    samples = array("h", render(GO, RATE))
    placer.order(Ticket("left", 1), samples, due_ns)
    block, (placed,) = placer.fill(due_ns - 1_000_000, 480)
    assert placed == Placed(Ticket("left", 1), due_ns)
    assert not any(block[:48])
    assert max(map(abs, block[48:53])) >= speech.AUDIBLE * max(map(abs, samples))


@given(st.lists(st.integers(-32_768, 32_767), max_size=300))
def test_any_samples_come_back_as_many(samples: list[int]) -> None:
    assert len(decode(encode(samples))) - len(samples) in (0, 1)


@given(st.integers(40, 2_000), st.integers(1_000, 30_000))
def test_a_tone_comes_back_close_to_what_it_was(hz: int, height: int) -> None:
    samples = [round(height * math.sin(math.tau * hz * n / speech.RATE)) for n in range(1_600)]
    off = [a - b for a, b in zip(samples, decode(encode(samples)), strict=True)][400:]
    assert sum(x * x for x in off) < sum(x * x for x in samples[400:]) / 50


def test_the_steps_grow_by_a_tenth() -> None:
    assert (len(STEPS), STEPS[0], STEPS[-1]) == (89, 7, 32_767)
    assert all(1.0 < b / a < 1.16 for a, b in pairwise(STEPS))


@given(st.binary(max_size=200))
def test_any_bytes_are_samples(data: bytes) -> None:
    assert len(decode(data)) == 2 * len(data)
