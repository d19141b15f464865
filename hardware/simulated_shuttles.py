"""A virtual athlete who runs from line to line by signals, as long as he can keep up; and a coach who sees who cannot.

Above the speed he can hold each way takes him longer than the signals allow, so that he comes later and later.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from hardware.athletes import Shuttling
from hardware.base import Edge
from hardware.simulated_body import Place
from hardware.simulated_brief import Signals
from hardware.simulated_contacts import SURE, Contacts

BEAM_M = 0.5  # so far before its line stands a beam
INSIDE_NS = 150_000_000  # in the beam
SEES_NS = 800_000_000  # after the signal the coach has tapped: chosen
KMH = 3.6e9  # nanoseconds a metre at 1 km/h


class Tap:
    """The coach's finger: not a trigger, but a coming edge all the same."""

    def __init__(self, name: str, post: Callable[[Edge], None]) -> None:
        self.body_on = self.plan_on = False
        self.body_ns = self.plan_ns = 0
        self._name, self._post = name, post

    def step(self, active: bool, t_ns: int) -> None:
        if active:
            self.body_on = self.plan_on = False
            self._post(Edge(self._name, "told", True, t_ns))


class ShuttleRunner:
    """``speed``: km/h that he can hold on a way; ``places``: where a beam tells, None where the coach does."""

    def __init__(
        self,
        signals: Signals,
        figures: Shuttling,
        speed: float,
        *,
        rng: Random,
        contacts: Contacts,
        places: dict[str, Place | None],
        tap: Tap,
    ) -> None:
        self._signals, self._figures, self._speed = signals, figures, speed
        self._rng, self._contacts, self._places, self._tap = rng, contacts, places, tap
        self._heard = 0
        self._there_ns = 0  # when he has come, or comes, to the line

    def signal(self, t_ns: int) -> None:
        """A signal at this instant: off to the other line, as soon as he is at this one."""
        number, self._heard = self._heard, self._heard + 1
        ways = self._signals.ways
        if number and ways[number - 1].to == self._signals.judged(number - 1) and self._there_ns > t_ns:
            self._late(ways[number - 1].to, t_ns)
        if number < len(ways) and ways[number].to != "rest":
            self._run(ways[number].to, ways[number].ns, t_ns)

    def _late(self, to: str, t_ns: int) -> None:
        if self._places[to] is None:
            self._contacts.touch(self._tap, True, t_ns + SEES_NS, SURE)

    def _run(self, to: str, within_ns: int, t_ns: int) -> None:
        away = self._places["near" if to == "far" else "far"]
        metres = self._signals.way_m
        start_ns = max(t_ns, self._there_ns)
        uneven = 1.0 + self._rng.gauss(0.0, self._figures.way_sd)
        wanted_ns = t_ns + int(within_ns * self._figures.early) - start_ns
        takes_ns = max(wanted_ns, int(metres * KMH / self._speed * uneven))
        a_metre_ns = takes_ns / metres
        self._there_ns = start_ns + takes_ns
        self._cross(away, start_ns + int(BEAM_M * a_metre_ns) + INSIDE_NS)
        self._cross(self._places[to], self._there_ns - int(BEAM_M * a_metre_ns))

    def _cross(self, place: Place | None, t_ns: int) -> None:
        if place is not None and place.beam is not None:
            self._contacts.touch(place.beam, True, t_ns)
            self._contacts.touch(place.beam, False, t_ns + INSIDE_NS)
