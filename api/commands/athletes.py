"""``cue-trainer athletes``: who is on the list, and lists taken in."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from trainer.errors import FileError, Refused

if TYPE_CHECKING:
    from trainer.imports.roster import Roster
    from trainer.store.open import Store

app = typer.Typer(no_args_is_help=True, help="The athletes.")

DatabaseOption = Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")]
SIGNS = {"new": "+", "known": "=", "bad": "!"}
LARGEST = 20_000_000  # bytes of a list


@app.command(name="list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="JSON instead of lines.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Everybody, by name; on standard error, who may be one child typed in on two units."""
    from trainer.store.roster import people  # noqa: PLC0415
    from trainer.store.sync.pairs import likely  # noqa: PLC0415

    with _store(database, migrate=False) as store:
        found, pairs = people(store), likely(store)
    if as_json:
        docs = [{"id": p.id, "name": p.name, "band": p.band, "agreed": p.agreed_wall_s is not None} for p in found]
        typer.echo(json.dumps(docs, ensure_ascii=False))
        return
    for p in found:
        typer.echo(f"{p.name}{f' ({p.band})' if p.band else ''}")
    for one, other in pairs:
        typer.echo(f"{one.name} twice, from two units; if that is one child: merge {one.id} {other.id}", err=True)


@app.command()
def merge(
    keep: Annotated[str, typer.Argument(metavar="KEEP", help="Name or id of the athlete who stays on the list.")],
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Name or id of the one whose results count as theirs.")],
    two: Annotated[bool, typer.Option("--two", help="They are two: take it back, or offer it no more.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Say that two athletes on the list are one child, as after a sync of two units."""
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.store.merges import say_one, say_two  # noqa: PLC0415
    from trainer.store.roster import find_row, person  # noqa: PLC0415

    with _store(database, migrate=True) as store:
        first, second = (find_row(store, name) for name in (keep, other))
        (say_two if two else say_one)(store, first.id, second.id, "coach", wall_s())
        counted = person(store, first.id)
    typer.echo(f"{first.name} and {second.name} are two" if two else f"{second.name} counts as {counted.name}")


@app.command()
def add(
    name: Annotated[str, typer.Argument(metavar="NAME", help="A nickname or bib.")],
    age: Annotated[str, typer.Option(metavar="AGE", help='In years, or a band such as "12-13".')] = "",
    database: DatabaseOption = None,
) -> None:
    """Add somebody."""
    from trainer.imports.cells import Cells, Row  # noqa: PLC0415
    from trainer.imports.roster import read_roster  # noqa: PLC0415

    cells = Cells((Row(0, ("name", "age")), Row(1, (name, age))), "")
    with _store(database, migrate=True) as store:
        roster = read_roster(cells, ())
        if roster.of("bad"):
            raise Refused(roster.of("bad")[0].why)
        if not _add(store, roster, skip_bad=False):
            raise Refused(f"the name {name} is taken: add a letter or a number")


@app.command(name="import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, text or XLSX; - is standard input.")],
    preview: Annotated[bool, typer.Option("--preview", help="Only say what would come of it.")] = False,
    skip_bad: Annotated[bool, typer.Option("--skip-bad", help="Leave bad lines out, take in the others.")] = False,
    database: DatabaseOption = None,
) -> None:
    """Take in a list of athletes: all of it, or nothing when a line is bad."""
    from trainer.imports.cells import read_cells  # noqa: PLC0415
    from trainer.imports.roster import read_roster  # noqa: PLC0415
    from trainer.store.roster import everybody  # noqa: PLC0415

    cells = read_cells(_read(file))
    with _store(database, migrate=True) as store:
        roster = read_roster(cells, everybody(store))
        if preview:
            _show(roster)
            return
        added = _add(store, roster, skip_bad=skip_bad)
    typer.echo(f"{added} added, {len(roster.of('known'))} here already")
    for entry in roster.of("bad"):
        typer.echo(f"left out: line {entry.line}: {entry.why}", err=True)
    _say_left_out(roster)


def _store(database: str | None, *, migrate: bool) -> Store:
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    return open_store(
        load_settings(find_places(os.environ), os.environ, {"database": database}).database, migrate=migrate
    )


def _read(file: Path) -> bytes:
    try:
        data = sys.stdin.buffer.read(LARGEST + 1) if str(file) == "-" else _bytes(file)
    except OSError as exc:
        raise FileError(f"{file} cannot be read: {exc.strerror}") from exc
    if len(data) > LARGEST:
        raise FileError(f"{file} is larger than {LARGEST // 10**6} MB: that is no list of athletes")
    return data


def _bytes(file: Path) -> bytes:
    with file.open("rb") as stream:
        return stream.read(LARGEST + 1)


def _add(store: Store, roster: Roster, *, skip_bad: bool) -> int:
    from hardware.clock import wall_s  # noqa: PLC0415
    from trainer.store.roster import add_people  # noqa: PLC0415
    from trainer.store.write import new_id  # noqa: PLC0415

    return add_people(store, roster.people(new_id, wall_s(), skip_bad=skip_bad))


def _show(roster: Roster) -> None:
    typer.echo(f"{roster.said}; + new, = here already, ! bad")
    for entry in roster.entries:
        said = entry.why or " · ".join(filter(None, (entry.name, entry.band, entry.note)))
        typer.echo(f"{SIGNS[entry.state]} {entry.line:4} {said}")
    _say_left_out(roster)


def _say_left_out(roster: Roster) -> None:
    if roster.left_out:
        typer.echo(f"not kept: {', '.join(roster.left_out)}", err=True)
