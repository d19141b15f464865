"""``cue-trainer report``: a session or an athlete as one HTML file that prints on A4, or as PDF."""

from __future__ import annotations

import os
from collections.abc import Collection
from contextlib import suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.standard_output import standard_output

if TYPE_CHECKING:
    from trainer.exports.names import Names
    from trainer.store.open import Store

app = typer.Typer()

PDF_HELP = "Print it with the Chromium that is there; needs -o."
NAMES_HELP = "Name everybody, or only those whose parents agreed. An athlete's own report has the name."


class Language(StrEnum):
    en = "en"
    de = "de"


@app.command()
def report(
    session: Annotated[str | None, typer.Option(metavar="ID", help='Of this session; "last" is one too.')] = None,
    athlete: Annotated[str | None, typer.Option(metavar="NAME", help="Of this athlete; or an id.")] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="Write a file, not standard output.")
    ] = None,
    pdf: Annotated[bool, typer.Option("--pdf", help=PDF_HELP)] = False,
    names: Annotated[bool | None, typer.Option("--names/--no-names", help=NAMES_HELP)] = None,
    language: Annotated[Language, typer.Option(help="Of its words.")] = Language.en,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """A session or an athlete on paper: what got better, plots, figures."""
    from trainer.report.pdf import find_browser, print_pdf  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    if (session is None) == (athlete is None):
        raise typer.BadParameter("give either --session ID or --athlete NAME")
    if pdf and output is None:
        raise typer.BadParameter("--pdf needs a file: give one with -o")
    browser = find_browser() if pdf else ""
    settings = load_settings(find_places(os.environ), os.environ, {"database": database})
    with open_store(settings.database, migrate=False) as store:
        page, naming = _page(store, session, athlete, names, language.value)
        if output is None:
            with standard_output() as out:
                out.write(page)
        else:
            _write(output, print_pdf(page, browser) if pdf else page.encode())
            _note(store, output, naming.named)
    if said := naming.sentence():
        typer.echo(f"cue-trainer: {said}", err=True)


def _page(
    store: Store, session: str | None, athlete: str | None, names: bool | None, language: str
) -> tuple[str, Names]:
    """The report, and whom it names."""
    from trainer.exports.ask import asked_for  # noqa: PLC0415
    from trainer.exports.names import Names  # noqa: PLC0415
    from trainer.report.gather import athlete_page, session_page  # noqa: PLC0415

    which = asked_for(store, session=session, athlete=athlete)
    naming = Names(wanted=athlete is not None if names is None else names)
    if which.athlete is not None:
        return athlete_page(store, which.athlete, naming, language), naming
    return session_page(store, str(which.session), naming, language), naming


def _write(path: Path, data: bytes) -> None:
    from trainer.output import whole_bytes  # noqa: PLC0415

    with whole_bytes(path) as out:
        out.write(data)


def _note(store: Store, path: Path, named: Collection[str]) -> None:
    """So that the file is known when somebody in it is to be forgotten."""
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.errors import StoreError  # noqa: PLC0415
    from trainer.store.copies import note_taken  # noqa: PLC0415

    if named:
        with suppress(StoreError):  # a database that can only be read keeps no list of such files
            note_taken(store, path, "report", wall_s(), named)
