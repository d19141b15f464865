"""``cue-trainer programmes``: drills in an order, what must come before each, and what comes next today."""

from __future__ import annotations

import json
import os
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from api.options import JsonOption, own_dirs
from hardware.clock import wall_s
from trainer.programme import Programme, load_programme, missing, next_item, programme_names
from trainer.settings import Settings, find_places, load_settings

app = typer.Typer(help="Programmes: drills in an order. List, show.", no_args_is_help=True)

LanguageOption = Annotated[str | None, typer.Option(help="en, de.")]
DatabaseOption = Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")]


@app.command("list")
def list_programmes(as_json: JsonOption = False, language: LanguageOption = None) -> None:
    """Every programme that comes with the trainer."""
    chosen = _settings(language, None).language
    found = [load_programme(name, language=chosen, own_dirs=own_dirs()) for name in programme_names()]
    if as_json:
        typer.echo(json.dumps([_doc(one, frozenset()) for one in found], ensure_ascii=False))
        return
    table = Table("programme", "title", "drills", box=None, pad_edge=False)
    for one in found:
        table.add_row(one.name, Text(one.title), Text(", ".join(item.drill for item in one.items)))
    Console().print(table)


@app.command()
def show(
    name: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A programme's name, or its file.")],
    as_json: JsonOption = False,
    language: LanguageOption = None,
    database: DatabaseOption = None,
) -> None:
    """One programme: what is done of it today, what comes next, and how to run that."""
    settings = _settings(language, database)
    programme = load_programme(name, language=settings.language, own_dirs=own_dirs())
    done = _done_today(settings)
    if as_json:
        typer.echo(json.dumps(_doc(programme, done), ensure_ascii=False))
        return
    console = Console(highlight=False)
    console.print(Text(f"{programme.title} ({programme.name})", style="bold"))
    console.print(Text(programme.about))
    table = Table("", "drill", "level", "after", box=None, pad_edge=False)
    for item in programme.items:
        sign = "✓" if item.drill in done else "·" if missing(item, done) else "○"
        table.add_row(sign, item.drill, "" if item.level is None else str(item.level), ", ".join(item.after))
    console.print(table)
    coming = next_item(programme, done)
    level = f" --level {coming.level}" if coming is not None and coming.level is not None else ""
    console.print(Text(f"next: cue-trainer run {coming.drill}{level}" if coming else "all of it is done today"))


def _settings(language: str | None, database: str | None) -> Settings:
    return load_settings(find_places(os.environ), os.environ, {"language": language, "database": database})


def _done_today(settings: Settings) -> frozenset[str]:
    """The drills that were run today; without a database none was."""
    from trainer.day import DAY_S  # noqa: PLC0415 - the database: show alone needs it
    from trainer.errors import StoreError  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415
    from trainer.store.read import drills_run_since  # noqa: PLC0415

    try:
        with open_store(settings.database, migrate=False) as store:
            return drills_run_since(store, wall_s() - DAY_S)
    except StoreError:
        return frozenset()


def _doc(programme: Programme, done: frozenset[str]) -> dict[str, Any]:
    coming = next_item(programme, done)
    return {
        "name": programme.name,
        "title": programme.title,
        "about": programme.about,
        "drills": [
            {
                "drill": item.drill,
                "level": item.level,
                "after": list(item.after),
                "done": item.drill in done,
                "missing": list(missing(item, done)),
            }
            for item in programme.items
        ],
        "next": coming.drill if coming else None,
    }
