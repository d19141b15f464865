"""Joins a drill's roles to a field's stations: the only place where the two meet.

A bound drill is the same drill with station names where the roles stood; optional roles nobody plays are left
out, with what is lost said in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches

from sequences.model import (
    Alternative,
    Answer,
    Cue,
    Drill,
    Expect,
    Follow,
    Hold,
    OwnStart,
    Pace,
    Ready,
    Rest,
    Role,
    Say,
    Span,
    SpanEnd,
    Step,
    Still,
    Switch,
    Wait,
)
from sequences.shuttles import Shuttles, signals_in
from trainer.errors import BindError


@dataclass(frozen=True, slots=True)
class Bound:
    """A drill on a field: steps speak of stations. ``lost``: sentences about optional roles left out; ``lanes``: of
    each lane in turn, where there may be several."""

    drill: Drill
    stations: tuple[tuple[str, str], ...]  # role -> station
    steps: tuple[Step, ...]
    lost: tuple[str, ...]
    lanes: tuple[Bound, ...] = ()
    after: tuple[Step, ...] = ()  # of who follows in the same lane

    def lane(self, number: int) -> Bound:
        """The drill as it is in that lane, from 1."""
        return self.lanes[number - 1] if self.lanes else self

    def others(self, number: int) -> frozenset[str]:
        """Stations that are other lanes' alone."""
        if not self.lanes:
            return frozenset()
        lane = self.lane(number)
        own = {station for _, station in lane.stations}
        own.update(station for step in lane.steps if isinstance(step, Follow) for station in step.seen)
        return frozenset({station for lane in self.lanes for _, station in lane.stations} - own)


def bind_roles(
    roles: Iterable[Role], carries: Mapping[str, tuple[str, ...]], bind: Mapping[str, str]
) -> tuple[dict[str, str], tuple[str, ...]]:
    """Role -> station, by ``bind`` first, else by equal name, and what is lost without the optional ones.

    ``carries``: what hangs at each station of the field. Raises BindError for a station that is not on the field, a
    binding for a role the drill does not have, and a role nobody can play.
    """
    roles = tuple(roles)
    unknown = sorted(set(bind) - {r.name for r in roles})
    if unknown:
        raise BindError(f"bind: no role {unknown[0]!r}; roles: {', '.join(r.name for r in roles)}")
    found: dict[str, str] = {}
    lost: list[str] = []
    for role in roles:
        problem = _problem(role, bind.get(role.name, role.name), carries, asked=role.name in bind)
        if problem is None:
            found[role.name] = bind.get(role.name, role.name)
        elif role.optional and role.name not in bind:
            lost.append(f"without {role.name}: {role.loses}" if role.loses else f"without {role.name}")
        else:
            raise BindError(problem)
    return found, tuple(lost)


def _problem(role: Role, station: str, carries: Mapping[str, tuple[str, ...]], *, asked: bool) -> str | None:
    """Why this station cannot play this role, in one sentence; None when it can."""
    needs = " and ".join(role.needs) or "nothing"
    if station not in carries:
        able = [s for s, has in carries.items() if set(role.needs) <= set(has)]
        near = get_close_matches(station, able, 3, 0.3) or able[:3]
        hint = f"; could be bound to {', '.join(near)}" if near else "; no station here carries that"
        who = f"bind: no station {station!r} on this field" if asked else f"no station {station!r} on this field"
        return f"{who} for the role {role.name!r} (needs {needs}){hint}"
    missing = [n for n in role.needs if n not in carries[station]]
    if missing:
        return (
            f"station {station!r} cannot play the role {role.name!r}: "
            f"it has no {' and no '.join(missing)} (it carries {', '.join(carries[station]) or 'nothing'})"
        )
    return None


def _bind_place(drill: Drill, carries: Mapping[str, tuple[str, ...]], bind: Mapping[str, str], place: int) -> Bound:
    """A test by signals in the lane of this number: "near" is played there by the station "near-1", "near-2" and so on
    of what is bound to it, and where there is none the coach taps."""
    if not any("speaker" in has for has in carries.values()):
        raise BindError("the signals need a loudspeaker, and this field has none")
    mine = {role.name: f"{bind.get(role.name, role.name)}-{place}" for role in drill.roles}
    there = {name: station for name, station in mine.items() if station in carries}
    unknown = sorted(n for n in bind if n in mine and not any(s.startswith(f"{bind[n]}-") for s in carries))
    if unknown:
        raise BindError(f"bind: no stations {bind[unknown[0]]}-1, {bind[unknown[0]]}-2 ... for the role {unknown[0]!r}")
    others = {name: has for name, has in carries.items() if name not in mine}
    asked = {**{name: bind[name] for name in bind if name not in mine}, **there}
    names, lost = bind_roles(drill.roles, others, asked)
    steps = (_bind_step(step, names, cued=True) for step in drill.steps)
    placed = (replace(step, place=place) if isinstance(step, Shuttles) else step for step in steps)
    return Bound(drill, tuple(names.items()), tuple(s for s in placed if s is not None), lost)


def bind_drill(drill: Drill, carries: Mapping[str, tuple[str, ...]], bind: Mapping[str, str]) -> Bound:
    """The drill with stations for roles; those of several lanes are all in ``stations``, and ``steps`` are the first
    lane's. Raises BindError when a role cannot be played, a cue cannot be given, or two lanes would share a sensor."""
    if drill.format == "queue":
        return _bind_lane(drill, carries, bind)
    if signals_in(drill.steps) is not None:
        lanes = tuple(_bind_place(drill, carries, bind, place) for place in range(1, drill.lanes + 1))
    else:
        lanes = tuple(_bind_lane(drill, carries, names) for names in lane_binds(drill, carries, bind))
        if drill.format == "mirror":
            lanes = (lanes[0], _follower(drill, lanes))
        _refuse_shared(drill, lanes)
    first = lanes[0]
    stations = tuple(dict.fromkeys(pair for lane in lanes for pair in lane.stations))
    lost = first.lost if signals_in(drill.steps) is not None else dict.fromkeys(w for lane in lanes for w in lane.lost)
    return Bound(drill, stations, first.steps, tuple(lost), lanes)


def lane_binds(
    drill: Drill, carries: Mapping[str, tuple[str, ...]], bind: Mapping[str, str]
) -> tuple[dict[str, str], ...]:
    """Role -> station, in each lane: the role "near" is played in lane 2 by what is bound to "near-2", else by the
    station "near-2", else by what is bound to "near" or bears its name, which the lanes then share. Raises BindError
    for a binding of a role that there is not."""
    numbers = range(1, drill.lanes + 1)
    known = [r.name for r in drill.roles]
    wrong = next((n for n in bind if n not in known and n not in {f"{r}-{i}" for r in known for i in numbers}), None)
    if wrong is not None:
        raise BindError(f"bind: no role {wrong!r}; roles: {', '.join(known)}, in lane 2 {known[0]}-2 and so on")
    own = {f"{role}-{n}" for role in known if role not in bind for n in numbers}
    asked = {station: station for station in own if station in carries} | dict(bind)
    return tuple(
        {role: asked.get(f"{role}-{n}", asked.get(role, "")) for role in known if {role, f"{role}-{n}"} & asked.keys()}
        for n in numbers
    )


def _follower(drill: Drill, lanes: tuple[Bound, ...]) -> Bound:
    """Who follows sees what the leader passes, and answers in his own lane."""
    leads, own = (dict(lane.stations) for lane in lanes)
    steps = (
        replace(step, seen=_known(step.seen, leads), targets=_known(step.targets, own))
        if isinstance(step, Follow)
        else _bind_step(step, own, cued=True)
        for step in drill.follow
    )
    return replace(lanes[1], steps=tuple(step for step in steps if step is not None))


def _refuse_shared(drill: Drill, lanes: tuple[Bound, ...]) -> None:
    """Two lanes may share a lamp or a loudspeaker, never what senses."""
    sensed = {role.name for role in drill.roles if {"pad", "beam"} & set(role.needs)}
    taken: dict[str, int] = {}
    for number, lane in enumerate(lanes, 1):
        for role, station in lane.stations:
            if role in sensed and taken.setdefault(station, number) != number:
                raise BindError(
                    f"lanes {taken[station]} and {number} would share {station!r}, the role {role!r}; each lane has "
                    f"its own: name stations {role}-1, {role}-2, or bind them: {role}-{number}=STATION"
                )


def _bind_lane(drill: Drill, carries: Mapping[str, tuple[str, ...]], bind: Mapping[str, str]) -> Bound:
    names, lost = bind_roles(drill.roles, carries, bind)
    cued = _can_be_reached(drill, names)
    steps = tuple(s for s in (_bind_step(step, names, cued=cued) for step in drill.steps) if s is not None)
    _refuse_mute(steps, carries)
    after = [] if drill.format == "mirror" else [_bind_step(step, names, cued=True) for step in drill.follow]
    return Bound(drill, tuple(names.items()), steps, lost, after=tuple(step for step in after if step is not None))


def _refuse_mute(steps: tuple[Step, ...], carries: Mapping[str, tuple[str, ...]]) -> None:
    """A cue of sound alone needs a speaker that sounds, every other a lamp."""
    sounds = any("speaker" in has for has in carries.values())
    for alt in (a for step in steps if isinstance(step, Cue | Switch) for a in step.alternatives):
        heard = alt.sound is not None or alt.word is not None
        if alt.show or (heard and sounds):
            continue
        if heard:
            raise BindError(f"the cue {alt.name!r} is a sound alone, and no speaker sounds on this field")
        raise BindError(f"the cue {alt.name!r} has nothing to show: this field has none of its lamps")


def _can_be_reached(drill: Drill, names: Mapping[str, str]) -> bool:
    """Does every go of the drill's cues have a target on this field? Else nobody is asked to arrive there."""
    goes = [a for s in drill.steps if isinstance(s, Cue | Switch) for a in s.alternatives if a.go]
    return all(_known(alt.target, names) for alt in goes)


def _bind_step(step: Step, names: Mapping[str, str], *, cued: bool) -> Step | None:
    match step:
        case Ready() | OwnStart() | Hold():
            if step.role not in names:
                return None
            bound = replace(step, role=names[step.role])
            if isinstance(bound, Hold):
                under = names.get(bound.under) if bound.under else None
                return replace(bound, under=under, between=_known(bound.between, names))
            return replace(bound, target=_known(bound.target, names)) if isinstance(bound, OwnStart) else bound
        case Wait():
            return replace(step, guard=names.get(step.guard) if step.guard else None)
        case Switch():
            return replace(step, alternatives=tuple(_bind_alt(a, names) for a in step.alternatives))
        case Cue():
            still = _bind_still(step.still, names)
            return replace(step, alternatives=tuple(_bind_alt(a, names) for a in step.alternatives), still=still)
        case Expect():
            asked = step.answers if cued else _before_cued(step)
            answers = tuple(a for a in (_bind_answer(a, names) for a in asked) if a is not None)
            return replace(step, answers=answers) if answers else None
        case Follow():
            guard = names.get(step.guard) if step.guard else None
            return replace(step, seen=_known(step.seen, names), targets=_known(step.targets, names), guard=guard)
        case Pace():
            return replace(step, role=names.get(step.role) if step.role else None)
        case Shuttles():
            near, far = (names.get(role) if role else None for role in (step.near, step.far))
            return replace(step, near=near, far=far)
        case Say() | Rest() | Span() | SpanEnd():
            return step


def _known(roles: Iterable[str], names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(names[r] for r in roles if r in names)


def _bind_still(still: Still | None, names: Mapping[str, str]) -> Still | None:
    return None if still is None else replace(still, role=names[still.role])


def _bind_alt(alt: Alternative, names: Mapping[str, str]) -> Alternative:
    return replace(
        alt,
        target=_known(alt.target, names),
        show=_known(alt.show, names),
        speaker=names.get(alt.speaker) if alt.speaker else None,
    )


def _before_cued(step: Expect) -> tuple[Answer, ...]:
    """The answers up to the one that cannot be given: the way back says nothing without the way out."""
    first = next((i for i, a in enumerate(step.answers) if not a.roles), len(step.answers))
    return step.answers[:first]


def _bind_answer(answer: Answer, names: Mapping[str, str]) -> Answer | None:
    if not answer.roles:
        return answer
    roles = _known(answer.roles, names)
    by = tuple((name, _known(some, names)) for name, some in answer.by)
    return replace(answer, roles=roles, by=by) if roles else None
