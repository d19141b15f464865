"""``cue-trainer drills``: what drills there are, what they say, is a file right, what is planned."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.commands import drills_audit, drills_map, drills_own
from api.commands.drills_own import levels_text
from api.options import JsonOption, LevelOption, NameArgument, SetOption, own_dirs
from api.pairs import pairs
from sequences.errors import SettingError
from sequences.formats import format_words
from sequences.load import DrillFile, resolve
from sequences.model import Cue, Drill
from sequences.plan import make_plan, rep_docs
from sequences.settings import as_text, bounds_text
from sequences.shuttles import signals_in
from sequences.units import in_words
from sequences.words import step_words
from trainer import files
from trainer.settings import find_places, load_settings

app = typer.Typer(help="The drills, and your own: check, save, export, remove.", no_args_is_help=True)
app.add_typer(drills_map.app)
app.add_typer(drills_audit.app)
app.add_typer(drills_own.app)

LanguageOption = Annotated[str | None, typer.Option(help="en, de; what the drill has no words for stays as it is.")]


@app.command("list")
def list_drills(as_json: JsonOption = False) -> None:
    """Every drill: those of the library and your own."""
    found, wrong = files.list_drills(own_dirs())
    for sentence in wrong:
        typer.echo(sentence, err=True)
    if as_json:
        typer.echo(json.dumps([_head(file) for file in found], ensure_ascii=False))
        return
    table = Table("drill", "title", "levels", "measures", "", box=None, pad_edge=False)
    for file in found:
        whose = "" if file.name in files.library_names() else "own"
        table.add_row(file.name, Text(file.title), levels_text(file), Text(", ".join(_measures(file))), whose)
    Console().print(table)


@app.command()
def show(name: NameArgument, level: LevelOption = None, language: LanguageOption = None) -> None:
    """One drill: what it trains, what may be set, who plays in it, and its steps in words."""
    file = files.load_drill_file(name, own_dirs=own_dirs())
    drill = resolve(file, level=level, language=_language(language))
    console = Console(highlight=False)
    console.print(Text(f"{drill.title} ({file.name})", style="bold"))
    console.print(Text(drill.about))
    _print_list(console, "say", [" · ".join(drill.words)])
    console.print(_settings_table(file, drill))
    _print_list(console, "levels", (f"{n}: {_overrides(values)}" for n, values in file.levels.items()))
    console.print(_roles_table(drill))
    _print_list(console, "lanes", [format_words(drill)])
    _print_list(console, "pads to lift off the path", drill.lifted)
    _print_list(console, "one rep" + (f" at level {level}" if level else ""), map(step_words, drill.steps))
    _print_list(console, "who follows", map(step_words, drill.follow))


@app.command()
def plan(
    name: NameArgument,
    seed: Annotated[int | None, typer.Option(help="The same seed draws the same plan.")] = None,
    athletes: Annotated[int, typer.Option(help="How many athletes.")] = 1,
    level: LevelOption = None,
    settings: SetOption = None,
    same_order: Annotated[bool, typer.Option("--same-order", help="Cue for cue the same for every athlete.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object a rep.")] = False,
) -> None:
    """Draw a plan and print it, rep by rep, in the order played; of a test by signals every signal, and no seed."""
    file = files.load_drill_file(name, own_dirs=own_dirs())
    drill = resolve(file, level=level, settings=pairs("--set", settings or ()))
    if seed is None and signals_in(drill.steps) is None:
        raise SettingError("a plan is drawn from a seed: say a whole number, --seed 1")
    docs = list(rep_docs(make_plan(drill, seed=seed or 0, athletes=athletes, same_order=same_order)))
    if as_json:
        for doc in docs:
            typer.echo(json.dumps(doc, ensure_ascii=False))
        return
    lane = ("lane",) if any("lane" in doc for doc in docs) else ()
    heads = ("set", "rep", *lane, "athlete", "cue", "shown by", "sound", "wait")
    row = _plan_row
    if signals_in(drill.steps) is not None:
        heads, row = ("signal", "level", "shuttle", "what", "at", "metres"), _signal_row
    table = Table(*heads, box=None, pad_edge=False)
    for doc in docs:
        table.add_row(*row(doc))
    Console().print(table)


def _language(flag: str | None) -> str:
    return load_settings(find_places(os.environ), os.environ, {"language": flag}).language


def _head(file: DrillFile) -> dict[str, Any]:
    return {
        "name": file.name,
        "title": file.title,
        "about": file.own.about,
        "words": list(file.own.words),
        "languages": list(file.texts),
        "tags": list(file.tags),
        "levels": list(file.levels),
        "measures": _measures(file),
        "own": file.name not in files.library_names(),
        "sha": file.sha,
    }


def _measures(file: DrillFile) -> list[str]:
    """What the drill measures at any of its levels."""
    drills = [resolve(file, level=level) for level in file.levels or (None,)]
    cues = [step.measure or "" for drill in drills for step in drill.steps if isinstance(step, Cue)]
    return sorted(set(cues) - {""}) or ["total"]


def _overrides(values: dict[str, Any]) -> str:
    return ", ".join(f"{name} = {_written(value)}" for name, value in values.items()) or "as the defaults say"


def _written(value: Any) -> str:
    """A setting's value in the words of ``--set``."""
    return str(value).lower() if isinstance(value, bool) else str(as_text(value))


def _settings_table(file: DrillFile, drill: Drill) -> Table:
    table = Table("setting", "value", "allowed", "what it is", box=None, pad_edge=False)
    values = dict(drill.settings)
    for setting in file.settings:
        table.add_row(
            setting.name, Text(_written(values[setting.name])), Text(bounds_text(setting)), Text(setting.about)
        )
    return table


def _roles_table(drill: Drill) -> Table:
    table = Table("role", "needs", "stands at", "without it", box=None, pad_edge=False)
    for role in drill.roles:
        at = f"{role.at[0]:g}, {role.at[1]:g} m" if role.at else ""
        without = f"{role.loses or 'less'} is lost" if role.optional else "the drill cannot be played"
        table.add_row(role.name, " + ".join(role.needs), at, Text(without))
    return table


def _print_list(console: Console, heading: str, lines: Iterable[str]) -> None:
    lines = [line for line in lines if line]
    if lines:
        console.print(Text(heading, style="bold"))
        for line in lines:
            console.print(Text(f"  {line}"))


def _signal_row(doc: dict[str, Any]) -> list[str]:
    at = f"{doc['signal_ns'] // 1_000_000 / 1000:.3f} s"
    return [str(doc["n"]), str(doc["level"]), str(doc["shuttle"]), doc["what"], at, str(doc["metres"])]


def _plan_row(doc: dict[str, Any]) -> list[str]:
    cue = "no cue" if doc["catch"] else " or ".join(doc["cue"])
    cue = " or ".join(doc["calls"]) if "calls" in doc else cue
    cue = doc.get("side") or (f"stay at {cue}" if doc["go"] is False else cue)
    wait = "" if doc["foreperiod_ns"] is None else in_words(doc["foreperiod_ns"])
    wait = "the coach's tap" if "calls" in doc else wait
    shown = " + ".join(doc["show"]) + (f" ({doc['light']})" if doc["light"] else "")
    who = [str(doc[key]) for key in ("set", "rep", "lane", "athlete") if key in doc]
    return [*who, cue, shown, doc["sound"] or "", wait]
