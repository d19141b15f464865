"""The wall clock is stepped by hours during a rep whose cue is a sound, on a stream that is stamped by the wall clock.

The engine's own Runner plays it in virtual time, PortAudio's callback fills the blocks of a card for tests, and
CLOCK_REALTIME jumps at an instant drawn anywhere in the rep. Nothing moves.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

from builders import MS, S
from contracts import SAMPLE_NS
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reps import plan_for, planned, still_drill
from soundcards import Card, CardClock
from stands import Stand

from hardware.base import Edge
from hardware.clock import Inbox, Together
from hardware.portaudio import PortAudio, PortAudioSpeaker
from hardware.spec import SpeakerSpec
from trainer.facts import AttemptRecord

HOUR_NS = 3_600 * S
TONE = 3  # the alternative of still_drill that is a sound and nothing else
LATENCY_NS = 12 * MS
THROUGH_AIR_NS = round(math.dist((0, 0), (2, 8)) / 343.2 * S)  # from call-right to the pad
SETTLE_NS = 16 * S
REP_NS = 6 * S  # from the start of the run to the verdict


class TornCard(Card):
    """Its wall clock may be stepped between the stream's reading of the time and ours."""

    torn_ns = 0

    def read_clocks(self) -> Together:
        self.wall_ns, self.torn_ns = self.wall_ns + self.torn_ns, 0
        return super().read_clocks()


@dataclass(frozen=True, slots=True)
class Played:
    """What is kept of the rep, when its cue was due and its first sample truly played, what is said of it."""

    record: AttemptRecord
    due_ns: int
    played_ns: int
    notes: tuple[str, ...]


def play(step_ns: int, after_ns: int, torn: bool) -> Played:
    clock = CardClock()
    card = TornCard(clock, base="realtime")
    speaker = PortAudioSpeaker("call-right", SpeakerSpec(None, LATENCY_NS, True), PortAudio(card.start).output(None))
    clock.wait_until(clock.now_ns() + SETTLE_NS, Inbox())
    stand = Stand(clock=clock, speakers={"call-right": speaker})

    def step() -> None:
        card.torn_ns += step_ns if torn else 0
        card.wall_ns += 0 if torn else step_ns

    stand.runner.agenda.put(clock.now_ns() + after_ns, "somebody sets the clock", step)
    stand.start(plan_for(still_drill(reps=1), planned(TONE)))
    stand.on_pad()
    due_ns = stand.planned_cue()
    stand.edge("start", False, due_ns + 300 * MS)
    stand.beam("left", due_ns + 1500 * MS)
    stand.decided()
    stand.run_for(REP_NS)
    return Played(stand.records[0], due_ns, card.streams[0].frames[0][0], speaker.notes)


@cache
def undisturbed() -> Played:
    return play(0, 0, torn=False)


def test_the_rep_that_nobody_disturbs_is_a_hit():
    played = undisturbed()
    record = played.record
    assert record.verdict.outcome == "hit"
    assert abs(record.verdict.reaction_ns - 300 * MS) <= SAMPLE_NS
    assert abs(played.played_ns + LATENCY_NS + THROUGH_AIR_NS - played.due_ns) <= 2 * SAMPLE_NS
    assert Edge("start", "pad", False, played.due_ns + 300 * MS) in record.edges


@settings(max_examples=25)
@given(step_ns=st.integers(-24 * HOUR_NS, 24 * HOUR_NS), after_ns=st.integers(0, REP_NS), torn=st.booleans())
@example(step_ns=3 * HOUR_NS, after_ns=2 * S, torn=False)
@example(step_ns=-3 * HOUR_NS, after_ns=2 * S, torn=True)
@example(step_ns=1_000_000, after_ns=2 * S, torn=False)
def test_a_step_of_the_wall_clock_at_any_instant_moves_nothing(step_ns: int, after_ns: int, torn: bool):
    played, calm = play(step_ns, after_ns, torn), undisturbed()
    record, unmoved = played.record, calm.record
    assert (played.due_ns, record.edges, record.armed_ns) == (calm.due_ns, unmoved.edges, unmoved.armed_ns)
    assert (record.verdict.outcome, record.verdict.notes) == ("hit", unmoved.verdict.notes)
    assert abs(played.played_ns - calm.played_ns) <= SAMPLE_NS
    for found, wanted in zip(record.onsets, unmoved.onsets, strict=True):
        assert abs(found.t_ns - wanted.t_ns) <= SAMPLE_NS
        assert found.doubt == wanted.doubt
    assert abs(record.verdict.reaction_ns - unmoved.verdict.reaction_ns) <= SAMPLE_NS


def test_a_step_of_hours_is_said():
    assert (
        "the clock of the sound server was set 1 times; sounds stayed in time" in play(HOUR_NS, 2 * S, False).notes[1]
    )
