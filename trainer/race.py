"""Who was first, side by side, and the time of a team: pure functions of times since one and the same cue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

SAME_NS = 50_000_000
"""Arrivals nearer than this are one. A trunk breaks a beam within 15 ms (standard deviation) of where it is thought to
be: the difference of two such arrivals is known to 42 ms (1.96 x 15 x the root of 2), and the beams' own stamps and the
light's instant to a few more."""


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
