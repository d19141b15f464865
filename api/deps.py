"""What the routes work with: one Panel, made by ``create_api``'s caller and handed to every request."""

from __future__ import annotations

import asyncio
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Annotated, Literal

from fastapi import Depends, Request

from api.library import Library
from api.live import Live, Part
from api.models import Started, StartRun
from api.problems import ProblemError
from api.syncing import Syncing
from hardware.spec import FieldSpec
from trainer.errors import Refused
from trainer.facts import Standing
from trainer.settings import Places
from trainer.standing import engine_standing, find_standing
from trainer.store.open import Store
from trainer.time_of_day import TimeOfDay

STARTS_KEPT = 100


@dataclass(slots=True)
class Panel:
    """One trainer's panel: its store, field, drills, its tie to the engine, and what it started."""

    store: Store
    spec: FieldSpec
    live: Live
    places: Places
    library: Library
    draw_seed: Callable[[], int]
    time_of_day: TimeOfDay = field(default_factory=TimeOfDay)
    syncing: Syncing | None = None  # None: no club is set
    keep_names_months: int = 0  # 0: until somebody deletes them
    checked: Literal["whole", "being looked at", "damaged"] = "whole"
    said_of_database: tuple[str, ...] = ()  # by the check at the start
    doing: str = ""  # what is done to the database, beside which no run is started: a sentence
    engine_leaves_s: float = (
        15.0  # so long an engine that was asked to leave is waited for: it keeps what it has, for 10 s
    )
    copying: threading.Lock = field(default_factory=threading.Lock)
    starting: asyncio.Lock = field(default_factory=asyncio.Lock)
    started: OrderedDict[str, tuple[StartRun, Started]] = field(default_factory=OrderedDict)

    def wall_s(self) -> float:
        """Seconds since 1970, as well as this unit knows."""
        return self.time_of_day()

    def refuse_stale(self, version: int, *parts: Part) -> None:
        """409 with the state when what the coach was looking at is no more."""
        if self.live.is_stale(version, *parts):
            raise ProblemError(409, "stale", "The run has moved on since then.", state=self.live.state)

    def refuse_beside(self) -> None:
        """Refused while something is done to the database that wants it for itself."""
        if self.doing:
            raise Refused(f"{self.doing} Wait until that is done.")

    def standing(self) -> Standing:
        """What holds for a run that opens now; with what its times are taken with, if the engine has ever said so."""
        found, live = find_standing(self.places, self.spec), self.live
        if not live.hello:
            return found
        return engine_standing(found, self.spec, live.hello, live.state, live.engine_notes)

    def remember(self, key: str, wish: StartRun, answer: Started) -> None:
        """What this Idempotency-Key started."""
        self.started[key] = (wish, answer)
        if len(self.started) > STARTS_KEPT:
            self.started.popitem(last=False)


def _panel(request: Request) -> Panel:
    panel: Panel = request.app.state.panel
    return panel


PanelHere = Annotated[Panel, Depends(_panel)]
