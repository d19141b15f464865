"""Who was faster, as far as the trainer can know: results closer than their difference is known share a rank.

A result's rank is 1 + the number of results that are faster by more than the 95 % half-width of the difference. In a
difference errors that both results bear cancel: what is constant in a session (one speaker's latency, the temperature
of the air) by its name, down to what the two bear differently.

Only like is ranked with like: never across measures, senses, start rules, break rules, beam heights, fields or waits.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from hardware.base import Component
from trainer.errors import NotComparable
from trainer.results.uncertainty import half_width_ns


@dataclass(frozen=True, slots=True)
class Terms:
    """What two times must have in common to be compared. ``sense``: what the cue was seen or heard by; ``start``,
    ``stop``: names of the rules that set the two ends; ``height_m`` of the beam that ended it, None for a pad;
    ``field``: sha256 of what stands where on it; ``wait``: the wait law in words, or for a cue in motion the wait
    itself; ``rules``: sha256 of what a rep of the drill was (sequences.rules): a drill that was changed is another."""

    drill: str
    level: int | None
    measure: str
    sense: str
    start: str
    stop: str
    height_m: float | None
    field: str
    wait: str
    simulated: bool
    rules: str


@dataclass(frozen=True, slots=True)
class Timed:
    """A time to be ranked, and all its doubt, clock and body. ``session``: whose constant errors it bears."""

    terms: Terms
    session: str
    ns: int
    doubt: tuple[Component, ...]


def difference(a: Timed, b: Timed) -> tuple[Component, ...]:
    """The doubt of a's time minus b's. NotComparable when the two were not measured on the same terms."""
    if a.terms != b.terms:
        apart = ", ".join(n for n in Terms.__dataclass_fields__ if getattr(a.terms, n) != getattr(b.terms, n))
        raise NotComparable(f"these two times cannot be compared: they differ in {apart}")
    parts: list[Component] = []
    constant: dict[tuple[str, str], Component] = {}
    for component in a.doubt:
        if component.per == "session" and a.session == b.session:
            constant[component.name, component.shape] = component
        else:
            parts.append(component)
    for component in b.doubt:
        twin = constant.pop((component.name, component.shape), None) if component.per == "session" else None
        parts.append(replace(component, size_ns=abs(component.size_ns - twin.size_ns)) if twin else component)
    return (*parts, *constant.values())


def ranks(results: Sequence[Timed]) -> tuple[int, ...]:
    """The rank of each, from 1, in the order given. NotComparable when they are not all on the same terms.

    Every pair is looked at: meant for a group of athletes, not for a database.
    """
    return tuple(1 + sum(is_faster(other, this) for other in results) for this in results)


def is_faster(a: Timed, b: Timed) -> bool:
    """Whether a is faster, beyond the uncertainty of the difference. NotComparable as for ``difference``."""
    doubt = difference(a, b)
    return b.ns > a.ns and b.ns - a.ns > half_width_ns(doubt)


def apart(results: Iterable[Timed]) -> dict[Terms, list[Timed]]:
    """Like with like: the results of each set of terms, to be ranked by themselves."""
    found: defaultdict[Terms, list[Timed]] = defaultdict(list)
    for result in results:
        found[result.terms].append(result)
    return dict(found)
