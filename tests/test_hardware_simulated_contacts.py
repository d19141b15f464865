"""Coming contacts: whatever is planned, dropped, moved and cleared, each trigger's alternate and rise."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hardware.errors import FieldError
from hardware.simulated_brief import Step, read_brief
from hardware.simulated_contacts import ANSWER, GUESS, SURE, Alarm, Contacts
from hardware.simulated_devices import SimulatedTrigger
from hardware.spec import TriggerSpec

INSTANTS = st.integers(0, 10**9)
ACTS = st.one_of(
    st.tuples(st.just("touch"), st.integers(0, 1), st.booleans(), INSTANTS, st.sampled_from([SURE, GUESS])),
    st.tuples(st.just("drop"), st.sampled_from([SURE, GUESS])),
    st.tuples(st.just("pump"), INSTANTS),
    st.tuples(st.just("clear"), INSTANTS),
)


def triggers(post):
    return [SimulatedTrigger(name, "pad", TriggerSpec(pin=None), post=post) for name in ("one", "two")]


@given(st.lists(ACTS, max_size=30))
def test_edges_alternate_and_rise_and_in_the_end_all_is_left(acts):
    edges = []
    pads, contacts, now_ns = triggers(edges.append), Contacts(), 0
    for act in acts:
        match act:
            case ("touch", n, active, t_ns, part):
                contacts.touch(pads[n], active, t_ns, part)
            case ("drop", part):
                contacts.drop(part)
            case ("pump", t_ns):
                contacts.not_before_ns = now_ns = max(now_ns, t_ns)
                contacts.pump(now_ns)
            case ("clear", t_ns):
                contacts.clear(pads, None, lambda t_ns=t_ns: t_ns)
    contacts.clear(pads, None, lambda: now_ns)
    contacts.pump(2**62)
    assert not contacts.coming
    for pad in pads:
        mine = [e for e in edges if e.station == pad.station]
        assert [e.active for e in mine] == [n % 2 == 0 for n in range(len(mine))]
        assert all(a.t_ns < b.t_ns for a, b in pairwise(mine))
        assert not pad.is_active


def test_only_the_part_that_is_named_is_dropped_or_moved():
    edges = []
    (one, two), contacts = triggers(edges.append), Contacts()
    contacts.touch(one, True, 100_000)
    contacts.touch(one, False, 200_000, GUESS)
    contacts.touch(two, True, 300_000, ANSWER)
    contacts.drop(GUESS)
    contacts.shift(ANSWER, -150_000)
    contacts.pump(10**9)
    assert [(e.station, e.active, e.t_ns) for e in edges] == [("one", True, 100_000), ("two", True, 150_000)]


@pytest.mark.parametrize(("latest_ns", "off_ns"), [(950_000, 900_000), (500_000, 500_000)])
def test_clearing_gets_off_when_that_was_planned_at_the_latest_when_told_and_lets_one_stay(latest_ns, off_ns):
    edges = []
    (one, two), contacts = triggers(edges.append), Contacts()
    contacts.touch(one, True, 100_000)
    contacts.touch(two, True, 100_000)
    contacts.pump(100_000)
    contacts.touch(one, False, 700_000)
    contacts.touch(one, True, 800_000)
    contacts.touch(one, False, 900_000)
    contacts.clear((one, two), two, lambda: latest_ns)
    contacts.pump(10**9)
    assert [(e.station, e.active, e.t_ns) for e in edges[2:]] == [("one", False, off_ns)]


def test_an_alarm_rings_at_its_instant_unless_dropped():
    rung = []
    contacts = Contacts()
    contacts.touch(Alarm(rung.append), True, 5_000)
    contacts.touch(Alarm(rung.append), True, 6_000, GUESS)
    contacts.drop(GUESS)
    contacts.pump(4_999)
    assert rung == []
    contacts.pump(10_000)
    assert rung == [5_000]


def test_a_brief_is_read_word_by_word():
    brief = read_brief(
        ("as 3", "on start", "cue go", "or right", "or far", "leave start", "arrive left", "hold left 500")
    )
    assert brief.athlete == 3
    assert brief.first == "start"
    assert brief.steps == (
        Step("on", "start"),
        Step("go", others=("right", "far")),
        Step("leave", "start"),
        Step("arrive", "left"),
        Step("hold", "left", 500_000_000),
    )
    assert brief.stations == {"start", "left", "right", "far"}


@pytest.mark.parametrize(
    "word", ["run left", "as 0", "as one", "on", "cue maybe", "hold left", "hold left 1.5", "leave a b", "or right", ""]
)
def test_a_word_that_nobody_understands(word):
    with pytest.raises(
        FieldError, match=f"brief: '{word}' is not understood here; allowed are as N, in N, on ST, say, own, cue go"
    ):
        read_brief(("on start", word))
