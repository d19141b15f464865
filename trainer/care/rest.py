"""How long somebody rests: between reps, when the rule asked for it; and when everybody takes a break."""

from __future__ import annotations

S = 1_000_000_000
LEAST_NS = 30 * S
TIMES_WORK = 25
ASKED_NS = 120 * S
BREAK_EVERY_NS = 20 * 60 * S
BREAK_NS = 3 * 60 * S  # so long without a rep is a break


def between_reps_ns(work_ns: int) -> int:
    """From the end of a rep to the athlete's next: 25 times the work, and at least 30 s. No work, no rest."""
    return max(LEAST_NS, TIMES_WORK * work_ns) if work_ns else 0


def when_asked_ns(rest_ns: int) -> int:
    """The longer rest of an athlete who needs one: two minutes, or twice the drill's rest between sets."""
    return max(ASKED_NS, 2 * rest_ns)


def is_break_due(since_ns: int, now_ns: int) -> bool:
    """Is it 20 minutes since the last break?"""
    return now_ns - since_ns >= BREAK_EVERY_NS
