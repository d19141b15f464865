"""Rows that are to be shown wait until they are kept: what the engine asks of a journal, and hears from it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple, Protocol

from hardware.base import Edge
from hardware.clock import Clock
from trainer.engine.agenda import Agenda
from trainer.engine.board import Board
from trainer.facts import AttemptRecord

SLOW_NS = 500_000_000  # a verdict that waits longer for the disk is said on the phone


class Journal(Protocol):
    """Where verdicts are kept. For each ``attempt``, ``again`` and ``halfway``, in their order, a ``Kept`` comes back
    to the inbox once it is on the disk. ``halfway``: those who are on and shown as they go, as if broken off here."""

    def attempt(self, record: AttemptRecord) -> None: ...
    def edges(self, run: str, seq: int, edges: tuple[Edge, ...], *, lane: int = 1) -> None: ...
    def again(self, record: AttemptRecord) -> None: ...
    def halfway(self, run: str, records: tuple[AttemptRecord, ...]) -> None: ...


class Kept(NamedTuple):
    """From the journal to the inbox: this attempt, or its second scoring, is on the disk; 0: those half way."""

    run: str
    seq: int


Show = Callable[[str | None], None]  # is handed the id of the run that is on


class Owed:
    """What is to be shown and is not on the disk yet, the oldest first."""

    def __init__(self, board: Board, agenda: Agenda, clock: Clock) -> None:
        self._board, self._agenda, self._clock = board, agenda, clock
        self._waiting: deque[Show] = deque()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def owe(self, row: dict[str, Any], *, first: bool) -> None:
        """A row of a verdict, perhaps the first of its attempt, to be shown once it is on the disk."""
        self.until_kept(partial(self._verdict, row, first))

    def until_kept(self, show: Show) -> None:
        """To be done when the journal says kept of what it is handed now."""
        self._waiting.append(show)
        self._board.set(unkept=len(self._waiting))
        self._agenda.put(self._clock.now_ns() + SLOW_NS, "slow", self._slow)

    def kept(self, run: str | None) -> None:
        """The oldest is on the disk: now it may be shown."""
        show = self._waiting.popleft()
        self._board.set(unkept=len(self._waiting))
        show(run)
        if not self._waiting:
            self._agenda.drop("slow")
            if self._board.state.saving:
                self._board.set(saving=False)

    def _verdict(self, row: dict[str, Any], first: bool, run: str | None) -> None:
        """Shown as the last one, if it is of the run that is on."""
        if first:
            self._board.verdict(row)
        if row["run"] == run:
            self._board.set(last=row)

    def _slow(self) -> None:
        if self._waiting:
            self._board.set(saving=True)
