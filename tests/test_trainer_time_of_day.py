"""The time of day of a unit that has no clock of its own."""

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from hardware.clock import boot_s
from trainer.time_of_day import SAME_S, TimeOfDay

LOST_S = 86_400.0  # a unit that woke up on the second of January 1970
PHONE_S = 1_795_000_000.0


class Unit:
    def __init__(self) -> None:
        self.up_s = 100.0
        self.is_right = False
        self.clock = TimeOfDay(lambda: LOST_S + self.up_s, lambda: self.up_s, lambda: self.is_right)


def test_without_a_phone_the_units_own_counts():
    unit = Unit()
    assert (unit.clock(), unit.clock.source) == (LOST_S + 100, "system")


def test_a_phones_time_counts_and_is_carried_on():
    unit = Unit()
    unit.clock.offer(PHONE_S)
    unit.up_s += 50
    assert (unit.clock(), unit.clock.source) == (PHONE_S + 50, "phone")


def test_a_clock_that_is_kept_right_needs_no_phone():
    unit = Unit()
    unit.clock.offer(PHONE_S)
    unit.is_right = True
    assert (unit.clock(), unit.clock.source) == (LOST_S + 100, "system")


@given(off_s=st.floats(-SAME_S, SAME_S))
def test_two_phones_that_nearly_agree_do_not_take_turns(off_s: float):
    unit = Unit()
    unit.clock.offer(PHONE_S)
    unit.clock.offer(PHONE_S + off_s * 0.999)
    assert unit.clock() == PHONE_S


def test_a_phone_that_says_quite_another_time_is_believed():
    """The first one may have been wrong; who comes later was looked at later."""
    unit = Unit()
    unit.clock.offer(PHONE_S)
    unit.clock.offer(PHONE_S + 3600)
    assert unit.clock() == PHONE_S + 3600


def test_this_machines_kernel_answers():
    before_s = boot_s()
    up_s = float(Path("/proc/uptime").read_text().split()[0])  # in hundredths, cut
    assert before_s - 0.01 <= up_s <= boot_s()
