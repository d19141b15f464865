"""Which loudspeaker opens: PortAudio, else the mixer (over SDL's dummy device), else silence, and each says which."""

from __future__ import annotations

import os
import signal
import subprocess
import sys

import pytest
from contracts import BLIP, SpeakerRig, check_speaker
from soundcards import Card, CardClock

from hardware.clock import RealClock
from hardware.mixer import BUFFER_NS, MixerSpeaker
from hardware.portaudio import PortAudioSpeaker
from hardware.speaker import Loudspeakers, SilentSpeaker
from hardware.spec import SpeakerSpec
from hardware.stream_feed import Refused

MS = 1_000_000
CALIBRATED = SpeakerSpec(None, 12 * MS, True)


@pytest.fixture
def dummy_audio():
    """SDL's sound device for tests: opens anywhere, plays nowhere."""
    before = os.environ.get("SDL_AUDIODRIVER")
    os.environ["SDL_AUDIODRIVER"] = "dummy"
    yield
    if before is None:
        del os.environ["SDL_AUDIODRIVER"]
    else:
        os.environ["SDL_AUDIODRIVER"] = before


class NotInstalled:
    """The line to a process that finds no PortAudio."""

    def __init__(self, device):
        self.first = Refused("PortAudio is not installed (package libportaudio2)")

    def wait(self, patience_s):
        return self.first

    def close(self):
        pass


@pytest.fixture
def opened(dummy_audio):
    """Opens speakers where there is no PortAudio, unless another ``start`` is given."""
    all_of_them = []

    def opener(*, start=NotInstalled, sink=lambda: None, clock=None, **specs):
        speakers = Loudspeakers(specs, clock=clock or RealClock(), start=start, sink=sink)
        all_of_them.append(speakers)
        return speakers.stations

    yield opener
    for speakers in all_of_them:
        speakers.close()


def test_portaudio_comes_first(opened):
    card = Card(CardClock())
    speaker = opened(start=card.start, clock=card.clock, right=CALIBRATED)["right"]
    assert isinstance(speaker, PortAudioSpeaker)
    assert "pygame.mixer" not in sys.modules or not sys.modules["pygame.mixer"].get_init()


def test_without_its_library_the_mixer_plays_and_says_why(opened):
    speaker = opened(right=CALIBRATED)["right"]
    assert isinstance(speaker, MixerSpeaker)
    (note,) = speaker.notes
    assert note == (
        "right: sound by pygame's mixer, onsets known to 2.7 ms either way "
        "(PortAudio is not installed (package libportaudio2))"
    )


def test_a_device_that_only_the_mixer_opens_is_played_by_the_mixer(opened):
    card = Card(CardClock(), devices={})
    speaker = opened(start=card.start, clock=card.clock, right=CALIBRATED)["right"]
    assert isinstance(speaker, MixerSpeaker)
    assert "(PortAudio finds no sound device here)" in speaker.notes[0]


def test_two_devices_sound_on_portaudio_each_with_its_own(opened):
    card = Card(CardClock(), devices={"default": "ALSA", "USB Audio": "ALSA"})
    specs = {"left": SpeakerSpec("default"), "right": SpeakerSpec("USB Audio"), "both": SpeakerSpec()}
    speakers = opened(start=card.start, clock=card.clock, **specs)
    assert all(isinstance(speaker, PortAudioSpeaker) for speaker in speakers.values())
    assert len(card.streams) == 2


def test_contract_of_the_mixer(opened):
    check_speaker(SpeakerRig(opened(right=CALIBRATED)["right"], RealClock()))


def test_contract_of_silence():
    check_speaker(SpeakerRig(SilentSpeaker("right", "no sound device"), RealClock(), silent=True))


def test_onset_of_the_mixer_is_half_a_buffer_and_the_latency_after_the_call(opened):
    speaker = opened(right=CALIBRATED)["right"]
    assert speaker.early_ns == BUFFER_NS // 2 + 12 * MS
    speaker.prepare(BLIP, 0)
    buffer, call = speaker.fire().doubt
    assert (buffer.shape, buffer.size_ns) == ("uniform", BUFFER_NS / 2)
    assert call.shape == "uniform"


def test_a_path_nobody_has_timed_says_so_in_words_and_in_its_doubt(opened):
    speaker = opened(right=SpeakerSpec())["right"]
    assert "the delay of this sound path is not known" in speaker.notes[1]
    speaker.prepare(BLIP, 0)
    assert max(c.size_ns for c in speaker.fire().doubt) == 30 * MS


def test_two_stations_share_the_mixer_and_each_has_its_own_voice(opened):
    speakers = opened(left=CALIBRATED, right=CALIBRATED)
    for speaker in speakers.values():
        speaker.prepare(BLIP, 0)
        assert speaker.fire() is not None
    speakers["left"].silence()
    assert not speakers["left"].sounding
    assert speakers["right"].sounding
    speakers["left"].close()
    assert speakers["right"].sounding


def test_a_second_device_of_the_mixer_is_silent_and_says_why(opened):
    speakers = opened(left=SpeakerSpec("default"), right=SpeakerSpec("USB Audio"))
    assert isinstance(speakers["left"], MixerSpeaker)
    (note,) = speakers["right"].notes
    assert note.startswith("right: silent, PortAudio is not installed")
    assert note.endswith("; the mixer plays on one sound device only")


@pytest.mark.parametrize("device", ["bluez_output.AA_BB.1", "My Bluetooth speaker"])
def test_bluetooth_is_refused_in_words(opened, device):
    (note,) = opened(right=SpeakerSpec(device))["right"].notes
    assert note.startswith("right: silent, Bluetooth is late by 34 to 300 ms")


@pytest.mark.parametrize("device", [None, "default", "pulse", "pipewire"])
def test_bluetooth_behind_a_sound_server_is_refused_too(opened, device):
    def sink():
        return "bluez_output.AA_BB.1"

    card = Card(CardClock(), devices=dict.fromkeys(("default", "pulse", "pipewire", "USB Audio"), "ALSA"))
    speakers = opened(
        start=card.start, clock=card.clock, sink=sink, right=SpeakerSpec(device), left=SpeakerSpec("USB Audio")
    )
    assert isinstance(speakers["right"], SilentSpeaker)
    assert isinstance(speakers["left"], PortAudioSpeaker)
    wanted = opened(start=card.start, clock=card.clock, sink=sink, right=SpeakerSpec(device, bluetooth=True))["right"]
    assert isinstance(wanted, PortAudioSpeaker)
    assert any(note.startswith("right: Bluetooth, as wanted") for note in wanted.notes)


def test_no_such_device_is_silent_and_never_an_exception(opened):
    (note,) = opened(right=SpeakerSpec("nowhere"))["right"].notes
    assert "; no sound device nowhere" in note


def test_no_speaker_opens_nothing(opened):
    assert (
        opened(start=lambda _: pytest.fail("looked for PortAudio"), sink=lambda: pytest.fail("asked the server")) == {}
    )


NO_LIBRARY = 'raise OSError("PortAudio library not found")'  # what sounddevice does where its library is missing
FIELD = """
from hardware.clock import Inbox, RealClock
from hardware.field import open_field, parse_field
doc = {"field": {}, "station": {"horn": {"at": [0, 0], "speaker": {}}}}
field = open_field(parse_field("horn", doc), inbox=Inbox(), clock=RealClock())
print(type(field.stations["horn"].speaker).__name__, flush=True)
"""
RELEASED = """
import sys
mixer = sys.modules["pygame.mixer"]
print(bool(mixer.get_init()))
field.close()
print(bool(mixer.get_init()))
"""
KILLED = """
import os, signal
os.kill(os.getpid(), signal.SIGTERM)
print("swallowed", flush=True)
"""


@pytest.fixture
def run(tmp_path):
    """Runs a script where PortAudio is not installed; with ``alsa`` there is no sound card for SDL either."""
    (tmp_path / "sounddevice.py").write_text(NO_LIBRARY)

    def runner(script: str, driver: str) -> subprocess.CompletedProcess[str]:
        environ = {**os.environ, "PYTHONPATH": str(tmp_path), "SDL_AUDIODRIVER": driver, "AUDIODEV": "hw:99"}
        return subprocess.run([sys.executable, "-c", script], env=environ, capture_output=True, text=True, check=False)

    return runner


def test_a_field_that_closes_lets_the_sound_device_go(run):
    assert run(FIELD + RELEASED, "dummy").stdout == "MixerSpeaker\nTrue\nFalse\n"


@pytest.mark.parametrize(("driver", "kind"), [("dummy", "MixerSpeaker"), ("alsa", "SilentSpeaker")])
def test_sigterm_still_ends_the_process_and_alsa_does_not_chatter(run, driver, kind):
    done = run(FIELD + KILLED, driver)
    assert done.stderr == ""
    assert done.stdout == f"{kind}\n"
    assert done.returncode == -signal.SIGTERM
