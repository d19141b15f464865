"""Is one side slower? The difference between left and right in per cent, its interval, and when it may be said.

Difference = 100 (L - R) / mean of L and R, of the means of the times to each side. Its 95 % interval is Welch's
(Biometrika 34:28, 1947) for L - R, with the degrees of freedom of Satterthwaite (Biometrics Bulletin 2:110, 1946), over
the same mean. Never called a risk of injury: it is not one.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from trainer.results.centre import variance
from trainer.results.student import t_quantile

LEAST = 8  # hits a side
SESSIONS = 3  # the last ones that are looked at
HELD = 2  # in so many of them the sign must be that of today


@dataclass(frozen=True, slots=True)
class SideDifference:
    """In per cent of the mean; positive: the left takes longer. ``low`` to ``high``: the 95 % interval."""

    percent: float
    low: float
    high: float
    left: int  # hits
    right: int

    @property
    def is_clear(self) -> bool:
        """The interval excludes 0."""
        return self.low > 0 or self.high < 0


def side_difference(left: Sequence[float], right: Sequence[float]) -> SideDifference | None:
    """Of times to each side, all above 0. None when there are fewer than 8 on one side."""
    if min(len(left), len(right)) < LEAST:
        return None
    ours, theirs = fmean(left), fmean(right)
    scale = 100 / ((ours + theirs) / 2)
    a, b = variance(left) / len(left), variance(right) / len(right)
    half = 0.0
    if a + b > 0:
        df = (a + b) ** 2 / (a * a / (len(left) - 1) + b * b / (len(right) - 1))
        half = t_quantile(0.975, df) * math.sqrt(a + b)
    apart = ours - theirs
    return SideDifference(apart * scale, (apart - half) * scale, (apart + half) * scale, len(left), len(right))


def may_be_said(sessions: Sequence[SideDifference | None]) -> bool:
    """Whether the newest may be told anybody. ``sessions``: one a session, oldest first, None where it was too few
    hits.

    It may when its interval excludes 0 and its sign held in 2 of the last 3 sessions, itself among them.
    """
    today = sessions[-1] if sessions else None
    if today is None or not today.is_clear:
        return False
    same = [s for s in sessions[-SESSIONS:] if s is not None and s.percent * today.percent > 0]
    return len(same) >= HELD
