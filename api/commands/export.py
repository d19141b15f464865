"""``cue-trainer export``: the results as a file, or on standard output."""

from __future__ import annotations

import os
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.standard_output import standard_output
from trainer.errors import FileError, StoreError

if TYPE_CHECKING:
    from trainer.exports.forms import Wish
    from trainer.exports.names import Names
    from trainer.store.open import Store
    from trainer.store.results import Filter

app = typer.Typer()

FORM_HELP = "CSV, Excel, JSON Lines (lossless), Apache Parquet, or a BIDS dataset."
EXCEL_HELP = "CSV for an Excel with a decimal comma: semicolons, and a mark of the encoding."
NAMES_HELP = "Name everybody; else only those whose parents agreed, and the others by the beginning of their id."


class Form(StrEnum):
    csv = "csv"
    jsonl = "jsonl"
    xlsx = "xlsx"
    parquet = "parquet"
    bids = "bids"


class What(StrEnum):
    reps = "reps"
    splits = "splits"
    edges = "edges"
    figures = "figures"


@app.command()
def export(
    form: Annotated[Form, typer.Option("--format", help=FORM_HELP)] = Form.csv,
    what: Annotated[What, typer.Option(help="What a row of the CSV or Parquet file is.")] = What.reps,
    excel: Annotated[bool, typer.Option("--excel", help=EXCEL_HELP)] = False,
    session: Annotated[str | None, typer.Option(metavar="ID", help='This session only; "last" is one too.')] = None,
    athlete: Annotated[str | None, typer.Option(metavar="NAME", help="This athlete's only; or an id.")] = None,
    drill: Annotated[str | None, typer.Option(metavar="NAME", help="This drill only.")] = None,
    since: Annotated[str | None, typer.Option(metavar="DAY", help="From this day on, such as 2026-03-01.")] = None,
    until: Annotated[str | None, typer.Option(metavar="DAY", help="To this day, the day included.")] = None,
    names: Annotated[bool, typer.Option("--names/--no-names", help=NAMES_HELP)] = False,
    notes: Annotated[bool, typer.Option("--notes", help="JSON Lines with what the coach wrote.")] = False,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Write a file, for BIDS a folder, not standard output."),
    ] = None,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Take the results away."""
    from trainer.exports.ask import asked_for  # noqa: PLC0415
    from trainer.exports.forms import Wish  # noqa: PLC0415
    from trainer.exports.names import Names  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    wish, naming = Wish(form.value, what.value, excel), Names(wanted=names, notes=notes)
    if output is None and not wish.is_text:
        raise FileError(f"{wish.form} is no text for standard output: name a file or folder with -o")
    settings = load_settings(find_places(os.environ), os.environ, {"database": database})
    with open_store(settings.database, migrate=False) as store:
        which = asked_for(store, session=session, athlete=athlete, drill=drill, since=since, until=until)
        _write(store, which, wish, naming, output)
    if said := naming.sentence():
        typer.echo(f"cue-trainer: {said}", err=True)


def _write(store: Store, which: Filter, wish: Wish, naming: Names, output: Path | None) -> None:
    from trainer.exports import forms  # noqa: PLC0415
    from trainer.output import whole_bytes, whole_file, whole_folder  # noqa: PLC0415

    if output is None:
        with standard_output() as out:
            out.writelines(forms.pieces(store, which, wish, naming))
    elif wish.form == "bids":
        with whole_folder(output) as folder:
            forms.write_folder(folder, store, which)
    elif wish.is_text:
        with whole_file(output) as text:
            text.writelines(forms.pieces(store, which, wish, naming))
            _note(store, output, naming)
    else:
        with whole_bytes(output) as file:
            forms.write_file(file, store, which, wish, naming)
            _note(store, output, naming)


def _note(store: Store, output: Path, naming: Names) -> None:
    """Remember a file that may name somebody, before it has its name."""
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.store.copies import note_taken  # noqa: PLC0415

    if naming.named or naming.notes:
        with suppress(StoreError):  # a database that can only be read keeps no list of such files
            note_taken(store, output, "export", wall_s(), None if naming.notes else naming.named)
