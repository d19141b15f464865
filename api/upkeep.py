"""What is done to the database as a whole, never beside a run nor beside each other; and files that come up for it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext
from typing import BinaryIO

import anyio.to_thread
from fastapi import Request
from starlette.requests import ClientDisconnect

from api.deps import Panel
from api.problems import ProblemError
from trainer.errors import Refused, StoreError


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
