"""The lock-out's laws, over any contact that bounces and any edges the kernel drops."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from hardware.base import Edge
from hardware.lockout import LockOut

MS = 1_000_000
LOCK = 40 * MS


def edge(t_ms: float, active: bool) -> Edge:
    return Edge("start", "pad", active, round(t_ms * MS))


def play(lock: LockOut, edges: list[Edge], *, level: bool | None = None) -> list[tuple[str, Edge]]:
    """As an engine does: settle what is due before an edge that is stamped later, and at the end, with the level."""
    out: list[tuple[str, Edge]] = []

    def settle_until(t_ns: int | None, level: bool | None) -> None:
        while lock.due_ns is not None and (t_ns is None or lock.due_ns <= t_ns):
            settled = lock.settle(lock.due_ns, level)
            out.extend([("settled", settled)] if settled else [])

    for e in edges:
        settle_until(e.t_ns, None)
        fed = lock.feed(e)
        out.extend([("fed", fed)] if fed else [])
    settle_until(None, level)
    return out


def said(*args, **kwargs) -> list[tuple[float, bool]]:
    return [(e.t_ns / MS, e.active) for _, e in play(*args, **kwargs)]


def test_first_edge_counts_and_its_bounce_does_not():
    edges = [edge(0, True), edge(1, False), edge(3, True), edge(500, False), edge(502, True), edge(504, False)]
    assert said(LockOut(LOCK), edges) == [(0, True), (500, False)]


def test_a_tap_within_the_lock_out_keeps_both_stamps():
    assert said(LockOut(LOCK), [edge(0, True), edge(12, False)]) == [(0, True), (12, False)]


def test_a_release_hidden_by_the_lock_out_is_said_when_it_ends():
    lock = LockOut(LOCK)
    assert lock.feed(edge(0, True)) == edge(0, True)
    assert lock.due_ns == 40 * MS
    assert lock.feed(edge(12, False)) is None
    assert lock.settle(40 * MS - 1, level=False) is None, "not yet"
    assert lock.settle(40 * MS, level=False) == edge(12, False)


def test_a_level_that_no_edge_explains_is_believed_after_the_grace():
    lock = LockOut(LOCK, grace_ns=25 * MS)
    lock.feed(edge(0, True))
    assert lock.settle(40 * MS, level=False) is None
    assert lock.due_ns == 65 * MS
    assert lock.settle(65 * MS, level=False) == edge(65, False)


def test_an_edge_that_was_still_on_its_way_keeps_its_own_stamp():
    lock = LockOut(LOCK, grace_ns=25 * MS)
    lock.feed(edge(0, True))
    assert lock.settle(41 * MS, level=False) is None, "the level has fallen, its edge is not in yet"
    assert lock.feed(edge(40.9, False)) == edge(40.9, False)


def test_every_change_has_a_grace_of_its_own():
    lock = LockOut(LOCK, grace_ns=25 * MS)
    lock.feed(edge(0, True))
    lock.settle(40 * MS, level=False)
    lock.feed(edge(40.9, False))
    assert lock.settle(81 * MS, level=True) is None
    assert lock.settle(106 * MS, level=True) == edge(106, True)


def test_a_doubt_that_passes_is_forgotten():
    lock = LockOut(LOCK, grace_ns=25 * MS)
    lock.feed(edge(0, True))
    lock.settle(40 * MS, level=False)
    assert lock.settle(65 * MS, level=True) is None
    assert lock.due_ns is None


def test_the_first_edge_counts_whatever_the_level_was():
    assert said(LockOut(LOCK), [edge(7, False)]) == [(7, False)]


def test_a_repeated_state_is_no_news():
    assert said(LockOut(LOCK), [edge(0, True), edge(100, True), edge(200, False)]) == [(0, True), (200, False)]


def test_without_a_lock_out_every_change_counts_and_nothing_is_due():
    lock = LockOut(0)
    for e in (edge(0, True), edge(0.001, False), edge(0.002, True)):
        assert lock.feed(e) == e
        assert lock.due_ns is None


@st.composite
def contacts(draw) -> list[Edge]:
    """Raw edges of one line: they alternate, gaps from bounce to seconds; then the kernel drops some."""
    gaps = draw(st.lists(st.one_of(st.integers(1, 10 * MS), st.integers(1, 3000 * MS)), min_size=1, max_size=40))
    active, t_ns, edges = draw(st.booleans()), 0, []
    for gap in gaps:
        t_ns, active = t_ns + gap, not active
        edges.append(Edge("start", "pad", active, t_ns))
    kept = draw(st.lists(st.booleans(), min_size=len(edges), max_size=len(edges)))
    return [e for e, keep in zip(edges, kept, strict=True) if keep] or edges[:1]


locks = st.integers(0, 100 * MS)


@given(contacts(), locks)
@settings(max_examples=80)
def test_what_counts_alternates_and_ends_at_the_last_raw_level(edges, lock_ns):
    out = [e for _, e in play(LockOut(lock_ns), edges)]
    assert all(a.active != b.active for a, b in pairwise(out))
    assert all(a.t_ns < b.t_ns for a, b in pairwise(out))
    assert out[-1].active == edges[-1].active


@given(contacts(), locks)
@settings(max_examples=80)
def test_no_stamp_is_changed_and_none_made_up(edges, lock_ns):
    assert {e for _, e in play(LockOut(lock_ns), edges)} <= set(edges)


@given(contacts(), locks)
@settings(max_examples=80)
def test_an_edge_that_counts_at_once_is_never_within_the_lock_out(edges, lock_ns):
    out = play(LockOut(lock_ns), edges)
    assert all(b.t_ns - a.t_ns >= lock_ns for (_, a), (how, b) in pairwise(out) if how == "fed")


@given(contacts(), locks)
@settings(max_examples=80)
def test_the_first_edge_of_every_burst_counts_at_once(edges, lock_ns):
    """A burst begins after a quiet time of at least two lock-outs, with a change."""
    out = dict.fromkeys(e for how, e in play(LockOut(lock_ns), edges) if how == "fed")
    before = None
    for e in edges:
        if before is None or (e.t_ns - before.t_ns >= 2 * lock_ns and e.active != before.active):
            assert e in out
        before = e


@given(contacts(), locks, st.booleans())
@settings(max_examples=80)
def test_the_level_read_last_has_the_last_word(edges, lock_ns, level):
    lock = LockOut(lock_ns)
    out = play(lock, edges, level=level)
    if lock_ns and any(how == "fed" and e == edges[-1] for how, e in out):
        assert lock.active is level
    assert lock.due_ns is None
