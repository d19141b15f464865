"""What came of a sync, in words."""

from __future__ import annotations

from collections import Counter

from trainer.store.sync.both import Synced
from trainer.store.sync.disagree import Disagreement

KINDS = ("merge", "deletion", "athlete", "drill", "session", "run", "attempt", "addition")


def counted(done: Synced, club: str) -> list[str]:
    """What went there and what came from there; ``club`` is its address without a password."""
    said = [f"{_count(done.sent)} to {club}"] if done.sent else []
    said += [f"{_count(done.got)} from {club}"] if done.got else []
    return said or [f"nothing new here or at {club}"]


def told(one: Disagreement) -> str:
    """Where two places disagree; names the athlete."""
    if one.field == "drill":
        return (
            f"the drill {one.called} was changed at two places, and each keeps its own: "
            f"`cue-trainer sync --other {one.called}` shows the other, `--keep {one.called}` lets yours count"
        )
    values = [value or "nothing" for value in one.values]
    return f"{one.called}: {one.field} was changed at two places: {' or '.join(values)}; {values[-1]} counts"


def _count(counts: Counter[str]) -> str:
    return ", ".join(f"{counts[kind]} {kind}(s)" for kind in KINDS if counts[kind])
