"""The club's panel: what several units brought together, to read and to correct. No field, no engine."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import Callable, Iterable

from api.app import create_api
from api.deps import Panel
from api.front import create_front
from api.library import Library
from api.live import Live
from api.server import Server
from api.tidy import tidy
from hardware.spec import FieldSpec
from trainer.settings import Places, Settings
from trainer.store.open import open_store

NO_FIELD = FieldSpec(name="none", title="No field here", simulated=False, stations=(), sha="")


async def run_club(
    places: Places, settings: Settings, listening: socket.socket, names: Iterable[str], ready: Callable[[], None]
) -> None:
    """Serves on the listening socket until a signal. StoreError when the club's server cannot be used."""
    with open_store(settings.database, migrate=True) as store:
        live = Live(None)
        panel = Panel(
            store=store,
            spec=NO_FIELD,
            live=live,
            places=places,
            draw_seed=lambda: secrets.randbits(1),  # nothing is drawn here
            library=Library((places.drills,)),
            keep_names_months=settings.keep_names_months,
        )
        server = Server(create_front(create_api(panel), live, allow_hosts=names), live, ready)
        tidying = asyncio.create_task(tidy(panel))
        await server.serve(sockets=[listening])
        tidying.cancel()
