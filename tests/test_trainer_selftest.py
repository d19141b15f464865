"""The self-test: the rule, what is tried and what is not, and what is kept of it."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from statistics import median, stdev
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sequences.codec import from_doc
from trainer.calibration.book import Book, calibrated
from trainer.calibration.loops import open_speaker_loop
from trainer.calibration.measure import Heading, bare, by_ear
from trainer.errors import BindError, FileError
from trainer.facts import SelfTest, Standing, Tried
from trainer.fields import load_field
from trainer.selftest import parts
from trainer.selftest.rule import LEAST, reaches_aim, tried, untried, verdict
from trainer.selftest.run import Wish, keep, measure, result
from trainer.settings import Places
from trainer.standing import find_standing, read_selftest

MS = 1_000_000
SPEC = load_field("simulated")
OFF = [n * 10_000 - 50_000 for n in range(20)]  # -50 to 140 us


# --- the rule -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bias_ms", "sd_ms", "passed", "aim"),
    [
        (0.0, 0.0, True, True),
        (1.0, 1.0, True, True),
        (-1.0, 1.0, True, True),
        (1.01, 0.0, True, False),
        (0.0, 1.05, True, False),
        (5.0, 10.0, True, False),
        (-5.0, 10.0, True, False),
        (5.01, 0.0, False, False),
        (-5.01, 0.0, False, False),
        (0.0, 10.1, False, False),
    ],
)
def test_basners_rule_and_the_aim(bias_ms: float, sd_ms: float, passed: bool, aim: bool):
    """Half of them so much below the median and half above: their SD is that (over n - 1)."""
    n = 1_000
    swing = sd_ms * ((n - 1) / n) ** 0.5
    found = tried("x", [round((bias_ms + way * swing) * MS) for way in (-1, 1) for _ in range(n // 2)])
    assert (found.passed, reaches_aim(found)) == (passed, aim)
    assert found.sd_ms == pytest.approx(sd_ms, abs=1e-4)


@given(st.lists(st.integers(-(10**10), 10**10), min_size=LEAST, max_size=300))
def test_the_figures(off_ns: list[int]):
    found = tried("x", off_ns)
    away = sorted(abs(ns) / 1e6 for ns in off_ns)
    assert found.n == len(off_ns)
    assert found.median_ms == pytest.approx(median(off_ns) / 1e6, abs=1e-4)
    assert found.sd_ms == pytest.approx(stdev(ns / 1e6 for ns in off_ns), abs=1e-4)
    assert found.worst_ms == pytest.approx(away[-1], abs=1e-4)
    assert found.p99_ms is not None
    assert sum(ms > found.p99_ms + 1e-4 for ms in away) <= len(away) // 100


def test_too_few_are_not_judged():
    assert tried("x", [0] * (LEAST - 1)) == untried("x", "only 9 came back, 10 are needed")


def test_what_could_not_be_tried_fails_nothing_and_passes_nothing():
    good, bad, absent = tried("a", [0] * 20), tried("b", [9 * MS] * 20), untried("c", "nothing here")
    assert verdict((good, absent))
    assert not verdict((good, bad))
    assert not verdict((absent,))
    assert not verdict(())
    assert not reaches_aim(absent)


# --- the parts ----------------------------------------------------------------------------------------------


def test_the_simulated_jumper_is_tried_by_itself():
    jumper = parts.default_jumper(SPEC)
    assert jumper == ("call-left", "start")
    off = parts.lamp(SPEC, jumper, count=LEAST)
    assert not isinstance(off, str)
    assert tried("lamp", off).passed


def test_a_real_field_has_the_jumper_it_says():
    real = replace(SPEC, simulated=False)
    assert parts.default_jumper(real) is None
    assert parts.default_jumper(replace(real, jumper=("left", "start"))) == ("left", "start")
    assert "--jumper LAMP=TRIGGER" in str(parts.lamp(real, None))


def test_a_jumper_between_stations_that_are_not_there_is_refused_before_anything_is_tried():
    said: list[str] = []
    with pytest.raises(BindError, match="station 'start' of field simulated has no lamp"):
        measure(SPEC, Wish(jumper=("start", "start")), said.append)
    assert said == []


def test_a_loudspeaker_is_tried_once_it_is_calibrated():
    assert parts.loudspeaker(SPEC, None, None, 0.0) == "no loudspeaker on this field"
    assert parts.loudspeaker(SPEC, "call-right", None, 0.0) == "call-right is not calibrated: cue-trainer calibrate"
    with open_speaker_loop(bare(SPEC), "call-right", microphone=None, metres=0.0) as heard:
        found = by_ear(Heading.of(SPEC, 0.0), SPEC, "call-right", heard.loop, driver="simulated", within_ns=0.0)
    spec, _ = calibrated(SPEC, Book(calibrations=(found,)))
    off = parts.loudspeaker(spec, "call-right", None, 0.0)
    assert not isinstance(off, str)
    assert reaches_aim(tried("loudspeaker", off))
    late, _ = calibrated(SPEC, Book(calibrations=(replace(found, latency_ns=found.latency_ns + 6 * MS),)))
    off = parts.loudspeaker(late, "call-right", None, 0.0)
    assert not isinstance(off, str)
    assert tried("loudspeaker", off).passed is False


# --- kept ---------------------------------------------------------------------------------------------------


def test_it_is_kept_with_a_plot_of_each_part_and_found_by_the_next_run(tmp_path: Path):
    found = {"waits": OFF, "lamp to trigger": [0] * 20, "loudspeaker": "none here"}
    outcome = result(found, "simulated", 1.7e9)
    path = keep(tmp_path, outcome, found)
    assert read_selftest(tmp_path, "simulated") == outcome
    assert find_standing(Places(tmp_path, tmp_path / "run"), SPEC) == Standing((), outcome)
    assert find_standing(Places(tmp_path, tmp_path / "run"), replace(SPEC, name="club")) == Standing()
    plots = sorted(file.name for file in path.parent.glob("*.svg"))
    assert plots == ["simulated-lamp-to-trigger.svg", "simulated-waits.svg"]
    words = "".join(ElementTree.parse(path.with_name("simulated-waits.svg")).getroot().itertext())
    assert "off by (µs)" in words
    assert "share of times off by this much or more" in words
    assert "waits: how far off, 20 times" in words


def test_the_newest_takes_the_place_of_the_one_before(tmp_path: Path):
    for off in ([0] * 20, [9 * MS] * 20):
        keep(tmp_path, result({"waits": off}, "simulated", 1.7e9), {"waits": off})
    found = read_selftest(tmp_path, "simulated")
    assert found is not None
    assert not found.passed


@pytest.mark.parametrize("text", ["{", "[]", '{"field": 1}', "[" * 100_000, "\xff"])
def test_a_result_that_is_wrong_is_one_sentence(tmp_path: Path, text: str):
    path = keep(tmp_path, result({"waits": OFF}, "simulated", 1.7e9), {})
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(FileError, match=r"^simulated\.json: .*delete it and run the self-test again$") as caught:
        read_selftest(tmp_path, "simulated")
    assert "\n" not in str(caught.value)


def test_as_json_it_comes_back_equal(tmp_path: Path):
    outcome = result({"waits": OFF, "loudspeaker": "none"}, "simulated", 1.7e9)
    path = keep(tmp_path, outcome, {})
    assert from_doc(SelfTest, json.loads(path.read_text())) == outcome
    assert outcome.parts[1] == Tried("loudspeaker", 0, why="none")
