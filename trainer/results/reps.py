"""Attempts as statistics see them, and how many there were of what.

Where the trainer or the coach took an attempt back (equipment, stopped, struck out) or it never began (unsettled), it
counts nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from trainer.facts import COUNTS, Athlete, Outcome, Verdict
from trainer.results.ranks import Terms, Timed

Side = Literal["left", "right"]

RIGHT: frozenset[Outcome] = frozenset({"hit", "withheld"})
EARLY: frozenset[Outcome] = frozenset({"false start", "turned early", "anticipation"})


@dataclass(frozen=True, slots=True)
class Rep:
    """One attempt as it counts now, and on which terms it was measured.

    ``wall_s``: when its session was opened; ``of``: reps in its set; ``side``: where the cue sent the athlete;
    ``form``: the coach's mark, "clean" or "not yet"; ``against_own``: the drill is run against the own middle;
    ``falls_off``: it asks whether its last ways are as quick as its first; ``changed``: was the call overridden on the
    way? None where the drill overrides none.
    """

    session: str
    wall_s: float
    surface: str
    run: str
    seq: int
    lane: int
    set: int
    rep: int
    of: int
    athlete: Athlete
    terms: Terms
    side: Side | None
    form: str | None
    form_what: str | None
    foreperiod_ns: int | None
    verdict: Verdict
    against_own: bool = False
    falls_off: bool = False
    changed: bool | None = None

    @property
    def is_hit(self) -> bool:
        return self.verdict.outcome == "hit"

    @property
    def measured_ns(self) -> int | None:
        """The time that the cue was answered with, or of an own start the whole; None where there is none."""
        v = self.verdict
        by_measure = {"reaction": v.reaction_ns, "start": v.start_ns, "transition": v.transition_ns}
        return by_measure.get(self.terms.measure, v.total_ns)

    def timed(self) -> Timed | None:
        """To be ranked: of a hit that is no "not yet", with its doubt."""
        ns = self.measured_ns
        if not self.is_hit or self.form == "not yet" or ns is None:
            return None
        return Timed(self.terms, self.session, ns, (*self.verdict.doubt_clock, *self.verdict.doubt_body))


@dataclass(frozen=True, slots=True)
class Counts:
    """``done``: reps that came to an end; of them ``right`` (hits, and rightly still), with a form ``marked``, and
    ``clean``. ``early`` came beside them: false starts, turned early, anticipations."""

    done: int
    right: int
    hits: int
    clean: int
    marked: int
    early: int
    omissions: int
    unfinished: int
    wrong: int
    false_alarms: int

    @property
    def accuracy(self) -> float | None:
        """Share of the reps done that were right; None of none."""
        return self.right / self.done if self.done else None

    @property
    def clean_share(self) -> float | None:
        """Share of the marked reps that were clean and right; None where the coach marked none."""
        return self.clean / self.marked if self.marked else None


def count(reps: Iterable[Rep]) -> Counts:
    """Of these attempts, whatever they were measured by."""
    return counts_of(Counter((rep.verdict.outcome, rep.form) for rep in reps))


def counts_of(tally: Mapping[tuple[Outcome, str | None], int]) -> Counts:
    """Of how many attempts ended how, and with which form mark."""

    def of(*outcomes: str) -> int:
        return sum(n for (outcome, _), n in tally.items() if outcome in outcomes)

    return Counts(
        done=of(*COUNTS),
        right=of(*RIGHT),
        hits=of("hit"),
        clean=sum(n for (outcome, form), n in tally.items() if outcome in RIGHT and form == "clean"),
        marked=sum(n for (outcome, form), n in tally.items() if outcome in COUNTS and form is not None),
        early=of(*EARLY),
        omissions=of("omission"),
        unfinished=of("unfinished"),
        wrong=of("wrong gate"),
        false_alarms=of("false alarm"),
    )
