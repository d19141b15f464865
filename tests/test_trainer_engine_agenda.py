"""What is due when: in the order of instants, those of one instant in the order put, nothing that was taken back."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from trainer.engine.agenda import Agenda

names = st.sampled_from("abc")
moves = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 20), names),
        st.tuples(st.just("move"), st.integers(0, 20), names),
        st.tuples(st.just("drop"), st.just(0), names),
        st.tuples(st.just("run"), st.integers(0, 20), st.just("")),
    ),
    max_size=30,
)


@given(moves)
def test_an_agenda_does_what_a_sorted_list_does(given_moves):
    """Held against a plain list of (instant, number, name)."""
    agenda, plain = Agenda(), []
    called, expected = [], []
    for number, (verb, t_ns, name) in enumerate(given_moves):
        if verb in ("move", "drop"):
            plain = [entry for entry in plain if entry[2] != name]
        if verb in ("put", "move"):
            plain.append((t_ns, number, name))
            getattr(agenda, verb)(t_ns, name, lambda number=number: called.append(number))
        elif verb == "drop":
            agenda.drop(name)
        else:
            expected += [entry[1] for entry in sorted(plain) if entry[0] <= t_ns]
            plain = [entry for entry in plain if entry[0] > t_ns]
            agenda.run(t_ns)
        assert called == expected
        assert agenda.next_ns() == min((entry[0] for entry in plain), default=None)
        for each in "abc":
            assert agenda.has(each) is any(entry[2] == each for entry in plain)


def test_what_a_callback_puts_for_now_is_called_in_the_same_run():
    agenda, called = Agenda(), []
    agenda.put(5, "a", lambda: agenda.put(4, "b", lambda: called.append("b")))
    agenda.put(6, "c", lambda: called.append("c"))
    agenda.run(10)
    assert called == ["b", "c"]


def test_a_callback_may_take_back_what_comes_after_it():
    agenda, called = Agenda(), []
    agenda.put(5, "a", lambda: agenda.drop("b"))
    agenda.put(5, "b", lambda: called.append("b"))
    agenda.run(10)
    assert called == []
    assert agenda.next_ns() is None


def test_a_callback_that_puts_itself_again_is_called_at_its_own_time():
    agenda, called = Agenda(), []

    def again() -> None:
        called.append(len(called))
        agenda.move(10 * (len(called) + 1), "again", again)

    agenda.put(10, "again", again)
    agenda.run(35)
    assert called == [0, 1, 2]
    assert agenda.next_ns() == 40
