"""What a run sounds like: words where they can be spoken, tones where not, all of it loaded before it begins."""

from __future__ import annotations

from dataclasses import replace

from builders import MS, S, alternative, leave_start
from reps import HOLD, plan_for, planned, still_drill
from stands import Stand

from hardware.base import Sound
from hardware.clock import SimulatedClock
from hardware.simulated_devices import SimulatedSpeaker
from hardware.spec import SpeakerSpec
from sequences.model import Cue, Drill, Expect, Ready, Say
from trainer.engine.sounds import Sounds

WORD = alternative("left", show=(), light=None, word="go", speaker="call-right")
TOLD = Say("To the {cue}", "low", spoken=True)


class Mute(SimulatedSpeaker):
    """Says only these words; keeps what it was given."""

    def __init__(self, *words: str) -> None:
        super().__init__("x", SpeakerSpec(), clock=SimulatedClock(), heard=lambda *_: None)
        self.words = words
        self.loaded: list[Sound] = []

    def says(self, words: str, language: str) -> bool:
        return words in self.words

    def load(self, sounds: tuple[Sound, ...]) -> None:
        self.loaded += sounds


def spoken_drill() -> Drill:
    built = still_drill()
    cue = Cue((WORD, alternative("right")), "law", "reaction", None, None)
    return replace(built, steps=(TOLD, Ready("start", "pad", HOLD, 30 * S), cue, Expect((leave_start(),))))


def test_words_are_spoken_where_they_can_be_and_else_a_tone_sounds():
    sounds = Sounds([Mute("go")])
    assert sounds.of_cue(WORD) == Sound("voice go", words="go", language="en")
    assert sounds.of_cue(replace(WORD, word="stay")).name == "voice-go"
    assert sounds.of_cue(replace(WORD, word="stay", sound="low")).name == "low"
    assert sounds.of_cue(alternative("left")) is None
    assert sounds.sound(None, "stay", "en") is None
    assert sounds.sound("low", gain=0.5) == replace(sounds.sound("low"), gain=0.5)


def test_all_of_a_run_is_rendered_before_it_begins_and_what_stays_mute_is_said():
    speaker = Mute("go", "To the left")
    sounds = Sounds([speaker])
    before = len(speaker.loaded)
    notes = sounds.load(spoken_drill().steps)
    assert [s.name for s in speaker.loaded[before:]] == ["voice To the left", "low", "voice go"]
    assert notes == ('"To the right" cannot be spoken here: no recording of it, and no espeak-ng',)
    assert Sounds([]).load(spoken_drill().steps) == ()


def test_a_spoken_cue_is_measured_from_its_onset_and_kept_under_its_words():
    stand = Stand()
    stand.start(plan_for(spoken_drill(), planned(0), planned(1, rep=2)))
    stand.on_pad()
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    verdict = stand.decided()
    assert (verdict.outcome, verdict.reaction_ns) == ("hit", 300 * MS)
    assert [o.kind for o in stand.records[0].onsets] == ["sound"]
    assert stand.records[0].cues[0].sound == "voice go"
    assert "To the left" in [m["change"]["said"] for _, m in stand.told if "said" in m.get("change", {})]


def test_what_cannot_be_spoken_is_among_the_notes():
    stand = Stand()
    speaker = stand.field.stations["call-right"].speaker
    speaker.says = lambda words, language: False
    stand.start(plan_for(spoken_drill(), planned(0)))
    stand.on_pad()
    stand.until(lambda: stand.runner.board.state.notes)
    assert any("cannot be spoken here" in note for note in stand.runner.board.state.notes)
