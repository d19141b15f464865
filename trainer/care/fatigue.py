"""Does an athlete need rest? A pure rule over what one athlete did today, with a name and a version.

Reaction time hardly moves with exercise: a rule on it cries wolf (six reactions against eight at 15 %: 31 % of fresh
sessions of 24 reps). Ways on foot do move. The rule asks for rest when

- two consecutive legs are more than 10 % slower than the reference: the median of the athlete's legs 2 to 5 today, of
  the same leg, drill, level and field, or
- two of the last four form marks are "not yet", or
- the coach says "tired";

and asks "all right?" when three of the last six reps that wanted an answer got none. docs/safety.md holds how often
it is silent when nothing is wrong, and how often it finds what is. A changed rule has a new version.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

NAME = "two slow legs"
VERSION = 1

REFERENCE = slice(1, 5)  # legs 2 to 5
SLOWER = 1.10
MARKS, NOT_YET = 4, 2
TURNS, OMISSIONS = 6, 3

Kind = Literal["rest", "all right"]
Why = Literal["legs", "form", "told", "omissions"]


def reference_ns(legs: Sequence[int]) -> float | None:
    """The median of legs 2 to 5 (ns), in the order run; None while there are fewer than five."""
    if len(legs) < REFERENCE.stop:
        return None
    _, low, high, _ = sorted(legs[REFERENCE])
    return (low + high) / 2


def legs_slow(legs: Sequence[int], *, heard: int = 0) -> bool:
    """Are the last two of these legs (ns, in the order run) more than 10 % slower than the reference?

    ``heard``: so many of them the coach has had a word on already; the legs of the reference accuse nobody.
    """
    reference = reference_ns(legs)
    if reference is None or len(legs) < max(REFERENCE.stop, heard) + 2:
        return False
    return min(legs[-2:]) > SLOWER * reference


def form_slips(marks: Sequence[str]) -> bool:
    """Are two of the last four form marks "not yet"?"""
    return list(marks[-MARKS:]).count("not yet") >= NOT_YET


def stops_answering(answered: Sequence[bool]) -> bool:
    """Did three of the last six turns go by without an answer? ``answered``: of each turn that wanted one."""
    return list(answered[-TURNS:]).count(False) >= OMISSIONS
