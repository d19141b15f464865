"""Cues reach the athlete at the due instant: what is told when, fired when, and when it is said to have appeared."""

from __future__ import annotations

import math

import pytest
from builders import MS, S, alternative
from hypothesis import given
from hypothesis import strategies as st
from stands import ScriptedField

from hardware.base import DARK, Component, Onset
from hardware.clock import Inbox, SimulatedClock
from hardware.tones import SOUNDS, length_ns
from sequences.model import COLOURS, TONES
from trainer.engine.presentation import LATE_NS, RGB, Showing, Stage, shown_cue, sound_speed, travel

DUE = 50 * S
LAMP = alternative("left")
BOTH = alternative("left", sound="go", speaker="call-right")
PAIR = alternative("both", show=("call-left", "call-right"))


class Set:
    """A stage on a scripted field."""

    def __init__(self, **options) -> None:
        self.clock = SimulatedClock()
        self.field = ScriptedField(clock=self.clock, inbox=Inbox(), **options)
        self.stage = Stage(self.field.stations, 20.0)

    def fire(self, showing: Showing) -> None:
        for at_ns, fire in showing.fires:
            self.clock.wait_until(at_ns, Inbox())
            onset = fire()
            if onset is not None:
                showing.onsets.append(onset)


def onset(t_ns: int, size_ns: float, kind: str = "light") -> Onset:
    return Onset("x", kind, t_ns, (Component("c", "uniform", size_ns),), "")


def test_every_colour_and_tone_a_drill_may_name_can_be_given():
    assert set(RGB) == set(COLOURS)
    assert set(SOUNDS) == set(TONES)


@pytest.mark.parametrize(("celsius", "speed"), [(0.0, 331.3), (20.0, 343.2), (-10.0, 325.2), (35.0, 351.9)])
def test_the_speed_of_sound(celsius, speed):
    assert sound_speed(celsius) == pytest.approx(speed, abs=0.06)


def test_sound_takes_2_9_ms_a_metre_and_the_doubt_of_15_degrees_is_2_7_percent_of_it():
    ns, (air, place) = travel(10.0, 20.0, off_m=1.0)
    assert ns == pytest.approx(29.1 * MS, abs=0.1 * MS)
    assert (air.shape, air.per, place.shape, place.per) == ("uniform", "session", "uniform", "rep")
    assert air.size_ns / ns == pytest.approx(0.0267, abs=0.0005)
    assert place.size_ns == pytest.approx(2.91 * MS, abs=0.01 * MS)
    assert travel(0.0, 20.0)[0] == 0


@given(st.floats(0, 60), st.floats(-10, 40))
def test_colder_air_is_slower_and_the_doubt_is_never_negative(metres, celsius):
    ns, doubt = travel(metres, celsius)
    assert all(part.size_ns >= 0 for part in doubt)
    assert travel(metres, celsius - 5)[0] >= ns


def test_a_lamp_is_fired_at_the_due_instant():
    set_ = Set()
    showing = set_.stage.prepare(LAMP, DUE, (0.0, 0.0))
    assert [at_ns for at_ns, _ in showing.fires] == [DUE]
    assert set_.stage.lit == {}
    set_.fire(showing)
    assert set_.stage.lit == {"left": "white"}
    assert (showing.best().t_ns, showing.skew_ns, showing.late) == (DUE, None, False)
    assert set_.field.stations["left"].gate.colour == RGB["white"]


def test_a_sound_is_fired_earlier_by_its_latency_and_its_travel():
    set_ = Set(latency_ns=30 * MS)
    showing = set_.stage.prepare(BOTH, DUE, (0.0, 0.0))
    air_ns, _ = travel(math.hypot(2, 8), 20.0)
    assert [at_ns - DUE for at_ns, _ in showing.fires] == [-air_ns - 30 * MS, 0]
    set_.fire(showing)
    assert [(o.kind, o.t_ns) for o in showing.onsets] == [("sound", DUE), ("light", DUE)]
    assert set_.field.seen == [("call-right", DUE - air_ns), ("left", DUE)]
    assert [c.name for c in showing.onsets[0].doubt] == [
        "loudspeaker",
        "temperature of the air",
        "place of the athlete",
    ]


def test_beside_the_loudspeaker_nothing_travels():
    set_ = Set()
    showing = set_.stage.prepare(BOTH, DUE, (2.0, 8.0))
    assert [at_ns for at_ns, _ in showing.fires] == [DUE, DUE]


def test_the_better_known_of_light_and_sound_is_the_onset():
    set_ = Set()
    showing = set_.stage.prepare(BOTH, DUE, (0.0, 0.0))
    set_.fire(showing)
    assert showing.best().kind == "light"


@pytest.mark.parametrize(
    ("onsets", "best"),
    [
        ([onset(DUE, 900), onset(DUE + 500, 10)], 1),  # within the doubt: the better known
        ([onset(DUE, 900), onset(DUE + 901, 10)], 0),  # surely later: the earlier
        ([onset(DUE + 500, 10), onset(DUE, 900)], 0),  # whichever was reported first
        ([onset(DUE, 10), onset(DUE + 500, 900)], 0),
        ([onset(DUE, 10), onset(DUE + 5, 10)], 0),
    ],
)
def test_the_onset_is_the_earlier_one_or_within_the_doubt_the_better_known(onsets, best):
    assert Showing(LAMP, DUE, onsets=onsets).best() is onsets[best]


@given(st.lists(st.builds(onset, st.integers(DUE, DUE + 10_000), st.floats(0, 5000)), min_size=1, max_size=4))
def test_the_onset_does_not_depend_on_the_order_of_reports(onsets):
    best, other = Showing(LAMP, DUE, onsets=onsets).best(), Showing(LAMP, DUE, onsets=onsets[::-1]).best()
    size = sum(c.size_ns for c in best.doubt)
    assert size == sum(c.size_ns for c in other.doubt)
    first = min(onsets, key=lambda o: o.t_ns)
    assert best.t_ns - first.t_ns <= max(sum(c.size_ns for c in o.doubt) for o in (best, first))


def test_skew_is_latest_minus_earliest_and_late_is_over_2_ms():
    showing = Showing(PAIR, DUE, onsets=[onset(DUE + 7, 1), onset(DUE, 1)])
    assert showing.skew_ns == 7
    for t_ns, late in ((DUE + LATE_NS, False), (DUE + LATE_NS + 1, True), (DUE - 5 * MS, False)):
        assert Showing(LAMP, DUE, onsets=[onset(t_ns, 1)]).late is late
    assert (Showing(LAMP, DUE).best(), Showing(LAMP, DUE).late, Showing(LAMP, DUE).skew_ns) == (None, False, None)


def test_what_is_kept_of_a_cue():
    showing = Showing(PAIR, DUE, onsets=[onset(DUE + 10, 1), onset(DUE + 17, 1)])
    kept = shown_cue(PAIR, showing)
    assert (kept.alternative, kept.target, kept.show) == ("both", ("both",), ("call-left", "call-right"))
    assert (kept.due_ns, kept.onset_ns, kept.skew_ns) == (DUE, DUE + 10, 7)
    assert (shown_cue(PAIR, None).due_ns, shown_cue(PAIR, None).onset_ns) == (None, None)


def test_a_cue_without_a_colour_is_white_and_with_one_it_is_that():
    set_ = Set()
    for light, colour in ((None, "white"), ("blue", "blue")):
        set_.fire(set_.stage.prepare(alternative("left", light=light), DUE, (0.0, 0.0)))
        assert set_.stage.lit == {"left": colour}
        assert set_.field.stations["left"].gate.colour == RGB[colour]


def test_without_a_speaker_there_is_nothing_to_fire_for_a_sound():
    tone = alternative("tone", show=(), light=None, sound="go")
    assert Set(mute=True).stage.prepare(tone, DUE, (0.0, 0.0)).fires == []


def test_words_have_the_length_of_their_tones():
    set_ = Set()
    assert set_.stage.say(SOUNDS["stop"]) == "call-right"
    assert (length_ns(SOUNDS["stop"]), length_ns(SOUNDS["step-step"])) == (1000 * MS, 520 * MS)
    assert [s for s, _ in set_.field.seen] == ["call-right"]
    assert Set(mute=True).stage.say(SOUNDS["stop"]) is None


def test_dark_is_dark_whatever_was_known_to_be_on():
    set_ = Set()
    set_.fire(set_.stage.prepare(PAIR, DUE, (0.0, 0.0)))
    gate = set_.field.stations["right"].gate
    gate.prepare(RGB["red"], DUE)
    gate.fire()  # lit behind the stage's back
    set_.stage.lamps_off()
    assert gate.colour != DARK
    set_.stage.dark()
    assert all(s.gate.colour == DARK for s in set_.field.stations.values() if s.gate)
    assert set_.stage.lit == {}


def test_dark_takes_back_what_was_told_and_not_yet_fired():
    set_ = Set()
    showing = set_.stage.prepare(BOTH, DUE, (0.0, 0.0))
    set_.stage.dark()
    set_.fire(showing)
    assert showing.onsets == []
    assert set_.field.seen == []


def test_a_station_is_tried_by_lamp_and_beep():
    set_ = Set()
    set_.stage.test("call-right", DUE)
    assert [s for s, _ in set_.field.seen] == ["call-right", "call-right"]
    set_.stage.test("start", DUE)
    assert set_.stage.lit == {"call-right": "white"}
