"""Reps made by hand, for tests of what they come to."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from builders import MS

from hardware.base import Component
from trainer.facts import Athlete, Outcome, Split, Verdict
from trainer.results.ranks import Terms
from trainer.results.reps import Rep

ANNA, BEN = Athlete("athlete-a", "Anna"), Athlete("athlete-b", "Ben")
TERMS = Terms(
    "line-shuffle",
    2,
    "reaction",
    "light",
    "cue",
    "first opening",
    None,
    "f" * 64,
    "exponential 1 s 1 s 4 s",
    False,
    "r" * 64,
)
DAY_S = 24 * 3600.0
BODY = Component("body", "normal", 5e6)


def rep(ms: float | None = 400.0, *, cover_ms: float | None = None, outcome: Outcome = "hit", **more: Any) -> Rep:
    """Anna's hit after so many ms; the way takes 1500 ms longer unless ``cover_ms`` says otherwise. ``day``: the
    session; ``terms``: what differs from TERMS; ``splits``: names and ms."""
    day, terms = more.pop("day", 0), more.pop("terms", {})
    splits = tuple(Split(name, "x", round(split * MS)) for name, split in more.pop("splits", ()))
    whole_ms = cover_ms if cover_ms is not None or ms is None else ms + 1500
    verdict = Verdict(
        outcome,
        "reaction",
        reaction_ns=None if ms is None else round(ms * MS),
        total_ns=None if whole_ms is None else round(whole_ms * MS),
        splits=splits,
        doubt_body=(BODY,),
    )
    facts: dict[str, Any] = {
        "session": f"session-{day}",
        "wall_s": 1.7e9 + day * DAY_S,
        "surface": "grass",
        "run": f"run-{day}",
        "seq": 1,
        "lane": 1,
        "set": 1,
        "rep": 1,
        "of": 8,
        "athlete": ANNA,
        "terms": replace(TERMS, **terms),
        "side": None,
        "form": None,
        "form_what": None,
        "foreperiod_ns": 1500 * MS,
        "verdict": verdict,
    }
    return Rep(**(facts | more))


def outing(day: int, *ms: float, **more: Any) -> list[Rep]:
    """Hits of one session after so many ms, numbered."""
    return [rep(one, day=day, seq=n, rep=n, **more) for n, one in enumerate(ms, 1)]
