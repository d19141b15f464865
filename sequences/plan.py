"""From a drill, a number of athletes and a seed to a plan: every random choice drawn, in the order played."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any, Literal

from sequences.bag import draw_bag
from sequences.chain import chained_reps, cues_of
from sequences.errors import LawError, SettingError
from sequences.flow import is_tap
from sequences.formats import EVERYBODY, arranged, heat_key, heats, place_key
from sequences.model import (
    ATTEMPTS,
    PLANNER_VERSION,
    Alternative,
    Cue,
    Draw,
    Drill,
    Further,
    OwnStart,
    Plan,
    PlannedRep,
    Switch,
)
from sequences.shuttles import Shuttles, Signal, signals_in
from sequences.switches import find_switch, switched

MOST_ATHLETES = EVERYBODY
MOST_REPS = 200  # of one athlete: to count every order of more would take minutes
SEEDS = 1 << 53  # whole numbers below it survive every JSON reader


def make_plan(
    drill: Drill, *, seed: int, athletes: int, same_order: bool = False, rotate: Literal["rep", "set"] = "rep"
) -> Plan:
    """The plan of this drill for so many athletes; the same drill, numbers and seed give the same plan everywhere.

    ``same_order`` gives every athlete what athlete 1 gets; who are on together have the same order anyway. ``rotate``
    "rep": after each rep the next athlete; "set": an athlete does the whole set, then the next. SettingError: seed or
    number of athletes not allowed. LawError: a law cannot be met with these numbers.
    """
    if not 1 <= athletes <= MOST_ATHLETES:
        raise SettingError(f"a plan for {athletes} athletes is not possible: 1 to {MOST_ATHLETES} are")
    if drill.sets * drill.reps > MOST_REPS:
        raise SettingError(
            f"{drill.sets} sets of {drill.reps} reps are too many: an athlete may have {MOST_REPS} in all"
        )
    if not 0 <= seed < SEEDS:
        raise SettingError(f"the seed {seed} is not allowed: whole numbers from 0 to {SEEDS - 1} are")
    orders = heats(drill, athletes)
    turns = arranged(drill, _same(drill, seed, orders) if same_order else _own(drill, seed, orders), athletes)
    if rotate == "set":
        turns.sort(key=lambda rep: (rep.set, heat_key(drill, rep)[2], rep.rep, place_key(drill, rep)))
    else:
        turns.sort(key=lambda rep: (*heat_key(drill, rep), place_key(drill, rep)))
    return Plan(PLANNER_VERSION, seed, athletes, same_order, rotate, drill, tuple(turns))


def first_attempts(drill: Drill, seed: int) -> list[PlannedRep]:
    """The reps of athlete 1 as ``make_plan`` draws them, with the first attempt's draw only: a fraction of the work."""
    return _own(drill, seed, 1, 1)


def rep_docs(plan: Plan) -> Iterator[dict[str, Any]]:
    """One object a rep, as planned, in the order played: what ``drills plan --json`` prints.

    Keys: set, rep, athlete (numbers from 1), catch, go (None on a catch), cue (target roles), show, light, sound,
    foreperiod_ns; in several lanes also lane; where the coach taps calls, what he may call (cue is empty); with an own
    start side (what is told ahead, None where there is one way only); of a drill with several cues a rep more, those
    after the first, each with go, cue, show, light, sound, foreperiod_ns; of one with a switch, switch: None, or cue,
    show, light, sound and after_ns.

    Of a test by signals one object a signal instead: n (from 1), level, shuttle, what ("turn", "line", "start"),
    signal_ns from the start, metres run by then.
    """
    test = signals_in(plan.drill.steps)
    if test is not None:
        yield from map(partial(_signal, test), test.signals)
        return
    cues, switch = cues_of(plan.drill.steps), find_switch(plan.drill)
    cue = cues[0] if cues else None
    start = _find_start(plan.drill)
    for rep in plan.reps:
        draw = rep.draws[0]
        doc: dict[str, Any] = {"set": rep.set, "rep": rep.rep, "athlete": rep.athlete, "catch": rep.catch}
        if plan.drill.format != "queue":
            doc["lane"] = rep.lane
        if cue is not None and any(map(is_tap, plan.drill.steps)):
            doc["calls"] = [a.name for a in cue.alternatives]
        doc |= _NOTHING | {"go": None if rep.catch else True}
        if cue is not None and draw.alternative is not None:
            doc |= _shown(cue.alternatives[draw.alternative])
        doc["foreperiod_ns"] = draw.foreperiod_ns
        if start is not None:
            doc["cue"] = list(start.target)
            doc["side"] = None if draw.alternative is None else start.sides[draw.alternative]
        if len(cues) > 1:
            doc["more"] = [_further(c, f) for c, f in zip(cues[1:], draw.more, strict=True)]
        if switch is not None:
            doc["switch"] = _switch(switch, draw)
        yield doc


def _signal(test: Shuttles, signal: Signal) -> dict[str, Any]:
    at = {"signal_ns": signal.at_ns, "metres": signal.done * test.metres}
    return {"n": signal.n, "level": signal.level, "shuttle": signal.shuttle, "what": signal.what, **at}


def find_cue(drill: Drill) -> Cue | None:
    """The cue of a rep, None where the athlete starts by himself or only holds."""
    return next((step for step in drill.steps if isinstance(step, Cue)), None)


def _find_start(drill: Drill) -> OwnStart | None:
    return next((step for step in drill.steps if isinstance(step, OwnStart)), None)


_NOTHING: dict[str, Any] = {"go": None, "cue": [], "show": [], "light": None, "sound": None}


def _shown(alternative: Alternative) -> dict[str, Any]:
    return {
        "go": alternative.go,
        "cue": list(alternative.target),
        "show": list(alternative.show),
        "light": alternative.light,
        "sound": alternative.sound if alternative.word is None else f"voice {alternative.word}",
    }


def _further(cue: Cue, drawn: Further) -> dict[str, Any]:
    return _shown(cue.alternatives[drawn.alternative]) | {"foreperiod_ns": drawn.foreperiod_ns}


def _switch(switch: Switch, draw: Draw) -> dict[str, Any] | None:
    if draw.switch_to is None:
        return None
    shown = _shown(switch.alternatives[draw.switch_to])
    del shown["go"]
    return shown | {"after_ns": draw.switch_ns}


def _same(drill: Drill, seed: int, athletes: int) -> list[PlannedRep]:
    first = _own(drill, seed, 1)
    return [replace(rep, athlete=athlete) for athlete in range(1, athletes + 1) for rep in first]


def _own(drill: Drill, seed: int, athletes: int, attempts: int = ATTEMPTS) -> list[PlannedRep]:
    cue = find_cue(drill)
    if cue is None or any(map(is_tap, drill.steps)):
        return [rep for athlete in range(1, athletes + 1) for rep in _uncued(drill, athlete)]
    if len(cues_of(drill.steps)) > 1:
        return [rep for athlete in range(1, athletes + 1) for rep in chained_reps(drill, seed, athlete, attempts)]
    bag, switch = draw_bag(drill, cue, seed), find_switch(drill)
    of_each = [list(bag.reps(athlete, attempts)) for athlete in range(1, athletes + 1)]
    if switch is not None:
        of_each = [switched(cue, switch, reps, seed) for reps in of_each]
    return [rep for reps in of_each for rep in reps]


def _uncued(drill: Drill, athlete: int) -> Iterator[PlannedRep]:
    """Reps without a cue, or with one that the coach calls: nothing is left to chance, the sides come in the order
    listed, over and over."""
    if drill.catch or drill.stay:
        raise LawError("catch trials and stays need a cue, and this drill has none")
    start = _find_start(drill)
    sides = len(start.sides) if start is not None else 0
    for done in range(drill.sets * drill.reps):
        draw = Draw(None, done % sides if sides else None)
        yield PlannedRep(done // drill.reps + 1, done % drill.reps + 1, athlete, False, (draw,) * ATTEMPTS)
