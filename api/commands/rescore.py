"""``cue-trainer rescore``: what is kept, judged again by other rules, or put back."""

from __future__ import annotations

import os
from typing import Annotated

import typer

app = typer.Typer()


@app.command()
def rescore(
    session: Annotated[str | None, typer.Option(metavar="ID", help="This session.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every session.")] = False,
    rule: Annotated[
        str | None, typer.Option(metavar="NAME", help='Such as "standard, first break, reaction from 100 ms".')
    ] = None,
    back: Annotated[bool, typer.Option("--back", help="By the rules that judged each attempt first.")] = False,
    database: Annotated[str | None, typer.Option(metavar="FILE", help="Another database than the usual one.")] = None,
) -> None:
    """Judge kept attempts again by other rules. Every verdict stays; the newest counts."""
    from trainer.engine.breaks import rules_named  # noqa: PLC0415
    from trainer.rescore import rescore as judge_again  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415
    from trainer.store.results import Filter  # noqa: PLC0415

    if (session is None) == (not everything):
        raise typer.BadParameter("give either --session ID or --all")
    if (rule is None) == (not back):
        raise typer.BadParameter("give either --rule NAME or --back")
    try:
        rules = None if rule is None else rules_named(rule)
    except ValueError as exc:
        raise typer.BadParameter(f"--rule: {exc}") from exc
    settings = load_settings(find_places(os.environ), os.environ, {"database": database})
    with open_store(settings.database, migrate=False) as store:
        judged = judge_again(store, rules, Filter(session=session))
    typer.echo(f"{judged} attempts judged {'as at first' if rules is None else f'by {rules.name}'}")
