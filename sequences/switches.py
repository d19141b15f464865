"""Which reps are switched, when, and to what.

By the end of each set floor(share x go reps so far + 0.5) have been; which of a set's go reps they are, all are equally
likely. Each takes one wait from each quantile slice of the law, and what follows a cue comes as often as its weight
says, exact over the run.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from math import floor

from sequences import foreperiod
from sequences.chance import exact, pick, shares, shuffle, stream, whole
from sequences.model import Cue, Draw, Drill, PlannedRep, Switch


def find_switch(drill: Drill) -> Switch | None:
    """The switch of a rep, None where there is none."""
    return next((step for step in drill.steps if isinstance(step, Switch)), None)


def switched(cue: Cue, switch: Switch, reps: Sequence[PlannedRep], seed: int) -> list[PlannedRep]:
    """The reps of one athlete with their switches drawn."""
    chosen = _chosen(cue, switch, reps, seed)
    waits = list(foreperiod.strata(switch.law, len(chosen), stream(seed, "waits of switches")))
    athlete = reps[0].athlete
    shuffle(stream(seed, athlete, "waits of switches"), waits)
    after = dict(zip(sorted(chosen), waits, strict=True))
    to = _targets(switch, [(i, reps[i].draws[0].alternative or 0) for i in sorted(chosen)], seed, athlete)
    return [
        replace(rep, draws=_draws(rep, switch, seed, after[i], to[i])) if i in chosen else rep
        for i, rep in enumerate(reps)
    ]


def _chosen(cue: Cue, switch: Switch, reps: Sequence[PlannedRep], seed: int) -> set[int]:
    """The indices of the reps that are switched."""
    goes = [i for i, rep in enumerate(reps) if not rep.catch and _is_go(cue, rep.draws[0])]
    share, chosen, before = exact(switch.share), set[int](), 0
    for number in sorted({rep.set for rep in reps}):
        here = [i for i in goes if reps[i].set == number]
        before += len(here)
        wanted = floor(share * before + Fraction(1, 2)) - len(chosen)
        shuffle(stream(seed, reps[0].athlete, number, "switches"), here)
        chosen.update(here[:wanted])
    return chosen


def _is_go(cue: Cue, draw: Draw) -> bool:
    return draw.alternative is not None and cue.alternatives[draw.alternative].go


def _targets(switch: Switch, firsts: Sequence[tuple[int, int]], seed: int, athlete: int) -> dict[int, int]:
    """What each switched rep is switched to: index of the rep -> index of the switch's alternative."""
    found: dict[int, int] = {}
    for first in sorted({f for _, f in firsts}):
        here = [i for i, f in firsts if f == first]
        weights = [exact(weight) for weight in switch.to[first]]
        counts = shares(stream(seed, "switched to", first), weights, len(here))
        to = [index for index, count in enumerate(counts) for _ in range(count)]
        shuffle(stream(seed, athlete, "switched to", first), to)
        found.update(zip(here, to, strict=True))
    return found


def _draws(rep: PlannedRep, switch: Switch, seed: int, after_ns: int, to: int) -> tuple[Draw, ...]:
    """The first as planned; those of later attempts drawn freely."""
    first, *others = rep.draws
    return (replace(first, switch_ns=after_ns, switch_to=to), *_again(rep, others, switch, seed))


def _again(rep: PlannedRep, draws: Sequence[Draw], switch: Switch, seed: int) -> Iterator[Draw]:
    for attempt, draw in enumerate(draws, start=2):
        rng = stream(seed, rep.athlete, rep.set, rep.rep, attempt, "switch")
        to = pick(rng, whole([exact(weight) for weight in switch.to[draw.alternative or 0]]))
        yield replace(draw, switch_ns=foreperiod.draw(switch.law, rng), switch_to=to)
