"""``cue-trainer serve``: the phone panel, and an engine if none answers."""

from __future__ import annotations

import asyncio
import errno
import gc
import ipaddress
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING, Annotated

import typer

from hardware.clock import wall_s
from trainer.errors import Refused
from trainer.store.file import is_club, shown

if TYPE_CHECKING:
    from fastapi import FastAPI

    from api.deps import Panel
    from api.live import Live
    from hardware.spec import FieldSpec
    from trainer.engine.client import EngineClient
    from trainer.engine.launch import Launch
    from trainer.settings import Places, Settings
    from trainer.store.start import Started

app = typer.Typer()

SEED_BITS = 53  # whole numbers below 2**53 survive every JSON reader
ELSEWHERE = ("192.0.2.1", 9)  # RFC 5737: an address nobody has; nothing is sent to it


@app.command()
def serve(
    field: Annotated[str | None, typer.Option(metavar="NAME|FILE", help="The field; default: simulated.")] = None,
    database: Annotated[
        str | None, typer.Option(metavar="FILE|URL", help="Another database; a postgresql:// URL: the club's panel.")
    ] = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; 0.0.0.0 for phones.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on; 0 for any free one.")] = None,
    no_pairing: Annotated[bool, typer.Option("--no-pairing", help="Let everybody on the network in.")] = False,
    allow_host: Annotated[list[str] | None, typer.Option(help="A further host name this unit answers to.")] = None,
) -> None:
    """Serve the phone panel until Ctrl-C."""
    from api.hosts import checked_host, is_loopback  # noqa: PLC0415
    from trainer.settings import find_places, load_settings  # noqa: PLC0415

    logging.basicConfig(level=logging.WARNING, format="%(levelname)s: %(message)s")
    flags = {"field": field, "database": database, "host": host, "port": port, "allow_hosts": allow_host or None}
    places = find_places(os.environ)
    settings = load_settings(places, os.environ, flags)
    try:
        names = [checked_host(name) for name in settings.allow_hosts]
    except ValueError as exc:
        raise Refused(str(exc)) from exc
    if not is_loopback(settings.host) and not no_pairing:
        raise Refused(
            f"--host {settings.host} lets everybody on the network use the trainer, and pairing is not there: "
            "add --no-pairing if that is wanted"
        )
    if is_club(settings.database):
        _serve_club(places, settings, names)
    else:
        _serve(places, settings, names)


def _serve_club(places: Places, settings: Settings, names: list[str]) -> None:
    from api.club import run_club  # noqa: PLC0415

    with listen(settings.host, settings.port) as listening:
        host, port = listening.getsockname()[:2]
        asyncio.run(run_club(places, settings, listening, names, lambda: _say(host, port)))


def _serve(places: Places, settings: Settings, names: list[str]) -> None:
    """The order matters: what can be refused without a trace comes first, the engine last."""
    from trainer.engine.launch import Launch  # noqa: PLC0415
    from trainer.fields import load_field  # noqa: PLC0415
    from trainer.store.start import start_store  # noqa: PLC0415

    if settings.club and not is_club(settings.club):
        raise Refused(f"club: {shown(settings.club)} is no club's server: give postgresql://USER@HOST/NAME")
    spec = load_field(settings.field, places.fields)
    with listen(settings.host, settings.port) as listening:
        places.make()
        started = start_store(settings.database, usual=places.database, wall_s=wall_s())
        for note in started.notes:
            typer.echo(note, err=True)
        launch = Launch(places, settings.database, settings.field, secrets.randbits(31))
        asyncio.run(run_panel(launch, spec, started, listening, names, settings))


async def run_panel(
    launch: Launch,
    spec: FieldSpec,
    started: Started,
    listening: socket.socket,
    names: list[str],
    settings: Settings | None = None,
) -> None:
    """Serves on the listening socket until a signal. Raises TrainerError when no engine can be reached.

    While the engine starts in its own process the API is imported in a thread of this one; the door opens as soon as
    the engine answers and plays our field.
    """
    from trainer.engine.launch import start_engine, wait_for  # noqa: PLC0415

    starting = start_engine(launch)
    from api.front import Later, create_front  # noqa: PLC0415
    from api.live import Live  # noqa: PLC0415
    from api.server import Server  # noqa: PLC0415

    reach = _reach(launch, spec)
    live = Live(reach, notes=started.notes)
    with ExitStack() as stack:
        making = asyncio.create_task(asyncio.to_thread(_make_api, launch, spec, started, live, stack, settings))
        making.add_done_callback(lambda made: made.cancelled() or made.exception())  # it is raised where it is awaited
        host, port = listening.getsockname()[:2]
        server = Server(create_front(Later(making), live, allow_hosts=names), live, lambda: _say(host, port))
        if starting is not None:
            await asyncio.to_thread(wait_for, starting)
        first = await reach()
        await first.close()
        serving = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            api = await making
            beside = asyncio.create_task(_beside(api.state.panel, started, settings))
            await serving
            beside.cancel()
        finally:
            server.end()
            await serving


async def _beside(panel: Panel, started: Started, settings: Settings | None) -> None:
    """What is done while the door is open."""
    from api.tidy import tidy  # noqa: PLC0415

    await tidy(panel, started.path if started.unchecked else None)
    if panel.syncing is not None and settings is not None:
        await panel.syncing.keep(settings.sync_minutes * 60)


def _make_api(
    launch: Launch, spec: FieldSpec, started: Started, live: Live, stack: ExitStack, settings: Settings | None
) -> FastAPI:
    """The API, its database open until the end of ``stack``. StoreError when that cannot be opened."""
    gc.disable()  # what is imported is kept: to look for garbage in it takes a tenth of the time
    from api.app import create_api  # noqa: PLC0415
    from api.deps import Panel  # noqa: PLC0415
    from api.library import Library  # noqa: PLC0415
    from api.syncing import Syncing  # noqa: PLC0415
    from trainer.own_files import OwnFiles  # noqa: PLC0415
    from trainer.store.open import open_store  # noqa: PLC0415

    gc.freeze()
    gc.enable()
    panel = Panel(
        store=stack.enter_context(open_store(started.path, migrate=False)),
        spec=spec,
        live=live,
        places=launch.places,
        draw_seed=lambda: secrets.randbits(SEED_BITS),
        library=Library((launch.places.drills,)),
        keep_names_months=settings.keep_names_months if settings else 0,
        said_of_database=started.notes,
    )
    if settings is not None and settings.club:
        drills = OwnFiles(launch.places.drills, panel.library.changing)
        panel.syncing = Syncing(panel.store, live, settings.club, panel.wall_s, drills)
    return create_api(panel)


def _reach(launch: Launch, spec: FieldSpec) -> Callable[[], Awaitable[EngineClient]]:
    """How to come by an engine: the one that answers, else a new one. Refused when it plays another field."""
    from trainer.engine.client import EngineClient  # noqa: PLC0415
    from trainer.engine.launch import ensure_engine, refuse_other  # noqa: PLC0415

    async def reach() -> EngineClient:
        client = await EngineClient.connect(await asyncio.to_thread(ensure_engine, launch))
        try:
            refuse_other(client.hello, launch, spec)
        except BaseException:
            await client.close()
            raise
        return client

    return reach


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to this address. Refused, with one sentence, when that cannot be."""
    try:
        family = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0][0]
        return socket.create_server((host, port), family=family, backlog=128)
    except (OSError, UnicodeError) as exc:
        raise Refused(_why(host, port, exc)) from exc


def _why(host: str, port: int, exc: Exception) -> str:
    number = getattr(exc, "errno", None)
    if number == errno.EADDRINUSE:
        return f"port {port} is in use on {host}: end what uses it, or take another with --port"
    if number == errno.EACCES:
        return f"port {port} is not for us: take one from 1024 to 65535 with --port"
    return f"--host {host}: not an address of this machine"


def _say(host: str, port: int) -> None:
    """Where it is; on a network also as a QR code, and that anybody may come in."""
    from api.hosts import is_loopback  # noqa: PLC0415

    here = _own_address() if ipaddress.ip_address(host).is_unspecified else host
    url = f"http://{f'[{here}]' if ':' in here else here}:{port}"
    typer.echo(f"cue-trainer is at {url}")
    if not is_loopback(host):
        import segno  # noqa: PLC0415

        segno.make(url).terminal(compact=True)
        typer.echo("Pairing is off: everybody on this network can use the trainer. Ctrl-C ends it.")


def _own_address() -> str:
    """The address by which others on the network reach this machine; its name when it has none."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(ELSEWHERE)
        except OSError:
            return f"{socket.gethostname()}.local"
        return str(probe.getsockname()[0])
