"""``cue-trainer field``: what a field file says, and what can be played on it. Opens nothing."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Annotated

import typer

from hardware.spec import FieldSpec, StationSpec, TriggerSpec
from sequences.load import DrillFile, resolve
from trainer.errors import BindError
from trainer.fields import load_field
from trainer.files import list_drills
from trainer.ground.card import card_blocks, card_text
from trainer.ground.check import on_field
from trainer.ground.drawing import draw
from trainer.ground.site import field_site
from trainer.output import whole_file
from trainer.settings import find_places

app = typer.Typer(no_args_is_help=True)


@app.callback()
def group() -> None:
    """The field: what stands where, and what can be played on it."""


@app.command("check")
def check(file: Annotated[str, typer.Argument(metavar="FILE|NAME", help="A field file, or a field's name.")]) -> None:
    """Is a field file right, what stands where, and what does each drill lose on it? Nothing is opened."""
    places = find_places(os.environ)
    spec = load_field(file, places.fields)
    typer.echo(f"{spec.title}: {_count(spec)}, nothing wrong" + (" (simulated)" if spec.simulated else ""))
    for note in spec.notes:
        typer.echo(f"note: {note}")
    typer.echo()
    width = max(len(s.name) for s in spec.stations)
    for station in spec.stations:
        typer.echo(f"{station.name:<{width}}  {_spot(station.at):>14}  {', '.join(_devices(station))}")
    typer.echo()
    drills, _ = list_drills((places.drills,))
    for drill in drills:
        for line in drill_lines(drill, spec):
            typer.echo(line)


@app.command()
def card(
    name: Annotated[str, typer.Argument(metavar="FILE|NAME", help="A field file, or a field's name.")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE", help="A drawing, as SVG.")] = None,
) -> None:
    """The set-up card of a field: where everything stands, in metres and paces, and what to mind. As text, or drawn."""
    spec = load_field(name, find_places(os.environ).fields)
    if output is None:
        typer.echo(card_text(spec), nl=False)
        return
    with whole_file(output) as file:
        file.write(draw(spec.title, field_site(spec), spec.ground, None, card_blocks(spec)))


def drill_lines(drill: DrillFile, spec: FieldSpec) -> Iterator[str]:
    """One line for the whole drill, or one for each stretch of levels that fare the same on this field."""
    fates = [(level, _fate(drill, level, spec)) for level in drill.levels or (None,)]
    for fate, stretch in groupby(fates, key=lambda pair: pair[1]):
        levels = [level for level, _ in stretch]
        yield f"{drill.name}{_which(levels) if len(levels) < len(fates) else ''}: {fate}"


def _which(levels: Sequence[int | None]) -> str:
    return f" level {levels[0]}" if len(levels) == 1 else f" levels {levels[0]} to {levels[-1]}"


def _fate(drill: DrillFile, level: int | None, spec: FieldSpec) -> str:
    try:
        ground = on_field(resolve(drill, level=level), spec, {})
    except BindError as exc:
        return f"cannot be played: {exc}"
    if ground.refused:
        return f"refused, not safe here: {'; '.join(ground.refused)}"
    said = [*ground.bound.lost, *(f"mind: {warning}" for warning in ground.warnings), *ground.notes]
    return f"plays, {'; '.join(said)}" if said else "plays"


def _count(spec: FieldSpec) -> str:
    return f"{len(spec.stations)} station{'s' if len(spec.stations) != 1 else ''}"


def _spot(at: tuple[float, float]) -> str:
    return f"({at[0]:g}, {at[1]:g}) m"


def _devices(station: StationSpec) -> Iterator[str]:
    if station.gate is not None:
        yield f"gate {_gpios(station.gate.pins)}".strip()
    for kind, trigger in (("pad", station.pad), ("beam", station.beam)):
        if trigger is not None:
            yield f"{kind} {_wiring(trigger)}".strip()
    if station.speaker is not None:
        yield f"speaker {station.speaker.device or ''}".strip()


def _wiring(trigger: TriggerSpec) -> str:
    return "" if trigger.pin is None else f"GPIO {trigger.pin} (pull {trigger.pull}, contact {trigger.contact})"


def _gpios(pins: tuple[int, ...]) -> str:
    return f"GPIO {' '.join(map(str, pins))}" if pins else ""
