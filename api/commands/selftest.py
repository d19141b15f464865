"""``cue-trainer selftest``: is the chain good enough to time reactions with?"""

from __future__ import annotations

import json
import os
import sys
from typing import Annotated

import typer

from hardware.clock import wall_s
from sequences.codec import to_doc
from trainer.calibration.book import calibrated, read_book
from trainer.engine.place import claim
from trainer.facts import SelfTest, Tried
from trainer.fields import load_field
from trainer.settings import find_places, load_settings

app = typer.Typer()

PANEL = (sys.executable, "-m", "api.bench_panel")
FAILED = 1


@app.command()
def selftest(
    field: Annotated[str | None, typer.Option(metavar="FILE|NAME", help="The field.")] = None,
    jumper: Annotated[
        str | None, typer.Option(metavar="LAMP=TRIGGER", help="Two stations whose pins are joined.")
    ] = None,
    station: Annotated[str | None, typer.Option(help="Whose loudspeaker; the first if not said.")] = None,
    microphone: Annotated[str | None, typer.Option(metavar="DEVICE", help="Sound input, if not the default.")] = None,
    distance: Annotated[float, typer.Option(min=0, max=20, help="Metres to the microphone; 0 for a wire.")] = 0.1,
    idle: Annotated[bool, typer.Option("--idle", help="Without the load of a panel.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Try waits, lamps and loudspeakers under a panel's load: are they good enough to measure with?"""
    from trainer.calibration.loops import jumper_of, speaker_station  # noqa: PLC0415 (gpiozero)
    from trainer.selftest.run import Wish, keep, measure, result  # noqa: PLC0415

    places = find_places(os.environ)
    spec = load_field(load_settings(places, os.environ, {"field": field}).field, places.fields)
    spec, _ = calibrated(spec, read_book(places.calibration))
    wish = Wish(
        jumper=jumper_of(jumper) if jumper is not None else None,
        station=speaker_station(spec, station).name if station is not None else None,
        microphone=microphone,
        metres=distance,
        panel=None if idle else PANEL,
    )
    places.make()
    with claim(places.runtime):
        found = measure(spec, wish, lambda words: typer.echo(f"{words} ...", err=True))
        outcome = result(found, spec.name, wall_s())
        path = keep(places.state, outcome, found)
    _say(outcome, str(path.parent), as_json=as_json)
    if not outcome.passed:
        raise typer.Exit(FAILED)


def _say(outcome: SelfTest, folder: str, *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(to_doc(outcome), ensure_ascii=False))
        return
    for part in outcome.parts:
        typer.echo(_line(part))
    typer.echo(f"{'passed' if outcome.passed else 'FAILED'}; plots and figures are in {folder}")


def _line(part: Tried) -> str:
    """``waits: median 0.002 ms, SD 0.011, p99 0.032, worst 0.120, 300 times: passed, and within the aim of 1 ms``"""
    from trainer.selftest.rule import AIM_MS, BIAS_MS, SD_MS, reaches_aim  # noqa: PLC0415

    if not part.n:
        return f"{part.name}: not tried, {part.why}"
    figures = f"median {part.median_ms:.3f} ms, SD {part.sd_ms:.3f}, p99 {part.p99_ms:.3f}, worst {part.worst_ms:.3f}"
    word = f"passed, and within the aim of {AIM_MS:g} ms" if reaches_aim(part) else "passed"
    if not part.passed:
        word = f"FAILED: a bias of {BIAS_MS:g} ms and an SD of {SD_MS:g} ms are the most"
    return f"{part.name}: {figures}, {part.n} times: {word}"
