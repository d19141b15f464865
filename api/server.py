"""uvicorn, told three things: say when it listens, end the live streams first when it goes, and swallow the signal."""

from __future__ import annotations

import socket
from collections.abc import Callable
from types import FrameType

import uvicorn
from starlette.types import ASGIApp

from api.live import Live

PATIENCE_S = 3  # a download that runs at the end has so long


class Server(uvicorn.Server):
    """Serves ``app``. ``ready`` is called once it listens."""

    def __init__(self, app: ASGIApp, live: Live, ready: Callable[[], None] = lambda: None) -> None:
        config = uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=PATIENCE_S,
            proxy_headers=False,
        )
        config.load()  # what it needs of HTTP is imported now, not when it is to answer
        super().__init__(config)
        self._live = live
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self._ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._live.close()  # or uvicorn would wait for the phones to go
        await super().shutdown(sockets)

    def end(self) -> None:
        """As a first signal would."""
        self.should_exit = True

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002
        """The first signal ends it in order, the second at once. It is not raised again: what comes after is ours."""
        self.force_exit = self.should_exit
        self.should_exit = True
