"""What answers first: the guard, the page and its files. All else is the API's, which may come a moment later.

The page needs a twentieth of what the API imports, and the phone takes its time to read it and fetch its scripts.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Iterable
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import DEFAULT_EXCLUDED_CONTENT_TYPES, GZipMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Receive, Scope, Send

import api
from api.hosts import known_hosts
from api.live import Live
from api.security import Guard, policy

AS_THEY_ARE = (*DEFAULT_EXCLUDED_CONTENT_TYPES, "application/vnd.sqlite3")  # a backup may be taken beside a run
STATIC = Path(api.__file__).parent / "static"


class Later:
    """An application that is still being made: requests wait for it."""

    def __init__(self, making: Awaitable[ASGIApp]) -> None:
        self._making = asyncio.ensure_future(making)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = await asyncio.shield(self._making)  # a phone that goes does not end it
        await app(scope, receive, send)


def create_front(rest: ASGIApp, live: Live, *, allow_hosts: Iterable[str] = ()) -> Starlette:
    """The application of a panel; ``rest`` answers what the page does not. ``allow_hosts``: further names the unit
    answers to; ValueError when one is none."""
    page = (STATIC / "index.html").read_text(encoding="utf-8")

    async def index(_request: Request) -> Response:
        return HTMLResponse(page, headers={"cache-control": "no-cache"})

    @asynccontextmanager
    async def tied(_app: Starlette) -> AsyncIterator[None]:
        """Keeps the tie to the engine while the application lives."""
        tie = asyncio.create_task(live.run())
        try:
            yield
        finally:
            live.close()
            tie.cancel()
            with suppress(asyncio.CancelledError):
                await tie

    return Starlette(
        routes=[Route("/", index), Mount("/static", _Static(directory=STATIC)), Mount("/", rest)],
        middleware=[
            Middleware(Guard, hosts=known_hosts(allow_hosts), csp=policy(page)),
            Middleware(GZipMiddleware, minimum_size=1000, exclude_content_types=AS_THEY_ARE),
        ],
        lifespan=tied,
    )


class _Static(StaticFiles):
    """Files that a phone asks for again each time (304 when unchanged): after an update no old script lives on."""

    def file_response(self, *args: object, **more: object) -> Response:
        response = super().file_response(*args, **more)  # type: ignore[arg-type]
        response.headers["cache-control"] = "no-cache"
        return response
