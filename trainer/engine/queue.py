"""Whose turn it is: a pure function of the plan and of what became of the turns so far.

A queue is frozen; each answer gives a new one. A rep that needs another attempt takes the plan's next draw: after an
early move the next wait with the same cue, at once; after a cue that had appeared but does not count, a whole new
draw at the end of the set; a child who could not settle, the next wait, at the end of the set too. The turns of an
athlete who sits out stay where they are and are passed over until the set is done: who comes back finds them again.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sequences.formats import HeatKey, beside, heat_key, place_key
from sequences.model import ATTEMPTS, Draw, Plan, PlannedRep
from trainer.facts import COUNTS, EQUIPMENT

FOULS = frozenset({"false start", "turned early", "anticipation", "unsettled"})


@dataclass(frozen=True, slots=True)
class Turn:
    """One athlete's next attempt. ``athlete`` counts from 1; it differs from the plan's after "that was Ben"."""

    row: int  # index into plan.reps
    athlete: int
    attempt: int = 1  # from 1
    cue_of: int = 1  # the attempt whose drawn alternative is shown

    def draw(self, plan: Plan) -> Draw:
        """The waits of this attempt with the alternative it is to show, and what that is switched to."""
        draws = plan.reps[self.row].draws
        if self.cue_of == self.attempt:
            return draws[self.attempt - 1]
        same = draws[self.cue_of - 1]
        return replace(draws[self.attempt - 1], alternative=same.alternative, switch_to=same.switch_to)

    def lane(self, plan: Plan) -> int:
        """The lane he runs in, from 1."""
        return plan.reps[self.row].lane


@dataclass(frozen=True, slots=True)
class Queue:
    """Turns still to come in this set, and those to be run again at its end. ``out``: athletes who sit out."""

    plan: Plan
    set: int = 0
    pending: tuple[Turn, ...] = ()
    redo: tuple[Turn, ...] = ()
    later: int = 0  # reps of the sets after this one
    out: frozenset[int] = frozenset()

    @property
    def now(self) -> Turn | None:
        """The turn at the head, unless nobody is there to take it."""
        return self.pending[0] if self.pending and self.pending[0].athlete not in self.out else None

    @property
    def heat(self) -> tuple[Turn, ...]:
        """The turns that are played together now: that at the head, and those beside it of everybody who is there, by
        their lanes."""
        now = self.now
        if now is None or beside(self.plan.drill) == 1:
            return (now,) if now else ()
        key = self._key(now)
        together = [t for t in self.pending if t.athlete not in self.out and self._key(t) == key]
        return tuple(sorted(together, key=lambda t: place_key(self.plan.drill, self.plan.reps[t.row])))

    def _key(self, turn: Turn) -> HeatKey:
        return heat_key(self.plan.drill, self.plan.reps[turn.row])

    def rep(self, turn: Turn) -> PlannedRep:
        return self.plan.reps[turn.row]


def open_queue(plan: Plan) -> Queue:
    """The first set's turns."""
    return _next_set(Queue(plan, later=len(plan.reps)))


def _next_set(queue: Queue) -> Queue:
    number = queue.set + 1
    rows = tuple(Turn(i, rep.athlete) for i, rep in enumerate(queue.plan.reps) if rep.set == number)
    return upcoming(Queue(queue.plan, number, rows, later=queue.later - len(rows), out=queue.out))


def set_over(queue: Queue) -> bool:
    """Is the set done, with nothing left to run again by anybody who is there?"""
    if not queue.out:
        return not (queue.pending or queue.redo)
    return all(turn.athlete in queue.out for turn in (*queue.pending, *queue.redo))


def run_over(queue: Queue) -> bool:
    """Is the whole run done, or nobody there any more?"""
    return set_over(queue) and (queue.set >= queue.plan.drill.sets or len(queue.out) >= queue.plan.athletes)


def seated(queue: Queue, athlete: int, *, out: bool) -> Queue:
    """This athlete sits out from now on, or comes back."""
    return upcoming(replace(queue, out=queue.out | {athlete} if out else queue.out - {athlete}))


def upcoming(queue: Queue, resting: frozenset[int] = frozenset()) -> Queue:
    """The first turn of somebody who is there and does not rest comes to the head; where all who are there rest, the
    first of theirs. Nobody else changes places."""
    absent = queue.out | resting
    if not absent or not queue.pending or queue.pending[0].athlete not in absent:
        return queue
    fit = next((t for t in queue.pending if t.athlete not in absent), None)
    fit = fit or next((t for t in queue.pending if t.athlete not in queue.out), None)
    if fit is None:
        return queue
    return replace(queue, pending=(fit, *(t for t in queue.pending if t is not fit)))


def next_set(queue: Queue) -> Queue:
    """The turns of the set after this one."""
    return _next_set(queue)


def _settle(queue: Queue) -> Queue:
    """When the set's turns are through, those to be run again come up."""
    if queue.redo and all(turn.athlete in queue.out for turn in queue.pending):
        queue = replace(queue, pending=(*queue.redo, *queue.pending), redo=())
    return upcoming(queue) if queue.out else queue


def answered(queue: Queue, outcome: str, *, appeared: bool, early: str) -> Queue:
    """The queue after the turn at its head ended so. ``appeared``: its cue had been seen; ``early``: the wait's rule.

    Outcomes that count end the rep, and so does the eighth attempt, whatever it was.
    """
    turn, rest = queue.pending[0], queue.pending[1:]
    done = Queue(queue.plan, queue.set, rest, queue.redo, queue.later, queue.out)
    moved_early = outcome in ("false start", "turned early", "anticipation")
    if outcome in COUNTS or turn.attempt >= ATTEMPTS or (moved_early and early == "count"):
        return _settle(done)
    again = replace(turn, attempt=turn.attempt + 1)
    if outcome in EQUIPMENT or (moved_early and appeared):
        return _settle(replace(done, redo=(*queue.redo, replace(again, cue_of=again.attempt))))
    if moved_early:
        return _settle(replace(done, pending=(again, *rest)))
    if outcome == "unsettled":
        return _settle(replace(done, redo=(*queue.redo, again)))
    return _settle(done)


class Ended(NamedTuple):
    """A turn and what became of it."""

    turn: Turn
    outcome: str
    appeared: bool


def raced(queue: Queue, ended: Sequence[Ended], heat: Sequence[Turn], *, recalls: bool) -> Queue:
    """The queue after those of this heat were on together. A foul stands, unless it ``recalls`` all (relay). Where
    equipment failed, or nobody got settled, all of them are on once more at the end of the set, with a spare cue that
    is again the same for all."""
    rest = tuple(t for t in queue.pending if t.row not in {turn.row for turn in heat})
    done = replace(queue, pending=rest)
    outcomes = {one.outcome for one in ended}
    number = max(turn.attempt for turn in heat) + 1
    again = outcomes & (EQUIPMENT | FOULS if recalls else EQUIPMENT) or outcomes == {"unsettled"}
    if number > ATTEMPTS or not again:
        return _settle(done)
    more = tuple(replace(turn, attempt=number, cue_of=number) for turn in heat)
    return _settle(replace(done, redo=(*queue.redo, *more)))


def skipped(queue: Queue) -> Queue:
    """The turns at the head are left out."""
    rows = {turn.row for turn in queue.heat}
    return _settle(replace(queue, pending=tuple(t for t in queue.pending if t.row not in rows)))


def again(queue: Queue, turn: Turn) -> Queue:
    """A turn that was struck out is run again at the end of the set, with a spare cue, unless it comes again anyway."""
    if turn.attempt >= ATTEMPTS or any(t.row == turn.row for t in (*queue.pending, *queue.redo)):
        return queue
    number = turn.attempt + 1
    return _settle(replace(queue, redo=(*queue.redo, replace(turn, attempt=number, cue_of=number))))


def swapped(queue: Queue, turn: Turn, athlete: int, *, on: Collection[int] = ()) -> Queue:
    """The turn just run was ``athlete``'s: his next turn in this set goes to the one whose turn it would have been.

    A rep that comes again stays with him who ran it. ``on``: rows that are being run now, which nobody takes over.
    """
    waiting = [t for t in (*queue.pending, *queue.redo) if t.row not in on]
    his = next((t for t in waiting if t.athlete == athlete and t.row != turn.row), None)
    if his is None:
        return queue
    owner = {turn.row: athlete, his.row: turn.athlete}

    def give(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
        return tuple(t if t.row in on else replace(t, athlete=owner.get(t.row, t.athlete)) for t in turns)

    return replace(queue, pending=give(queue.pending), redo=give(queue.redo))
