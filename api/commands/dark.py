"""``cue-trainer dark``: every output of a field written dark, for whoever is left when an engine was killed."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from hardware.field import darken
from trainer.engine.place import claim
from trainer.fields import load_field
from trainer.settings import find_places, load_settings

app = typer.Typer()


@app.command()
def dark(
    field: Annotated[str | None, typer.Option(metavar="FILE|NAME", help="The field to darken.")] = None,
) -> None:
    """Claim every lamp of a field, write it dark, let it go. Refused while an engine holds the field."""
    places = find_places(os.environ)
    chosen = load_settings(places, os.environ, {"field": field})
    spec = load_field(chosen.field, places.fields)
    places.make()
    with claim(places.runtime):
        names = darken(spec)
    typer.echo(f"dark: {', '.join(names)}" if names else f"field {spec.name} has no lamp to darken")
