"""``cue-trainer forget``: an athlete's name deleted, here and in the copies."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.errors import Refused

if TYPE_CHECKING:
    from trainer.facts import Person
    from trainer.store.open import Store

app = typer.Typer()


@app.command()
def forget(
    athlete: Annotated[list[str] | None, typer.Argument(metavar="[NAME|ID]...", help="Whose name.")] = None,
    due: Annotated[bool, typer.Option("--due", help="Everybody with no session for keep_names_months.")] = False,
    purge: Annotated[
        bool, typer.Option("--purge", help="Out of backups too; exports and reports are deleted.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Delete athletes for good, and who was merged with them: name, age band, notes. Their results stay, under an id
    that leads to nobody."""
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.forget import forget as delete  # noqa: PLC0415
    from trainer.store.merges import whole  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415
    from trainer.store.retention import MONTH_S, overdue  # noqa: PLC0415
    from trainer.store.roster import everybody, find_person  # noqa: PLC0415

    if not (athlete or due or purge):
        raise Refused("say who is to be forgotten: NAME, ID or --due; or --purge for those that were")
    places = find_places(os.environ)
    settings = load_settings(places, os.environ, {"database": database})
    with open_store(settings.database, migrate=False) as store:
        who = [find_person(store, name) for name in athlete or ()]
        if due and settings.keep_names_months:
            who += overdue(store, wall_s(), settings.keep_names_months * MONTH_S)
        if who and _agreed(store, who, yes=yes):
            ids = whole(store, [p.id for p in who])
            names = ", ".join(p.name for p in everybody(store) if p.id in ids)
            delete(store, dict.fromkeys(ids, wall_s()))
            typer.echo(f"deleted: {names}")
        _copies(store, places.backups, purge=purge, yes=yes)


def _agreed(store: Store, who: Sequence[Person], *, yes: bool) -> bool:
    from trainer.store.merges import whole  # noqa: PLC0415
    from trainer.store.roster import attempts_of, everybody  # noqa: PLC0415

    for p in who:
        sessions, attempts = attempts_of(store, p.id)
        ids = whole(store, [p.id])
        names = " and ".join(dict.fromkeys([p.name, *(one.name for one in everybody(store) if one.id in ids)]))
        typer.echo(f"{names}: {sessions} session(s), {attempts} attempt(s); these stay, nobody can say whose they are")
    return _ask("Delete for good?", yes=yes)


def _copies(store: Store, backups: Path, *, purge: bool, yes: bool) -> None:
    """Name the files that still hold somebody who was deleted, and with consent clean them."""
    from trainer.store.copies import copies_of_gone  # noqa: PLC0415
    from trainer.store.copies import purge as clean  # noqa: PLC0415

    found = copies_of_gone(store, backups)
    for file in found:
        typer.echo(f"still in {file}")
    if not found:
        typer.echo("no copy that this trainer knows of holds anybody who was deleted")
    elif not purge:
        typer.echo("`cue-trainer forget --purge` takes them out of backups, and deletes exports and reports")
    elif _ask("Clean the backups, delete the other files?", yes=yes):
        done = clean(store, backups)
        for word, files in (("cleaned", done.cleaned), ("deleted", done.deleted), ("cannot be read", done.left)):
            for file in files:
                typer.echo(f"{word}: {file}")
        if done.left:
            typer.echo("what cannot be read has to be deleted by hand")


def _ask(question: str, *, yes: bool) -> bool:
    if yes:
        return True
    if not sys.stdin.isatty():
        raise Refused("nobody is there to be asked: add --yes")
    return typer.confirm(question, abort=True)
