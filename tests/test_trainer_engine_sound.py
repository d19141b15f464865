"""Sound in the engine: a planned sound is taken back with its cue, and a sound device that has gone is tried again."""

from __future__ import annotations

from dataclasses import replace

import pytest
from builders import MS, S, alternative
from reps import plan_for, planned, still_drill
from soundcards import Card, CardClock
from stands import ScriptedField, Stand, started

from hardware.base import Onset, Station
from hardware.clock import Inbox, SimulatedClock
from hardware.portaudio import PortAudio, PortAudioSpeaker
from hardware.simulated_devices import SimulatedSpeaker
from hardware.spec import SpeakerSpec
from hardware.tones import SOUNDS
from sequences.model import Cue
from trainer.engine.presentation import Stage
from trainer.rescore import evidence_of

TONE = alternative("tone", show=(), light=None, sound="go", speaker="horn")


class Hall:
    """A stage with one loudspeaker on a card for tests."""

    def __init__(self) -> None:
        self.clock = CardClock()
        self.card = Card(self.clock)
        self.portaudio = PortAudio(self.card.start)
        speaker = PortAudioSpeaker("horn", SpeakerSpec(None, 0, True), self.portaudio.output(None))
        self.stage = Stage({"horn": Station("horn", (0.0, 0.0), speaker=speaker)}, 20.0)
        self.wait(16 * S)

    def wait(self, ns: int) -> None:
        self.clock.wait_until(self.clock.now_ns() + ns, Inbox())

    @property
    def heard(self) -> int:
        """Samples that are not silence."""
        return sum(len(stream.frames) for stream in self.card.streams)


def test_a_cancelled_cue_is_not_heard_and_what_was_said_goes_on():
    hall = Hall()
    hall.stage.say(SOUNDS["stop"])
    showing = hall.stage.prepare(TONE, hall.clock.now_ns() + 2 * S, (0.0, 0.0))
    hall.wait(300 * MS)
    hall.stage.cancel(showing)
    hall.wait(1500 * MS)
    once = hall.heard
    assert once > 40_000, "one second of low tone, whole"
    hall.wait(1500 * MS)
    assert hall.heard == once


@pytest.mark.parametrize("metres", [0.0, 10.0])
def test_a_sound_reaches_the_athlete_at_the_due_instant(metres):
    hall = Hall()
    due_ns = hall.clock.now_ns() + 500 * MS
    showing = hall.stage.prepare(TONE, due_ns, (metres, 0.0))
    ((at_ns, fire),) = showing.fires
    hall.clock.wait_until(at_ns, Inbox())
    onset = fire()
    assert abs(onset.t_ns - due_ns) < 25_000
    hall.wait(100 * MS)
    first_ns = hall.card.streams[0].frames[0][0]
    assert due_ns - first_ns == pytest.approx(metres / 343.2 * S, abs=100_000)


class Tardy(SimulatedSpeaker):
    """Later than anybody has told the trainer it would be, and it knows."""

    def fire(self) -> Onset | None:
        onset = super().fire()
        return onset and replace(onset, t_ns=onset.t_ns + 8 * MS)


def test_a_sound_that_comes_after_its_lamp_is_said_live_and_from_what_was_kept():
    built = still_drill()
    both = tuple(alternative(n, sound="go", speaker="call-right") for n in ("left", "right"))
    steps = tuple(Cue(both, "law", "reaction", None, None) if isinstance(s, Cue) else s for s in built.steps)
    clock = SimulatedClock()
    speaker = Tardy("call-right", SpeakerSpec(), clock=clock, heard=lambda *_: None)
    stand = Stand(clock=clock, speakers={"call-right": speaker})
    plan = plan_for(replace(built, steps=steps), planned())
    stand.start(plan)
    stand.hit()
    [record] = stand.records
    assert record.cues[0].skew_ns == 8 * MS
    assert record.verdict.notes == ("the parts of the cue came 8.0 ms apart",)
    assert record.verdict.reaction_ns is not None
    evidence = evidence_of(record)
    assert (evidence.skew_ns, evidence.lateness_ns) == (8 * MS, 0)


class FieldWithPlug(ScriptedField):
    """Its sound device is pulled out and put back by hand."""

    notes: tuple[str, ...] = ()
    plugged = True
    tried = 0

    def revive(self) -> None:
        self.tried += 1
        self.notes = () if self.plugged else ("horn: silent",)


def test_between_reps_what_has_gone_is_tried_again_and_the_phones_are_told():
    stand = started(None, *(planned(0, rep=n) for n in (1, 2, 3)), kind=FieldWithPlug)

    def seen():
        return stand.field.tried, stand.runner.board.state.notes

    assert seen() == (1, ())
    stand.field.plugged = False
    stand.on_pad()
    stand.planned_cue()
    assert stand.field.tried == 1, "never in a rep"
    stand.hit()
    assert seen() == (2, ("horn: silent",))
    stand.field.plugged = True
    stand.hit()
    assert seen() == (3, ())
