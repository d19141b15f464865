"""How right the times are, over HTTP: what the self-test found, how late loudspeakers are, what held for a run."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from panels import Desk, desk_in, is_problem

from hardware.spec import FieldSpec, SpeakerSpec, StationSpec
from trainer.calibration.book import Book
from trainer.calibration.keep import write_book
from trainer.facts import Calibration
from trainer.selftest.run import keep, result
from trainer.settings import Places
from trainer.standing import Loudspeaker, loudspeakers
from trainer.time_of_day import TimeOfDay

MS = 1_000_000
HEARD = Calibration(
    "simulated",
    "call-right",
    "default",
    "simulated",
    "microphone",
    12 * MS,
    4e4,
    2.5e5,
    5e5,
    40,
    1.7e9,
    "cue-trainer 1",
)
FOUND = {"waits": [n * 1_000 for n in range(100)], "lamp to trigger": "no wire", "loudspeaker": [7 * MS, 8 * MS] * 10}


@pytest.fixture
def desk(state_dir: Path) -> Iterator[Desk]:
    with desk_in(state_dir) as desk:
        yield desk


def try_it(places: Places) -> None:
    """As `cue-trainer selftest` and `calibrate` leave it."""
    keep(places.state, result(FOUND, "simulated", 1.7e9), FOUND)
    write_book(places.calibration, Book(calibrations=(HEARD, replace(HEARD, field="club"))))


def plays(desk: Desk, driver: str | None) -> None:
    stations = desk.engine.state.stations
    stations["call-right"].driver = driver
    desk.do(lambda: desk.engine.change(stations=stations))


def test_a_trainer_that_has_not_tried_itself_says_so(desk: Desk):
    plays(desk, "simulated")
    doc = desk.get("field/timing").json()
    assert doc["selftest"] is None
    (one,) = doc["loudspeakers"]
    assert (one["station"], one["driver"], one["calibration"]) == ("call-right", "simulated", None)
    assert 28 < one["uncertainty_ms"] < 30
    assert "is not known" in one["notes"][0]
    assert is_problem(desk.get("field/timing/plots/waits"), 404, "not-found", "no plot of 'waits'")


def test_what_the_self_test_found_and_by_which_latency_sounds_are_sent(desk: Desk):
    try_it(desk.panel.places)
    plays(desk, "simulated")
    doc = desk.get("field/timing").json()
    waits, lamp, ear = doc["selftest"]["parts"]
    assert (doc["selftest"]["passed"], doc["selftest"]["right_to_ms"], doc["selftest"]["wall_s"]) == (False, 8.0, 1.7e9)
    assert (waits["name"], waits["n"], waits["passed"], waits["reaches_aim"]) == ("waits", 100, True, True)
    assert (lamp["n"], lamp["median_ms"], lamp["passed"], lamp["why"]) == (0, None, None, "no wire")
    assert (ear["median_ms"], ear["passed"], ear["reaches_aim"]) == (7.5, False, False)
    (one,) = doc["loudspeakers"]
    assert (one["latency_ms"], one["notes"], one["calibration"]["method"]) == (12.0, [], "microphone")
    assert 1.0 < one["uncertainty_ms"] < 1.5


def test_each_part_that_was_tried_has_its_plot(desk: Desk):
    try_it(desk.panel.places)
    for part in ("waits", "loudspeaker"):
        plot = desk.get(f"field/timing/plots/{part}")
        assert plot.headers["content-type"] == "image/svg+xml"
        ElementTree.fromstring(plot.text)
    for part in ("lamp to trigger", "simulated", "../calibration"):
        assert is_problem(desk.get(f"field/timing/plots/{part}"), 404, "not-found", "")


def test_a_file_that_is_wrong_is_named(desk: Desk):
    desk.panel.places.calibration.write_text("{")
    assert is_problem(desk.get("field/timing"), 422, "invalid", "calibration.json")


def test_a_run_keeps_what_held_when_it_was_opened(desk: Desk):
    try_it(desk.panel.places)
    run = desk.start().json()["run"]
    desk.panel.places.calibration.unlink()
    doc = desk.get(f"runs/{run}/timing").json()
    assert [one["latency_ms"] for one in doc["calibrations"]] == [12.0]
    assert doc["selftest"]["right_to_ms"] == 8.0
    assert is_problem(desk.get("runs/x/timing"), 404, "not-found", "no run")


def test_a_run_keeps_what_its_times_were_taken_with_and_none_of_the_panels_own_notes(desk: Desk):
    desk.panel.live.note("the name Ann goes in two weeks")
    plays(desk, "PortAudio")
    desk.do(lambda: desk.engine.change(notes=("no real-time priority",)))
    now = desk.get("field/timing").json()["rig"]
    desk.do(lambda: desk.engine.change(notes=()))
    before = desk.start().json()["run"]
    doc = desk.get(f"runs/{before}/timing").json()["rig"]
    assert doc == {**now, "notes": []}
    assert now["notes"] == ["no real-time priority"]
    assert (doc["machine"], doc["edges"]) == ("Pi, 4 cores", "edges are stamped by the kernel, over lgpio")
    (one,) = doc["loudspeakers"]
    assert (one["station"], one["driver"], one["device"], one["latency_ms"]) == (
        "call-right",
        "PortAudio",
        "default",
        0,
    )
    assert 28 < one["uncertainty_ms"] < 30


def test_a_run_of_a_trainer_that_did_not_keep_it(desk: Desk):
    desk.settle()
    desk.panel.live.hello = {}
    assert desk.get("field/timing").json()["rig"] is None
    run = desk.start().json()["run"]
    assert desk.get(f"runs/{run}/timing").json()["rig"] is None


# --- what is in force --------------------------------------------------------------------------------------------


def in_force(speaker: SpeakerSpec, driver: str | None, *calibrations: Calibration) -> Loudspeaker:
    spec = FieldSpec("simulated", "", True, (StationSpec("call-right", (0.0, 0.0), speaker=speaker),), "sha")
    (one,) = loudspeakers(spec, calibrations, {"call-right": driver})
    return one


@pytest.mark.parametrize("driver", ["simulated", None, ""])
def test_a_calibration_holds_for_its_own_driver_and_while_nobody_says_which(driver: str | None):
    one = in_force(SpeakerSpec(), driver, HEARD)
    assert (one.latency_ns, one.calibration, one.notes, one.driver) == (12 * MS, HEARD, (), driver)


def test_a_calibration_by_another_driver_is_not_used_and_that_is_said():
    one = in_force(SpeakerSpec(), "mixer", HEARD)
    assert (one.latency_ns, one.calibration) == (0, None)
    assert "measured with simulated, not mixer" in one.notes[0]


def test_a_latency_of_the_field_file_is_in_force_without_a_calibration():
    one = in_force(SpeakerSpec(device="USB", latency_ns=5 * MS, latency_known=True), "mixer")
    assert (one.device, one.latency_ns, one.calibration, one.notes) == ("USB", 5 * MS, None, ())


def test_a_phone_offers_the_time_of_day_to_a_unit_that_cannot_know_it(desk: Desk):
    up_s = 100.0
    desk.panel.time_of_day = TimeOfDay(lambda: 86_400.0, lambda: up_s, lambda: False)
    answer = desk.post("clock", {"wall_s": 1_795_000_000.0})
    assert answer.json() == {"wall_s": 1_795_000_000.0, "source": "phone"}
    up_s += 30
    desk.start()
    session = desk.get("sessions").json()["sessions"][0]
    assert (session["opened_wall_s"], session["wall_source"]) == (1_795_000_030.0, "phone")


@pytest.mark.parametrize("wall_s", [86_400.0, 4_200_000_000.0, "noon", None])
def test_a_time_of_day_that_cannot_be_is_refused(desk: Desk, wall_s: object):
    assert is_problem(desk.post("clock", {"wall_s": wall_s}), 422, "invalid", "wall_s")
