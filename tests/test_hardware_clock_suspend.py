"""A machine that was suspended is found by its two clocks; one that was only busy is not taken for it."""

from __future__ import annotations

from builders import MS, S
from hypothesis import given
from hypothesis import strategies as st

from hardware.clock import Suspended, SuspendWatch, read_suspended

held = st.integers(0, 5 * S)  # how long a look is held up between its readings


class Machine:
    """Suspended for ``asleep_ns`` in all; each reading is held up for what comes next in ``held``."""

    def __init__(self, *held: int) -> None:
        self.asleep_ns = 7 * S
        self.held = list(held)

    def read(self) -> Suspended:
        held_ns = self.held.pop(0) if self.held else 0
        return Suspended(self.asleep_ns - held_ns // 2, self.asleep_ns + held_ns - held_ns // 2)


def test_a_suspend_is_found_once_with_its_length():
    machine = Machine()
    watch = SuspendWatch(machine.read)
    assert watch.slept_ns() == 0
    machine.asleep_ns += 3600 * S
    assert watch.slept_ns() == 3600 * S
    assert watch.slept_ns() == 0
    machine.asleep_ns += 20 * MS
    assert watch.slept_ns() == 20 * MS


@given(st.lists(held, min_size=1, max_size=20))
def test_a_machine_that_is_only_busy_was_not_asleep(helds: list[int]):
    watch = SuspendWatch(Machine(*helds).read)
    assert [watch.slept_ns() for _ in helds] == [0] * len(helds)


@given(held, held, st.integers(0, 10 * S))
def test_what_is_found_is_never_more_than_it_was(before: int, after: int, slept: int):
    machine = Machine(before, after)
    watch = SuspendWatch(machine.read)
    machine.asleep_ns += slept
    found = watch.slept_ns()
    assert found <= slept
    assert found + watch.slept_ns() >= slept - before - after - SuspendWatch.LEAST_NS


def test_a_first_look_that_was_held_up_blinds_no_later_one():
    machine = Machine(10 * S)
    watch = SuspendWatch(machine.read)
    assert watch.slept_ns() == 0
    machine.asleep_ns += 1 * S
    assert watch.slept_ns() == 1 * S


def test_this_machines_own_clocks():
    first, second = read_suspended(), read_suspended()
    assert first.least_ns <= first.most_ns >= 0
    assert first.least_ns <= second.most_ns
    assert second.least_ns <= first.most_ns
    assert SuspendWatch().slept_ns() == 0
