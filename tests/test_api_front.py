"""The page is there before the API is; who asks the API meanwhile waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from fake_engine import DATABASE, FakeEngine
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from api.commands.serve import listen, run_panel
from api.front import Later, create_front
from api.live import Live
from trainer.engine.client import EngineClient
from trainer.engine.launch import Launch
from trainer.errors import EngineGone, StoreError
from trainer.fields import load_field
from trainer.settings import Places
from trainer.store.start import Started


async def no_engine() -> EngineClient:
    raise EngineGone("no engine here")


class Rest:
    """An API in the making; ``asked`` counts who has come to it."""

    def __init__(self) -> None:
        self.making: asyncio.Future[ASGIApp] = asyncio.get_running_loop().create_future()
        self.asked = asyncio.Semaphore(0)
        self._later = Later(self.making)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.asked.release()
        await self._later(scope, receive, send)


def play(scene: Callable[[httpx.AsyncClient, Rest], Awaitable[None]]) -> None:
    async def run() -> None:
        rest = Rest()
        transport = httpx.ASGITransport(create_front(rest, Live(no_engine)))
        async with httpx.AsyncClient(transport=transport, base_url="http://cue") as client:
            await asyncio.wait_for(scene(client, rest), 10)

    asyncio.run(run())


def test_the_page_and_its_files_need_no_api() -> None:
    async def scene(client: httpx.AsyncClient, rest: Rest) -> None:
        page = await client.get("/")
        assert (page.status_code, page.headers["cache-control"]) == (200, "no-cache")
        assert "script-src 'self'" in page.headers["content-security-policy"]
        assert (await client.get("/static/js/main.js")).status_code == 200
        assert (await client.get("/", headers={"host": "evil.example"})).status_code == 421
        assert rest.asked.locked()

    play(scene)


def test_what_is_the_apis_waits_for_it_and_a_phone_that_goes_takes_nothing_with_it() -> None:
    async def scene(client: httpx.AsyncClient, rest: Rest) -> None:
        one, other = (asyncio.create_task(client.get("/api/v1/state")) for _ in range(2))
        await rest.asked.acquire()
        await rest.asked.acquire()
        one.cancel()
        await asyncio.wait([one])
        rest.making.set_result(PlainTextResponse("made"))
        assert (await other).text == "made"
        assert (await client.get("/anything")).text == "made"

    play(scene)


def test_an_api_that_cannot_be_made_ends_the_panel_with_its_sentence(state_dir: Path) -> None:
    spec = load_field("simulated")
    places = Places(state_dir, state_dir)
    launch = Launch(places, DATABASE, "simulated")

    async def run() -> None:
        engine = FakeEngine(state_dir / "engine.sock")
        engine.state.field = {"name": spec.name, "sha": spec.sha, "simulated": True}
        await engine.serve()
        try:
            with listen("127.0.0.1", 0) as listening:
                await run_panel(launch, spec, Started(state_dir / "trainer.db"), listening, [])
        finally:
            await engine.leave()

    with pytest.raises(StoreError, match="there is no database"):
        asyncio.run(run())
