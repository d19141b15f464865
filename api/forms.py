"""Drills as forms: what may be set, within which bounds, and what this field cannot do of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.models import DrillCard, DrillDetail, LevelForm, RoleDoc, SettingForm, Translation
from hardware.spec import FieldSpec
from sequences.flow import longest_ns
from sequences.load import DrillFile, resolve
from sequences.model import Drill, Expect, Hold, OwnStart, Ready, Rest, Role, Say, Step, Wait, WaitLaw
from sequences.settings import Setting
from sequences.texts import Texts
from sequences.units import nanoseconds
from trainer.engine.bind import bind_roles, lane_binds
from trainer.errors import BindError, GroundError
from trainer.files import library_names
from trainer.ground.check import playable

CHANGE_OVER_S = 6.0  # walk off, walk on
SHARED = ("versus", "mirror", "relay")  # formats in which several are on at once
TAP_NS = 3_000_000_000  # until the coach taps
ANSWER_NS = 2_000_000_000  # of one answer: the usual way to a gate 5 m off
SAY_NS = 1_000_000_000
S = 1_000_000_000


def card(file: DrillFile, spec: FieldSpec) -> DrillCard:
    """A drill for the list."""
    drill = resolve(file, level=1 if file.levels else None)
    lacks, refused = _fit(drill, spec)
    return DrillCard(**_head(file), lacks=lacks, refused=refused)


def detail(file: DrillFile, spec: FieldSpec) -> DrillDetail:
    """A drill with its form."""
    drill = resolve(file, level=1 if file.levels else None)
    lacks, refused = _fit(drill, spec)
    by_name = {s.name: s for s in file.settings}
    return DrillDetail(
        **_head(file),
        lacks=lacks,
        refused=refused,
        settings=[_form(s) for s in file.settings],
        levels=[
            LevelForm(level=n, settings={name: _shown(by_name[name], v) for name, v in values.items()})
            for n, values in file.levels.items()
        ],
        roles=_roles(file, {station.name: station.carries for station in spec.stations}),
        rep_s=round(rep_s(drill), 1),
    )


def rep_s(drill: Drill) -> float:
    """About how many seconds one rep takes of the time of all: holds and mean waits as written, 2 s an answer, 6 s to
    change over; side by side it is shared."""
    beside = drill.lanes if drill.format in SHARED else 1
    return (CHANGE_OVER_S + longest_ns(drill.steps, _step_ns) / S) / beside


def _step_ns(step: Step) -> int:
    match step:
        case Ready():
            return step.hold_ns
        case Wait():
            return _mean_ns(step.law)
        case Expect():
            return ANSWER_NS * len(step.answers)
        case OwnStart():
            return ANSWER_NS
        case Hold() | Rest():
            return step.time_ns
        case Say():
            return SAY_NS
        case _:
            return 0


def _mean_ns(law: WaitLaw) -> int:
    if law.kind == "tap":
        return TAP_NS
    if law.kind == "list":
        return sum(law.values_ns) // len(law.values_ns)
    if law.kind == "exponential":
        return min(law.min_ns + law.tau_ns, (law.min_ns + law.max_ns) // 2)
    return (law.min_ns + law.max_ns) // 2


def _head(file: DrillFile) -> dict[str, Any]:
    own, *others = file.texts
    return {
        "name": file.name,
        "own": file.name not in library_names(),
        "sha": file.sha,
        "title": file.title,
        "about": file.own.about,
        "words": list(file.own.words),
        "language": own,
        "tags": list(file.tags),
        "text": {language: _translation(file.texts[language]) for language in others},
    }


def _translation(texts: Texts) -> Translation:
    return Translation(title=texts.title, about=texts.about, words=list(texts.words), lines=dict(texts.lines))


def _fit(drill: Drill, spec: FieldSpec) -> tuple[list[str], str | None]:
    """What is lost on this field and what to mind there, and why the drill cannot be played there at all."""
    try:
        ground = playable(drill, spec, {})
    except (BindError, GroundError) as exc:
        return [], str(exc)
    return [*ground.bound.lost, *ground.warnings, *ground.notes], None


def _roles(file: DrillFile, carries: Mapping[str, tuple[str, ...]]) -> list[RoleDoc]:
    """The roles of every level, each once."""
    found: dict[str, RoleDoc] = {}
    for level in file.levels or [None]:
        drill = resolve(file, level=level)
        for role in drill.roles:
            doc = found.setdefault(role.name, _role(drill, role, carries))
            doc.levels += [level] if level is not None else []
    return list(found.values())


def _role(drill: Drill, role: Role, carries: Mapping[str, tuple[str, ...]]) -> RoleDoc:
    binds: tuple[dict[str, str], ...] = (
        ({},) if drill.format == "queue" else lane_binds(replace(drill, roles=(role,)), carries, {})
    )
    try:
        stations = [bind_roles((role,), carries, bind)[0].get(role.name) for bind in binds]
    except BindError:
        stations = []
    found = [station for station in stations if station is not None]
    return RoleDoc(
        name=role.name,
        needs=list(role.needs),
        at=role.at,
        optional=role.optional,
        loses=role.loses,
        station=found[0] if len(found) == len(binds) else None,
        stations=list(dict.fromkeys(found)),
        levels=[],
    )


def _form(s: Setting) -> SettingForm:
    low, high = (None if bound is None else _number(bound) for bound in (s.low, s.high))
    return SettingForm(
        name=s.name,
        kind=s.kind,
        about=s.about,
        default=_shown(s, s.default),
        min=low,
        max=high,
        step=_step(s, low, high),
        options=list(s.options),
    )


def _step(s: Setting, low: float | None, high: float | None) -> float | None:
    """How far one tap goes: a number people would say, about a twentieth of the range."""
    if s.kind == "whole number":
        return 1
    if s.kind not in ("number", "duration"):
        return None
    span = (high - low) if low is not None and high is not None else 10.0
    fine = 0.05 if s.kind == "number" else 0.1
    return next((step for step in (fine, 0.5, 1, 5, 10, 15, 30, 60) if span <= 40 * step), 60)


def _shown(s: Setting, value: Any) -> Any:
    """A value as the form shows it: durations in seconds, the rest as in the file."""
    return _number(value) if s.kind == "duration" else value


def _number(value: Any) -> float:
    return nanoseconds("", value) / S if isinstance(value, str) else float(value)
