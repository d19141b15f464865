"""The sound process on a real sound server that plays nowhere: what is recorded from it, and what it survives.

The server and the machine are not ours: laws hold for nearly all sounds, and no lateness is asserted.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from soundserver import Program, null_sink  # noqa: F401 (a fixture)
from walltime import wall_time  # noqa: F401 (a fixture)

from trainer.bench.null_sink import onsets, pair

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("sound")]

OPEN = """
import json, sys
from hardware.base import Sound, Tone
from hardware.clock import Inbox, RealClock
from hardware.portaudio import PortAudio, PortAudioSpeaker
from hardware.spec import SpeakerSpec
clock, inbox = RealClock(), Inbox()
click = Sound("click", (Tone(2000.0, 3.0, 0.8),))
portaudio = PortAudio()
spec, output = SpeakerSpec("pulse", 0, True, 1.0), portaudio.output("pulse")
left, right = PortAudioSpeaker("a", spec, output), PortAudioSpeaker("b", spec, output)
left.load((click,))
def wait(ms):
    clock.wait_until(clock.now_ns() + ms * 1_000_000, inbox)
def say(what):
    print(json.dumps(what), flush=True)
"""
PAIRS = """
wait(3000)
for k in range(16):
    due_ns = clock.now_ns() + 200_000_000 + k * 1_234_567
    left.prepare(click, due_ns)
    right.prepare(click, due_ns + 60_000_000)
    say([due_ns, due_ns + 60_000_000])
    clock.wait_until(due_ns, inbox)
    left.fire()
    clock.wait_until(due_ns + 60_000_000, inbox)
    right.fire()
say(None)
say(left.notes)
"""
GONE = """
say(left.notes)
sys.stdin.readline()
wait(500)
left.prepare(click, clock.now_ns() + 200_000_000)
wait(200)
say([left.fire() is not None, left.notes])
sys.stdin.readline()
for _ in range(20):
    portaudio.revive()
    wait(1000)
    if "silent" not in left.notes[0]:
        break
say(left.notes)
"""


def check_apart(path: Path, planned: list[list[int]], within: int = 2) -> None:
    """Sixty milliseconds are 2880 samples; each is placed to the nearest sample on a line that the blocks redraw.
    ``within``: so many samples may the median be off."""
    frames = dict(pair(onsets(path), [due_ns for two in planned for due_ns in two]))
    apart = [frames[second] - frames[first] for first, second in planned if first in frames and second in frames]
    assert len(apart) >= 8, "most of them were recorded"
    off = sorted(abs(samples - 2880) for samples in apart)
    assert off[len(off) // 2] <= within


def test_recorded_sounds_are_as_far_apart_as_they_were_planned(null_sink):  # noqa: F811
    planned = []
    with null_sink.recording("pairs") as path, Program(null_sink, OPEN + PAIRS) as program:
        while (said := program.said()) is not None:
            planned.append(said)
    check_apart(path, planned)


def test_they_stay_so_while_somebody_sets_the_wall_clock_by_hours(null_sink, wall_time):  # noqa: F811
    """Between placing and playing, and for some seconds: the sound server stamps by that clock."""
    planned: list[list[int]] = []
    with null_sink.recording("set") as path, Program(null_sink, OPEN + PAIRS, wall_time.environment) as program:
        while (said := program.said()) is not None:
            planned.append(said)
            wall_time.set((0, 3, -5, 2)[len(planned) // 5 % 4])
        notes = program.said()
    check_apart(path, planned, within=7)  # 0.15 ms: the line is learnt anew after each setting, and hours would be seen
    assert any("the clock of the sound server was set " in note for note in notes), notes


def test_a_server_that_dies_is_said_and_used_again_when_it_is_back(null_sink):  # noqa: F811
    with Program(null_sink, OPEN + GONE) as program:
        (note,) = program.said()
        assert note.startswith("a: sound by PortAudio on pulse (ALSA), 48 kHz, ")
        null_sink.stop()
        program.go_on()
        heard, notes = program.said()
        assert not heard
        assert notes == ["a: silent, pulse (ALSA) has gone; it is tried again between reps"]
        null_sink.start()
        program.go_on()
        assert program.said()[0].startswith("a: sound by PortAudio on pulse (ALSA)")
