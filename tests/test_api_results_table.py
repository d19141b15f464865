"""What stands under the finished table of a run in the terminal."""

from fake_engine import ROW

from api.results_table import doubt_words, time_of


def test_the_doubt_of_clocks_and_bodies_apart():
    rows = [ROW, ROW | {"uncertainty_clock_ms": 0.2}, ROW | {"uncertainty_clock_ms": 3.0, "uncertainty_body_ms": 30.0}]
    assert list(doubt_words(rows)) == ["of the ±: clocks 0.001 s, bodies 0.010 s"]
    assert time_of(ROW) == "0.412 ± 0.010"


def test_nothing_is_said_of_times_that_there_are_not():
    nothing = {"uncertainty_ms": None, "uncertainty_clock_ms": None, "uncertainty_body_ms": None}
    assert list(doubt_words([ROW | nothing])) == []
    assert list(doubt_words([])) == []
