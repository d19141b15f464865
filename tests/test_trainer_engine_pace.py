"""The pace beside a rep: signals at exact instants, told ahead, none too late, none after the rep."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from builders import FIXED, MS, S, alternative, drill, leave_start
from hypothesis import given
from hypothesis import strategies as st
from reps import HOLD, plan_for, planned
from stands import Stand

from hardware.base import Component, Edge, Sound
from sequences.model import MINUTE_NS, Cue, Drill, Expect, Pace, Ready, Role, Wait
from trainer.engine.lane import Shown, Task
from trainer.engine.verdict import Evidence, Sensing, judge

READY = Ready("start", "pad", HOLD, 30 * S)
FREE = Wait(FIXED, "count", None, None, None)
GO = Cue((alternative("left"),), "law", None, None, None)
ROLES = (Role("start", ("pad",)), Role("left", ("gate", "beam")))


def paced(pace: Pace, *steps: Any) -> Drill:
    """On the pad, then the pace, 1.5 s, the cue. One set."""
    return drill(READY, pace, FREE, GO, *(steps or (Expect((leave_start(),)),)), sets=1, reps=3, roles=ROLES)


def table(*ms: int) -> Pace:
    return Pace(0, tuple(t * MS for t in ms), ("low", "high"))


class Heard:
    """What the loudspeaker was told, and when."""

    def __init__(self, stand: Stand, *, lead_ns: int = 0) -> None:
        self.told: list[tuple[str, int, int]] = []  # sound, for when, told when
        speaker: Any = stand.field.stations["call-right"].speaker
        speaker.lead_ns = lead_ns

        def play(sound: Sound, at_ns: int | None = None) -> None:
            if at_ns is not None:
                self.told.append((sound.name, at_ns, stand.clock.now_ns()))

        speaker.play = play

    @property
    def due(self) -> list[int]:
        return [at_ns for _, at_ns, _ in self.told]


def playing(pace: Pace, *steps: Any, lead_ns: int = 0) -> tuple[Stand, Heard, int]:
    """The run has begun and the athlete stands on the pad. Returns when the pace begins."""
    stand = Stand()
    heard = Heard(stand, lead_ns=lead_ns)
    stand.start(plan_for(paced(pace, *steps), planned(0), planned(0, rep=2)))
    stand.on_pad()
    stand.until(lambda: stand.now.lane.kept is not None)
    return stand, heard, stand.now.lane.kept.start_ns


@given(st.integers(1000, 300_000), st.integers(0, 10**6))
def test_no_signal_is_off_by_more_than_a_nanosecond_however_many_came_before(rate, number):
    pace = Pace(rate, (), ("low",))
    exact = Fraction(number * MINUTE_NS * 1000, rate)
    assert 0 <= exact - (pace.signal_ns(number) or 0) < 1


def test_a_metronome_beats_from_its_step_to_the_end_of_the_rep():
    stand, heard, start_ns = playing(Pace(120_000, (), ("low", "high")))
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 700 * MS)
    stand.decided()
    assert heard.due == [
        start_ns + n * 500 * MS for n in range(5)
    ]  # the cue 1.5 s after the start, the answer at 2.2 s
    assert [name for name, _, _ in heard.told] == ["low", "high", "low", "high", "low"]


def test_each_signal_is_told_as_long_ahead_as_the_loudspeaker_asks_for():
    stand, heard, start_ns = playing(Pace(60_000, (), ("low",)), lead_ns=70 * MS)
    stand.cue()
    assert heard.due == [start_ns, start_ns + S]
    assert all(at_ns - told_ns >= 70 * MS for _, at_ns, told_ns in heard.told)


def test_a_table_is_given_once_through():
    stand, heard, start_ns = playing(table(0, 300, 700))
    stand.cue()
    assert heard.due == [start_ns, start_ns + 300 * MS, start_ns + 700 * MS]


def test_words_go_round_as_the_tones_do():
    words = Pace(0, (0, 300 * MS, 700 * MS), ("low", "high"), words=("go", "gone by"), gain=0.5)
    stand, heard, start_ns = playing(words)
    stand.cue()
    assert heard.told[0][:2] == ("voice go", start_ns)
    assert [name for name, _, _ in heard.told] == ["voice go", "voice gone by", "voice go"]


def test_the_next_pace_takes_the_place_of_the_one_before_and_off_ends_it():
    steps = (Expect((leave_start(),)), Pace(0, (), ()), Expect((leave_start(),)))
    stand, heard, start_ns = playing(Pace(600_000, (), ("low",)), *steps)
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS)
    stand.run_to(onset_ns + 1 * S)
    assert stand.runner.player.now is not None
    assert max(heard.due) <= onset_ns + 400 * MS
    assert not stand.runner.agenda.has("pace")
    assert start_ns == heard.due[0]


def test_what_would_come_late_is_left_out():
    stand, heard, start_ns = playing(Pace(600_000, (), ("low",)))
    stand.run_to(start_ns + 250 * MS)
    stand.clock.busy(start_ns + 610 * MS)
    stand.run_to(start_ns + 900 * MS)
    assert all(at_ns >= told_ns - 1 for _, at_ns, told_ns in heard.told if at_ns != start_ns + 300 * MS)
    assert start_ns + 500 * MS not in heard.due
    assert start_ns + 700 * MS in heard.due


@pytest.mark.parametrize("command", ["stop", "skip"])
def test_no_signal_comes_after_the_coachs_word(command):
    stand, heard, start_ns = playing(Pace(600_000, (), ("low",)))
    stand.run_to(start_ns + 350 * MS)
    getattr(stand.runner, command)()
    told = len(heard.told)
    stand.run_to(start_ns + 1 * S)
    assert len(heard.told) == told
    assert not stand.runner.agenda.has("pace")


def test_an_edge_that_came_late_changes_no_beat():
    stand, heard, start_ns = playing(Pace(600_000, (), ("low",)))
    onset_ns = stand.cue()
    stand.edge("start", False, onset_ns + 300 * MS, delay_ns=20 * MS)
    stand.decided()
    assert heard.due == sorted(set(heard.due))
    assert {(t - start_ns) % (100 * MS) for t in heard.due} == {0}


# --- a tempo to keep --------------------------------------------------------------------------------------------

BODY = Component("body", "normal", 5e6)
SENSORS = {("start", "pad"): Sensing(40 * MS, (), BODY, BODY)}
T0 = 10 * S


def tempo(*presses_ms: int, pace: Pace) -> tuple:
    """The tempo of these presses, in ms after the pace began; the cue comes 3 s after it."""
    built = paced(pace)
    start_ns = T0 + HOLD
    edges = [
        Edge("start", "pad", on, start_ns + t * MS - off * MS)
        for t in presses_ms
        for on, off in ((False, 100), (True, 0))
    ]
    leave = Edge("start", "pad", False, start_ns + 3400 * MS)
    facts = Evidence(T0, frozenset({("start", "pad")}), (*edges, leave), (Shown(start_ns + 3 * S),), (), T0 + 60 * S)
    verdict = judge(Task(built.steps, 0, 3 * S), facts, SENSORS)
    return next(((s.ns, s.aim_ns, s.off_ns, s.on_aim) for s in verdict.splits if s.name == "feet"), ())


FEET = Pace(120_000, (), ("low",), "start", "pad", "feet")


def test_the_tempo_is_the_mean_time_from_step_to_step():
    assert tempo(400, 900, 1400, 1900, pace=FEET) == (500 * MS, 500 * MS, 0, True)
    assert tempo(400, 1000, 1600, pace=FEET) == (600 * MS, 500 * MS, 100 * MS, False)
    assert tempo(400, 850, 1300, 1750, pace=FEET) == (450 * MS, 500 * MS, -50 * MS, True)


def test_two_steps_are_no_tempo_and_what_comes_after_the_cue_is_none():
    assert tempo(400, 900, pace=FEET) == ()
    assert tempo(2000, 2500, 3200, pace=FEET) == ()
    assert tempo(400, 900, 1400, pace=Pace(120_000, (), ("low",))) == ()
