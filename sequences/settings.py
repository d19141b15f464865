"""What a coach may change about a drill: typed, bounded settings, and levels that override them.

A setting's kind follows from its default: ``8`` whole number, ``0.2`` number, ``true`` switch, ``"60 s"`` duration,
a table wait, a word of ``one_of`` choice, a list of such words choices. Values keep the form they have in a file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from sequences.errors import DrillError, SettingError
from sequences.model import WaitLaw
from sequences.schema import law_shape
from sequences.shape import fault, nearest_first, show
from sequences.units import DURATION, DURATION_WORDS, law_table, law_text, nanoseconds, wait_law

Kind = Literal["whole number", "number", "switch", "duration", "wait", "choice", "choices"]


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its kind, default and bounds, as written in a file (durations are text)."""

    name: str
    kind: Kind
    default: Any
    low: Any = None
    high: Any = None
    options: tuple[str, ...] = ()
    about: str = ""


WELL_KNOWN = {
    s.name: s
    for s in (
        Setting("reps", "whole number", 8, 1, 100, about="reps of each athlete in a set"),
        Setting("sets", "whole number", 1, 1, 10, about="sets"),
        Setting("rest", "duration", "60 s", "0 s", "15 min", about="rest between sets"),
        Setting("every", "duration", "0 s", "0 s", "5 min", about="from one start of an athlete to his next in a set"),
        Setting("catch", "number", 0.0, 0.0, 0.5, about="share of reps whose cue never comes"),
        Setting("stay", "number", 0.0, 0.0, 0.5, about="share of reps whose cue means: do not move"),
        Setting("longest_run", "whole number", 4, 2, 10, about="longest run of the same cue"),
    )
}
"""Settings that mean something by themselves. What a file says about one must lie within these bounds."""

ALWAYS = ("reps", "sets", "rest", "longest_run")
"""Those every drill has, whether its file names them or not."""


def read_settings(doc: Mapping[str, Any]) -> tuple[Setting, ...]:
    """The settings of a drill file of the right shape, in file order, then those every drill has.

    Raises DrillError where a default, a bound and a kind do not fit together.
    """
    found = [_read(name, spec) for name, spec in doc.get("settings", {}).items()]
    names = {s.name for s in found}
    return (*found, *(WELL_KNOWN[name] for name in ALWAYS if name not in names))


def read_levels(doc: Mapping[str, Any], settings: tuple[Setting, ...]) -> dict[int, dict[str, Any]]:
    """Level -> the values it overrides. Levels count 1, 2, 3 without a gap."""
    levels = {int(key): overrides for key, overrides in sorted(doc.get("levels", {}).items())}
    if sorted(levels) != list(range(1, len(levels) + 1)):
        raise DrillError("levels", f"levels count from 1 without a gap, not {', '.join(map(str, levels))}")
    by_name = {s.name: s for s in settings}
    return {level: _read_level(f"levels.{level}", levels[level], by_name) for level in levels}


def parse_setting(setting: Setting, text: str) -> Any:
    """A value from the words of a command line: ``5``, ``0.2``, ``true``, ``1.5 s``, ``lamp,tone``, ``fixed 1.5 s``.

    Raises SettingError, one sentence, when it is not of the setting's kind or out of its bounds.
    """
    try:
        return checked(setting, setting.name, _from_text(setting, text.strip()))
    except DrillError as exc:
        raise SettingError(str(exc)) from exc


def checked(setting: Setting, where: str, value: Any) -> Any:
    """The value, when it is of the setting's kind and within its bounds; else DrillError."""
    match setting.kind:
        case "whole number" | "number":
            return _checked_number(setting, where, value)
        case "duration":
            if not isinstance(value, str):
                raise DrillError(where, f"{show(value)} is not {DURATION_WORDS}")
            _within(setting, where, nanoseconds(where, value), value)
        case "wait":
            _checked_law(where, value)
        case "switch":
            if not isinstance(value, bool):
                raise DrillError(where, f"{show(value)} is not true or false")
        case "choice":
            _allowed(setting, where, value)
        case "choices":
            if not isinstance(value, list) or not value:
                raise DrillError(where, f"{show(value)} is not a list of some of {', '.join(setting.options)}")
            for word in value:
                _allowed(setting, where, word)
            if len(set(value)) < len(value):
                raise DrillError(where, "says the same thing twice")
    return value


def as_text(value: Any) -> str | int | float | bool:
    """A value as one JSON scalar: laws and lists in the words of the command line, the rest as it is."""
    if isinstance(value, dict):
        return law_text(value)
    if isinstance(value, list):
        return ",".join(value)
    return value  # type: ignore[no-any-return]


def bounds_text(setting: Setting) -> str:
    """What is allowed, in words."""
    match setting.kind:
        case "switch":
            return "true or false"
        case "choice":
            return " or ".join(setting.options)
        case "choices":
            return "some of " + ", ".join(setting.options)
        case "wait":
            return "a wait law"
    if setting.low is None and setting.high is None:
        return f"a {setting.kind}"
    if setting.high is None:
        return f"{setting.low} or more"
    return f"up to {setting.high}" if setting.low is None else f"{setting.low} to {setting.high}"


def _read_level(where: str, overrides: Mapping[str, Any], by_name: Mapping[str, Setting]) -> dict[str, Any]:
    for name in overrides:
        if name not in by_name:
            raise DrillError(where, f'no setting "{name}"; settings: {", ".join(nearest_first(name, by_name))}')
    return {name: checked(by_name[name], f"{where}.{name}", value) for name, value in overrides.items()}


def _read(name: str, spec: Mapping[str, Any]) -> Setting:
    where, default, options = f"settings.{name}", spec["default"], tuple(spec.get("one_of", ()))
    kind = _kind(where, default, options)
    known = WELL_KNOWN.get(name)
    if known and kind != known.kind:
        if (known.kind, kind) != ("number", "whole number"):
            raise DrillError(f"{where}.default", f"{show(default)} is not a {known.kind}, which {name} is")
        kind = known.kind
    own = Setting(name, kind, default, spec.get("min"), spec.get("max"), options, spec.get("about", ""))
    _check_bounds(where, own, known)
    if known:
        low, high = (b if b is not None else k for b, k in ((own.low, known.low), (own.high, known.high)))
        own = Setting(name, kind, default, low, high, options, own.about or known.about)
    checked(own, f"{where}.default", default)
    return own


def _kind(where: str, default: Any, options: tuple[str, ...]) -> Kind:
    if options and not isinstance(default, str | list):
        raise DrillError(f"{where}.one_of", "only words can be chosen from; a number has min and max")
    if isinstance(default, list):
        if not options:
            raise DrillError(where, "a list needs one_of: the words it may hold")
        return "choices"
    if isinstance(default, str):
        if options:
            return "choice"
        if not re.fullmatch(DURATION, default):
            raise DrillError(f"{where}.default", f"{show(default)} is not {DURATION_WORDS}; words need one_of")
        return "duration"
    if isinstance(default, dict):
        return "wait"
    return "switch" if isinstance(default, bool) else "whole number" if isinstance(default, int) else "number"


def _check_bounds(where: str, own: Setting, known: Setting | None) -> None:
    """A file's own bounds are of the setting's kind, in order, and within those of a well-known setting."""
    for key, bound in (("min", own.low), ("max", own.high)):
        if bound is None:
            continue
        if own.kind not in ("whole number", "number", "duration"):
            raise DrillError(f"{where}.{key}", f"a {own.kind} has no {key}")
        unbounded = Setting(own.name, own.kind, own.default)
        checked(known or unbounded, f"{where}.{key}", bound)
    if own.low is not None and own.high is not None and _size(own.high) < _size(own.low):
        raise DrillError(f"{where}.max", f"{own.high} is below min {own.low}")


def _checked_number(setting: Setting, where: str, value: Any) -> int | float:
    whole = setting.kind == "whole number"
    if isinstance(value, bool) or not isinstance(value, int if whole else int | float):
        raise DrillError(where, f"{show(value)} is not a {setting.kind}")
    if not abs(value) <= 1e9:  # so that nan is refused too
        raise DrillError(where, f"{show(value)} is not a number to count with")
    _within(setting, where, value, value)
    return value if whole else float(value)


def _checked_law(where: str, value: Any) -> WaitLaw:
    wrong = fault(value, law_shape(raw=False), where)
    if wrong:
        raise DrillError(*wrong)
    return wait_law(where, value)


def _within(setting: Setting, where: str, size: float, shown: Any) -> None:
    if setting.low is not None and size < _size(setting.low):
        raise DrillError(where, f"{shown} is below min {setting.low}")
    if setting.high is not None and size > _size(setting.high):
        raise DrillError(where, f"{shown} is above max {setting.high}")


def _size(bound: Any) -> float:
    """A bound as a number that compares: nanoseconds for a duration."""
    return nanoseconds("", bound) if isinstance(bound, str) else bound


def _allowed(setting: Setting, where: str, word: Any) -> None:
    if word not in setting.options:
        allowed = ", ".join(nearest_first(str(word), setting.options))
        raise DrillError(where, f"{show(word)} is not allowed; allowed: {allowed}")


def _from_text(setting: Setting, text: str) -> Any:
    match setting.kind:
        case "whole number" if re.fullmatch(r"[+-]?[0-9]{1,12}", text):
            return int(text)
        case "number" if re.fullmatch(r"[+-]?[0-9]{0,12}\.?[0-9]{1,12}", text):
            return float(text)
        case "switch" if text in ("true", "false"):
            return text == "true"
        case "wait":
            return law_table(setting.name, text)
        case "choices":
            return [word.strip() for word in text.split(",")]
    return text
