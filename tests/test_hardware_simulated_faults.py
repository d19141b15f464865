"""Faults that can be asked for: each breaks what it says and nothing else."""

from __future__ import annotations

import pytest
from guards import ROOT
from simfield import BREAK, GO, MS, SHUFFLE, Rig, first, seen

from hardware.errors import FieldError
from hardware.simulated_faults import FAULTS, Fault, read_fault


def rep(words, *faults):
    rig = Rig(profile="perfect", faults=faults)
    return rig, rig.rep(words)


def test_every_fault_of_the_table_can_be_asked_for():
    for name in FAULTS:
        fault = read_fault(name.replace("ST", "start").replace("MS", "300"))
        assert fault.station == ("start" if "ST" in name else "")
        assert fault.ns == (300 * MS if "MS" in name else 0)
    assert len({read_fault(n.replace("MS", "1")).kind for n in FAULTS}) == len(FAULTS)


def test_the_docs_hold_the_table():
    page = (ROOT / "docs/simulated-field.md").read_text(encoding="utf-8")
    assert [name for name, what in FAULTS.items() if f"| `{name}` | {what} |" not in page] == []


@pytest.mark.parametrize(
    "text", ["", "bounce start", "stuck", "stuck gate left", "chatter", "late edges left", "late edges left -3"]
)
def test_a_fault_that_there_is_not(text):
    with pytest.raises(
        FieldError,
        match=r"there is no fault .* allowed are bounce, stuck pad ST, stuck beam ST, chatter ST, dead beam ST, late",
    ):
        read_fault(text)


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        ("stuck pad nowhere", "there is no 'nowhere' on this field; it has start, "),
        ("dead beam start", "station 'start' has nothing that can be dead"),
        ("stuck pad left", "station 'left' has nothing that can be stuck"),
        ("stuck beam start", "station 'start' has nothing that can be stuck beam"),
        ("chatter call-left", "station 'call-left' has nothing that can be chatter"),
        ("late edges call-left 5", "station 'call-left' has nothing that can be late"),
    ],
)
def test_a_fault_on_nothing(fault, says):
    with pytest.raises(FieldError, match=says):
        Rig(faults=(fault,))


def test_a_field_says_what_is_broken_on_purpose():
    assert Rig(faults=("bounce", "dead beam left")).field.notes == (
        "fault on purpose: bounce",
        "fault on purpose: dead beam left",
    )
    assert read_fault("stuck pad start") == Fault("stuck", "start")


def test_a_worn_pad_bounces_long_but_beams_do_not():
    rig, cue_ns = rep(SHUFFLE, "bounce")
    pressed = [e for e in rig.edges if e.station == "start" and e.t_ns < cue_ns]
    assert len(pressed) == 13
    assert 8 * MS < pressed[-1].t_ns - pressed[0].t_ns <= 35 * MS
    assert len([e for e in rig.edges if e.station == "side-left"]) == 2


def test_a_stuck_pad_stays_pressed():
    rig, _ = rep(GO, "stuck pad start")
    assert seen(rig.edges) == ["+start", "+deep", "-deep"]
    assert rig.field.stations["start"].pad.is_active


def test_a_stuck_beam_stays_broken():
    rig, _ = rep(GO, "stuck beam deep")
    assert seen(rig.edges) == ["+start", "-start", "+deep"]
    assert rig.field.stations["deep"].beam.is_active


def test_a_loose_wire_chatters_once_and_the_athlete_runs_on():
    rig, _ = rep(GO, "chatter deep")
    stamps = [e.t_ns for e in rig.edges if e.station == "deep"]
    chatter = stamps[: 5001 + 1]
    assert len(stamps) == 5002  # and his clearing of the beam, somewhere among them
    assert 500 * MS <= chatter[-1] - chatter[0] <= 501 * MS
    assert not rig.field.stations["deep"].beam.is_active
    assert [e.active for e in rig.rep(GO) and rig.edges if e.station == "deep"][5002:] == [True, False]


def test_a_dead_beam_says_nothing():
    rig, _ = rep(BREAK, "dead beam left")
    assert seen(rig.edges) == ["+start", "-start"]
    rig.field.press("left", "beam", True)
    assert not rig.field.stations["left"].beam.is_active


def test_a_missed_release_shows_in_the_level_only():
    rig, _ = rep(GO, "missed release start")
    assert [(e.station, e.active) for e in rig.edges] == [("start", True), ("deep", True), ("deep", False)]
    assert not rig.field.stations["start"].pad.is_active


def test_late_edges_keep_their_stamps():
    rig = Rig(profile="perfect", faults=("late edges start 300",))
    rig.brief(GO)
    edge = rig.until("start")
    assert rig.clock.now_ns() - edge.t_ns == 300 * MS
    rig.run(2000 * MS)
    cue_ns = rig.light()
    rig.run(10_000 * MS)
    on_time, on_time_cue_ns = rep(GO)
    late_ns = first(rig.edges, "start", False, cue_ns) - cue_ns
    assert late_ns == first(on_time.edges, "start", False, on_time_cue_ns) - on_time_cue_ns
