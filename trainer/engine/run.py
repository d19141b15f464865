"""The run that is on: its plan, whose turn it is, and what became of the turns so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from sequences.flow import told_only
from sequences.formats import beside
from sequences.model import Cue, EarlyRule, OwnStart, Plan, Ready, Wait
from sequences.shuttles import signals_in
from trainer.engine import queue as turns
from trainer.engine.attempt import Attempt, task_of
from trainer.engine.bind import Bound
from trainer.engine.lane import HEARD, Active, Task
from trainer.engine.messages import RunnerState, RunState, TestState, TurnState
from trainer.engine.rows import verdict_row
from trainer.engine.watch import Places, places_of
from trainer.errors import Refused
from trainer.facts import Athlete, AttemptRecord, RunHeader, Verdict


@dataclass(slots=True)
class Run:
    """One drill played by one plan. ``seq`` counts its attempts, ``by_seq`` remembers whose each was."""

    plan: Plan
    header: RunHeader
    bound: Bound
    queue: turns.Queue
    simulated: bool
    seq: int = 0
    by_seq: dict[int, turns.Turn] = field(default_factory=dict)
    heat: tuple[turns.Turn, ...] = ()  # of those who are on now, in a relay of all who have a leg
    legs: dict[int, list[turns.Turn]] = field(default_factory=dict)  # still to come, by lane
    ended: list[turns.Ended] = field(default_factory=list)  # of those who are on now
    hold_ns: int = field(init=False)  # before the wait: the lane must be clear when it ends, not when it begins
    heard: tuple[int, int] = (0, 0)  # the set and the rep that have been said to everybody
    lead_ns: int = field(init=False)  # from the beginning of an attempt to its start, at least
    early: EarlyRule = field(init=False)  # what an early move means
    _places: dict[tuple[int, ...], Places] = field(default_factory=dict)  # by lanes
    starts: dict[int, tuple[int, int]] = field(default_factory=dict)  # athlete -> the set and the instant of the last

    def __post_init__(self) -> None:
        steps = self.plan.drill.steps
        self.hold_ns = next((s.hold_ns for s in steps if isinstance(s, Ready)), 0)
        first = next((i for i, s in enumerate(steps) if isinstance(s, Cue | OwnStart)), 0)
        waits = (s.law.min_ns for s in steps[:first] if isinstance(s, Wait))
        self.lead_ns = sum(s.hold_ns for s in steps[:first] if isinstance(s, Ready)) + sum(waits)
        self.early = next((s.early for s in steps if isinstance(s, Wait)), "repeat")

    def athlete(self, turn: turns.Turn) -> Athlete:
        return self.header.athletes[turn.athlete - 1]

    def state(self) -> RunState:
        drill = self.plan.drill
        return RunState(
            id=self.header.id,
            session=self.header.session,
            drill=drill.name,
            title=drill.title,
            words=drill.words,
            level=drill.level,
            sets=drill.sets,
            reps=drill.reps,
            athletes=tuple({"id": a.id, "name": a.name} for a in self.header.athletes),
            seed=self.plan.seed,
            total=len(self.plan.reps),
            format=drill.format,
            done=self.done,
        )

    def test_state(self) -> TestState | None:
        """Everybody who is to run by signals; None in other drills."""
        test = signals_in(self.plan.drill.steps)
        if test is None:
            return None
        runners = {
            a.id: RunnerState(a.name, a.id, n, beams=bool(self.bound.lane(n).stations))
            for n, a in enumerate(self.header.athletes, 1)
        }
        return TestState(test.stages[0].level, 1, test.stages[0].shuttles, runners)

    def turn_state(self, turn: turns.Turn) -> TurnState:
        rep, athlete = self.queue.rep(turn), self.athlete(turn)
        return TurnState(rep.set, rep.rep, turn.attempt, athlete.name, athlete.id, "Next")

    def coming(self) -> tuple[str, ...]:
        """Names of those who come after this one."""
        athletes, now = self.header.athletes, self.queue.heat
        after = self.queue.pending[1:6] if len(now) < 2 else [t for t in self.queue.pending if t not in now][:5]
        return tuple([athletes[turn.athlete - 1].name for turn in after])

    @property
    def done(self) -> int:
        """Reps decided."""
        return len(self.plan.reps) - self.queue.later - len(self.queue.pending) - len(self.queue.redo)

    @property
    def stations(self) -> tuple[str, ...]:
        """Those of the lanes of who is next, which must be clear; () where the whole field must be."""
        if self.plan.drill.lanes == 1:
            return ()
        lanes = [self.bound.lane(turn.lane(self.plan)) for turn in self.queue.heat]
        return tuple(station for lane in lanes for _, station in lane.stations)

    @property
    def places(self) -> Places:
        """What the reps of those lanes need; of all lanes before somebody is next."""
        numbers = tuple(turn.lane(self.plan) for turn in self.queue.heat) or tuple(range(1, self.plan.drill.lanes + 1))
        if numbers not in self._places:
            self._places[numbers] = places_of([step for n in numbers for step in self.bound.lane(n).steps])
        return self._places[numbers]

    @property
    def clear_after_ns(self) -> int:
        """An attempt may begin so long after the last edge: its cue comes after the hold at the soonest."""
        return self.plan.drill.run_out_ns - self.hold_ns

    def attempts(self, now_ns: int, active: Active) -> list[Attempt]:
        """Fresh attempts of those who are on now, lane by lane; in a relay of the first of each team."""
        self.ended.clear()
        self.heat = self.queue.heat
        self.legs.clear()
        if self.plan.drill.format == "relay":
            for turn in self.heat:
                self.legs.setdefault(turn.lane(self.plan), []).append(turn)
            return [self._attempt(legs.pop(0), now_ns, active) for legs in self.legs.values()]
        return [self._attempt(turn, now_ns, active) for turn in self.heat]

    def next_leg(self, lane: int, now_ns: int, active: Active) -> Attempt | None:
        """The attempt of the next of the team in this lane, who follows; None when there is none."""
        legs = self.legs.get(lane)
        if not legs:
            return None
        attempt = self._attempt(legs.pop(0), now_ns, active, follows=True)
        attempt.place = lane + self.plan.drill.lanes * (len(legs) % 2 + 1)
        return attempt

    @property
    def is_even(self) -> bool:
        """Have all lanes as many to run?"""
        lanes = [turn.lane(self.plan) for turn in self.heat]
        return len({lanes.count(lane) for lane in lanes}) == 1

    def _attempt(self, turn: turns.Turn, now_ns: int, active: Active, *, follows: bool = False) -> Attempt:
        self.seq += 1
        self.by_seq[self.seq] = turn
        lane = turn.lane(self.plan)
        return Attempt(
            seq=self.seq,
            turn=turn,
            rep=self.queue.rep(turn),
            athlete=self.athlete(turn),
            task=self._task(turn, follows=follows),
            began_ns=now_ns,
            active=active,
            number=lane,
            deaf=self.bound.others(lane),
            place=lane,
        )

    def _task(self, turn: turns.Turn, *, follows: bool) -> Task:
        """What is only said is said once, for everybody; of whoever has the turn after the first it is kept."""
        task, rep = task_of(self.bound, self.plan, turn, follows=follows), self.queue.rep(turn)
        if task.cue is not None or not told_only(self.bound.steps):
            return task
        heard, self.heard = self.heard, (rep.set, rep.rep)
        return replace(task, steps=HEARD) if heard == self.heard else task

    def took(self, attempt: Attempt, verdict: Verdict) -> None:
        """An attempt has been judged."""
        if attempt.lane.zero_ns is not None:
            self.starts[attempt.turn.athlete] = attempt.rep.set, attempt.lane.zero_ns
        self.ended.append(turns.Ended(attempt.turn, verdict.outcome, attempt.shown is not None))

    def answered(self) -> bool:
        """All who were on have been judged: the queue moves on, unless nothing came of it (stopped). Did it?"""
        heat = tuple(self.ended)
        self.ended.clear()
        if all(ended.outcome == "stopped" for ended in heat):
            return False
        if beside(self.plan.drill) > 1:
            self.queue = turns.raced(self.queue, heat, self.heat, recalls=self.plan.drill.format == "relay")
        else:
            self.queue = turns.answered(self.queue, heat[0].outcome, appeared=heat[0].appeared, early=self.early)
        return True

    def due_ns(self) -> int:
        """When the next attempt is to begin, so that its start comes ``every_ns`` after this athlete's last; else 0."""
        turn, every_ns = self.queue.now, self.plan.drill.every_ns
        at_set, last_ns = self.starts.get(turn.athlete, (0, 0)) if turn else (0, 0)
        return last_ns + every_ns - self.lead_ns if every_ns and at_set == self.queue.set else 0

    def row(self, record: AttemptRecord) -> dict[str, Any]:
        return verdict_row(
            record,
            self.plan.drill,
            session=self.header.session,
            seed=self.plan.seed,
            simulated=self.simulated,
            notes=self.header.notes,
        )

    def decided(self, seq: int, *, but: frozenset[int]) -> tuple[int, turns.Turn]:
        """The attempt meant by seq, 0 being the last; ``but`` are those still on. Raises Refused."""
        wanted = seq or max((s for s in self.by_seq if s not in but), default=0)
        if wanted not in self.by_seq or wanted in but:
            raise Refused(f"no attempt {seq} in this run" if seq else "no attempt in this run yet")
        return wanted, self.by_seq[wanted]

    def latest(self, turn: turns.Turn) -> turns.Turn:
        """The last attempt so far at the same rep."""
        return max((t for t in self.by_seq.values() if t.row == turn.row), key=lambda t: t.attempt)

    def place(self, athlete_id: str) -> int:
        """The athlete's number in this run, from 1. Raises Refused."""
        for number, athlete in enumerate(self.header.athletes, 1):
            if athlete.id == athlete_id:
                return number
        raise Refused("that athlete is not in this run")
