"""Plots: well-formed SVG, both axes named with their units, every point inside the frame."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from trainer.bench.plot import FRAME, svg
from trainer.bench.result import Curve, Plot

POSITIVE = st.floats(1e-6, 1e9)
CURVES = st.lists(st.tuples(POSITIVE, POSITIVE), min_size=1, max_size=20)


def plot(*curves: Curve) -> Plot:
    return Plot("name", "Waits & <more>", "lateness (µs)", "share of waits", curves)


@given(CURVES, CURVES)
def test_every_point_lies_within_the_axes(first, second):
    drawn = svg(plot(Curve("ours", tuple(first)), Curve("theirs", tuple(second))))
    ElementTree.fromstring(drawn)
    paths = re.findall(r'd="M([^"]+)" fill="none"', drawn)
    points = [pair.split() for path in paths for pair in path.split("L") if "h" not in pair]
    assert len(points) == len(first) + len(second)
    for x, y in points:
        assert FRAME.left - 0.1 <= float(x) <= FRAME.width - FRAME.right + 0.1
        assert FRAME.top - 0.1 <= float(y) <= FRAME.height - FRAME.bottom + 0.1


def texts(*curves: Curve) -> set[str]:
    return {node.text for node in ElementTree.fromstring(svg(plot(*curves))).iter() if node.text}


def test_title_axes_and_curves_are_named():
    ours, theirs = Curve("ours", ((1.0, 1.0),)), Curve("theirs", ((2.0, 1.0),))
    assert {"Waits & <more>", "lateness (µs)", "share of waits", "ours", "theirs"} <= texts(ours, theirs)


def test_one_curve_needs_no_legend_and_fits_a_phone():
    ours = Curve("ours", ((1.0, 1.0),))
    assert "ours" not in texts(ours)
    assert 'viewBox="0 0 360 ' in svg(plot(ours))


def test_more_is_further_right_and_further_up():
    (path,) = re.findall(r'd="M([^"h]+)" fill', svg(plot(Curve("ours", ((1.0, 0.01), (100.0, 1.0))))))
    (x0, y0), (x1, y1) = (map(float, pair.split()) for pair in path.split("L"))
    assert x0 < x1
    assert y0 > y1


def test_nothing_measured_is_said():
    assert "nothing measured" in svg(plot())
