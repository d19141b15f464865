"""The steps of a rep in plain English, one sentence each."""

from __future__ import annotations

from sequences.model import (
    Aim,
    Alternative,
    Answer,
    Cue,
    Expect,
    Follow,
    Hold,
    OwnStart,
    Pace,
    Ready,
    Rest,
    Say,
    Span,
    SpanEnd,
    Step,
    Still,
    Switch,
    Wait,
    WaitLaw,
)
from sequences.shuttles import Shuttles
from sequences.units import in_words

EARLY = {
    "repeat": "an early move repeats the attempt",
    "restart": "an early move starts the attempt over",
    "count": "an early move counts as it is",
}
ON = {"pad": "on the pad", "beam": "in the beam"}


def step_words(step: Step) -> str:
    """One step as a coach would say it."""
    match step:
        case Ready():
            return f"ready: still {ON[step.sensor]} {step.role} for {in_words(step.hold_ns)}"
        case Wait():
            watched = EARLY[step.early] if step.guard else "the athlete may move"
            return f"wait: {law_words(step.law)}; {watched}"
        case Cue():
            return _cue(step)
        case Expect():
            return "answer: " + (", then " if step.in_order else ", and ").join(_answer(a) for a in step.answers)
        case OwnStart():
            sides = f", {', '.join(step.sides)} in turn" if step.sides else ""
            return f"own start: time zero is when the athlete starts to {step.kind} {step.role}{sides}; no cue"
        case Follow():
            who = "the other one passes" if step.targets else "the one before is at"
            return f"follow: time zero is when {who} {' or '.join(step.seen)}"
        case Hold():
            return _hold(step)
        case Say():
            return _say(step)
        case Rest():
            return f"rest: {in_words(step.time_ns)}"
        case Switch():
            return _switch(step)
        case Pace() | Shuttles():
            return _pace(step) if isinstance(step, Pace) else _shuttles(step)
        case Span() | SpanEnd():
            return f"for {in_words(step.time_ns)} at most:" if isinstance(step, Span) else "(end of that time)"


def _hold(step: Hold) -> str:
    time = in_words(step.time_ns)
    if step.between:
        where = f"{' and '.join(step.between)} within {in_words(step.within_ns)}"
        return f"hold: come to a stop between {where}, and still there for {time} [{step.name}]"
    under = f", below the beam {step.under}" if step.under else ""
    return f"hold: still {ON[step.sensor]} {step.role} for {time}{under} [{step.name}]"


def _say(step: Say) -> str:
    tone = f" with the tone {step.sound}" if step.sound and not step.spoken else ""
    softer = f", at {100 * step.gain:.0f} % of the loudness" if step.gain < 1 else ""
    return f'{"say" if step.spoken else "show"}: "{step.text}"{tone}{softer}'


def law_words(law: WaitLaw) -> str:
    """A wait law as a coach would say it."""
    match law.kind:
        case "fixed":
            return f"always {in_words(law.min_ns)}"
        case "uniform":
            return f"{in_words(law.min_ns)} to {in_words(law.max_ns)}, all equally likely"
        case "exponential":
            return (
                f"{in_words(law.min_ns)} to {in_words(law.max_ns)}, on average "
                f"{in_words(law.tau_ns)} after the first {in_words(law.min_ns)}, hard to guess"
            )
        case "list":
            return " or ".join(in_words(v) for v in law.values_ns) + ", equally often"
        case "tap":
            return f"until the coach taps, {in_words(law.max_ns)} at the most"


def _cue(cue: Cue) -> str:
    what = " for the feeder, who serves" if cue.feeder else f" [{cue.measure}]" if cue.measure else ""
    still = f"; without a cue, or when it means stay: {_still(cue.still)}" if cue.still else ""
    return f"cue{what}: " + " or ".join(_alternative(a) for a in cue.alternatives) + still


def _switch(switch: Switch) -> str:
    share = "then" if switch.share >= 1 else f"in {100 * switch.share:g} % of the reps"
    return f"switch: {share}, {law_words(switch.law)} after the cue, " + " or ".join(
        map(_alternative, switch.alternatives)
    )


def _pace(pace: Pace) -> str:
    sounds = ", ".join(f'"{word}"' for word in pace.words) or ", ".join(pace.sounds)
    sounds += f"; at {100 * pace.gain:.0f} % of the loudness" if pace.gain < 1 else ""
    if pace.rate:
        kept = f"; the tempo on {pace.role} is measured" if pace.role else ""
        return f"pace: {pace.rate / 1000:g} signals a minute ({sounds}){kept}"
    if not pace.sounds:
        return "pace: no more signals"
    return f"pace: signals ({sounds}) after {', '.join(map(in_words, pace.table_ns))}"


def _shuttles(test: Shuttles) -> str:
    first, last = test.stages[0], test.stages[-1]
    run = f"{test.way_mm / 1000:g} m there and back" if test.ways == 2 else f"ways of {test.way_mm / 1000:g} m"
    rest = f", {in_words(test.rest_ns)} of walking after each" if test.rest_ns else ""
    ends = f"{test.misses} misses in a row" if test.in_a_row else f"{test.misses} misses"
    return (
        f"shuttles: {run}{rest}, level {first.level} at {first.speed / 1000:g} km/h to level {last.level} at "
        f"{last.speed / 1000:g} km/h, {len(test.lines)} in all; {ends} of the line end it"
    )


def _alternative(a: Alternative) -> str:
    light = [f"{a.light} at {' and '.join(a.show)}"] if a.light else []
    heard = f'the word "{a.word}"' if a.word else f"the tone {a.sound}"
    sound = [heard] if a.word or a.sound else []
    seen = " with ".join(light + sound)
    goes = f" (go to {' or '.join(a.target)})" if a.target else ""
    timed = "" if a.timed else ", not timed"
    return f"{seen}{goes}{timed}" if a.go else f"{seen} (stay)"


def _still(still: Still) -> str:
    time = in_words(still.for_ns)
    match still.kind:
        case "hold":
            return f"keep still {ON[still.sensor]} {still.role} for {time}"
        case "avoid":
            return f"do not go to {still.role} for {time}"
        case "pass":
            return f"go on past {still.role} within {time}"


def _answer(answer: Answer) -> str:
    where = " or ".join(answer.roles) or "where the cue says"
    if answer.by:
        where = ", ".join(f"{' or '.join(roles)} ({name})" for name, roles in answer.by)
    verb = {"leave": "leave", "arrive": "arrive at", "pass": "pass"}[answer.kind]
    optional = ", if at all" if answer.optional else ""
    aim = f", {_aim(answer.aim)}" if answer.aim else ""
    return f"{verb} {where}{_way(answer)} within {in_words(answer.within_ns)} [{answer.name}]{optional}{aim}"


def _way(answer: Answer) -> str:
    ways = [f"{name} by {', '.join(spots)}".strip() for name, spots in answer.via]
    return f" ({'; '.join(ways)})" if ways else ""


def _aim(aim: Aim) -> str:
    times = ", ".join(f"{in_words(ns)} for {name}" if name else in_words(ns) for name, ns in aim.times)
    since = " since the start" if aim.since == "zero" else ""
    return f"aim at {times}{since}, give or take {in_words(aim.give_ns)}"
