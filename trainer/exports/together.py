"""What the table of results holds of those who ran together: places, a team's time, how far in a test by signals."""

from __future__ import annotations

import json
from collections.abc import Sequence

from trainer.engine.rows import ms
from trainer.exports.columns import Values
from trainer.race import Raced
from trainer.results.vo2max import Estimate, by_metres, by_speed
from trainer.store.chosen import RunFacts
from trainer.store.pages import NOBODY, Page

BEEP, YOYO = "beep-test", "yoyo-ir1"


def place(page: Page) -> Values:
    return [None if raced is None else raced.place for raced in _raced(page)]


def team_ms(page: Page) -> Values:
    return [None if raced is None else ms(raced.team_ns) for raced in _raced(page)]


def _raced(page: Page) -> Sequence[Raced | None]:
    if not page.raced:
        return [None] * len(page.rows)
    keys = zip(page["run"], page["seq"], page["lane"], strict=True)
    return [page.raced.get(key) for key in keys]


def reached(page: Page, part: str) -> Values:
    """The level, shuttle or metres."""
    return [None if text is None else json.loads(text)[part] for text in page["reached"]]


def vo2max(page: Page) -> Values:
    return [None if found is None else round(found.ml, 1) for found in _estimates(page)]


def vo2max_by(page: Page) -> Values:
    return [None if found is None else found.by for found in _estimates(page)]


def _estimates(page: Page) -> Sequence[Estimate | None]:
    """Of whoever came to an end of his own, not of a test that was broken off."""
    if not any(page["reached"]):
        return [None] * len(page.rows)
    rows = zip(page["run"], page["outcome"], page["reached"], page["athlete"], strict=True)
    return [
        None if text is None or outcome != "hit" else _estimate(page, run, text, athlete)
        for run, outcome, text, athlete in rows
    ]


def _estimate(page: Page, run: str, reached: str, athlete: str) -> Estimate | None:
    far, facts = json.loads(reached), page.runs[run]
    if not far["metres"]:
        return None
    if facts.drill == YOYO:
        return by_metres(far["metres"])
    kmh = _speed_kmh(facts, far["level"])
    return by_speed(kmh, page.people.get(athlete, NOBODY).band) if kmh is not None else None


def _speed_kmh(run: RunFacts, level: int) -> float | None:
    stages = [stage for step in run.steps or [] for stage in step.get("stages", ())] if run.drill == BEEP else []
    return next((stage["speed"] / 1000 for stage in stages if stage["level"] == level), None)
