"""Formats: who is on together, in which lane, and with which draws.

A *heat* is what is played together: one athlete in a queue and in leapfrog, as many as there are lanes in versus, two
in mirror, everybody in a test by signals. The last heat may be smaller than the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sequences.errors import DrillError
from sequences.flow import Placed, is_tap
from sequences.model import Answer, Cue, Drill, Expect, Follow, Format, OwnStart, PlannedRep, Ready, Step, Wait

LANES = 2
"""Unless the file says how many."""

EVERYBODY = 40
"""Lanes of a test by signals, and the most athletes of a plan."""

MOST = 1 << 30  # athletes
ALONE: tuple[Format, ...] = ("queue", "leapfrog")
HeatKey = tuple[int, int, int]  # set, rep, number of the heat from 0


def in_lanes(format_: Format, lanes: int | None, placed: list[Placed]) -> tuple[int, list[Placed]]:
    """How many lanes, and the steps as they are in this format. DrillError when the format cannot be played with
    them."""
    if lanes == 1 and format_ not in ("queue", "relay"):
        raise DrillError("lanes", f"{format_} needs two lanes or more")
    match format_:
        case "queue":
            if lanes is not None:
                raise DrillError("lanes", "a queue has one lane: say which format has several")
            return 1, placed
        case "leapfrog":
            return lanes or LANES, placed
        case "mirror":
            if lanes not in (None, 2):
                raise DrillError("lanes", "mirror has two lanes: one leads, one follows")
            return 2, _led(placed)
        case "versus":
            return lanes or LANES, _side_by_side("versus", placed, "count")
        case "relay":
            _check_hand_over(placed)
            return lanes or LANES, _side_by_side("relay", placed, "repeat")
        case "paced":
            if lanes is not None:
                raise DrillError("lanes", "paced, everybody runs at once: there are as many lanes as athletes")
            return EVERYBODY, placed


FOULS = {
    "count": 'versus: a foul in one lane does not stop the others: say "count"',
    "repeat": 'relay: a start too early brings all teams back: say "repeat"',
}


def _side_by_side(format_: Format, placed: list[Placed], early: str) -> list[Placed]:
    """The last ready before the cue is a barrier for all; in versus a foul stands."""
    first = next((i for i, (_, step) in enumerate(placed) if isinstance(step, Cue)), None)
    if first is None:
        raise DrillError("format", f"{format_} needs a cue: it is the same for all lanes, at one instant")
    barrier = next((i for i in range(first, -1, -1) if isinstance(placed[i][1], Ready)), None)
    between = placed[(barrier or 0) + 1 : first]
    if barrier is None or any(not isinstance(step, Wait) for _, step in between):
        raise DrillError(placed[first][0], f"{format_}: nothing but a wait stands between ready and the cue")
    for where, step in between:
        if isinstance(step, Wait) and step.early != early:
            raise DrillError(f"{where}.early", FOULS[early])
    return _with_barrier(placed, barrier)


def _with_barrier(placed: list[Placed], at: int) -> list[Placed]:
    return [
        (w, replace(s, together=True)) if i == at and isinstance(s, Ready) else (w, s)
        for i, (w, s) in enumerate(placed)
    ]


# --- mirror -----------------------------------------------------------------------------------------------------


def _led(placed: list[Placed]) -> list[Placed]:
    """Mirror: the leader starts by himself once both are ready, and passes a line."""
    start = next((i for i, (_, step) in enumerate(placed) if isinstance(step, OwnStart)), None)
    if start is None:
        raise DrillError("format", "mirror needs an own_start: the leader starts by himself")
    barrier = next((i for i in range(start, -1, -1) if isinstance(placed[i][1], Ready)), None)
    if barrier is None:
        raise DrillError(placed[start][0], "mirror: both stand ready before the leader starts")
    answer = _line(step for _, step in placed)
    if answer is None or not answer.roles:
        raise DrillError(placed[start][0], "mirror: the leader is to pass a line after his start, by its role")
    return _with_barrier(placed, barrier)


def _line(steps: Iterable[Step]) -> Answer | None:
    """The first line that the leader passes."""
    answers = [a for s in steps if isinstance(s, Expect) for a in s.answers]
    return next((a for a in answers if a.kind != "leave"), None)


def followed(format_: Format, steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """The steps of who follows, () where nobody does. In mirror: ready beside the leader, time zero is the leader's
    edge at his line, and the same line of one's own lane is the answer. In relay: of each after the first."""
    if format_ == "relay":
        return _next_runner(steps)
    line = _line(steps)
    if format_ != "mirror" or line is None:
        return ()
    ready = next(s for s in steps if isinstance(s, Ready) and s.together)
    own = next(s for s in steps if isinstance(s, OwnStart))
    follow = Follow(line.roles, line.roles, line.sensor, own.timeout_ns + line.within_ns)
    lag = Answer("arrive", (), line.sensor, line.within_ns, line.name, min_turn_ns=line.min_turn_ns)
    return (ready, follow, Expect((lag,)))


# --- relay ------------------------------------------------------------------------------------------------------

HAND_OVER_NS = 1_500_000_000  # whoever has just arrived breaks the beam again behind himself


def _check_hand_over(placed: list[Placed]) -> None:
    """Relay: one cue that says but one thing, and an arrival at one place to hand over."""
    where, cue = next(((w, s) for w, s in placed if isinstance(s, Cue)), ("format", None))
    if cue is not None and (len(cue.alternatives) > 1 or cue.still is not None):
        raise DrillError(where, "relay: the cue says but one thing, to go, for it starts the first of each team only")
    last = _hand_over(step for _, step in placed)
    if last is None or last.kind == "leave" or len(last.roles) != 1 or last.optional:
        raise DrillError("rep", "relay: the last answer is where one arrives and the next may go: one role")


def _hand_over(steps: Iterable[Step]) -> Answer | None:
    return next((a for s in reversed(list(steps)) if isinstance(s, Expect) for a in reversed(s.answers)), None)


def _next_runner(steps: tuple[Step, ...]) -> tuple[Step, ...]:
    """Ready on his own; time zero is the arrival of the one before; then all that the first does after his cue."""
    at = next(i for i, s in enumerate(steps) if isinstance(s, Cue))
    ready = next(s for s in steps if isinstance(s, Ready) and s.together)
    last = _hand_over(steps)
    if last is None:
        return ()
    longest_ns = sum(a.within_ns for s in steps[at:] if isinstance(s, Expect) for a in s.answers)
    follow = Follow(last.roles, (), last.sensor, longest_ns, ready.role, ready.sensor)
    return (replace(ready, together=False), follow, *(_in_his_turn(s, ready, last) for s in steps[at + 1 :]))


def _in_his_turn(step: Step, ready: Ready, last: Answer) -> Step:
    if not isinstance(step, Expect):
        return step
    answers = []
    for answer in step.answers:
        if answer.kind == "leave" and answer.roles == (ready.role,):
            answers.append(replace(answer, optional=True))  # he may have left sooner
        elif answer is last:
            answers.append(replace(answer, ignore_ns=max(answer.ignore_ns, HAND_OVER_NS)))
        else:
            answers.append(answer)
    return replace(step, answers=tuple(answers))


# --- heats ------------------------------------------------------------------------------------------------------


def beside(drill: Drill) -> int:
    """How many are on together; in relay all are, one after the other."""
    if drill.format == "relay":
        return MOST
    return 1 if drill.format in ALONE else drill.lanes


def heats(drill: Drill, athletes: int) -> int:
    """How many heats so many athletes make."""
    return -(-athletes // beside(drill))


def heat_key(drill: Drill, rep: PlannedRep) -> HeatKey:
    """Those of one key are played together."""
    return rep.set, rep.rep, (rep.athlete - 1) // beside(drill)


def place_key(drill: Drill, rep: PlannedRep) -> tuple[int, int]:
    """The order within a heat: by leg, which is 0 but in relay, then by lane."""
    return (rep.athlete - 1) // drill.lanes if drill.format == "relay" else 0, rep.lane


def arranged(drill: Drill, drawn: Sequence[PlannedRep], athletes: int) -> list[PlannedRep]:
    """The reps of all athletes, in lanes. ``drawn``: as many orders as there are heats, each under its number for an
    athlete: all of a heat get the same. Lanes change from rep to rep, so that nobody keeps the better one, or leads
    always; in leapfrog from turn to turn; in relay not, a team keeps its lane."""
    if drill.format == "queue":
        return list(drawn)
    if drill.format == "relay":
        who = range(1, athletes + 1)
        return [replace(rep, athlete=n, lane=(n - 1) % drill.lanes + 1) for rep in drawn for n in who]
    if drill.format == "leapfrog":
        return [replace(rep, lane=((rep.rep - 1) * athletes + rep.athlete - 1) % drill.lanes + 1) for rep in drawn]
    out: list[PlannedRep] = []
    for rep in drawn:
        first = (rep.athlete - 1) * drill.lanes + 1
        size = min(drill.lanes, athletes - first + 1)
        out += [replace(rep, athlete=first + n, lane=(n + rep.rep - 1) % size + 1) for n in range(size)]
    return out


def format_words(drill: Drill) -> str:
    """Who is on together, as a coach would say it; empty where it is one after the other."""
    match drill.format:
        case "versus":
            who = "the coach's tap starts all" if any(map(is_tap, drill.steps)) else "one cue for all"
            return f"{drill.lanes} side by side, {who}; first through wins, a foul stops nobody else"
        case "leapfrog":
            return f"{drill.lanes} lanes in turn: the next starts beside the run-out of the one before"
        case "mirror":
            return "one leads, one follows: the leader's edge at a line starts the follower's clock; then they change"
        case "relay":
            return f"{drill.lanes} team(s): the arrival of one lets the next of the team go; the team's time counts"
        case "paced":
            return "everybody at once, each in a lane"
        case _:
            return ""
