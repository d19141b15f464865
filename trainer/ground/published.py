"""A standard test on a field: how far its distances are off those that were published."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from trainer.ground.course import Course, Leg

OFF = 0.02  # of a distance; a changed set-up voids published norms


def deviations(here: Sequence[Course], published: Sequence[Course]) -> tuple[str, ...]:
    """One sentence for each distance that is more than 2 % off, each once.

    ``here``: a drill's courses on this field; ``published``: the same where its roles' own places are. What this field
    has no station for is not compared.
    """
    pairs = zip(here, published, strict=True)
    return tuple(dict.fromkeys(sentence for a, b in pairs for sentence in _of(a, b)))


def _of(here: Course, published: Course) -> Iterator[str]:
    wanted = dict(_by_split(published))
    for split, legs in _by_split(here):
        as_published = wanted.get(split, ())
        if len(legs) == len(as_published):
            for leg, right in zip(legs, as_published, strict=True):
                off = leg.length / right.length - 1
                if abs(off) > OFF:
                    yield (
                        f"not as published: {leg.of} to {leg.to} is {leg.length:.2f} m, "
                        f"published are {right.length:.2f} m ({100 * off:+.0f} %)"
                    )


def _by_split(course: Course) -> Iterator[tuple[str, tuple[Leg, ...]]]:
    """The legs that lead up to each split, by its name; two splits of a drill never have the same."""
    ends = [sum(1 for leg in course.legs[:i] if leg.name) for i in range(len(course.legs))]
    for _, group in groupby(zip(ends, course.legs, strict=True), key=lambda pair: pair[0]):
        legs = tuple(leg for _, leg in group)
        yield legs[-1].name, legs
