"""``cue-trainer drills audit``: what the plans of a drill come to over many seeds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Annotated

import typer

from api.options import JsonOption, LevelOption, NameArgument, SetOption, own_dirs
from api.pairs import pairs
from sequences.audit import Audit, OrderAudit, WaitAudit, audit
from sequences.load import resolve
from trainer.files import load_drill_file

app = typer.Typer()


@app.command("audit")
def print_audit(
    name: NameArgument,
    seeds: Annotated[int, typer.Option(min=2, max=100_000, help="How many plans to draw.")] = 1000,
    level: LevelOption = None,
    settings: SetOption = None,
    as_json: JsonOption = False,
) -> None:
    """Draw many plans and say how balanced they are, how well they could be guessed, how the waits fit their law."""
    drill = resolve(load_drill_file(name, own_dirs=own_dirs()), level=level, settings=pairs("--set", settings or ()))
    found = audit(drill, seeds)
    if as_json:
        typer.echo(json.dumps({"drill": drill.name, "level": drill.level, **asdict(found)}))
        return
    at = f", level {drill.level}" if drill.level is not None else ""
    typer.echo(f"{drill.name}{at}: {seeds} plans, seeds 0 to {seeds - 1}")
    for heading, text in _lines(found):
        typer.echo(f"{heading:<11}{text}")


def _lines(found: Audit) -> Iterator[tuple[str, str]]:
    nogos = found.catches + found.stays
    yield "a plan", f"{found.goes} go cues, {found.catches} catch trials, {found.stays} stays"
    if nogos:
        reps = found.goes + nogos
        yield "no-gos", f"at most {found.in_a_row} in a row, first of a set {found.first_nogo} times"
        yield (
            "",
            (
                f"who knows the laws and the past knows go from no-go on {100 * found.nogo_guesser:.1f} % of reps; "
                f"who always says go on {100 * found.goes / reps:.1f} %"
            ),
        )
    if found.switched:
        yield "switched", f"{found.switched:.1f} reps of a plan"
    for number, cue in enumerate(found.cues, start=1):
        if len(found.cues) > 1:
            yield f"cue {number}", "of those in the rep; a repeat is one"
        if cue.order is not None:
            yield from _order(cue.order)
        if cue.waits is not None:
            yield from _waits(cue.waits)


def _order(order: OrderAudit) -> Iterator[tuple[str, str]]:
    heading = "balance"
    for name, share, least, most in zip(order.names, order.share, order.least, order.most, strict=True):
        yield heading, f"{name} {100 * share:.1f} %, {least} to {most} times in a plan"
        heading = ""
    yield "", f"at most {order.in_set} apart in a set, {order.in_run} over the run"
    yield "runs", ", ".join(f"{often:.2f} of {length}" for length, often in order.runs) + " in a plan"
    heading = "follows"
    for first, second, often in order.follows:
        yield heading, f"{second} after {first} {often:.2f} times in a plan"
        heading = ""
    yield "", f"at most {order.spread} apart in a plan"
    yield (
        "guessing",
        (
            f"who knows the laws and all the past is right on {'' if order.exact else 'at least '}"
            f"{100 * order.guesser:.1f} % of go cues; who only knows what there is on {100 * order.coin:.1f} %"
        ),
    )


def _waits(waits: WaitAudit) -> Iterator[tuple[str, str]]:
    fits = "fits" if waits.off <= waits.free else "does not fit"
    yield "waits", f"{waits.n} from {waits.least:.0f} to {waits.most:.0f} ms, mean {waits.mean:.0f} ms"
    yield "", f"the law's mean is {waits.law_mean:.0f} ms; at most {100 * waits.off:.1f} % off its distribution: {fits}"
    if waits.gap_mean is not None:
        yield (
            "",
            (
                f"first less last alternative in a plan: mean {waits.gap_mean:+.1f} ms, SD {waits.gap_sd:.0f} ms, "
                f"worst {waits.gap_worst:.0f} ms; free draws would have SD {waits.free_gap:.0f} ms"
            ),
        )
