"""Who was first, side by side, and the time of a team: pure functions of times since one and the same cue."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

SAME_NS = 50_000_000
"""Arrivals nearer than this are one. A trunk breaks a beam within 15 ms (standard deviation) of where it is thought to
be: the difference of two such arrivals is known to 42 ms (1.96 x 15 x the root of 2), and the beams' own stamps and the
light's instant to a few more."""


RACES = ("versus", "relay")
"""The formats in which somebody is first."""


class Arrival(NamedTuple):
    """One attempt of somebody who ran with others. ``arrived_ns``: since the cue, of a relay's leg since the one
    before; None: not where he should."""

    seq: int
    lane: int
    set: int
    rep: int
    attempt: int
    armed_ns: int
    arrived_ns: int | None


class Raced(NamedTuple):
    """What came of an attempt among those beside it. ``team_ns``: of a relay, first cue to last arrival."""

    place: int | None
    team_ns: int | None


def race(arrivals: Iterable[Arrival], *, teams: bool) -> dict[tuple[int, int], Raced]:
    """By seq and lane, of one run. Side by side were those who began at one instant; in a relay a lane's legs of one
    attempt at a rep are a team, and teams have places when they were as many."""
    heats: defaultdict[Hashable, defaultdict[int, list[Arrival]]] = defaultdict(lambda: defaultdict(list))
    for one in arrivals:
        heats[(one.set, one.rep, one.attempt) if teams else one.armed_ns][one.lane].append(one)
    found: dict[tuple[int, int], Raced] = {}
    for lanes in heats.values():
        times = [_whole([leg.arrived_ns for leg in legs]) for legs in lanes.values()]
        is_even = len(set(map(len, lanes.values()))) == 1
        for legs, ns, place in zip(lanes.values(), times, places(times), strict=True):
            raced = Raced(place if is_even else None, ns if teams else None)
            found |= {(leg.seq, leg.lane): raced for leg in legs}
    return found


def _whole(parts: Sequence[int | None]) -> int | None:
    known = [ns for ns in parts if ns is not None]
    return sum(known) if len(known) == len(parts) else None


def places(arrived_ns: Sequence[int | None]) -> tuple[int | None, ...]:
    """The place of each, from 1, in the order given: 1 + the number of those who were there sooner by more than
    SAME_NS. None for who did not arrive where he should (None)."""
    there = [ns for ns in arrived_ns if ns is not None]
    return tuple(None if ns is None else 1 + sum(ns - other > SAME_NS for other in there) for ns in arrived_ns)


def team_times_ms(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int], dict[int, float | None]]:
    """Set and rep of a relay -> lane -> the team's time (ms), from the first cue to the last arrival: the legs follow
    each other without a gap. None where somebody did not arrive. Of a rep that was run again the last time counts.

    ``rows`` as ``cue-trainer run --json`` prints them.
    """
    legs: dict[tuple[int, int], dict[int, list[float | None]]] = {}
    attempts: dict[tuple[int, int], int] = {}
    for row in rows:
        rep = row["set"], row["rep"]
        if row["attempt"] > attempts.get(rep, 0):
            attempts[rep], legs[rep] = row["attempt"], {}
        ms = row["total_ms"] if row["outcome"] == "hit" else None
        legs[rep].setdefault(row["lane"], []).append(ms)
    return {rep: {lane: _sum(times) for lane, times in sorted(lanes.items())} for rep, lanes in legs.items()}


def _sum(times: Sequence[float | None]) -> float | None:
    known = [ms for ms in times if ms is not None]
    return sum(known) if len(known) == len(times) else None
