"""Tells a simulated field what the next athlete is about to do; a real field does not listen.

The words are those of hardware.base.Field.brief. They name the choreography, never the instant and never the cue:
what is lit and heard the virtual athlete sees at the field's own devices.
"""

from __future__ import annotations

from itertools import zip_longest

from sequences.flow import is_tap
from sequences.model import (
    Alternative,
    Answer,
    Cue,
    Expect,
    Follow,
    Further,
    Hold,
    OwnStart,
    Pace,
    Ready,
    Say,
    Step,
    Still,
    Switch,
)
from sequences.shuttles import Shuttles
from trainer.engine.lane import NOTHING, Asked, Task

Words = tuple[str, ...]


class Briefs:
    """The briefs of a run. Reps that ask for the same are put into words once."""

    def __init__(self) -> None:
        self._steps: tuple[Step, ...] = ()
        self._words: dict[tuple[int | None, bool, tuple[Further, ...], int | None], Words] = {}

    def of(self, task: Task, athlete: int, lane: int = 1) -> Words:
        """The words of one attempt, in the order of its steps."""
        if task.steps is not self._steps:
            self._steps, self._words = task.steps, {}
        asked = task.alternative, task.catch, task.more, task.switch_to
        if asked not in self._words:
            self._words[asked] = _by_signals(task) or choreography(task)
        return (*_who(athlete, lane), *self._words[asked])

    def called(self, task: Task, athlete: int, lane: int) -> Words:
        """The coach has called the cue: the words from there on, where the athlete stands."""
        words = choreography(task)
        at = next(i for i, word in enumerate(words) if word.startswith("cue "))
        stands = [word for word in words[:at] if word.startswith(("on ", "faces "))]
        return (*_who(athlete, lane), *stands, *words[at:])


def _who(athlete: int, lane: int) -> Words:
    return (f"as {athlete}", f"in {lane}") if lane > 1 else (f"as {athlete}",)


def choreography(task: Task) -> Words:
    """The words of a task, whoever has it."""
    words: list[str] = []
    cues = iter(task.asked)
    asked = NOTHING
    for step in task.steps:
        match step:
            case Ready():
                words += [f"on {step.role}", *_faces(step.faces)]
            case OwnStart():
                words += ["own", f"{step.kind} {step.role}"]
            case Follow():
                words += [f"see {seen} {to}".strip() for seen, to in zip_longest(step.seen, step.targets, fillvalue="")]
            case Cue():
                asked = next(cues, NOTHING)
                if task.alternative is None and any(map(is_tap, task.steps)):
                    return (*words, "cue call")
                words += _cue(asked, step)
                if asked.shown is None or not asked.shown.go:
                    return tuple(words)
            case Switch() if task.switch is not None and task.switch.shown is not None:
                words.append(f"then {task.switch.shown.target[0]}")
            case Expect():
                words += [*_faces(step.faces), *_answers(task, asked.shown, step)]
            case Say() if step.spoken or step.sound is not None or step.sounds:
                words.append("say")
            case Pace() | Hold() if step.role is not None:
                words.append(_while(step))
            case _:
                pass
    return tuple(words)


def _while(step: Pace | Hold) -> str:
    """How long he stands there, or from step to step of the pace he keeps."""
    if isinstance(step, Pace):
        return f"pace {step.role} {(step.signal_ns(1) or 0) // 1_000_000}"
    where = f"between {' '.join(step.between)}" if step.between else f"hold {step.role}"
    return f"{where} {step.time_ns // 1_000_000}"


def _by_signals(task: Task) -> Words:
    return tuple(_shuttles(step) for step in task.steps if isinstance(step, Shuttles))


def _shuttles(step: Shuttles) -> str:
    """Each way, by the signal at which it begins: how long it may take, and where it leads; a rest is a way to
    nowhere."""
    lines = (step.far or "-", step.near or "-")
    ends = (0, *(signal.at_ns for signal in step.signals))
    ways, to = [], 0
    for signal, begun_ns in zip(step.signals, ends, strict=False):
        ms = (signal.at_ns - begun_ns) // 1_000_000
        ways.append(f"{'rest' if signal.what == 'start' else 'near' if to else 'far'}:{ms}")
        to = to if signal.what == "start" else 1 - to
    return f"shuttles {lines[1]} {lines[0]} {step.missed.replace(' ', '_')} {step.ways} {step.way_mm} {','.join(ways)}"


def _cue(asked: Asked, step: Cue) -> list[str]:
    if asked.shown is None:
        return ["cue none", *_still(step.still)]
    if not asked.shown.go:
        return ["cue stay", *_still(step.still)]
    others = [f"or {station}" for station in sorted(asked.decoys)]
    called = bool(others) and not set(asked.shown.show) & set(asked.shown.target)
    return ["cue go", *(["called"] if called else []), *others]


def _still(still: Still | None) -> list[str]:
    if still is None:
        return []
    if still.kind == "pass":
        return [f"pass {still.role}"]
    return [f"hold {still.role} {still.for_ns // 1_000_000}"] if still.kind == "hold" else []


def _faces(way: str | None) -> list[str]:
    return [f"faces {way}"] if way is not None else []


def _answers(task: Task, shown: Alternative | None, step: Expect) -> list[str]:
    words = [_answer(shown, a) for a in step.answers]
    if not step.in_order:
        found = [word for word in words if word]
        return found if len(found) < 2 else [f"any {len(found)}", *found]
    return [
        w
        for a, word in zip(step.answers, words, strict=True)
        for w in (*_by(task, shown, a), _aim(task, a), *(_as_he_likes(task, a) or [word]))
        if w
    ]


def _as_he_likes(task: Task, answer: Answer) -> list[str]:
    """Which of these he passes: that of the side told, or none that anybody tells."""
    if len(answer.roles) < 2 or task.cue is not None:
        return []
    told = [station for station in answer.roles if task.told in station.split("-")]
    if told:
        return [f"{answer.kind} {told[0]}"]
    return [f"one {len(answer.roles)}", *(f"{answer.kind} {station}" for station in answer.roles)]


def _by(task: Task, shown: Alternative | None, answer: Answer) -> list[str]:
    """The cones and lines on the way there."""
    via, told = dict(answer.via), shown.name if shown is not None else task.told
    return [f"by {x:g} {y:g}" for x, y in (task.spots[name] for name in via.get(told, via.get("", ())))]


def _aim(task: Task, answer: Answer) -> str:
    ns = task.aim_ns(answer.aim) if answer.aim is not None else None
    since = " zero" if answer.aim is not None and answer.aim.since == "zero" else ""
    return f"aim {ns // 1_000_000}{since}" if ns is not None else ""


def _answer(shown: Alternative | None, answer: Answer) -> str:
    stations = answer.roles or (shown.target if shown else ())
    return f"{answer.kind} {stations[0]}" if stations else ""
