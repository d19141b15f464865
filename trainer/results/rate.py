"""Speed and accuracy as one figure, for whoever studies the log: the rate-correct score.

Right answers a second of reaction: c / sum of all reaction times, of right and wrong answers (Woltz and Was, Memory and
Cognition 34:668, 2006). Nobody is ranked by it.
"""

from __future__ import annotations

from collections.abc import Sequence


def rate_correct(right: int, seconds: Sequence[float]) -> float | None:
    """``right`` answers of those that took these ``seconds``. None of no time at all. ValueError when more were right
    than answered."""
    if right > len(seconds):
        raise ValueError(f"{right} right of {len(seconds)} answers")
    total = sum(seconds)
    return right / total if total > 0 else None
