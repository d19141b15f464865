"""Weeks: medians on the same terms, noise, change, bests, sides."""

from __future__ import annotations

from itertools import pairwise
from random import Random

import pytest
from replist import BEN, outing, rep

from trainer.facts import Athlete
from trainer.results.noise import Noise
from trainer.results.progress import Best, Point, best, change, differences, lines
from trainer.results.reps import Rep
from trainer.results.summary import cover_ns


def point(day: float, median: float, *, first: bool = False) -> Point:
    return Point(f"s{day}", day * 24 * 3600, median, 8, first)


def test_differences_leave_out_familiarisation_and_long_gaps():
    points = [point(0, 500, first=True), point(1, 400), point(8, 410), point(29, 415), point(51, 500), point(52, 490)]
    assert differences(points) == [10, 5, -10]


def test_a_line_a_session_and_the_first_one_is_familiarisation():
    reps = [*outing(0, 500, 510, 520), *outing(7, 400, 410, 420), *outing(9, 300, 310), *outing(14, 380, 390, 400)]
    [line] = lines(reps)
    assert [(p.session, p.median, p.hits, p.first) for p in line.points] == [
        ("session-0", 510, 3, True),
        ("session-7", 410, 3, False),
        ("session-14", 390, 3, False),
    ]
    assert line.noise is None
    assert line.change is not None
    assert (line.change.ms, line.change.k, line.change.least, line.change.word) == (-20, 1, None, None)


@pytest.mark.parametrize(
    "apart",
    [{"terms": {"level": 3}}, {"terms": {"wait": "300 ms"}}, {"terms": {"simulated": True}}, {"surface": "hall"},
     {"athlete": BEN}, {"terms": {"field": "0" * 64}}, {"terms": {"stop": "first break"}}],
)  # fmt: skip
def test_what_is_not_alike_is_no_line(apart: dict[str, object]):
    reps = [*outing(0, 500, 510, 520), *outing(7, 400, 410, 420), *outing(8, 300, 300, 300, **apart)]
    first, second = lines(reps)
    assert (len(first.points), len(second.points)) == (2, 1)


def test_familiarisation_is_of_the_drill_level_and_field_whatever_the_surface():
    reps = [*outing(0, 500, 510, 520), *outing(7, 400, 410, 420, surface="hall")]
    assert [line.points[0].first for line in lines(reps)] == [True, False]


def season(athletes: int, sessions: int, *, gain: float = 0.0, seed: int = 1) -> list[Rep]:
    """Everybody once a week; medians with an error of 10 ms, ``gain`` ms faster each week."""
    rng = Random(seed)
    reps: list[Rep] = []
    for week in range(sessions):
        for n in range(athletes):
            middle = 400 + 20 * n - gain * week + rng.gauss(0, 10)
            reps += outing(7 * week, middle - 15, middle, middle + 15, athlete=Athlete(f"id-{n}", f"A{n}"))
    return reps


def test_noise_is_pooled_over_athletes_and_known_from_ten_degrees_of_freedom():
    assert all(line.noise is None for line in lines(season(5, 4)))  # 5 x 2 differences
    known = lines(season(6, 4))  # 6 x 2
    assert {line.noise for line in known} == {known[0].noise}
    assert known[0].noise is not None
    assert known[0].noise.df == 11
    assert known[0].noise.te == pytest.approx(10, rel=0.5)
    assert known[0].worthwhile is None
    many = lines(season(12, 6))
    assert many[0].worthwhile is not None
    assert many[0].worthwhile == pytest.approx(0.2 * 20 * (143 / 12) ** 0.5, rel=0.2)


def test_a_change_is_held_against_at_most_five_sessions():
    found = change([900, 400, 410, 420, 410, 410, 380], Noise(10, 20))
    assert found is not None
    assert (found.ms, found.k, found.word) == (-30, 5, "beyond noise")
    assert found.least == pytest.approx(1.96 * 10 * 1.2**0.5, rel=1e-4)
    assert change([400], Noise(10, 20)) is None
    assert change([], None) is None


def test_no_gain_is_beyond_noise_five_times_in_a_hundred():
    """Of 400 athletes who do not change, told by the noise of the others."""
    words = [
        line.change.word for line in lines(season(400, 6, seed=3)) if line.change is not None and line.noise is not None
    ]
    assert len(words) == 400
    assert 0.03 <= words.count("beyond noise") / 400 <= 0.07
    assert 0.12 <= words.count("likely") / 400 <= 0.18


def test_the_way_is_followed_like_the_reaction():
    [line] = lines([*outing(0, 400, 400, 400), *outing(7, 400, 400, 400)], cover_ns)
    assert [p.median for p in line.points] == [1900, 1900]


def bests(*sessions: list[float]) -> Best:
    found = best([rep for day, ms in enumerate(sessions) for rep in outing(day, *ms)], "session-0")
    assert found is not None
    return found


def test_a_best_is_new_only_beyond_the_uncertainty_of_the_difference():
    """Two bodies of 5 ms: 13.9 ms."""
    found = bests([500], [400, 390, 410], [377, 400])
    assert (found.ns, found.is_new) == (377_000_000, False)
    assert bests([500], [400, 390, 410], [376, 400]).is_new is True


def test_nothing_is_new_in_the_first_session_nor_against_it_alone_nor_when_it_is_old():
    found = [bests([400, 300]), bests([400], [300]), bests([400], [300], [350]), bests([300], [400], [350])]
    assert [one.is_new for one in found] == [False] * 4


def test_not_yet_is_no_best():
    reps = [*outing(0, 400, 410), rep(300, day=1, form="not yet"), rep(390, day=1, form="clean")]
    found = best(reps, "session-0")
    assert found is not None
    assert found.ns == 390_000_000
    assert best([rep(300, form="not yet")], "session-0") is None


def test_sides_over_sessions():
    def two(day: int, left: float, right: float) -> list[Rep]:
        spread = range(0, 32, 4)
        return [
            *outing(day, *(left + x for x in spread), side="left"),
            *outing(day, *(right + x for x in spread), side="right"),
        ]

    [once] = lines(two(0, 440, 400))
    assert (once.side_said, len(once.sides)) == (False, 1)
    [held] = lines([*two(0, 440, 400), *two(1, 430, 400)])
    assert held.side_said is True
    [gone] = lines([*two(0, 440, 400), *two(1, 400, 400)])
    assert gone.side_said is False


def test_every_line_of_everybody_is_there_once():
    found = lines(season(4, 3))
    assert len({(line.athlete.id, line.terms) for line in found}) == len(found) == 4
    for line in found:
        assert all(a.wall_s < b.wall_s for a, b in pairwise(line.points))
