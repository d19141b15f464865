"""Calibration: what is learnt of a path by playing to oneself, how it is kept, and what a field makes of it."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.base import Component
from hardware.loopback import SpeakerLoop
from hardware.mixer import BUFFER_NS, MixerSpeaker
from hardware.simulated_truth import Chance, TrueEar, TrueMixer, TruePath, TruthClock
from hardware.sound_path import EACH, UNKNOWN_NS, sound_path
from hardware.spec import FieldSpec, SpeakerSpec, StationSpec
from sequences.codec import to_doc
from trainer.calibration.book import DRIFT_NS, Book, calibrated, doubt_of, read_book
from trainer.calibration.keep import write_book
from trainer.calibration.learn import LEAST, learn
from trainer.calibration.measure import Heading, bare, by_ear, by_hand
from trainer.errors import FileError, Refused
from trainer.facts import Calibration

MS = 1_000_000
NAME = "calibration.json"
HEAD = Heading("bench", 1.7e9, "cue-trainer test")
SPEC = FieldSpec(
    "bench", "Bench", False, (StationSpec("call", (0, 0), speaker=SpeakerSpec("usb")), StationSpec("mute", (1, 1))), ""
)
FOUND = Calibration(
    "bench", "call", "usb", "mixer", "microphone", 41 * MS, 2e5, 1.6e6, 5e5, 40, 1.7e9, "cue-trainer test"
)


# --- learning -----------------------------------------------------------------------------------------------


def test_the_mean_its_doubt_and_the_spread():
    found = learn([9, 10, 11, 10] * 5, 20)
    assert (found.mean_ns, found.n) == (10, 20)
    assert found.each_sd_ns == pytest.approx((10 / 19) ** 0.5)
    assert found.mean_sd_ns == pytest.approx(found.each_sd_ns / 20**0.5)


@pytest.mark.parametrize("lost", [5, 20])
def test_too_many_lost_is_refused(lost: int):
    came = [None] * lost + [10] * (20 - lost)
    with pytest.raises(Refused, match=f"^{20 - lost} of 20 came back, too few"):
        learn(came, 20)


def test_too_few_sent_is_refused():
    with pytest.raises(Refused, match=f"send at least {LEAST}$"):
        learn([1] * (LEAST - 1), LEAST - 1)


def speaker(clock: TruthClock, path: TruePath, spec: SpeakerSpec) -> MixerSpeaker:
    return MixerSpeaker("call", spec, TrueMixer(clock, path), 0, why="", clock=clock)  # type: ignore[arg-type]


@given(st.integers(1, 60), st.integers(0, 2**32))
def test_a_calibration_finds_the_latency_that_only_the_device_knows(latency_ms: int, seed: int):
    clock = TruthClock()
    path = TruePath(Chance(Random(seed)), latency_ms * MS, 0.3 * MS)
    heard_by = SpeakerLoop(speaker(clock, path, SPEC.stations[0].speaker), TrueEar(path), clock=clock)
    found = by_ear(HEAD, SPEC, "call", heard_by, driver="mixer", within_ns=1.0)
    assert abs(found.latency_ns - path.latency_ns) < 5 * found.mean_sd_ns + 1
    assert found.each_sd_ns == pytest.approx(BUFFER_NS / 12**0.5, rel=0.5)
    assert (found.n, found.device, found.driver, found.method) == (40, "usb", "mixer", "microphone")


def test_sound_travels_to_the_ear_too():
    def latency(air_ns: int) -> int:
        clock = TruthClock()
        path = TruePath(Chance(Random(1)), 10 * MS, 0.0)
        loop = SpeakerLoop(speaker(clock, path, SpeakerSpec()), TrueEar(path), clock=clock, air_ns=air_ns)
        return by_ear(HEAD, SPEC, "call", loop, driver="mixer", within_ns=1.0).latency_ns

    assert latency(0) - latency(900_000) == 900_000


# --- what a field makes of it -------------------------------------------------------------------------------


def test_a_calibrated_field_knows_its_latency_and_how_well():
    spec, used = calibrated(SPEC, Book(calibrations=(FOUND,)))
    assert used == (FOUND,)
    got = spec.stations[0].speaker
    assert got == SpeakerSpec("usb", 41 * MS, True, 0.8, doubt_of(FOUND), "mixer")
    assert (spec.sha, spec.stations[1]) == (SPEC.sha, SPEC.stations[1])
    assert bare(spec) == SPEC


@pytest.mark.parametrize("other", [{"field": "club"}, {"station": "mute"}, {"device": "default"}, {"method": "jumper"}])
def test_a_calibration_of_something_else_is_not_used(other: dict[str, Any]):
    assert calibrated(SPEC, Book(calibrations=(replace(FOUND, **other),))) == (SPEC, ())


def test_what_is_constant_in_a_session_bears_the_stations_name():
    mean, within, each = doubt_of(FOUND)
    assert mean == Component("sound path of call", "normal", (2e5**2 + DRIFT_NS**2) ** 0.5, "session")
    assert within == Component("sound path of call, within", "uniform", 5e5, "session")
    assert each == Component(EACH, "normal", 1.6e6, "rep")


def test_by_hand_it_is_known_within_what_was_entered_and_its_drift():
    found = by_hand(HEAD, SPEC, "call", 12 * MS, 2 * MS)
    assert [(c.shape, c.size_ns, c.per) for c in doubt_of(found)] == [
        ("normal", DRIFT_NS, "session"),
        ("uniform", 2 * MS, "session"),
    ]
    assert (found.latency_ns, found.driver, found.n) == (12 * MS, "", 0)


def test_the_drivers_own_spread_is_not_counted_twice():
    spec = calibrated(SPEC, Book(calibrations=(FOUND,)))[0].stations[0].speaker
    assert spec is not None
    own = Component("next buffer", "uniform", BUFFER_NS / 2)
    path = sound_path("call", spec, driver="mixer", own=(own,))
    assert path.doubt[2].sd_ns ** 2 + own.sd_ns**2 == pytest.approx(1.6e6**2)
    wide = replace(own, size_ns=4e6)
    assert sound_path("call", spec, driver="mixer", own=(wide,)).doubt[2].size_ns == 0
    assert (path.latency_ns, path.notes) == (41 * MS, ())


def test_a_latency_measured_with_another_driver_is_not_used():
    spec = calibrated(SPEC, Book(calibrations=(FOUND,)))[0].stations[0].speaker
    assert spec is not None
    path = sound_path("call", spec, driver="PortAudio", own=())
    assert (path.latency_ns, [c.size_ns for c in path.doubt]) == (0, [UNKNOWN_NS])
    assert path.notes == (
        "call: the delay of this sound path was measured with mixer, not PortAudio; times to sounds may read too long",
    )


@pytest.mark.parametrize(("known", "size_ns"), [(True, 133e6), (False, 300e6)])
def test_a_bluetooth_path_is_never_known_well(known: bool, size_ns: float):
    spec = SpeakerSpec("bluez_output", 180_000_000 * known, known, bluetooth=True)
    path = sound_path("call", spec, driver="PortAudio", own=())
    assert path.latency_ns == spec.latency_ns
    assert path.doubt == (Component("Bluetooth at call", "uniform", size_ns),)
    assert path.notes == ("call: Bluetooth, as wanted; times to its sounds are coarse",)


# --- the book -----------------------------------------------------------------------------------------------

sizes = st.floats(0, 2e9)
words = st.text("abc -", max_size=6)
methods = st.sampled_from(("microphone", "simulated loop-back", "jumper", "by hand"))
entries = st.builds(
    Calibration, words, words, words, words, methods,
    st.integers(-(10**9), 10**9), sizes, sizes, sizes, st.integers(0, 10**6), st.floats(0, 1e10), words,
)  # fmt: skip


@given(st.lists(entries, max_size=4))
def test_what_is_written_is_read(found: list[Calibration]):
    book = Book(calibrations=tuple(found))
    with TemporaryDirectory() as folder:
        write_book(Path(folder) / NAME, book)
        assert read_book(Path(folder) / NAME) == book


def test_no_book_is_an_empty_book(tmp_path: Path):
    assert read_book(tmp_path / NAME) == Book()


def test_the_newest_replaces_the_one_before():
    newer = replace(FOUND, latency_ns=1, method="by hand")
    other = replace(FOUND, station="mute")
    assert Book().put(FOUND).put(other).put(newer).calibrations == (other, newer)


def test_forgetting():
    book = Book().put(FOUND).put(replace(FOUND, field="club"))
    assert [c.field for c in book.forget("bench", "call").calibrations] == ["club"]
    with pytest.raises(FileError, match=r"^station 'cal' of field bench has no calibration; calibrated are: call$"):
        book.forget("bench", "cal")
    with pytest.raises(FileError, match=r"calibrated are: nothing$"):
        Book().forget("bench", "call")


def _with(**change: Any) -> str:
    return json.dumps(to_doc(Book(calibrations=(FOUND,))) | change)


def _entry(**change: Any) -> str:
    return _with(calibrations=[to_doc(FOUND) | change])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "Expecting property name"),
        ("[" * 100_000, "lists within lists without end"),
        ("7", "calibration.json: .*mend it, or delete it and calibrate again"),
        (_with(colour="red"), "colour"),
        (_with(version=2), "version 2 is not known, this trainer knows 1"),
        (_entry(latency_ns="soon"), "latency_ns"),
        (_entry(unknown=1), "unknown"),
        (_entry(method="by ear"), "method"),
        (_entry(mean_sd_ns=-1.0), r"calibrations\[1\].mean_sd_ns: -1.0 is not from 0 to 2000000000 ns"),
        (_entry(latency_ns=3 * 10**9), "latency_ns: 3000000000 is not from -2000000000"),
        (_entry(each_sd_ns=float("nan")), "each_sd_ns: nan is not"),
    ],
)
def test_a_book_that_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str):
    path = tmp_path / NAME
    path.write_text(text)
    with pytest.raises(FileError, match=sentence) as caught:
        read_book(path)
    assert "\n" not in str(caught.value)


def test_noise_is_no_book(tmp_path: Path):
    (tmp_path / NAME).write_bytes(b"\xff\x00\x9f")
    with pytest.raises(FileError, match=r"^calibration\.json: "):
        read_book(tmp_path / NAME)
    (tmp_path / "folder").mkdir()
    with pytest.raises(FileError, match="cannot be read"):
        read_book(tmp_path / "folder")
