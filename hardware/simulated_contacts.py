"""What virtual athletes are going to touch: a heap of coming contacts, each with its exact instant."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from heapq import heapify, heappop, heappush
from typing import Protocol

SURE, GUESS, ANSWER = range(3)
"""Parts of an athlete's plan: what he does whatever comes; what he does unless a cue comes first; what he does
because of a cue."""

APART_NS = 1_000  # two contacts of one trigger are at least this far apart


class Touched(Protocol):
    """What can be touched: a simulated trigger. ``step`` carries a contact out; the rest is as it says there."""

    body_on: bool
    body_ns: int
    plan_on: bool
    plan_ns: int

    def step(self, active: bool, t_ns: int) -> None: ...


class Alarm:
    """Comes due like a contact and is none: the athlete's own decision to go. ``ring`` gets the instant."""

    def __init__(self, ring: Callable[[int], None]) -> None:
        self.body_on = self.plan_on = False
        self.body_ns = self.plan_ns = 0
        self._ring = ring

    def step(self, active: bool, t_ns: int) -> None:
        self.body_on = active
        self._ring(t_ns)


_Coming = tuple[int, int, Touched, bool, int]  # instant, rising number, what is touched, active, part


class Contacts:
    """Coming contacts, a heap. Those of one trigger alternate and rise in time, whatever is asked for."""

    def __init__(self) -> None:
        self.not_before_ns = 0  # the instant of the last brief or cue: nothing is planned into the past
        self.coming: list[_Coming] = []
        self.on: set[Touched] = set()  # what he is on, or those before him in his lane
        self._count = 0

    def touch(self, trigger: Touched, active: bool, t_ns: int, part: int = SURE) -> None:
        """Plan one contact. No-op when the trigger will be so already."""
        if trigger.plan_on is active:
            return
        least_ns = trigger.plan_ns + APART_NS
        least_ns = least_ns if least_ns > self.not_before_ns else self.not_before_ns
        t_ns = t_ns if t_ns > least_ns else least_ns
        trigger.plan_on, trigger.plan_ns = active, t_ns
        self._count += 1
        heappush(self.coming, (t_ns, self._count, trigger, active, part))

    def drop(self, part: int) -> None:
        """Forget one part of the plan."""
        dropped = [c for c in self.coming if c[4] == part]
        if dropped:
            self._replace([c for c in self.coming if c[4] != part], dropped)

    def shift(self, part: int, by_ns: int) -> None:
        """Move one part of the plan in time."""
        moved = [c for c in self.coming if c[4] == part]
        rest = [c for c in self.coming if c[4] != part]
        self._replace(rest + [(t + by_ns, n, trigger, on, p) for t, n, trigger, on, p in moved], moved)

    def clear(self, triggers: Iterable[Touched], keep: Touched | None, off_ns: Callable[[], int]) -> None:
        """Forget the plan, but get off everything: when planned, by off_ns() at the latest. ``keep`` stays."""
        last = {c[2]: c for c in sorted(self.coming)}
        self._replace([], self.coming)
        for trigger in triggers:
            if trigger.body_on and trigger is not keep:
                planned, off = last.get(trigger), off_ns()
                self.touch(trigger, False, min(planned[0], off) if planned and not planned[3] else off)

    def _replace(self, heap: list[_Coming], changed: list[_Coming]) -> None:
        heapify(heap)
        self.coming = heap
        for _, _, trigger, _, _ in changed:
            trigger.plan_on = trigger.body_on
            trigger.plan_ns = trigger.body_ns
        for t_ns, _, trigger, active, _ in sorted(heap):
            trigger.plan_on = active
            trigger.plan_ns = t_ns

    def pump(self, now_ns: int) -> None:
        """Carry out what has come due, in order, each at its own instant."""
        while self.coming and self.coming[0][0] <= now_ns:
            t_ns, _, trigger, active, _ = heappop(self.coming)
            if active:
                self.on.add(trigger)
            else:
                self.on.discard(trigger)
            trigger.step(active, t_ns)
