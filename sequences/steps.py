"""Reads the steps of a rep, one table each, once every setting has given way to its value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Any, Literal

from sequences.cast import Cast
from sequences.cues import as_list, read_cue
from sequences.errors import DrillError
from sequences.flow import guard
from sequences.model import Aim, Answer, Cue, Expect, Hold, OwnStart, Pace, Ready, Rest, Say, Span, SpanEnd, Step, Wait
from sequences.schema import STEPS
from sequences.shuttles import Shuttles, Stage
from sequences.switch import read_switch
from sequences.units import duration, wait_law

Table = dict[str, Any]


def read_step(where: str, table: Table, cast: Cast, before: Sequence[Step], level: int | None) -> Step:
    """The step a table of the right shape says; ``before``: the steps of the rep that come first.

    Raises DrillError with the place inside the file, ``rep[2].wait.max``.
    """
    match next(word for word in (*STEPS, "span", "span_end") if word in table):
        case "ready":
            return _ready(where, table, cast)
        case "wait":
            return _wait(where, table, before)
        case "cue":
            return read_cue(f"{where}.cue", table["cue"], cast, before)
        case "switch":
            return read_switch(f"{where}.switch", table["switch"], cast, before)
        case "expect":
            return _expect(where, table, cast, before)
        case "own_start":
            return _own_start(f"{where}.own_start", table["own_start"], cast)
        case "hold":
            return _hold(where, table, cast)
        case "say":
            return _say(table, level)
        case "pace":
            return _pace(where, table, cast, level)
        case "shuttles":
            return _shuttles(where, table, cast)
        case "span" | "span_end":
            return Span(duration(f"{where}.until", table["span"], low="1 s")) if "span" in table else SpanEnd()
        case _:
            return Rest(duration(f"{where}.rest", table["rest"], low="100 ms"))


def in_round(step: Step, number: int, group: int) -> Step:
    """The step as it stands in a round of a repeat: from the second on its splits are numbered."""
    match step:
        case Cue():
            return replace(step, group=group)
        case Expect() if number > 1:
            return replace(step, answers=tuple(replace(a, name=f"{a.name} {number}") for a in step.answers))
        case Hold() if number > 1:
            return replace(step, name=f"{step.name} {number}")
    return step


def loudness(table: Table, level: int | None) -> float:
    """How loud a step is at a level; 0 where it has faded out. Without a level as at the first."""
    fade: list[float] = table.get("fade", [1.0])
    return float(fade[min(level or 1, len(fade)) - 1])


def _say(table: Table, level: int | None) -> Say:
    sound, sounds = table.get("sound"), tuple(table.get("sounds", {}).items())
    spoken = table.get("spoken", sound is None and not sounds)
    return Say(table["say"], sound, sounds, spoken=spoken, gain=loudness(table, level))


def _pace(where: str, table: Table, cast: Cast, level: int | None) -> Pace:
    signals = table["pace"]
    if signals == "off":
        for key in ("sound", "sounds", "words", "fade", "judges", "name"):
            if key in table:
                raise DrillError(f"{where}.{key}", "there are no signals any more")
        return Pace(0, (), ())
    role = cast.role(f"{where}.judges", table["judges"]).name if "judges" in table else None
    sensor = cast.sensor(f"{where}.judges", [role], "pad") if role is not None else None
    sounds = tuple(table.get("sounds", [table.get("sound", "low")]))
    name, words, gain = table.get("name", "tempo"), tuple(table.get("words", ())), loudness(table, level)
    if isinstance(signals, list):
        times = tuple(duration(f"{where}.pace[{i}]", t, high="30 min") for i, t in enumerate(signals, start=1))
        if list(times) != sorted(set(times)):
            raise DrillError(f"{where}.pace", "the times of a table rise from one to the next")
        if role is not None:
            raise DrillError(f"{where}.judges", "a table of times is no tempo to keep: say how many a minute")
        return Pace(0, times, sounds, words=words, gain=gain)
    return Pace(round(signals * 1000), (), sounds, role, sensor, name, words, gain=gain)


def _shuttles(where: str, table: Table, cast: Cast) -> Shuttles:
    stages = tuple(Stage(s["level"], round(s["speed"] * 1000), s["shuttles"]) for s in table["shuttles"])
    for i, (one, after) in enumerate(pairwise(stages), start=2):
        if after.level <= one.level or after.speed < one.speed:
            raise DrillError(f"{where}.shuttles[{i}]", "levels rise from one to the next, and no speed falls")
    near, far = table["lines"]
    for name in (near, far):
        if not cast.known(f"{where}.lines", name).optional:
            raise DrillError(f"{where}.lines", f'"{name}" must be optional: without its beam the coach taps')
        cast.use(f"{where}.lines", name, "beam")
    return Shuttles(
        stages,
        round(table["metres"] * 1000),
        2 if table.get("there_and_back") else 1,
        duration(f"{where}.recovery", table.get("recovery", "0 s"), high="5 min"),
        table["misses"],
        table.get("in_a_row", False),
        near,
        far,
        table.get("sound", "beep"),
        table.get("level_sound", "high"),
    )


def _ready(where: str, table: Table, cast: Cast) -> Ready:
    role = cast.role(f"{where}.ready", table["ready"]).name
    sensor = cast.sensor(f"{where}.ready", [role], "pad")
    hold_ns = duration(f"{where}.hold", table.get("hold", "1 s"), high="30 s")
    timeout_ns = duration(f"{where}.timeout", table.get("timeout", "5 min"), low="5 s")
    return Ready(role, sensor, hold_ns, timeout_ns, table.get("faces"))


def _wait(where: str, table: Table, before: Sequence[Step]) -> Wait:
    law = wait_law(f"{where}.wait", table["wait"])
    early = table.get("early", "repeat")
    watched = guard(before)
    if law.kind == "tap" and watched is not None and watched.edge == "pass":
        raise DrillError(f"{where}.wait", "the coach's tap finds the athlete standing: stand ready before it")
    if early == "allow" or watched is None:
        return Wait(law, "count" if early == "allow" else early, None, None, None)
    return Wait(law, early, watched.role, watched.sensor, watched.edge)


def _expect(where: str, table: Table, cast: Cast, before: Sequence[Step]) -> Expect:
    answers = tuple(
        _answer(f"{where}.expect[{i}]", answer, cast, before) for i, answer in enumerate(table["expect"], start=1)
    )
    if all(a.optional for a in answers):
        raise DrillError(f"{where}.expect", "at least one answer must not be optional")
    return Expect(
        answers,
        table.get("in_order", True),
        table.get("faces"),
        table.get("wrong", "end"),
        table.get("missed", "end"),
    )


def _answer(where: str, table: Table, cast: Cast, before: Sequence[Step]) -> Answer:
    kind: Literal["leave", "arrive", "pass"] = next(k for k in ("leave", "arrive", "pass") if k in table)
    here = f"{where}.{kind}"
    by_name: Table = table[kind] if isinstance(table[kind], dict) else {}
    if table[kind] == {}:
        raise DrillError(here, "no station is given")
    names = list(dict.fromkeys(role for one in (by_name.values() or [table[kind]]) for role in as_list(one)))
    cued = "cued" in names
    if cued and len(names) > 1:
        raise DrillError(here, '"cued" stands alone: it is the target of the cue shown')
    roles = _cued_targets(here, before) if cued else tuple(names)
    sensor = cast.sensor(here, roles, "pad" if kind == "leave" else "beam")
    return Answer(
        kind,
        () if cued else roles,
        sensor,
        duration(f"{where}.within", table["within"], low="100 ms"),
        table.get("name", f"leave {names[0]}" if kind == "leave" else names[0]),
        table.get("optional", False),
        duration(f"{where}.min_turn", table.get("min_turn", "400 ms"), high="10 s"),
        duration(f"{where}.ignore", table.get("ignore", "0 s"), high="10 s"),
        _via(f"{where}.via", table.get("via", {}), cast),
        _aim(where, table),
        tuple((name, tuple(as_list(one))) for name, one in by_name.items()),
    )


def _via(where: str, via: Any, cast: Cast) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The spots on the way, under the name of the alternative or side they are for."""
    by_name = via if isinstance(via, dict) else {"": via}
    return tuple((name, tuple(cast.spot(where, spot) for spot in as_list(spots))) for name, spots in by_name.items())


def _aim(where: str, table: Table) -> Aim | None:
    """The time to hit, and by how much it may be missed: a tenth of the shortest, when nothing is said."""
    if "aim" not in table:
        for key in ("give", "since"):
            if key in table:
                raise DrillError(f"{where}.{key}", "there is no aim that this could be said of")
        return None
    said = table["aim"] if isinstance(table["aim"], dict) else {"": table["aim"]}
    if not said:
        raise DrillError(f"{where}.aim", "no time is given")
    since = table.get("since", "before")
    most = table["within"] if since == "before" else "10 min"
    times = tuple(
        (name, duration(f"{where}.aim.{name}".rstrip("."), time, low="100 ms", high=most))
        for name, time in said.items()
    )
    if "give" in table:
        return Aim(times, duration(f"{where}.give", table["give"], low="10 ms"), since)
    return Aim(times, min(ns for _, ns in times) // 10, since)


def _cued_targets(where: str, before: Sequence[Step]) -> tuple[str, ...]:
    """Every role ``cued`` may stand for: the targets of the go alternatives of the cue shown before."""
    for step in reversed(before):
        if isinstance(step, Cue):
            return tuple(dict.fromkeys(t for a in step.alternatives if a.go for t in a.target))
        if isinstance(step, OwnStart):
            return step.target
    raise DrillError(where, '"cued" is the target of the cue, and no cue comes before')


def _own_start(where: str, own: Table, cast: Cast) -> OwnStart:
    kind: Literal["leave", "pass"] = "leave" if "leave" in own else "pass"
    role = cast.needed(f"{where}.{kind}", own[kind])
    targets = as_list(own["target"])
    for name in targets:
        cast.role(f"{where}.target", name)
    sensor = cast.sensor(f"{where}.{kind}", [role], "pad" if kind == "leave" else "beam")
    timeout_ns = duration(f"{where}.timeout", own.get("timeout", "60 s"), low="1 s")
    return OwnStart(kind, role, sensor, timeout_ns, tuple(targets), tuple(own.get("sides", ())))


def _hold(where: str, table: Table, cast: Cast) -> Hold:
    roles = as_list(table["hold"])
    for_ns = duration(f"{where}.for", table["for"], low="100 ms", high="2 min")
    gap_ns = duration(f"{where}.gap", table.get("gap", "60 ms"), high="2 s")
    breaks, name = table.get("breaks", "note"), table.get("name", f"hold {roles[0]}")
    if len(roles) > 1:
        return _between(where, table, cast, Hold(roles[0], "beam", for_ns, 0, breaks, name))
    if "within" in table:
        raise DrillError(f"{where}.within", "only who is to come to a stop between two beams has time for it")
    sensor = cast.sensor(f"{where}.hold", roles, "pad")
    under = cast.use(f"{where}.under", table["under"], "beam") if "under" in table else None
    return Hold(cast.role(f"{where}.hold", roles[0]).name, sensor, for_ns, gap_ns, breaks, name, under)


def _between(where: str, table: Table, cast: Cast, hold: Hold) -> Hold:
    """To come to a stop between two beams, and stand there."""
    roles = as_list(table["hold"])
    if len(roles) != 2:
        raise DrillError(f"{where}.hold", f"one stands on one or between two, not {len(roles)}")
    for key in ("under", "gap", "breaks"):
        if key in table:
            raise DrillError(f"{where}.{key}", "between two beams a break begins the time anew, and nothing else")
    for role in roles:
        cast.use(f"{where}.hold", cast.needed(f"{where}.hold", role), "beam")
    within_ns = duration(f"{where}.within", table.get("within", "10 s"), low="500 ms", high="2 min")
    return replace(hold, between=tuple(roles), within_ns=within_ns)
