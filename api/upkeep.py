"""What is done to the database as a whole, never beside a run nor beside each other; and files that come up for it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from typing import IO, BinaryIO

import anyio.to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.deps import Panel
from api.problems import ProblemError
from trainer.engine.place import claim
from trainer.errors import EngineBusy, Refused, StoreError

LEAVE_LOOK_S = 0.1  # between two looks whether the engine is gone


def refuse_busy(panel: Panel) -> None:
    """Refused while a run is on, or something else that wants the database for itself."""
    if panel.live.run_is_on:
        raise Refused("A run is on, and is not to be disturbed. Do this when it has ended.")
    panel.refuse_beside()


@asynccontextmanager
async def alone(panel: Panel, doing: str) -> AsyncIterator[None]:
    """No run is started and nothing is synced until the end of the block; a sync that has begun ends first. ``doing``
    is the sentence that says why. Refused as by ``refuse_busy``."""
    async with panel.starting:  # a start that has begun comes first
        refuse_busy(panel)
        panel.doing = doing
    try:
        async with panel.syncing.away() if panel.syncing else nullcontext():
            yield
    finally:
        panel.doing = ""


@asynccontextmanager
async def without_engine(panel: Panel) -> AsyncIterator[None]:
    """The engine leaves, and neither this panel nor anybody else starts one until the end of the block: it keeps rows
    of the database in mind. Refused while a run is on; EngineBusy when it does not go."""
    async with panel.live.apart():
        with await _claimed(panel):
            yield
    with suppress(TimeoutError):  # it is said on the page when it does not come
        await asyncio.wait_for(panel.live.tied(), panel.engine_leaves_s)


async def _claimed(panel: Panel) -> IO[str]:
    for _ in range(int(panel.engine_leaves_s / LEAVE_LOOK_S)):
        await panel.live.dismiss()
        with suppress(EngineBusy):
            return claim(panel.places.runtime)
        await asyncio.sleep(LEAVE_LOOK_S)
    await panel.live.dismiss()
    return claim(panel.places.runtime)


async def receive_file(request: Request, into: BinaryIO) -> None:
    """The body of a request, as it comes, on the disk. Nothing of it is ever whole in memory."""
    try:
        async for chunk in request.stream():
            await anyio.to_thread.run_sync(into.write, chunk)
        await anyio.to_thread.run_sync(into.flush)
    except ClientDisconnect as exc:
        raise ProblemError(400, "invalid", "The file did not come whole.") from exc
    except OSError as exc:
        raise StoreError(f"The file cannot be kept here while it is looked at: {exc.strerror}.") from exc
