"""A unit in sync with its club, from the first word to the last."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from trainer.store.open import Store
from trainer.store.sync.athletes import bring_athletes
from trainer.store.sync.disagree import Disagreement, disagreements
from trainer.store.sync.drills import Files, bring_drills
from trainer.store.sync.fetch import fetch
from trainer.store.sync.meet import meet
from trainer.store.sync.outbox import not_taken, waiting
from trainer.store.sync.send import send


@dataclass(frozen=True, slots=True)
class Synced:
    """What came of it. ``sent``: how many of each kind the club got anew; ``got``: how many the unit got; ``left``: how
    many are still to be sent; ``refused``: what the club said against those that it did not take; ``disagree``: what
    was changed here and elsewhere, all of it, old and new."""

    sent: Counter[str]
    got: Counter[str]
    left: int
    refused: tuple[str, ...]
    disagree: tuple[Disagreement, ...]


def sync(
    unit: Store,
    club: Store,
    name: str,
    wall_s: float,
    may_go_on: Callable[[], bool] = lambda: True,
    drills: Files | None = None,
    settle: Callable[[Store], int] | None = None,
) -> Synced:
    """Bring the two together. Cut at any instant it may be repeated: nothing is lost, nothing is there twice.

    ``name``: what the unit is called. ``may_go_on`` is asked between pieces. ``drills`` None: they stay where they are.
    ``settle`` judges attempts anew where the words that count ask for it, and says how many.
    StoreError when one of the two cannot be read or written.
    """
    meet(unit, club, name, wall_s)
    sent, got = bring_athletes(unit, club)
    if drills is not None:
        sent, got = _plus((sent, got), bring_drills(unit, club, drills))
    sent, got = _plus((sent, got), send(unit, club, may_go_on))
    got += fetch(unit, club, may_go_on)
    if settle is not None and may_go_on() and settle(unit):
        sent, got = _plus((sent, got), send(unit, club, may_go_on))
    return Synced(sent, got, sum(waiting(unit).values()), tuple(not_taken(unit)), disagreements(unit))


Both = tuple[Counter[str], Counter[str]]


def _plus(some: Both, more: Both) -> Both:
    return some[0] + more[0], some[1] + more[1]
