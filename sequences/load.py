"""From the tables of a drill file to a drill that can be planned and played.

file = drill_file("line-shuffle", tables)             the file, checked as written and at every level
drill = resolve(file, level=2, settings={"reps": "5"})   its steps, with every setting filled in
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sequences.cast import Cast, read_roles, read_spots
from sequences.cues import ONLY
from sequences.errors import DrillError, SettingError
from sequences.flow import Placed, check, is_tap, with_measure
from sequences.formats import followed, in_lanes
from sequences.model import Cue, Drill, Format, Limits
from sequences.rounds import all_steps, in_force, written_out
from sequences.schema import SETTING_REF, drill_schema
from sequences.settings import (
    WELL_KNOWN,
    Setting,
    as_text,
    checked,
    parse_setting,
    read_levels,
    read_settings,
)
from sequences.shape import fault, nearest_first, show
from sequences.shuttles import Shuttles
from sequences.steps import in_round, read_step
from sequences.texts import Texts, read_texts, told_in
from sequences.units import duration

Table = dict[str, Any]


@dataclass(frozen=True, slots=True)
class DrillFile:
    """A drill as its file says it, right at every level. ``doc``: its tables, never changed; ``sha``: the sha256 of
    their canonical JSON."""

    name: str
    doc: Table
    sha: str
    texts: dict[str, Texts]  # by language, the file's own first
    tags: tuple[str, ...]
    settings: tuple[Setting, ...]
    levels: dict[int, Table]  # level -> the settings it overrides

    @property
    def language(self) -> str:
        """The file's own."""
        return next(iter(self.texts))

    @property
    def own(self) -> Texts:
        """What the file says in its own language."""
        return self.texts[self.language]

    @property
    def title(self) -> str:
        return self.own.title

    def setting(self, name: str) -> Setting:
        """The setting of that name. SettingError when the drill has none."""
        found = next((s for s in self.settings if s.name == name), None)
        if found is None:
            names = nearest_first(name, [s.name for s in self.settings])
            raise SettingError(f"{self.name} has no setting {show(name)}; settings: {', '.join(names)}")
        return found


def drill_file(name: str, doc: Table) -> DrillFile:
    """The drill these tables say. DrillError for the first thing they may not say, by place and reason."""
    wrong = fault(doc, drill_schema(raw=True))
    if wrong:
        raise DrillError(*wrong)
    settings = read_settings(doc)
    file = DrillFile(
        name,
        doc,
        hashlib.sha256(canonical(doc)).hexdigest(),
        read_texts(doc),
        tuple(doc.get("tags", ())),
        settings,
        read_levels(doc, settings),
    )
    spoken = _settings_spoken_of(file)
    _check_fading(file)
    _check_every_level(file)
    for setting in settings:
        if setting.name not in spoken:
            raise DrillError(f"settings.{setting.name}", f'no step speaks of it: write "${setting.name}" in one')
    return file


def canonical(doc: Any) -> bytes:
    """The one way to write plain data as JSON that its sha256 is taken of."""
    return json.dumps(doc, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def resolve(
    file: DrillFile,
    *,
    level: int | None = None,
    settings: Mapping[str, object] | None = None,
    language: str | None = None,
) -> Drill:
    """The drill at a level, with these settings: values as in a file, or as the text of a command line; in a language,
    as far as the file has it, else in the file's own.

    Level None is the drill as its defaults say it. SettingError for a level or setting that is not there, a value
    that is not allowed, and values that together make no rep.
    """
    values = {s.name: s.default for s in file.settings} | _level(file, level)
    for name, value in (settings or {}).items():
        setting = file.setting(name)
        values[name] = _given(setting, value)
    try:
        drill, _ = _resolved(file, level, values, language or file.language)
    except DrillError as exc:
        raise SettingError(f"with these settings {file.name} cannot be played: {exc}") from exc
    return drill


def _given(setting: Setting, value: object) -> Any:
    if isinstance(value, str):
        return parse_setting(setting, value)
    try:
        return checked(setting, setting.name, value)
    except DrillError as exc:
        raise SettingError(str(exc)) from exc


def _level(file: DrillFile, level: int | None) -> Table:
    if level is None:
        return {}
    if level not in file.levels:
        levels = f"levels 1 to {len(file.levels)}" if file.levels else "no levels"
        raise SettingError(f"no level {level}: {file.name} has {levels}")
    return file.levels[level]


def _resolved(file: DrillFile, level: int | None, values: Table, wanted: str) -> tuple[Drill, Cast]:
    doc, cast = file.doc, Cast(read_roles(file.doc), read_spots(file.doc))
    language = wanted if wanted in file.texts else file.language
    texts = file.texts[language]
    format_: Format = doc.get("format", "queue")
    lanes, placed = in_lanes(format_, doc.get("lanes"), _read_steps(doc, values, level, cast))
    check(placed, {role.name for role in cast.playing() if role.optional}, _drawable(file))
    _check_shares(file, values, placed)
    steps = told_in(with_measure([step for _, step in placed]), file.texts, language)
    drill = Drill(
        name=file.name,
        title=texts.title,
        about=texts.about,
        words=texts.words,
        tags=file.tags,
        sha=file.sha,
        level=level,
        settings=tuple((name, as_text(value)) for name, value in values.items()),
        roles=cast.playing(),
        lifted=_lifted(doc, values, cast),
        steps=steps,
        sets=values["sets"],
        reps=values["reps"],
        rest_ns=duration("settings.rest", values["rest"], high="15 min"),
        catch=values.get("catch", 0.0),
        stay=values.get("stay", 0.0),
        longest_run=values["longest_run"],
        run_out_ns=duration("run_out", doc.get("run_out", "3 s"), high="2 min"),
        limits=_limits(doc),
        spots=cast.gone_by(),
        published=doc.get("published", ""),
        tired=doc.get("tired", "rest"),
        easy=doc.get("easy", False),
        every_ns=duration("settings.every", values.get("every", "0 s"), high="5 min"),
        language=language,
        format=format_,
        lanes=lanes,
        follow=followed(format_, steps),
    )
    return drill, cast


def _read_steps(doc: Table, values: Table, level: int | None, cast: Cast) -> list[Placed]:
    """The steps in force, each with its place in the file."""
    placed: list[Placed] = []
    for written in written_out(doc, values, level):
        before = [step for _, step in placed]
        step = read_step(written.where, written.table, cast, before, level)
        placed.append((written.where, in_round(step, written.round, written.group)))
    return placed


def _drawable(file: DrillFile) -> frozenset[str]:
    """The names of all that may be drawn for a rep, whatever the settings."""
    names: set[str] = set()
    for _, step in all_steps(file.doc):
        cue = step.get("cue", {})
        names |= {ONLY} if "target" in cue else set(cue.get("variants", ()))
        for chosen in (cue.get("one_of", ()), step.get("own_start", {}).get("sides", ())):
            names |= set(file.setting(chosen[1:]).options if isinstance(chosen, str) else chosen)
    return frozenset(names)


def _limits(doc: Table) -> Limits:
    given = {f"{k}_ns": duration(f"limits.{k}", v, high="2 s") for k, v in doc.get("limits", {}).items()}
    return Limits(**given)


def _lifted(doc: Table, values: Table, cast: Cast) -> tuple[str, ...]:
    """Roles whose pad lies in the way now and is not used."""
    lifted = []
    for name, table in doc["roles"].items():
        lift = table.get("lift", False)
        if lift is True or (lift and in_force(lift, values)):
            if "pad" in cast.used().get(name, ()):
                raise DrillError(f"roles.{name}.lift", "the pad is lifted, and a step in force needs it")
            lifted.append(name)
    return tuple(lifted)


def _check_shares(file: DrillFile, values: Table, placed: list[Placed]) -> None:
    """Reps without a cue, and cues that say stay, have a right answer; and stays are drawn."""
    if any(isinstance(step, Shuttles) for _, step in placed) != (file.doc.get("format") == "paced"):
        raise DrillError("format", 'shuttles are run by everybody at once, and nothing else is: say format = "paced"')
    if file.doc.get("format") == "paced" and values["sets"] * values["reps"] != 1:
        raise DrillError("settings.reps", "a test by signals is run once: one set of one rep")
    where, cue = next(((w, s) for w, s in placed if isinstance(s, Cue)), ("", None))
    if any(is_tap(step) for _, step in placed):
        if values.get("catch") or values.get("stay"):
            raise DrillError(where, "where the coach taps nothing is drawn: catch and stay must be 0")
        return
    can_be = {s.name: s.high for s in file.settings if s.name in ("catch", "stay") and s.high > 0}
    if cue is None:
        for name in can_be:
            raise DrillError(f"settings.{name}", "an own start has no cue that could be left out")
        return
    if can_be and cue.still is None:
        raise DrillError(where, f"needs still, the right answer to no cue: {' and '.join(can_be)} can be above 0")
    if can_be and sum(isinstance(step, Cue) for _, step in placed) > 1:
        name = next(iter(can_be))
        raise DrillError(f"settings.{name}", f"{name} needs a rep of one cue, and here are several")
    stays = [a for a in cue.alternatives if not a.go]
    if len(stays) == len(cue.alternatives):
        raise DrillError(where, "every alternative is a stay: nobody ever goes")
    if stays and "stay" not in can_be:
        raise DrillError(where, f'"{stays[0].name}" is a stay, and no setting "stay" says how often it comes')
    if not stays and values.get("stay", 0):
        raise DrillError(where, "the setting stay is above 0, and no variant says go = false")


def _settings_spoken_of(file: DrillFile) -> set[str]:
    """The settings that mean something by themselves, and those that a step, a when or a lift names.

    DrillError for a name that is no setting, and for a value wanted that the setting cannot have.
    """
    spoken = set(WELL_KNOWN)
    for where, name, wanted in _mentions(file.doc):
        try:
            setting = file.setting(name)
        except SettingError as exc:
            raise DrillError(where, str(exc)) from exc
        spoken.add(name)
        if wanted is not None and setting.kind not in ("choice", "switch", "whole number"):
            raise DrillError(where, f"{name} is a {setting.kind}; only a choice, a switch or a whole number decides")
        for value in wanted if isinstance(wanted, list) else [] if wanted is None else [wanted]:
            checked(setting, where, value)
    return spoken


def _mentions(doc: Table) -> Iterator[tuple[str, str, Any]]:
    """Place, setting and (for when and lift) the value wanted, wherever the file speaks of a setting."""
    for name, role in doc["roles"].items():
        lift = role.get("lift")
        for setting, wanted in lift.items() if isinstance(lift, dict) else ():
            yield f"roles.{name}.lift.{setting}", setting, wanted
    for place, step in all_steps(doc):
        for setting, wanted in step.get("when", {}).items():
            yield f"{place}.when.{setting}", setting, wanted
    for i, step in enumerate(doc["rep"], start=1):
        for where, name in _references(f"rep[{i}]", step):
            yield where, name, None


def _references(where: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _references(f"{where}.{key}", inner)
    elif isinstance(value, list):
        for i, inner in enumerate(value, start=1):
            yield from _references(f"{where}[{i}]", inner)
    elif isinstance(value, str) and re.fullmatch(SETTING_REF, value):
        yield where, value[1:]


def _check_fading(file: DrillFile) -> None:
    for place, step in all_steps(file.doc):
        if "fade" not in step:
            continue
        if not file.levels:
            raise DrillError(f"{place}.fade", "there are no levels to fade by")
        if not step["fade"][0]:
            raise DrillError(f"{place}.fade", "level 1 hears nothing: what fades begins loud")


def _check_every_level(file: DrillFile) -> None:
    """The drill can be played as its defaults say it and at each level, and every role and spot has a part in it."""
    used: dict[str, set[str]] = {}
    gone_by: set[str] = set()
    for level in (None, *file.levels):
        values = {s.name: s.default for s in file.settings} | _level(file, level)
        try:
            _, cast = _resolved(file, level, values, file.language)
        except DrillError as exc:
            raise DrillError(exc.where, f"{exc.what} (at level {level})" if level else exc.what) from exc
        gone_by.update(spot.name for spot in cast.gone_by())
        for name, parts in cast.used().items():
            used.setdefault(name, set()).update(parts)
    for name in file.doc.get("spots", {}):
        if name not in gone_by:
            raise DrillError(f"spots.{name}", "no step goes by it at any level")
    for name, table in file.doc["roles"].items():
        if name not in used and "lift" not in table:
            raise DrillError(f"roles.{name}", "no step uses it at any level")
        for part in table["needs"]:
            if part not in used.get(name, ()) and not (part == "pad" and "lift" in table):
                raise DrillError(f"roles.{name}.needs", f"no step uses its {part} at any level")
