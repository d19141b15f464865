"""The geometry under the laws of the ground, held against plain sums."""

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from trainer.ground.plane import along, angle, cross, gap, inside, minus, nearest, rectangle, unit, widest_angle

metres = st.floats(-50, 50).map(lambda v: round(v, 3))
points = st.tuples(metres, metres)


@given(points, points, points)
def test_nothing_on_a_stretch_is_nearer_than_its_nearest_point(p, a, b):
    found = math.dist(p, nearest(p, a, b))
    shares = (i / 50 for i in range(51))
    assert all(math.dist(p, along(a, minus(b, a), share)) >= found - 1e-9 for share in shares)


@given(points, points, points, points)
def test_the_gap_between_two_stretches_is_that_of_their_nearest_points(a, b, c, d):
    found = gap((a, b), (c, d))
    tried = [
        math.dist(along(a, minus(b, a), i / 20), along(c, minus(d, c), j / 20)) for i in range(21) for j in range(21)
    ]
    longest = max(math.dist(a, b), math.dist(c, d))
    assert found - 1e-9 <= min(tried) <= found + longest / 20 + 1e-9
    assert found == pytest.approx(gap((c, d), (a, b)))


@given(points, points)
def test_a_point_is_as_far_as_it_is(a, b):
    assert gap((a,), (b,)) == pytest.approx(math.dist(a, b))


def test_stretches_cross_or_do_not():
    assert cross((0, 0), (2, 2), (0, 2), (2, 0))
    assert not cross((0, 0), (1, 1), (0, 3), (3, 0))
    assert gap(((0, 0), (2, 2)), ((0, 2), (2, 0))) == 0


@given(points, points, st.floats(0, 1), st.integers(0, 359))
def test_nobody_within_the_tolerance_sees_it_further_off(place, target, tolerance, degrees):
    assume(math.dist(place, target) > tolerance + 0.1)
    faces = (0.0, 1.0)
    widest = widest_angle((place,), tolerance, faces, target)
    there = along(place, (math.cos(math.radians(degrees)), math.sin(math.radians(degrees))), tolerance)
    assert angle(faces, minus(target, there)) <= widest + 1e-9
    assert widest >= angle(faces, minus(target, place))


def test_a_lamp_within_reach_may_be_anywhere():
    assert widest_angle(((0, 0),), 0.5, (0, 1), (0, 0.4)) == math.pi


def test_boxes_and_directions():
    box = (0.0, 0.0), (2.0, 4.0)
    assert inside((1, 1), box, 1.0)
    assert not inside((1, 0.5), box, 1.0)
    assert inside((1, -0.5), box, -1.0)
    assert rectangle(*box)[0] == rectangle(*box)[-1]
    assert unit((3, 4)) == (0.6, 0.8)
    with pytest.raises(ValueError, match="no direction"):
        unit((0, 0))
