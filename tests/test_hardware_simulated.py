"""The simulated field: one contract with real devices, and athletes who know nothing but what reaches them."""

from __future__ import annotations

from contextlib import closing, suppress
from itertools import pairwise

import pytest
import simfield
from contracts import GateRig, SpeakerRig, TriggerRig, check_gate, check_speaker, check_trigger
from hypothesis import given, settings
from hypothesis import strategies as st
from simfield import (
    BREAK,
    CHOREOGRAPHIES,
    GO,
    MS,
    SHUFFLE,
    STAY,
    WALL,
    Rig,
    first,
)
from simfield import S as SECOND

from hardware.base import DARK
from hardware.clock import RealClock
from hardware.errors import FieldError
from hardware.simulated_body import ROOM_NS

# Devices


def test_the_lamp_keeps_the_contract():
    rig = Rig()
    gate = rig.field.stations["left"].gate
    check_gate(GateRig(gate, rig.clock, lambda: gate.colour != DARK))


def test_the_speaker_keeps_the_contract():
    rig = Rig()
    check_speaker(SpeakerRig(rig.field.stations["call-right"].speaker, rig.clock))


@pytest.mark.parametrize(("station", "sensor"), [("start", "pad"), ("deep", "beam")])
def test_pads_and_beams_keep_the_contract(station, sensor):
    rig = Rig(profile=None)
    trigger = getattr(rig.field.stations[station], sensor)
    check_trigger(TriggerRig(trigger, rig.clock, rig.inbox, lambda on: rig.field.press(station, sensor, on)))


# Who is on


def test_the_next_athlete_waits_until_the_pad_is_free():
    rig = Rig(profile="perfect")
    rig.brief(GO)
    rig.until("start")
    for athlete in range(2, 30):
        rig.brief(GO, athlete)
        off = rig.until("start", active=False, limit_ns=SECOND)
        on = rig.until("start", limit_ns=3 * SECOND)
        assert on.t_ns - off.t_ns >= ROOM_NS


def test_the_same_athlete_stays_on_the_pad():
    rig = Rig(profile="perfect")
    rig.brief(GO)
    rig.until("start")
    rig.brief(GO)
    assert rig.run(5 * SECOND) == []
    assert rig.active() == ["start"]


def test_an_athlete_who_is_called_away_clears_the_beam_he_is_in():
    rig = Rig(profile="perfect")
    rig.brief(BREAK)
    rig.until("start")
    rig.run(2 * SECOND)
    rig.light()
    rig.until("left")
    rig.brief(GO, athlete=2)
    assert rig.until("left", active=False, limit_ns=SECOND) is not None


@pytest.mark.parametrize("cut_ms", [0, 300, 20_000])
def test_a_stop_in_between_does_not_change_what_comes_later(cut_ms):
    """Whenever the first brief was cut off, the second plays by its own chance: same reaction, same run."""
    rig = Rig(seed=11, profile="perfect")
    rig.brief(BREAK)
    rig.run(cut_ms * MS)
    cue_ns = rig.rep(BREAK)
    assert first(rig.edges, "start", False, cue_ns) - cue_ns == 384_020_170
    assert first(rig.edges, "left", True, cue_ns) - cue_ns == 1_718_090_871


# The finger


def test_a_finger_and_an_athlete_on_one_pad():
    rig = Rig(profile="perfect")
    rig.field.press("start", "pad", True)
    rig.brief(GO)
    rig.run(5 * SECOND)
    rig.light()
    rig.run(3 * SECOND)
    assert [e.active for e in rig.edges if e.station == "start"] == [True], "he left, the finger is still on it"
    rig.field.press("start", "pad", False)
    rig.run(0)
    assert not rig.active()


@pytest.mark.parametrize(
    ("station", "sensor", "says"),
    [
        ("nowhere", "pad", "there is no 'nowhere' on this field; it has start, "),
        ("start", "beam", "'start' has no beam"),
    ],
)
def test_a_finger_on_nothing(station, sensor, says):
    with pytest.raises(FieldError, match=says):
        Rig().field.press(station, sensor, True)


def test_when_nobody_comes_only_fingers_press():
    rig = Rig(profile=None)
    rig.brief(GO)
    assert rig.field.next_ns() is None
    assert rig.run(20 * SECOND) == []


# Laws

REPS = st.tuples(
    st.sampled_from(CHOREOGRAPHIES),
    st.integers(1, 4),
    st.integers(0, 9000),  # ms until the cue
    st.sampled_from(["light", "sound", "both", "nothing"]),
    st.integers(0, 9000),  # ms until the next brief
)
SESSIONS = st.tuples(
    st.integers(0, 2**64), st.sampled_from(["ordinary", "perfect", "clumsy"]), st.lists(REPS, min_size=1, max_size=5)
)


def play(session, start_ns=1_000_000_000):
    """Play a session whatever the athletes are doing. Returns the rig and the instants at which cues came."""
    seed, profile, reps = session
    rig, cues = Rig(clock=simfield.SimulatedClock(start_ns), seed=seed, profile=profile), []
    for words, athlete, cue_ms, kind, rest_ms in reps:
        rig.brief(words, athlete)
        rig.run(cue_ms * MS)
        if kind in ("light", "both"):
            cues.append(rig.light())
        if kind in ("sound", "both"):
            cues.append(rig.sound())
        rig.run(rest_ms * MS)
    rig.run(30 * SECOND)
    return rig, cues


@settings(max_examples=60)
@given(SESSIONS)
def test_edges_alternate_and_never_go_back(session):
    rig, _ = play(session)
    assert [e.t_ns for e in rig.edges] == sorted(e.t_ns for e in rig.edges)
    for name in {e.station for e in rig.edges}:
        mine = [e for e in rig.edges if e.station == name]
        assert [e.active for e in mine] == [n % 2 == 0 for n in range(len(mine))]
        assert all(a.t_ns < b.t_ns for a, b in pairwise(mine))
    assert not rig.active(), "in the end everything is left"


@settings(max_examples=40)
@given(SESSIONS, st.integers(1, 2**60))
def test_the_same_seed_and_calls_give_the_same_edges_to_the_nanosecond(session, start_ns):
    one, two = play(session)[0], play(session, start_ns)[0]
    zero_ns = 1_000_000_000
    assert [(e.station, e.active, e.t_ns - zero_ns) for e in one.edges] == [
        (e.station, e.active, e.t_ns - start_ns) for e in two.edges
    ]


@settings(max_examples=80)
@given(
    st.sampled_from((GO, BREAK, SHUFFLE, WALL, STAY)),
    st.integers(0, 2**64),
    st.integers(1, 4),
    st.integers(2500, 9000),
    st.sampled_from(["ordinary", "perfect", "clumsy"]),
    st.booleans(),
)
def test_nobody_leaves_before_he_can_have_seen_or_heard(words, seed, athlete, wait_ms, profile, sound):
    rig = Rig(seed=seed, profile=profile)
    cue_ns = rig.rep(words, athlete=athlete, wait_ns=wait_ms * MS, sound=sound)
    start = [e for e in rig.edges if e.station == "start"]
    if [e for e in start if e.t_ns <= cue_ns][-1].active:
        assert first(start, "start", False, cue_ns) - cue_ns >= 80 * MS


@given(st.lists(st.text("onleavpsrigcuh 0123-", max_size=12), max_size=4))
def test_words_that_nobody_understands_are_refused(words):
    with closing(Rig().field) as field, suppress(FieldError):
        field.brief(tuple(words))


# The field itself


def test_the_loop_is_the_same_on_the_real_clock():
    rig = Rig(clock=RealClock(), seed=2, profile="perfect")
    rig.brief(GO)
    planned_ns = rig.field.next_ns()
    edge = rig.until("start")
    assert edge.t_ns == planned_ns <= rig.clock.now_ns()


def test_a_closed_field_is_dark_and_still():
    rig = Rig()
    rig.brief(GO)
    rig.light()
    rig.field.close()
    rig.field.close()
    assert rig.field.stations["left"].gate.colour == DARK
    rig.field.brief(BREAK)
    assert rig.field.next_ns() is None
    assert rig.run(5 * SECOND) == []
