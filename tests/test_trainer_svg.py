"""Axes and frames: every value within, figures that people would write, text that stays text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.svg import Axis, Frame, Plane, decades, linear, picture, text

POSITIVE = st.floats(1e-6, 1e9)
ANY = st.floats(-1e6, 1e6).map(lambda x: round(x, 4))
FRAME = Frame(400, 200, 50, 10, 30, 40)


@given(st.lists(POSITIVE, min_size=1))
def test_decades_hold_all_values(values: list[float]):
    axis = decades("", values)
    assert axis.low <= min(values) * (1 + 1e-9)
    assert axis.high >= max(values) * (1 - 1e-9)
    assert axis.low < axis.high


@given(st.lists(ANY, min_size=1), st.booleans())
def test_a_linear_axis_holds_all_values_on_a_few_round_figures(values: list[float], at_nil: bool):
    values = [abs(v) for v in values] if at_nil else values
    axis = linear("", values, at_nil=at_nil)
    assert all(-1e-9 <= axis.share(v) <= 1 + 1e-9 for v in values)
    assert not at_nil or axis.low == 0
    assert 2 <= len(axis.ticks()) <= 9
    assert all(len(figure.lstrip("-").replace(".", "").strip("0")) <= 6 for _, figure in axis.ticks())


@pytest.mark.parametrize(
    ("values", "figures"),
    [
        ([310, 480], ["300", "350", "400", "450", "500"]),
        ([0, 6], ["0", "1", "2", "3", "4", "5", "6"]),
        ([0.31, 0.33], ["0.31", "0.315", "0.32", "0.325", "0.33"]),
        ([5], ["5", "5.2", "5.4", "5.6", "5.8", "6"]),
        ([0], ["0", "0.05", "0.1", "0.15", "0.2"]),
    ],
)
def test_figures_worked(values: list[float], figures: list[str]):
    assert [figure for _, figure in linear("", values).ticks()] == figures


def test_figures_of_things_that_are_counted_are_whole():
    assert [figure for _, figure in linear("", [0, 3], at_nil=True, least=1).ticks()] == ["0", "1", "2", "3"]


def test_more_is_further_right_and_further_up():
    plane = Plane(FRAME, Axis("", 0, 10), Axis("", 0, 1))
    assert (plane.x(0), plane.x(10)) == (50, 390)
    assert (plane.y(0), plane.y(1)) == (160, 30)
    assert plane.path([(0, 0), (10, 1)]) == "M50.0 160.0L390.0 30.0"


def test_words_are_only_words():
    drawn = picture(FRAME, 'a "<b>" & c', [text(1, 2, "<script>")])
    root = ElementTree.fromstring(drawn)
    assert [node.text for node in root.iter() if node.text and node.text.strip()] == ['a "<b>" & c'] * 2 + ["<script>"]
