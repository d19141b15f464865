"""What the table of results holds of those who ran together: places, a team's time, how far in a test by signals."""

from __future__ import annotations

import json
from collections.abc import Iterator

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


def _raced(page: Page) -> Iterator[Raced | None]:
    keys = zip(page["run"], page["seq"], page["lane"], strict=True)
    return (page.raced.get(key) for key in keys)


def reached(page: Page, part: str) -> Values:
    """The level, shuttle or metres."""
    return [None if text is None else json.loads(text)[part] for text in page["reached"]]


def vo2max(page: Page) -> Values:
    return [None if found is None else round(found.ml, 1) for found in _estimates(page)]


def vo2max_by(page: Page) -> Values:
    return [None if found is None else found.by for found in _estimates(page)]


def _estimates(page: Page) -> Iterator[Estimate | None]:
    """Of whoever came to an end of his own, not of a test that was broken off."""
    for run, outcome, text, athlete in zip(*(page[n] for n in ("run", "outcome", "reached", "athlete")), strict=True):
        far = None if text is None or outcome != "hit" else json.loads(text)
        if far is None or not far["metres"]:
            yield None
        elif page.runs[run].drill == YOYO:
            yield by_metres(far["metres"])
        else:
            kmh = _speed_kmh(page.runs[run], far["level"])
            yield by_speed(kmh, page.people.get(athlete, NOBODY).band) if kmh is not None else None


def _speed_kmh(run: RunFacts, level: int) -> float | None:
    stages = [stage for step in run.steps or [] for stage in step.get("stages", ())] if run.drill == BEEP else []
    return next((stage["speed"] / 1000 for stage in stages if stage["level"] == level), None)
