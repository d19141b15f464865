"""Loudspeakers on PortAudio, over a sound card for tests: when sounds truly begin, and what goes wrong with cards."""

from __future__ import annotations

import pytest
from contracts import BLIP, BLOP, SAMPLE_NS, SpeakerRig, check_speaker
from hypothesis import given, settings
from hypothesis import strategies as st
from soundcards import Card, CardClock

from hardware.base import Onset, Sound, Tone
from hardware.clock import Inbox
from hardware.errors import DeviceMissing
from hardware.portaudio import CONVERTER_SD_NS, PortAudio, PortAudioSpeaker
from hardware.spec import SpeakerSpec
from hardware.stream_host import AHEAD_S, BLOCK_NS

MS = 1_000_000
S = 1_000_000_000
SETTLE_NS = 16 * S
CALIBRATED = SpeakerSpec(None, 12 * MS, True)
LONG = Sound("long", (Tone(440.0, 1000.0),))
SOFT = 2  # so many samples of BLIP are too soft for 16 bit


class Rig:
    """A speaker on a card, and ``played(seconds)`` to let time go by."""

    def __init__(self, spec: SpeakerSpec = CALIBRATED, **options) -> None:
        self.clock = CardClock()
        self.card = Card(self.clock, **options)
        self.portaudio = PortAudio(self.card.start)
        self.speaker = PortAudioSpeaker("right", spec, self.portaudio.output(spec.device))
        self.wait(SETTLE_NS)

    def wait(self, ns: int) -> None:
        self.clock.wait_until(self.clock.now_ns() + ns, Inbox())

    def cue(self, sound: Sound = BLIP, *, ahead_ns: int = 200 * MS) -> tuple[int, Onset | None]:
        """As the engine gives it: told ahead, fired at its instant less the latency."""
        due_ns = self.clock.now_ns() + ahead_ns
        self.speaker.prepare(sound, due_ns)
        self.clock.wait_until(due_ns - self.speaker.early_ns, Inbox())
        return due_ns, self.speaker.fire()

    @property
    def onsets(self) -> list[int]:
        """True instants at which the card began to play something after silence."""
        frames = [t_ns for stream in self.card.streams for t_ns, _ in stream.frames]
        return [t - SOFT * SAMPLE_NS for n, t in enumerate(frames) if n == 0 or t - frames[n - 1] > 5 * MS]


@pytest.mark.parametrize("base", ["realtime", "monotonic"])
@pytest.mark.parametrize("channels", [1, 2, 8])
def test_contract(base, channels):
    clock = CardClock()
    card = Card(clock, base=base)
    card.channels = channels
    portaudio = PortAudio(card.start)
    speaker = PortAudioSpeaker("right", CALIBRATED, portaudio.output(None))
    clock.wait_until(clock.now_ns() + SETTLE_NS, Inbox())
    check_speaker(SpeakerRig(speaker, clock))
    portaudio.close()
    portaudio.close()
    assert not card.streams[0].active


@settings(max_examples=30)
@given(
    ahead=st.lists(st.integers(100 * MS, 300 * MS), min_size=1, max_size=4),
    latency_ns=st.integers(0, 40 * MS),
    base=st.sampled_from(["realtime", "monotonic", "own"]),
)
def test_a_cue_is_heard_at_its_instant_and_its_onset_is_the_true_one(ahead, latency_ns, base):
    rig = Rig(SpeakerSpec(None, latency_ns, True), base=base)
    cues = [rig.cue(ahead_ns=ns) for ns in ahead]
    rig.wait(100 * MS)
    for (due_ns, onset), true_ns in zip(cues, rig.onsets, strict=True):
        assert abs(true_ns + latency_ns - due_ns) <= SAMPLE_NS
        assert abs(onset.t_ns - due_ns) <= SAMPLE_NS
        assert (onset.station, onset.kind) == ("right", "sound")


def test_its_doubt_names_every_part():
    rig = Rig()
    _, onset = rig.cue()
    assert [(c.name, c.size_ns) for c in onset.doubt] == [
        ("sample", pytest.approx(SAMPLE_NS / 2, abs=1)),
        ("converter time", CONVERTER_SD_NS),
    ]
    rig = Rig(SpeakerSpec())
    _, onset = rig.cue()
    assert max(c.size_ns for c in onset.doubt) == 30 * MS
    assert "the delay of this sound path is not known" in rig.speaker.notes[1]


def test_what_plays_stands_in_the_notes():
    (note,) = Rig(SpeakerSpec("USB Audio", 12 * MS, True), devices={"USB Audio": "ALSA"}).speaker.notes
    assert note == "right: sound by PortAudio on USB Audio (ALSA), 48 kHz, 50 ms ahead, latency 12 ms"


@pytest.mark.parametrize("step_ns", [-7_200 * S, 90 * S])
def test_a_step_of_the_wall_clock_moves_no_sound(step_ns):
    rig = Rig()
    rig.cue()
    rig.card.wall_ns += step_ns
    due_ns, onset = rig.cue()
    rig.wait(50 * MS)
    assert abs(onset.t_ns - due_ns) <= SAMPLE_NS
    assert abs(rig.onsets[1] + 12 * MS - due_ns) <= SAMPLE_NS
    assert "was set 1 times; sounds stayed in time" in rig.speaker.notes[1]


def test_told_too_late_is_not_played_and_said():
    rig = Rig()
    _, onset = rig.cue(ahead_ns=40 * MS)
    assert onset is None
    rig.wait(300 * MS)
    assert rig.onsets == []
    assert rig.speaker.notes[1] == "right: 1 sounds came late or at an unsure time and were not counted"


def test_what_begins_before_the_converters_clock_is_known_is_heard_and_not_counted():
    clock = CardClock()
    card = Card(clock)
    speaker = PortAudioSpeaker("right", CALIBRATED, PortAudio(card.start).output(None))
    due_ns = clock.now_ns() + 80 * MS
    speaker.prepare(BLIP, due_ns)
    clock.wait_until(due_ns, Inbox())
    assert speaker.fire() is None
    clock.wait_until(due_ns + 100 * MS, Inbox())
    assert card.streams[0].frames
    assert speaker.notes[1] == "right: 1 sounds came late or at an unsure time and were not counted"


def test_told_as_long_before_as_it_asks_for_is_in_time():
    rig = Rig()
    for _ in range(20):
        due_ns, onset = rig.cue(ahead_ns=rig.speaker.lead_ns + rig.speaker.early_ns)
        assert onset is not None
        assert abs(onset.t_ns - due_ns) <= SAMPLE_NS
        rig.wait(37 * MS)


def test_what_is_cancelled_is_never_heard_and_other_sounds_go_on():
    rig = Rig()
    rig.speaker.play(LONG)
    rig.speaker.prepare(BLOP, rig.clock.now_ns() + 2 * S)
    rig.wait(300 * MS)
    rig.speaker.cancel()
    assert rig.speaker.fire() is None
    rig.wait(3 * S)
    assert len(rig.onsets) == 1
    frames = rig.card.streams[0].frames
    assert frames[-1][0] - frames[0][0] == pytest.approx(1000 * MS, abs=2 * MS), "to its end"


def test_silence_ends_everything_of_one_station_within_the_buffer():
    rig = Rig()
    other = PortAudioSpeaker("left", CALIBRATED, rig.portaudio.output(None))
    rig.speaker.play(LONG)
    other.prepare(BLIP, rig.clock.now_ns() + 500 * MS)
    rig.wait(200 * MS)
    rig.speaker.silence()
    now_ns = rig.clock.now_ns()
    rig.clock.wait_until(now_ns + 300 * MS - other.early_ns, Inbox())
    assert other.fire() is not None
    rig.wait(100 * MS)
    assert len(rig.card.streams) == 1
    first = [t for t, _ in rig.card.streams[0].frames if t < now_ns + 200 * MS]
    assert now_ns < max(first) <= now_ns + round(AHEAD_S * S) + 2 * BLOCK_NS
    assert len(rig.onsets) == 2


def test_a_device_that_runs_dry_is_counted_and_what_it_held_is_not_relied_on():
    rig = Rig()
    due_ns = rig.clock.now_ns() + 100 * MS
    rig.speaker.prepare(BLIP, due_ns)
    rig.clock.wait_until(due_ns - 30 * MS, Inbox())
    rig.card.dry(40 * MS)
    rig.wait(60 * MS)
    assert rig.speaker.fire() is None
    assert "right: the sound device ran dry 1 times" in rig.speaker.notes
    rig.wait(SETTLE_NS)
    due_ns, onset = rig.cue()
    rig.wait(50 * MS)
    assert abs(onset.t_ns - due_ns) <= SAMPLE_NS
    assert abs(rig.onsets[-1] + 12 * MS - due_ns) <= SAMPLE_NS, "the frames that follow are found again"


@pytest.mark.parametrize("before_ns", [20 * MS, 300 * MS])
def test_a_sound_is_not_counted_when_the_cards_times_begin_to_wander_before_it_is_heard(before_ns):
    """Whether it has been placed by then or not; and the next one is, when they are right again."""
    rig = Rig()
    due_ns = rig.clock.now_ns() + 400 * MS
    rig.speaker.prepare(BLIP, due_ns)
    rig.clock.wait_until(due_ns - rig.speaker.early_ns - before_ns, Inbox())
    rig.card.wander_ns = 6 * MS
    rig.clock.wait_until(due_ns - rig.speaker.early_ns, Inbox())
    assert rig.speaker.fire() is None
    rig.card.wander_ns = 0
    rig.wait(100 * MS)
    assert rig.cue()[1] is not None


def test_a_device_that_is_pulled_out_is_silent_says_so_and_comes_back():
    rig = Rig()
    there = rig.card.devices
    rig.card.pull()
    rig.wait(100 * MS)
    assert rig.cue()[1] is None
    assert rig.speaker.notes == ("right: silent, default (ALSA) has gone; it is tried again between reps",)
    for _ in range(3):
        rig.portaudio.revive()
        assert rig.cue()[1] is None
    rig.card.devices = there
    rig.portaudio.revive()
    rig.wait(SETTLE_NS)
    due_ns, onset = rig.cue()
    assert abs(onset.t_ns - due_ns) <= SAMPLE_NS
    assert rig.speaker.notes[0].startswith("right: sound by PortAudio on default (ALSA)")


def test_a_device_that_asks_for_nothing_any_more_is_found_between_reps():
    rig = Rig()
    for _ in range(3):
        rig.portaudio.revive()
        rig.wait(100 * MS)
    assert len(rig.card.streams) == 1
    rig.card.stall()
    assert rig.cue()[1] is None
    rig.portaudio.revive()
    rig.wait(100 * MS)
    rig.portaudio.revive()
    assert len(rig.card.streams) == 2
    rig.wait(SETTLE_NS)
    assert rig.cue()[1] is not None


def test_two_stations_share_a_device_and_two_devices_have_a_stream_each():
    rig = Rig(SpeakerSpec("a", 0, True), devices={"a": "ALSA", "b": "ALSA"})
    assert rig.portaudio.output("a") is rig.portaudio.output("a")
    assert rig.portaudio.output("b") is not rig.portaudio.output("a")
    assert len(rig.card.streams) == 2


def test_no_such_device_is_one_sentence():
    card = Card(CardClock(), devices={})
    portaudio = PortAudio(card.start)
    for device, name in (("nowhere", "nowhere: No output device matching 'nowhere'"), (None, "here")):
        with pytest.raises(DeviceMissing, match=f"^PortAudio finds no sound device {name}$"):
            portaudio.output(device)


def test_a_device_that_somebody_else_holds_is_one_sentence():
    card = Card(CardClock())
    card.busy = True
    with pytest.raises(DeviceMissing, match=r"^PortAudio cannot open default .ALSA.: Device unavailable$"):
        PortAudio(card.start).output(None)


def test_a_device_without_converter_times_is_refused():
    card = Card(CardClock())
    card.mute = True
    with pytest.raises(DeviceMissing, match=r"default .ALSA. does not say when its samples are heard"):
        PortAudio(card.start).output(None)
    assert not card.streams[0].active


def test_what_is_played_for_an_instant_begins_then_and_nobody_waits_for_word_of_it():
    rig = Rig()
    due_ns = [rig.clock.now_ns() + n * 250 * MS for n in range(1, 6)]
    for at_ns in due_ns:
        rig.speaker.play(BLIP, at_ns)
    rig.wait(2 * S)
    assert [
        abs(heard - (at_ns - rig.speaker.early_ns)) <= SAMPLE_NS
        for heard, at_ns in zip(rig.onsets, due_ns, strict=True)
    ]
    assert not rig.portaudio.output(None)._awaited
