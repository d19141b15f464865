"""A virtual coach, for virtual time: where a cue waits for his tap he calls one, after a while."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

SOONEST_NS, LATEST_NS = 1_000_000_000, 4_000_000_000
TRAVEL_NS = 20_000_000  # of his tap, over the air


class VirtualCoach:
    """The same seed calls the same."""

    def __init__(self, seed: int) -> None:
        self._rng = Random(f"{seed}:coach")

    def decide(self, calls: Sequence[str]) -> tuple[str, int]:
        """Which of these he is going to call, and in how many nanoseconds."""
        return self._rng.choice(calls), self._rng.randrange(SOONEST_NS, LATEST_NS)
