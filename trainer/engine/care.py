"""Looks after those who run: what the rule of trainer.care asks is put before the coach, who follows it or waves it
through; and rests are kept. Coach's phone only: no board shows it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sequences.model import Drill, Hold
from trainer.care.rest import BREAK_NS, between_reps_ns, is_break_due, when_asked_ns
from trainer.care.today import Ask, Known, Leg, Today, rep_of
from trainer.engine.board import Board
from trainer.engine.queue import Turn
from trainer.engine.run import Run
from trainer.errors import Refused
from trainer.facts import AttemptRecord, Verdict

NOTHING = Known()
BREAK = "break"


@dataclass(slots=True)
class Care:
    """``rests_ns``: until when an athlete rests because it was asked; ``ready_ns``: until when because of the last rep.
    Both by the athlete's id."""

    board: Board
    is_on: bool = True
    known: Known = NOTHING
    today: dict[str, Today] = field(default_factory=dict)
    asks: dict[str, Ask] = field(default_factory=dict)  # by athlete's id
    rests_ns: dict[str, int] = field(default_factory=dict)
    ready_ns: dict[str, int] = field(default_factory=dict)
    since_ns: int | None = None  # the last break ended
    ended_ns: int = 0  # the last rep did
    is_break_due: bool = False
    holds: frozenset[str] = frozenset()

    def begins(self, run: Run, known: Known) -> None:
        """A run is about to begin."""
        self.known, self.asks = known, {}
        self.holds = frozenset(step.name for step in run.plan.drill.steps if isinstance(step, Hold))
        self.today = {athlete.id: Today() for athlete in run.header.athletes}
        for legs in known.before:
            if legs.athlete in self.today:
                self.today[legs.athlete].before[Leg(legs.name, legs.of, legs.to)] = legs.ns
        self._show(run)

    # --- what happens ---------------------------------------------------------------------------------------

    def took(self, run: Run, record: AttemptRecord) -> None:
        """An attempt has been judged."""
        if not self.is_on:
            return
        id_, ended_ns = record.athlete.id, record.ended_ns
        if self.since_ns is None or record.armed_ns - self.ended_ns >= BREAK_NS:
            self.since_ns, self.is_break_due = record.armed_ns, False
        self.ended_ns = ended_ns
        self.is_break_due = self.is_break_due or is_break_due(self.since_ns, ended_ns)
        self.today[id_].reps[record.seq] = rep_of(record.seq, record.verdict, self.holds)
        if self.known.rests:
            self.ready_ns[id_] = ended_ns + between_reps_ns(_work_ns(record.verdict))
        self._look(run, id_)

    def marked(self, run: Run, turn: Turn, seq: int, mark: str) -> None:
        """The coach marked an attempt's form."""
        id_ = run.athlete(turn).id
        self.today[id_].marks[seq] = mark
        self._look(run, id_)

    def told(self, run: Run, athlete: str) -> None:
        """The coach says that somebody is tired."""
        self.today[athlete].told = True
        self._look(run, athlete)

    def struck(self, run: Run, seq: int) -> None:
        """An attempt was struck out: it is nobody's."""
        for today in self.today.values():
            today.reps.pop(seq, None)
            today.marks.pop(seq, None)
        self._look_all(run)

    def moved(self, run: Run, seq: int, athlete: str) -> None:
        """An attempt was another athlete's."""
        for name in ("reps", "marks"):
            found = [getattr(today, name).pop(seq, None) for today in self.today.values()]
            for thing in (f for f in found if f is not None):
                getattr(self.today[athlete], name)[seq] = thing
        self._look_all(run)

    # --- what is asked --------------------------------------------------------------------------------------

    def _look(self, run: Run, *ids: str) -> None:
        for id_ in ids:
            ask = self.today[id_].asks()
            if ask is not None:
                self.asks[id_] = ask
            else:
                self.asks.pop(id_, None)
        self._show(run)

    def _look_all(self, run: Run) -> None:
        self._look(run, *self.today)

    def _show(self, run: Run) -> None:
        """On the phone, if it is not there already."""
        shown = tuple(self._docs(run))
        if shown != self.board.state.care:
            self.board.set(care=shown)

    def _docs(self, run: Run) -> Iterable[dict[str, Any]]:
        names = {athlete.id: athlete.name for athlete in run.header.athletes}
        then = consequence(run.plan.drill)
        for id_, ask in self.asks.items():
            follow = then if ask.kind == "rest" else "rest"
            yield {"athlete": names[id_], "athlete_id": id_, "kind": ask.kind, "why": ask.why, "then": follow}
        if self.is_break_due:
            yield {"athlete": None, "athlete_id": None, "kind": BREAK, "why": BREAK, "then": "pause"}

    def answered(self, run: Run, athlete: str | None) -> dict[str, Any]:
        """The coach has had a word on what is asked about this athlete (None: the break). Returns what was asked."""
        ask = next((doc for doc in self._docs(run) if doc["athlete_id"] == athlete), None)
        if ask is None:
            raise Refused("nothing is asked about that athlete" if athlete else "no break is due")
        if athlete is None:
            self.is_break_due, self.since_ns = False, max(self.ended_ns, self.since_ns or 0)
        else:
            del self.asks[athlete]
            self.today[athlete].answered()
        self._show(run)
        return ask

    # --- rests ----------------------------------------------------------------------------------------------

    def rest(self, run: Run, athlete: str, now_ns: int) -> None:
        """The longer rest begins."""
        self.rests_ns[athlete] = now_ns + when_asked_ns(run.plan.drill.rest_ns)

    def resting(self, run: Run, now_ns: int) -> frozenset[int]:
        """Numbers of the athletes who rest because it was asked: others go first."""
        if not self.rests_ns:
            return frozenset()
        self.rests_ns = {id_: until for id_, until in self.rests_ns.items() if until > now_ns}
        return frozenset(n for n, a in enumerate(run.header.athletes, 1) if a.id in self.rests_ns)

    def rested_ns(self, athlete: str) -> int:
        """When this athlete has rested enough for the next rep."""
        return max(self.rests_ns.get(athlete, 0), self.ready_ns.get(athlete, 0))

    def wave(self, athlete: str) -> None:
        """The coach waves the rest through."""
        self.rests_ns.pop(athlete, None)
        self.ready_ns.pop(athlete, None)


def consequence(drill: Drill) -> str:
    """What following the rule does in this drill: "rest", "easier" or "end". There is nothing easier than level 1."""
    return "rest" if drill.tired == "easier" and (drill.level or 1) == 1 else drill.tired


def _work_ns(verdict: Verdict) -> int:
    return sum(split.ns for split in verdict.splits)
