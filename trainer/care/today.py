"""What one athlete did today, as far as care asks for it: legs, form marks, turns left unanswered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, TypeVar

from trainer.care.fatigue import Kind, Why, form_slips, legs_slow, stops_answering
from trainer.facts import Verdict

T = TypeVar("T")

WANTED = frozenset({"hit", "wrong gate", "unfinished", "omission", "false alarm"})
"""Outcomes of turns that tell whether somebody answers."""


class Leg(NamedTuple):
    """A way on foot that is timed: the split's name, the station it leads from ("" for the first), and to."""

    name: str
    of: str
    to: str


@dataclass(frozen=True, slots=True)
class Earlier:
    """One athlete's legs (ns) of one kind in earlier runs today, of the same drill, level and field."""

    athlete: str  # id
    name: str
    of: str
    to: str
    ns: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Known:
    """What whoever starts a run knows of its athletes, for the engine to go by. ``rests``: between an athlete's reps
    lie 25 times the work and at least 30 s."""

    rests: bool = False
    before: tuple[Earlier, ...] = ()


Before = dict[Leg, tuple[int, ...]]  # the same of one athlete


class Ask(NamedTuple):
    """Rest, or a question whether all is right, and why."""

    kind: Kind
    why: Why


class Rep(NamedTuple):
    """One turn, by the number of its attempt in the run."""

    seq: int
    outcome: str
    legs: tuple[tuple[Leg, int], ...]  # ns


def rep_of(seq: int, verdict: Verdict, holds: frozenset[str]) -> Rep:
    """What a verdict says of the way: every split but the response itself, the holds (by their names), and what begins
    with a hold's end, for there he stands first."""
    response_ns = verdict.reaction_ns or verdict.start_ns or verdict.transition_ns
    legs: list[tuple[Leg, int]] = []
    of = after = ""
    for split in verdict.splits:
        if split.ns != response_ns and not {split.name, after} & holds:
            legs.append((Leg(split.name, of, split.station), split.ns))
        of, after = split.station, split.name
    return Rep(seq, verdict.outcome, tuple(legs) if verdict.outcome == "hit" else ())


@dataclass(slots=True)
class Today:
    """``before``: as above. ``reps`` and ``marks`` are of this run, by seq; what the coach has had a word on is not
    asked again: ``heard`` legs, and reps and marks up to ``heard_seq``."""

    before: Before = field(default_factory=dict)
    reps: dict[int, Rep] = field(default_factory=dict)
    marks: dict[int, str] = field(default_factory=dict)
    told: bool = False
    heard: dict[Leg, int] = field(default_factory=dict)
    heard_seq: int = 0

    def legs(self, leg: Leg) -> list[int]:
        """All of this leg today (ns), in the order run."""
        mine = [ns for seq in sorted(self.reps) for of, ns in self.reps[seq].legs if of == leg]
        return [*self.before.get(leg, ()), *mine]

    def asks(self) -> Ask | None:
        """What the rule asks now."""
        if self.told:
            return Ask("rest", "told")
        last = self.reps[max(self.reps)] if self.reps else None
        if last is not None and any(legs_slow(self.legs(leg), heard=self.heard.get(leg, 0)) for leg, _ in last.legs):
            return Ask("rest", "legs")
        if form_slips(list(self._since(self.marks))):
            return Ask("rest", "form")
        turns = [rep.outcome != "omission" for rep in self._since(self.reps) if rep.outcome in WANTED]
        return Ask("all right", "omissions") if stops_answering(turns) else None

    def answered(self) -> None:
        """The coach has had a word on it: only what comes from now on is asked about."""
        self.told = False
        for leg in {leg for rep in self.reps.values() for leg, _ in rep.legs}:
            self.heard[leg] = len(self.legs(leg))
        self.heard_seq = max((*self.reps, *self.marks, self.heard_seq))

    def _since(self, by_seq: Mapping[int, T]) -> Iterable[T]:
        return (by_seq[seq] for seq in sorted(by_seq) if seq > self.heard_seq)
