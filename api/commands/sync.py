"""``cue-trainer sync``: what is new here goes to the club's server."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.errors import Refused
from trainer.store.file import is_club, shown

if TYPE_CHECKING:
    from trainer.own_files import OwnFiles
    from trainer.settings import Settings
    from trainer.store.open import Store
    from trainer.store.sync.both import Synced

app = typer.Typer()


@app.command()
def sync(
    url: Annotated[
        str | None, typer.Argument(metavar="[URL]", help="postgresql://USER@HOST/NAME; else the setting `club`.")
    ] = None,
    other: Annotated[
        str | None, typer.Option(metavar="DRILL", help="Only show what another place has of this drill.")
    ] = None,
    keep: Annotated[
        str | None, typer.Option(metavar="DRILL", help="Only say that of this drill the file here counts.")
    ] = None,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Send what is new to the club's server, get its athletes and drills. It may be cut at any instant and repeated."""
    import socket  # noqa: PLC0415

    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.own_files import OwnFiles  # noqa: PLC0415
    from trainer.redecide import settle  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415
    from trainer.store.sync.both import sync as bring_together  # noqa: PLC0415

    places = find_places(os.environ)
    settings = load_settings(places, os.environ, {"database": database, "club": url})
    drills = OwnFiles(places.drills)
    if other or keep:
        with open_store(settings.database, migrate=False) as unit:
            _decide(unit, drills, other, keep)
        return
    _refuse_wrong(settings)
    with open_store(settings.database, migrate=False) as unit, open_store(settings.club, migrate=True) as club:
        done = bring_together(unit, club, socket.gethostname(), wall_s(), drills=drills, settle=settle)
    _tell(done, shown(settings.club))


def _refuse_wrong(settings: Settings) -> None:
    if not settings.club:
        raise Refused("say which club: `cue-trainer sync postgresql://USER@HOST/NAME`, or `club` in the settings")
    if not is_club(settings.club):
        raise Refused(f"{shown(settings.club)} is no club's server: give postgresql://USER@HOST/NAME")
    if is_club(settings.database):
        raise Refused(f"{shown(settings.database)} is a club's server itself: a unit syncs from its own file")


def _decide(unit: Store, drills: OwnFiles, other: str | None, keep: str | None) -> None:
    from trainer.store.sync.drills import keep_ours, others_of  # noqa: PLC0415

    texts = drills.texts()
    name = other or keep or ""
    if name not in texts:
        raise Refused(f"no drill of your own is called {name}")
    if keep:
        keep_ours(unit, keep, texts[keep])
        typer.echo(f"of the drill {keep} the file here counts")
        return
    for text in others_of(unit, name, texts[name]):
        typer.echo("# removed there" if text is None else text, nl=text is None)


def _tell(done: Synced, club: str) -> None:
    from trainer.store.sync.words import counted, told  # noqa: PLC0415

    for line in (*counted(done, club), *map(told, done.disagree)):
        typer.echo(line)
    for why in done.refused:
        typer.echo(f"not taken: {why}", err=True)
