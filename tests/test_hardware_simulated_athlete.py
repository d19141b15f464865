"""Virtual athletes: they do what the brief says, know nothing but what reaches them, and err as often as said."""

from __future__ import annotations

from collections import Counter
from statistics import fmean

import pytest
from simfield import (
    AGILITY,
    BREAK,
    CATCH,
    GO,
    MOVING,
    MOVING_CATCH,
    MS,
    SHUFFLE,
    SHUTTLE,
    STAY,
    WALL,
    Rig,
    first,
    seen,
)
from simfield import S as SECOND

from hardware.base import DARK
from hardware.simulated_devices import SOUND_DOUBT_NS

# What an athlete does by himself, step by step


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (GO, "+start -start +deep -deep"),
        (BREAK, "+start -start +left -left"),
        (MOVING, "+front -front +mid -mid +mid -mid +left -left"),
        (MOVING_CATCH, "+front -front +mid -mid +deep -deep"),
        (SHUFFLE, "+start -start +side-left -side-left +start -start"),
        (WALL, "+start -start +stop -stop +start -start"),
        (SHUTTLE, "+front -front +mid -mid +mid -mid +front -front"),
        (AGILITY, "+start -start +centre -centre +centre -centre"),
        (STAY, "+start -start"),
        (CATCH, "+start -start"),
    ],
)
def test_a_perfect_athlete_does_what_the_brief_says(words, path):
    rig = Rig(profile="perfect")
    for athlete in (1, 2, 3):
        before = len(rig.edges)
        rig.rep(words, athlete=athlete, wait_ns=300 * MS if words is MOVING else 2500 * MS)
        assert " ".join(seen(rig.edges[before:])) == path
    assert not rig.active()


def test_in_any_order_he_leaves_the_pad_first_and_then_goes_as_he_likes():
    words = ("on start", "own", "any 4", "pass mid", "leave start", "pass front", "pass ten")
    orders = set()
    for athlete in range(1, 12):
        rig = Rig(profile="perfect", seed=athlete)
        rig.brief(words)
        stations = [e.station for e in rig.run(30 * SECOND) if e.active]
        assert sorted(stations) == ["front", "mid", "start", "ten"]
        assert stations[0] == "start"
        orders.add(tuple(stations))
    assert len(orders) >= 4


def test_he_runs_shuffles_or_backpedals_to_a_line_and_back_as_he_faces():
    def took_ms(*, faces: str, line: str) -> float:
        rig = Rig(profile="perfect")
        rig.brief(("on start", "own", f"faces {faces}", "leave start", f"by {line}", "arrive start"))
        left, back = (e.t_ns for e in rig.run(30 * SECOND)[1:3])
        return (back - left) / MS

    run = took_ms(faces="way", line="0 -3")
    back_and_run = took_ms(faces="front", line="0 -3")
    assert run == took_ms(faces="way", line="3 0") < back_and_run < took_ms(faces="front", line="3 0")
    assert back_and_run == took_ms(faces="left", line="3 0")


def test_he_stops_between_two_beams_and_keeps_a_time_to_hit():
    rig = Rig(profile="perfect")
    rig.brief(("on start", "own", "leave start", "pass front", "between front ten 2000", "aim 4000", "pass ten"))
    edges = rig.run(30 * SECOND)
    assert " ".join(seen(edges)) == "+start -start +front -front +ten -ten"
    assert edges[4].t_ns - edges[2].t_ns == pytest.approx(4 * SECOND, rel=0.2)


def test_without_a_cue_he_stays_and_walks_away_at_last():
    rig = Rig(profile="perfect")
    rig.brief(GO)
    on = rig.until("start")
    assert rig.run(11 * SECOND) == []
    off = rig.until("start", active=False)
    assert off is not None
    assert off.t_ns - on.t_ns == 12 * SECOND
    assert rig.run(10 * SECOND) == []


def test_in_motion_without_a_cue_he_is_gone():
    rig = Rig(profile="perfect")
    rig.brief(MOVING)
    rig.until("mid", active=False)
    assert rig.run(20 * SECOND) == []


def test_he_answers_the_light_that_came_not_the_one_that_was_due():
    rig = Rig(profile="perfect")
    rig.brief(GO)
    rig.until("start")
    rig.run(3 * SECOND)
    assert "start" in rig.active()
    cue_ns = rig.light()
    assert 160 * MS <= rig.until("start", active=False).t_ns - cue_ns < 1000 * MS


def test_a_light_before_he_is_ready_is_not_for_him():
    rig = Rig(profile="perfect")
    rig.brief(GO)
    rig.light()
    rig.until("start")
    assert rig.run(5 * SECOND) == []


def test_going_dark_is_no_cue():
    rig = Rig(profile="perfect")
    rig.brief(GO)
    rig.until("start")
    gate = rig.field.stations["left"].gate
    gate.prepare(DARK, 0)
    gate.fire()
    rig.field.dark()
    assert rig.run(5 * SECOND) == []


def test_a_hold_is_kept_longer_than_asked():
    rig = Rig(profile="perfect")
    cue_ns = rig.rep(WALL)
    on_ns = first(rig.edges, "stop", True, cue_ns)
    assert 1150 * MS <= first(rig.edges, "stop", False, on_ns) - on_ns <= 1450 * MS
    assert first(rig.edges, "start", True, on_ns) > on_ns + 1450 * MS


def test_a_stay_is_held_from_the_cue_on():
    rig = Rig(profile="perfect")
    cue_ns = rig.rep(STAY)
    assert first(rig.edges, "start", False, cue_ns) - cue_ns >= 2 * SECOND


def test_own_start_waits_for_the_second_of_standing_still():
    for athlete in range(1, 20):
        rig = Rig(profile="perfect")
        rig.brief(AGILITY, athlete)
        on, off = rig.until("start"), rig.until("start", active=False)
        assert 1700 * MS <= off.t_ns - on.t_ns <= 3200 * MS


def test_before_a_move_without_a_cue_he_waits_for_the_drop_or_goes_by_himself():
    rig = Rig(profile="perfect")
    rig.brief(MOVING)
    on = rig.until("front")
    rig.run(SECOND)
    drop_ns = rig.sound()
    assert rig.until("front", active=False).t_ns - drop_ns < 1500 * MS
    rig.run(10 * SECOND)
    rig.brief(MOVING, athlete=2)
    on = rig.until("front")
    assert rig.until("front", active=False).t_ns - on.t_ns > 2500 * MS


def test_the_transition_grows_with_the_wait():
    def transition_ms(wait_ns, athlete):
        rig = Rig(profile="perfect")
        cue_ns = rig.rep(MOVING, athlete=athlete, wait_ns=wait_ns)
        return (first(rig.edges, "mid", True, cue_ns) - cue_ns) / MS

    short, long = (fmean(transition_ms(w * MS, n) for n in range(1, 60)) for w in (150, 450))
    assert 650 < short < long < 1000
    assert long - short == pytest.approx(150, abs=30)


def way_ms(rig, start, end, after_ns):
    """From leaving one station to the other's beam."""
    leave_ns = first(rig.edges, start, False, after_ns)
    return (first(rig.edges, end, True, leave_ns) - leave_ns) / MS


def test_the_backpedal_is_slower_than_the_run():
    back, forth = Rig(profile="perfect"), Rig(profile="perfect")
    back_ms = way_ms(back, "start", "deep", back.rep(GO))
    forth_ms = way_ms(forth, "start", "front", forth.rep((*GO[:3], "pass front")))
    assert back_ms > forth_ms, "4 m back take longer than 5 m forth"


def test_a_turn_costs_time():
    rig = Rig(profile="perfect")
    cue_ns = rig.rep(SHUFFLE)
    out_ms = way_ms(rig, "start", "side-left", cue_ns)
    back_ms = (first(rig.edges, "start", True, cue_ns) - first(rig.edges, "side-left", True, cue_ns)) / MS
    assert back_ms - out_ms == pytest.approx(350, rel=0.2)


def test_passing_the_same_beam_again_leads_away_and_back():
    rig = Rig(profile="perfect")
    cue_ns = rig.rep(SHUTTLE)
    mid_ns = first(rig.edges, "mid", True, cue_ns)
    assert first(rig.edges, "mid", True, mid_ns) - mid_ns > 400 * MS
    own = Rig(profile="perfect")
    own.brief(AGILITY)
    own.until("start", active=False)
    assert 2000 < (own.until("centre").t_ns - first(own.edges, "start", False, 0)) / MS < 4000, "ten yards and a turn"


# Light and sound


def reactions_ms(sound, athletes=range(1, 80), station="call-right"):
    for athlete in athletes:
        rig = Rig(profile="perfect")
        rig.brief(GO, athlete)
        rig.until("start")
        rig.run(2 * SECOND)
        cue_ns = rig.light() if sound != "sound" else 0
        if sound != "light":
            cue_ns = rig.sound(station)
        yield (rig.until("start", active=False).t_ns - cue_ns) / MS


def test_a_sound_is_answered_sooner_but_takes_its_time_to_travel():
    travel_ms = (2**2 + 8**2) ** 0.5 / 343.2 * 1e3  # 20 °C, the speaker at (2, 8), the pad at (0, 0)
    light, sound = list(reactions_ms("light")), list(reactions_ms("sound"))
    assert fmean(light) - fmean(sound) == pytest.approx(40 - travel_ms, abs=1.5)


def test_light_and_sound_together_the_sooner_counts():
    light, sound, both = (list(reactions_ms(kind)) for kind in ("light", "sound", "both"))
    for a, b, c in zip(light, sound, both, strict=True):
        assert c == pytest.approx(min(a, b), abs=2 * SOUND_DOUBT_NS / MS)


def test_a_sound_he_was_told_of_is_no_cue():
    rig = Rig(profile="perfect")
    rig.brief(("on start", "say", "cue go", "leave start", "pass deep"))
    rig.until("start")
    rig.sound()
    assert rig.run(3 * SECOND) == []
    cue_ns = rig.sound()
    assert rig.until("start", active=False).t_ns - cue_ns < SECOND


def test_a_light_is_the_cue_even_when_the_sound_before_it_never_came():
    rig = Rig(profile="perfect")
    rig.brief(("on start", "say", "cue go", "leave start", "pass deep"))
    rig.until("start")
    cue_ns = rig.light()
    assert rig.until("start", active=False).t_ns - cue_ns < SECOND


def test_before_a_move_a_told_sound_is_the_sign():
    rig = Rig(profile="perfect")
    rig.brief(("on front", "say", *MOVING[1:]))
    rig.until("front")
    rig.run(SECOND)
    sign_ns = rig.sound()
    assert rig.until("front", active=False).t_ns - sign_ns < 1500 * MS


# Errors


def count_errors(profile, reps=150):
    """Over reps of BREAK: what went other than asked."""
    rig, found = Rig(profile=profile), Counter()
    for n in range(reps):
        before = len(rig.edges)
        cue_ns = rig.rep(BREAK, athlete=n % 12 + 1)
        edges = rig.edges[before:]
        leave_ns = first(edges, "start", False, cue_ns)
        found["early"] += any(e.station == "start" and not e.active and e.t_ns < cue_ns for e in edges)
        found["missed"] += leave_ns is not None and leave_ns - cue_ns > 2 * SECOND
        found["guessed"] += leave_ns is not None and leave_ns - cue_ns < 150 * MS
        found["other gate"] += first(edges, "right", True, cue_ns) is not None
    return found


def test_perfect_athletes_make_no_errors():
    assert not +count_errors("perfect")


def test_clumsy_athletes_make_every_error():
    assert set(+count_errors("clumsy")) == {"early", "missed", "guessed", "other gate"}


def test_who_is_quick_takes_the_other_gate_more_often():
    rig, wrong = Rig(profile="clumsy", habits=("learns nothing",)), {True: [], False: []}
    for n in range(300):
        before = len(rig.edges)
        cue_ns = rig.rep(BREAK, athlete=n % 12 + 1)
        edges = rig.edges[before:]
        leave_ns = first(edges, "start", False, cue_ns)
        if leave_ns is not None and leave_ns - cue_ns < 2 * SECOND:
            wrong[leave_ns - cue_ns < 300 * MS].append(first(edges, "right", True, leave_ns) is not None)
    assert fmean(wrong[True]) > 1.4 * fmean(wrong[False])


@pytest.mark.parametrize("words", [STAY, CATCH])
def test_some_move_when_they_should_stay(words):
    rig, moved = Rig(), 0
    for n in range(150):
        cue_ns = rig.rep(words, athlete=n % 12 + 1)
        off_ns = first(rig.edges, "start", False, cue_ns)
        moved += off_ns is not None and off_ns - cue_ns < 2 * SECOND
    assert 2 <= moved <= 30


def test_some_come_back_on_a_catch_in_motion():
    rig, back = Rig(profile="clumsy"), 0
    for n in range(40):
        before = len(rig.edges)
        rig.rep(MOVING_CATCH, athlete=n % 12 + 1)
        path = seen(rig.edges[before:])
        assert path.count("+mid") == (1 if "+deep" in path else 2)
        back += "+deep" not in path
    assert 5 <= back <= 35
