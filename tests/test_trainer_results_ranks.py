"""Ranks: shared within the uncertainty of the difference; what two results bear alike cancels."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.base import Component
from trainer.errors import NotComparable
from trainer.results.ranks import Terms, Timed, apart, difference, ranks
from trainer.results.uncertainty import half_width_ns

MS = 1_000_000
TERMS = Terms(
    "go-or-flag", 1, "reaction", "light", "cue", "first opening", None, "f" * 64, "1 s + Exp(1 s)", False, "r" * 64
)
BODY = Component("pad and body", "normal", 5 * MS)
PATH = Component("sound path of call-right", "normal", 20 * MS, "session")


def timed(ms: float, *doubt: Component, session: str = "s1", **terms: object) -> Timed:
    return Timed(replace(TERMS, **terms), session, round(ms * MS), doubt)


def test_results_closer_than_their_difference_is_known_share_a_rank():
    # two bodies of SD 5 ms: the difference is known to 1.96 x 7.07 = 13.9 ms
    assert ranks([timed(ms, BODY) for ms in (300, 313, 314, 330)]) == (1, 1, 2, 4)


def test_a_rank_counts_those_who_are_faster_and_is_no_chain():
    """Each is within the doubt of the next, the last is not within that of the first."""
    assert ranks([timed(ms, BODY) for ms in (320, 300, 310)]) == (2, 1, 1)


def test_one_speakers_latency_cancels_within_a_session_and_not_across_two():
    here, there = timed(300, BODY, PATH), timed(320, BODY, PATH)
    assert ranks([here, there]) == (1, 2)
    assert ranks([here, replace(there, session="s2")]) == (1, 1)


def test_two_speakers_do_not_cancel():
    other = replace(PATH, name="sound path of call-left")
    assert ranks([timed(300, BODY, PATH), timed(320, BODY, other)]) == (1, 1)


def test_what_is_drawn_each_rep_never_cancels():
    each = replace(PATH, per="rep")
    assert ranks([timed(300, BODY, each), timed(320, BODY, each)]) == (1, 1)


def test_of_the_same_air_over_two_distances_the_difference_remains():
    near, far = (Component("sound travel", "uniform", ms * MS, "session") for ms in (0.2, 0.6))
    [rest] = difference(timed(300, near), timed(300, far))
    assert rest.size_ns == pytest.approx(0.4 * MS)


UNLIKE = {
    "drill": "wall-tap", "level": 2, "measure": "start", "sense": "voice", "start": "own start", "stop": "first break",
    "height_m": 0.7, "field": "0" * 64, "wait": "300 ms", "simulated": True, "rules": "0" * 64,
}  # fmt: skip


@pytest.mark.parametrize("name", list(UNLIKE))
def test_unlike_times_are_not_ranked(name: str):
    with pytest.raises(NotComparable, match=f"they differ in {name}$"):
        ranks([timed(300, BODY), timed(400, BODY, **{name: UNLIKE[name]})])


def test_all_terms_are_tried_above():
    assert set(UNLIKE) == set(Terms.__dataclass_fields__)


def test_like_goes_with_like():
    still, moving = timed(300, BODY), timed(900, BODY, measure="transition")
    assert apart([still, moving, still]) == {still.terms: [still, still], moving.terms: [moving]}


components = st.builds(
    Component,
    st.sampled_from("ab"),
    st.sampled_from(("normal", "uniform")),
    st.integers(0, 50 * MS),
    st.sampled_from(("rep", "session")),
)
doubts = st.lists(components, max_size=3, unique_by=lambda c: (c.name, c.shape, c.per)).map(tuple)
results = st.builds(Timed, st.just(TERMS), st.sampled_from(("s1", "s2")), st.integers(250 * MS, 350 * MS), doubts)


@given(st.lists(results, max_size=6))
def test_the_laws_of_ranks(found: list[Timed]):
    got = ranks(found)
    assert all(1 <= rank <= len(found) for rank in got)
    assert not found or got[min(range(len(found)), key=lambda n: found[n].ns)] == 1
    assert ranks(found[::-1]) == got[::-1]


@given(results, results)
def test_a_difference_is_symmetric_and_no_better_known_than_its_parts_allow(a: Timed, b: Timed):
    assert half_width_ns(difference(a, b)) == half_width_ns(difference(b, a))
    assert half_width_ns(difference(a, b)) <= half_width_ns(a.doubt) + half_width_ns(b.doubt) + 2


@given(results)
def test_a_result_differs_from_itself_by_what_is_drawn_each_rep(a: Timed):
    rest = [c for c in difference(a, a) if c.size_ns]
    assert all(c.per == "rep" for c in rest)
    assert len(rest) == 2 * sum(c.per == "rep" and c.size_ns > 0 for c in a.doubt)
