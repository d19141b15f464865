"""``cue-trainer run``: a drill from the terminal, in real time or at once."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as fact
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.options import ConditionOption, FootwearOption, SurfaceOption
from api.pairs import pairs
from api.results_table import ResultsTable
from hardware.clock import wall_s
from hardware.spec import FieldSpec
from sequences.load import DrillFile, resolve
from sequences.model import Drill, Plan
from sequences.plan import make_plan
from trainer.calibration.book import Book, calibrated
from trainer.care.today import Known
from trainer.day import look_at_day, waved_through
from trainer.errors import FileError, Refused
from trainer.facts import Athlete, RunHeader, Standing
from trainer.fields import load_field
from trainer.files import load_drill_file
from trainer.ground.check import Ground, playable
from trainer.outing import Told, open_run, told_underfoot, underfoot_now
from trainer.settings import Places, Settings, find_places, load_settings
from trainer.standing import engine_standing, find_standing
from trainer.store.open import Store, open_store
from trainer.store.roster import called
from trainer.store.start import start_store
from trainer.store.write import add_athlete, new_id

if TYPE_CHECKING:
    from trainer.engine.client import EngineClient

app = typer.Typer()

SEED_BITS = 53  # what JSON carries as a whole number everywhere


class Speed(StrEnum):
    real = "real"
    max = "max"


@app.command()
def run(
    drill: Annotated[str, typer.Argument(metavar="NAME|FILE", help="A drill's name, or a drill file.")],
    field: Annotated[str | None, typer.Option(metavar="FILE|NAME", help="Field file, or simulated.")] = None,
    athlete: Annotated[list[str] | None, typer.Option(metavar="A", help="A nickname or bib; once each.")] = None,
    bind: Annotated[list[str] | None, typer.Option(metavar="ROLE=STATION", help="Who plays a role.")] = None,
    level: Annotated[int | None, typer.Option(help="The drill's level.")] = None,
    seed: Annotated[int | None, typer.Option(help="Replay: the same seed draws the same plan.")] = None,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A setting.")] = None,
    language: Annotated[str | None, typer.Option(help="In which the drill speaks: en, de.")] = None,
    wave: Annotated[
        list[str] | None, typer.Option(metavar="CONCERN", help="Wave through: load, warm-up, first test, ice.")
    ] = None,
    surface: SurfaceOption = None,
    footwear: FootwearOption = None,
    condition: ConditionOption = None,
    speed: Annotated[Speed, typer.Option(help="real, or max: virtual time on the simulated field.")] = Speed.real,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON object an attempt.")] = False,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Run a drill: every verdict as it falls, kept in the database."""
    places = find_places(os.environ)
    chosen = load_settings(places, os.environ, {"database": database, "field": field, "language": language})
    underfoot = told_underfoot(surface, footwear, condition)
    file = load_drill_file(drill, own_dirs=(places.drills,))
    resolved = resolve(file, level=level, settings=pairs("--set", settings or ()), language=chosen.language)
    wish = _Wish(file, load_field(chosen.field, places.fields), athlete or ["Athlete 1"], underfoot)
    wish.look(resolved, pairs("--bind", bind or ()), secrets.randbits(SEED_BITS) if seed is None else seed)
    standing = find_standing(places, wish.spec)
    places.make()
    started = start_store(chosen.database, usual=places.database, wall_s=wall_s())
    for note in started.notes:
        typer.echo(note, err=True)
    with open_store(started.path, migrate=False) as store, _Show(wish, as_json=as_json) as show:
        if speed is Speed.max:
            _play_at_once(wish, standing, store, show)
        else:
            _play(wish, standing, store, show, wish.care(store, wave or ()), places, chosen)


@dataclass(slots=True)
class _Wish:
    """What was asked for, and what it comes to once it has been looked at."""

    file: DrillFile
    spec: FieldSpec
    names: list[str]
    underfoot: Told
    bind: dict[str, str] = fact(default_factory=dict)
    plan: Plan = fact(init=False)
    ground: Ground = fact(init=False)

    def look(self, drill: Drill, bind: dict[str, str], seed: int) -> None:
        """All that can be wrong with it, before anything is opened; what is to be minded is said."""
        self.bind = bind
        self.ground = playable(drill, self.spec, bind)
        for warning in self.ground.warnings:
            typer.echo(f"mind: {warning}", err=True)
        _refuse_twins(self.names)
        self.plan = make_plan(drill, seed=seed, athletes=len(self.names))

    def athletes(self, store: Store) -> tuple[Athlete, ...]:
        """By name, as they are known; who is not is somebody new, not stored yet."""
        known = called(store)
        found = tuple(known.get(name) or Athlete(new_id(), name) for name in self.names)
        if len({athlete.id for athlete in found}) < len(found):
            raise Refused("two of these names are one athlete's: somebody stands there twice")
        return found

    def care(self, store: Store, waved: Iterable[str]) -> Known:
        """What the day of those who run asks to mind is said. CareError, AskError."""
        now_s = wall_s()
        day = look_at_day(
            store,
            self.plan.drill,
            self.spec,
            self.athletes(store),
            bind=self.bind,
            condition=underfoot_now(store, self.spec, now_s, self.underfoot).condition,
            wall_s=now_s,
            waved=waved_through(waved),
        )
        for mind in day.minds:
            typer.echo(f"mind: {mind}", err=True)
        return day.known

    def open(self, store: Store, standing: Standing) -> RunHeader:
        """Session, run and plan stored; athletes found by name, or added."""
        athletes = self.athletes(store)
        for person in athletes:
            add_athlete(store, person)
        return open_run(
            store,
            self.plan,
            file=self.file,
            field=self.spec,
            athletes=athletes,
            bind=self.bind,
            wall_s=wall_s(),
            standing=standing,
            notes=self.ground.notes,
            underfoot=self.underfoot,
        )


def _play_at_once(wish: _Wish, standing: Standing, store: Store, show: _Show) -> None:
    from trainer.virtual import play, refuse_real, virtual_standing  # noqa: PLC0415

    refuse_real(wish.spec)
    played, _ = calibrated(wish.spec, Book(calibrations=standing.calibration))
    play(wish.plan, wish.open(store, virtual_standing(standing, wish.spec)), played, store, show.row)


def _play(
    wish: _Wish, standing: Standing, store: Store, show: _Show, known: Known, places: Places, chosen: Settings
) -> None:
    from api.follow import follow  # noqa: PLC0415
    from trainer.engine.launch import Launch  # noqa: PLC0415

    def open_with(client: EngineClient) -> RunHeader:
        told = engine_standing(standing, wish.spec, client.hello, client.state, client.state["notes"])
        return wish.open(store, told)

    launch = Launch(places, chosen.database, chosen.field, wish.plan.seed)
    follow(launch, wish.spec, wish.plan, open_with, known, show.row, show.say)


class _Show:
    """Verdicts to standard output: JSON lines, or a table."""

    def __init__(self, wish: _Wish, *, as_json: bool) -> None:
        drill, reps = wish.plan.drill, len(wish.plan.reps)
        lost = (*wish.ground.bound.lost, *wish.ground.notes)
        is_race, is_relay = drill.format == "versus", drill.format == "relay"
        table = ResultsTable(drill.title, reps, lost, lanes=drill.lanes, races=is_race, teams=is_relay)
        self._table = None if as_json else table

    def __enter__(self) -> _Show:
        if self._table is not None:
            self._table.__enter__()
        return self

    def __exit__(self, *exc: Any) -> None:
        if self._table is not None:
            self._table.__exit__(*exc)

    def row(self, row: dict[str, Any]) -> None:
        if self._table is not None:
            self._table.add(row)
        else:
            typer.echo(json.dumps(row, ensure_ascii=False))

    def say(self, text: str) -> None:
        if self._table is not None:
            self._table.say(text)


def _refuse_twins(names: list[str]) -> None:
    twice = next((n for n in names if names.count(n) > 1), None)
    if twice is not None:
        raise FileError(f"--athlete: {twice!r} is named twice; each athlete has a name of their own")
    if any(not n.strip() or len(n) > 40 for n in names):
        raise FileError("--athlete: a name has 1 to 40 characters")
