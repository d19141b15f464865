"""Runs a plan on the engine and follows it to its end, from a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from hardware.spec import FieldSpec
from sequences.codec import plan_to_doc, to_doc
from sequences.model import Plan
from trainer.care.today import Known
from trainer.engine.client import EngineClient
from trainer.engine.launch import Launch, ensure_engine, refuse_other
from trainer.errors import TrainerError
from trainer.facts import RunHeader

Row = dict[str, Any]
Opened = Callable[[EngineClient], RunHeader]
PAUSE_S = 5.0  # a pause at the terminal, where nobody can tap: time to look and come


def follow(
    launch: Launch,
    spec: FieldSpec,
    plan: Plan,
    opened: Opened,
    known: Known,
    show: Callable[[Row], None],
    say: Callable[[str], None],
) -> None:
    """Starts the run, which ``opened`` stores once the engine is there, and shows every verdict until it is done.
    Ctrl-C stops the run. Raises TrainerError."""
    path = ensure_engine(launch)
    asyncio.run(_follow(path, launch, spec, plan, opened, known, show, say))


async def _follow(
    path: Path,
    launch: Launch,
    spec: FieldSpec,
    plan: Plan,
    opened: Opened,
    known: Known,
    show: Callable[[Row], None],
    say: Callable[[str], None],
) -> None:
    client = await EngineClient.connect(path)
    try:
        refuse_other(client.hello, launch, spec)
        header = opened(client)
        await client.command("start", plan=plan_to_doc(plan), run=to_doc(header), known=to_doc(known))
        await _listen(client, header, show, say)
    except asyncio.CancelledError:
        with suppress(TrainerError):
            await client.command("stop")
        raise
    finally:
        await client.close()


async def _listen(
    client: EngineClient, header: RunHeader, show: Callable[[Row], None], say: Callable[[str], None]
) -> None:
    """Until the run is over and all of it kept. A pause (nobody came, a trigger to look at) is said, and lasts 5 s."""
    going_on: asyncio.Task[None] | None = None
    try:
        async for event in client.events():
            if event.kind == "verdict" and event.doc["run"] == header.id:
                show(event.doc)
            state = client.state
            ours = state["run"] is not None and state["run"]["id"] == header.id
            say(_words(state))
            if ours and state["phase"] in ("done", "stopped") and not state["unkept"]:
                return
            if ours and state["phase"] == "paused" and (going_on is None or going_on.done()):
                going_on = asyncio.create_task(_go_on(client))
    finally:
        if going_on is not None:
            going_on.cancel()


def _words(state: dict[str, Any]) -> str:
    if state["phase"] == "paused":
        return f"paused: {state['said'] or 'nobody came'}; going on in a moment"
    turn = state["turn"]
    return f"{turn['athlete']}: {turn['words']}" if turn else str(state["phase"])


async def _go_on(client: EngineClient) -> None:
    await asyncio.sleep(PAUSE_S)
    if client.state["phase"] == "paused":
        with suppress(TrainerError):
            await client.command("resume")
