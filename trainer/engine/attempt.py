"""One attempt while it is on: the task, the machine's state, and every fact that belongs to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from hardware.base import Edge
from sequences.model import Plan, PlannedRep
from trainer.engine.answering import DOUBLE_NS
from trainer.engine.bind import Bound
from trainer.engine.lane import Active, LaneState, Shown, Task
from trainer.engine.presentation import MOVING_M, STILL_M, Showing, shown_cue
from trainer.engine.queue import Turn
from trainer.engine.shuttling import reached
from trainer.engine.verdict import Evidence, Fact, Live, Sensors, judge
from trainer.facts import Athlete, AttemptRecord, ShownCue, Verdict

KEEP_NS = 2_000_000_000  # edges are kept until this long after the verdict


def task_of(bound: Bound, plan: Plan, turn: Turn, *, follows: bool = False) -> Task:
    """What the athlete is asked to do in this attempt, in his lane; ``follows``: after another of his team."""
    draw, lane = turn.draw(plan), bound.lane(turn.lane(plan))
    if follows:
        return Task(lane.after, limits=plan.drill.limits, spots=spots_of(plan, turn))
    return Task(
        steps=lane.steps,
        alternative=draw.alternative,
        foreperiod_ns=draw.foreperiod_ns,
        catch=plan.reps[turn.row].catch,
        limits=plan.drill.limits,
        more=draw.more,
        switch_ns=draw.switch_ns,
        switch_to=draw.switch_to,
        spots=spots_of(plan, turn),
    )


def spots_of(plan: Plan, turn: Turn) -> dict[str, tuple[float, float]]:
    """Where the cones and lines of his lane lie: those of the first are mirrored at the middle for the others."""
    far = turn.lane(plan) > 1
    return {spot.name: (-spot.at[0] if far else spot.at[0], spot.at[1]) for spot in plan.drill.spots}


@dataclass(slots=True)
class Attempt:
    """Facts and state of the attempt that is on (and, for two seconds, of the one before)."""

    seq: int
    turn: Turn
    rep: PlannedRep
    athlete: Athlete
    task: Task
    began_ns: int
    active: Active
    number: int = 1  # of the lane, from 1
    deaf: frozenset[str] = frozenset()  # stations of other lanes
    place: int = 1  # beside whom a simulated field has him on
    lane: LaneState = field(default_factory=LaneState)
    showings: list[Showing] = field(default_factory=list)  # one for each cue that was planned
    appeared: list[Shown] = field(default_factory=list)
    edges: list[Edge] = field(default_factory=list)  # raw, as they came
    counted: list[Edge] = field(default_factory=list)  # past the lock-out, as the machine was told
    told_ns: int = 0  # the latest instant the machine has been told of
    told: list[Fact] | None = field(default_factory=list)  # in the order of stamps; None once it was in another
    spoken: int = 0
    verdict: Verdict | None = None
    closed_ns: int = 0
    kept: int = 0  # how many of the edges were there then

    @property
    def showing(self) -> Showing | None:
        """Of the last cue that was planned."""
        return self.showings[-1] if self.showings else None

    @property
    def shown(self) -> Shown | None:
        """The last cue that appeared."""
        return self.appeared[-1] if self.appeared else None

    @property
    def awaits_ns(self) -> int | None:
        """When the cue is due that is still to come; None when none is."""
        lane = self.lane
        return lane.due_ns if lane.outcome is None and lane.awaited is not None else None

    @property
    def is_switching(self) -> bool:
        """Is what is still to appear a cue that overrides the one before?"""
        return self.lane.awaited is not None and self.lane.awaited is self.task.switch

    def plan(self, showing: Showing) -> None:
        """A cue is planned; one that was taken back before anything of it appeared is forgotten."""
        if self.showing is not None and not self.showing.onsets:
            self.showings.pop()
        self.showings.append(showing)

    @property
    def off_m(self) -> float:
        """How far from the last place named the athlete may be when the cue comes."""
        cue = self.task.cue
        return MOVING_M if cue is not None and cue.measure == "transition" else STILL_M

    @property
    def settled_ns(self) -> int:
        """Until when edges may still tell how long the last break was."""
        last = self.lane.marks[-1] if self.lane.marks else None
        running = last is not None and last.sensor == "beam" and last.kind in ("pass", "arrive")
        return self.lane.ended_ns + (DOUBLE_NS if running and self.lane.outcome in ("hit", "wrong gate") else 0)

    @property
    def last_trigger(self) -> tuple[str, str] | None:
        last = self.lane.marks[-1] if self.lane.marks else None
        return (last.station, last.sensor) if last else None

    def evidence(self, until_ns: int) -> Evidence:
        first = self.showings[0] if self.showings else None
        best = first.best() if first else None
        return Evidence(
            began_ns=self.began_ns,
            active=self.active,
            edges=tuple(self.edges),
            shown=tuple(self.appeared),
            onset_doubt=best.doubt if best else (),
            until_ns=until_ns,
            lateness_ns=best.t_ns - first.due_ns if best and first else None,
            skew_ns=max([ns for s in self.showings if (ns := s.skew_ns) is not None], default=None),
        )

    def judge(self, sensors: Sensors, until_ns: int) -> Verdict:
        """By the stored facts alone, except what no fact tells: stopped by the coach, lost equipment."""
        facts = self.evidence(until_ns)
        if self.lane.outcome in (None, "stopped", "lost"):
            measure, notes = self.task.cue.measure if self.task.cue else None, self.lane.notes
            far = reached(self.task, self.lane)
            late_ns = facts.lateness_ns
            return Verdict(self.lane.outcome or "stopped", measure, lateness_ns=late_ns, notes=notes, reached=far)
        return judge(self.task, facts, sensors, live=None if self.told is None else Live(self.lane, self.told))

    def cues(self) -> tuple[ShownCue, ...]:
        """The cues of this attempt that were planned, or the first that was not; for an own start its side; none on a
        catch."""
        if self.task.shown is not None:
            planned = tuple([shown_cue(showing.alternative, showing) for showing in self.showings])
            return planned or (shown_cue(self.task.shown, None),)
        own = self.task.own
        if own is None:
            led = self.lane.shown  # by who was followed
            return () if led is None else (ShownCue(led.name, led.target, (), None, None, True, None, None, None),)
        side = own.sides[self.task.alternative] if own.sides and self.task.alternative is not None else ""
        return (ShownCue(side, own.target, (), None, None, True, None, None, None),)

    def record(self, run: str, verdict: Verdict, ended_ns: int) -> AttemptRecord:
        return AttemptRecord(
            run=run,
            seq=self.seq,
            set=self.rep.set,
            rep=self.rep.rep,
            attempt=self.turn.attempt,
            lane=self.number,
            athlete=self.athlete,
            catch=self.rep.catch,
            go=None if self.rep.catch else (self.task.shown is None or self.task.shown.go),
            foreperiod_ns=self.task.foreperiod_ns,
            armed_ns=self.began_ns,
            active=tuple(sorted(self.active)),
            ended_ns=ended_ns,
            cues=self.cues(),
            onsets=tuple([onset for showing in self.showings for onset in showing.onsets]),
            edges=tuple(self.edges),
            verdict=verdict,
        )
