"""Rows that are to be shown wait until they are kept: what the engine asks of a journal, and hears from it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Any, Protocol

from hardware.base import Edge
from hardware.clock import Clock
from trainer.engine.agenda import Agenda
from trainer.engine.board import Board
from trainer.facts import AttemptRecord

SLOW_NS = 500_000_000  # a verdict that waits longer for the disk is said on the phone


class Journal(Protocol):
    """Where verdicts are kept. For each ``attempt`` and each ``again``, in their order, a ``Kept`` comes back to the
    inbox once it is on the disk."""

    def attempt(self, record: AttemptRecord) -> None: ...
    def edges(self, run: str, seq: int, edges: tuple[Edge, ...], *, lane: int = 1) -> None: ...
    def again(self, record: AttemptRecord) -> None: ...


@dataclass(frozen=True, slots=True)
class Kept:
    """From the journal to the inbox: this attempt, or its second scoring, is on the disk."""

    run: str
    seq: int


class Owed:
    """Rows of verdicts that are not on the disk yet, the oldest first."""

    def __init__(self, board: Board, agenda: Agenda, clock: Clock) -> None:
        self._board, self._agenda, self._clock = board, agenda, clock
        self._rows: deque[tuple[dict[str, Any], bool]] = deque()  # is it the first verdict?

    def __bool__(self) -> bool:
        return bool(self._rows)

    def owe(self, row: dict[str, Any], *, first: bool) -> None:
        """A row to be shown once it is on the disk."""
        self._rows.append((row, first))
        self._board.set(unkept=len(self._rows))
        self._agenda.put(self._clock.now_ns() + SLOW_NS, "slow", self._slow)

    def kept(self, run: str | None) -> None:
        """The oldest is on the disk: now it may be shown; as the last one, if it is of the run that is on."""
        row, first = self._rows.popleft()
        self._board.set(unkept=len(self._rows))
        if first:
            self._board.verdict(row)
        if row["run"] == run:
            self._board.set(last=row)
        if not self._rows:
            self._agenda.drop("slow")
            if self._board.state.saving:
                self._board.set(saving=False)

    def _slow(self) -> None:
        if self._rows:
            self._board.set(saving=True)
