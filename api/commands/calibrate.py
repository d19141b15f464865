"""``cue-trainer calibrate``: how late each loudspeaker is, learnt by playing to oneself or entered by hand."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated

import typer

from hardware.clock import RealClock, wall_s
from hardware.spec import FieldSpec
from sequences.codec import to_doc
from sequences.units import duration
from trainer.calibration import measure
from trainer.calibration.book import read_book
from trainer.calibration.keep import write_book
from trainer.calibration.measure import COUNT, Heading
from trainer.engine.place import claim
from trainer.errors import Refused
from trainer.facts import Calibration
from trainer.fields import load_field
from trainer.settings import Places, find_places, load_settings

app = typer.Typer()

LONGEST = "2 s"


@dataclass(frozen=True, slots=True)
class _Wish:
    """What to learn, and how; the options of the command line."""

    station: str | None
    latency: str | None
    doubt: str
    jumper: str | None
    microphone: str | None
    distance: float
    count: int


@app.command()
def calibrate(
    field: Annotated[str | None, typer.Option(metavar="FILE|NAME", help="The field.")] = None,
    station: Annotated[str | None, typer.Option(help="Whose loudspeaker; may be left out if there is one.")] = None,
    latency: Annotated[str | None, typer.Option(metavar="TIME", help='Enter it by hand: "12 ms".')] = None,
    doubt: Annotated[str, typer.Option(metavar="TIME", help="By hand: it is right within so much.")] = "5 ms",
    jumper: Annotated[
        str | None, typer.Option(metavar="LAMP=TRIGGER", help="Two stations whose pins are joined.")
    ] = None,
    microphone: Annotated[str | None, typer.Option(metavar="DEVICE", help="Sound input, if not the default.")] = None,
    distance: Annotated[float, typer.Option(min=0, max=20, help="Metres to the microphone; 0 for a wire.")] = 0.1,
    count: Annotated[int, typer.Option(min=10, max=1000, help="How many clicks or blinks.")] = COUNT,
    show: Annotated[bool, typer.Option("--show", help="Show what is known of this field.")] = False,
    forget: Annotated[str | None, typer.Option(metavar="STATION", help="Forget what was learnt there.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Learn how late a loudspeaker is, by microphone or wire; or by a jumper how late an edge is stamped."""
    _refuse_two({"--show": show, "--forget": forget, "--jumper": jumper, "--latency": latency})
    places, spec = _field(field)
    if show:
        _say(tuple(c for c in read_book(places.calibration).calibrations if c.field == spec.name), as_json=as_json)
    elif forget is not None:
        _forget(places, spec, forget)
    else:
        _learn(places, spec, _Wish(station, latency, doubt, jumper, microphone, distance, count), as_json=as_json)


def _refuse_two(asked: Mapping[str, object]) -> None:
    given = [name for name, value in asked.items() if value]
    if len(given) > 1:
        raise Refused(f"{' and '.join(given)}: one at a time")


def _field(name: str | None) -> tuple[Places, FieldSpec]:
    places = find_places(os.environ)
    return places, load_field(load_settings(places, os.environ, {"field": name}).field, places.fields)


def _forget(places: Places, spec: FieldSpec, station: str) -> None:
    book = read_book(places.calibration).forget(spec.name, station)
    places.make()
    with claim(places.runtime):
        write_book(places.calibration, book)
    typer.echo(f"{station}: forgotten")


def _learn(places: Places, spec: FieldSpec, wish: _Wish, *, as_json: bool) -> None:
    """Learnt and kept while no engine holds the field: an engine never plays by other figures than the book's."""
    book = read_book(places.calibration)
    places.make()
    with claim(places.runtime):
        found = _found(Heading.of(spec, wall_s()), spec, wish)
        write_book(places.calibration, book.put(found))
    _say((found,), as_json=as_json)


def _found(head: Heading, spec: FieldSpec, wish: _Wish) -> Calibration:
    from trainer.calibration import loops  # noqa: PLC0415 (gpiozero, and the sound libraries)

    if wish.jumper is not None:
        gate, trigger = loops.jumper_of(wish.jumper)
        with loops.open_jumper_loop(spec, gate, trigger, clock=RealClock()) as joined:
            return measure.by_jumper(head, gate, trigger, joined, count=wish.count)
    station = loops.speaker_station(spec, wish.station).name
    if wish.latency is not None:
        latency_ns = duration("--latency", wish.latency, high=LONGEST)
        return measure.by_hand(head, spec, station, latency_ns, duration("--doubt", wish.doubt, high=LONGEST))
    bare = measure.bare(spec)
    with loops.open_speaker_loop(bare, station, microphone=wish.microphone, metres=wish.distance) as heard:
        within_ns = heard.within_ns
        return measure.by_ear(
            head, spec, station, heard.loop, driver=heard.driver, within_ns=within_ns, count=wish.count
        )


def _say(found: tuple[Calibration, ...], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps([to_doc(c) for c in found], ensure_ascii=False))
        return
    for c in found:
        typer.echo(_line(c))
    if not found:
        typer.echo("nothing calibrated on this field")


def _line(c: Calibration) -> str:
    """One calibration for people: what it is of, the figures, how and when they were found."""
    when = datetime.fromtimestamp(c.wall_s, UTC).strftime("%Y-%m-%d %H:%M UTC")
    parts = [f"{c.latency_ns / 1e6:.3f} ms"]
    if c.n:
        parts.append(
            f"mean known to {c.mean_sd_ns / 1e6:.3f} ms (SD), {c.each_sd_ns / 1e6:.3f} ms (SD) from one to the next"
        )
    if c.within_ns:
        parts.append(f"within {c.within_ns / 1e6:g} ms")
    how = f"{c.method}, {c.n} times" if c.n else c.method
    return (
        f"{c.station} ({', '.join(part for part in (c.driver, c.device) if part)}): {'; '.join(parts)}; {how}; {when}"
    )
