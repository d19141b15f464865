"""A panel for tests: a store of its own, the shipped drills and simulated field, and the stand-in engine."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import httpx
from fake_engine import FakeEngine
from stores import new_store

from api.app import create_api
from api.deps import Panel
from api.front import create_front
from api.library import Library
from api.live import Live
from api.server import Server
from trainer.engine.client import EngineClient
from trainer.fields import load_field
from trainer.settings import Places

R = TypeVar("R")
SHIPPED = Library()  # read once for all tests


def make_panel(state_dir: Path, library: Library = SHIPPED) -> Panel:
    """A panel whose engine is expected at engine.sock in this folder."""

    async def connect() -> EngineClient:
        return await EngineClient.connect(state_dir / "engine.sock")

    return Panel(
        store=new_store(state_dir),
        spec=load_field("simulated"),
        live=Live(connect, again_s=0.01),
        library=library,
        places=Places(state_dir, state_dir),
        draw_seed=lambda: 7,
    )


class Desk:
    """A client of the panel and the engine at the other end, in one event loop that runs while something is asked."""

    def __init__(self, runner: asyncio.Runner, panel: Panel, engine: FakeEngine, client: httpx.AsyncClient) -> None:
        self._runner = runner
        self.panel = panel
        self.engine = engine
        self._client = client

    def run(self, coroutine: Coroutine[Any, Any, R]) -> R:
        return self._runner.run(asyncio.wait_for(coroutine, 10))

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        return self.run(self._client.request(method, path, **more))

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", f"/api/v1/{path}", **more)

    def post(self, path: str, body: Any = None, **more: Any) -> httpx.Response:
        return self.ask("POST", f"/api/v1/{path}", **({} if body is None else {"json": body}), **more)

    def do(self, act: Callable[..., None]) -> None:
        """Something that the engine does; returns once the panel has heard of it."""

        async def act_and_settle() -> None:
            act()
            await self._settled()

        self.run(act_and_settle())

    def settle(self) -> None:
        """Wait until the panel knows what the engine knows."""
        self.run(self._settled())

    async def _settled(self) -> None:
        live = self.panel.live
        async for _ in live.watch():
            if (live.state["version"], live.state["link"]) == (self.engine.state.version, "live"):
                return

    def lose_engine(self) -> None:
        """The engine goes; returns once the panel knows."""

        async def lose() -> None:
            await self.engine.leave()
            async for _ in self.panel.live.watch():
                if self.panel.live.state["link"] == "engine gone":
                    return

        self.run(lose())

    @property
    def version(self) -> int:
        return int(self.panel.live.state["version"])

    def athletes(self, *names: str) -> list[str]:
        return [self.post("athletes", {"name": name}).json()["id"] for name in names]

    def start(self, **more: Any) -> httpx.Response:
        wish = {"drill": "backpedal-break", "level": 1, "athletes": self.athletes("Ann", "Ben"), **more}
        answer = self.post("runs", wish)
        self.settle()
        return answer


def is_problem(answer: Any, status: int, kind: str, words: str = "") -> bool:
    """Whether the answer is this problem, and says these words; shows what it is when not."""
    doc = answer.json()
    assert (answer.status_code, doc["type"]) == (status, f"/problems/{kind}"), doc
    assert answer.headers["content-type"] == "application/problem+json"
    assert words in doc["detail"], doc["detail"]
    return True


@contextmanager
def desk_in(state_dir: Path, library: Library = SHIPPED) -> Iterator[Desk]:
    """The panel and its engine until the end of the block."""
    engine = FakeEngine(state_dir / "engine.sock")
    panel = make_panel(state_dir, library)
    app = create_front(create_api(panel), panel.live)
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://cue")
    with asyncio.Runner() as runner:
        lifespan = app.router.lifespan_context(app)
        runner.run(engine.serve())
        runner.run(lifespan.__aenter__())
        desk = Desk(runner, panel, engine, client)
        desk.settle()
        yield desk
        runner.run(client.aclose())
        runner.run(lifespan.__aexit__(None, None, None))
        runner.run(engine.leave())
    panel.store.close()


class Stage:
    """A panel and a stand-in engine, served to a real browser from a thread of their own."""

    def __init__(self, state_dir: Path, port: int, loop: asyncio.AbstractEventLoop, **options: Any) -> None:
        self.panel = make_panel(state_dir)
        self.engine = FakeEngine(state_dir / "engine.sock")
        self.port = port
        front = create_front(create_api(self.panel), self.panel.live, **options)
        self.server = Server(front, self.panel.live)
        self._loop = loop

    def end(self) -> None:
        """Ask the panel to end, as a signal would."""
        self.server.should_exit = True

    def do(self, act: Callable[[], Any]) -> Any:
        """Do something to the engine, in its loop; returns what it returned."""

        async def call() -> Any:
            result = act()
            return await result if asyncio.iscoroutine(result) else result

        return asyncio.run_coroutine_threadsafe(call(), self._loop).result(10)


@contextmanager
def staged(state_dir: Path, **options: Any) -> Iterator[Stage]:
    """Serve the panel on a free port of loopback until the end of the block."""
    listening = socket.create_server(("127.0.0.1", 0))
    loop = asyncio.new_event_loop()
    stage = Stage(state_dir, listening.getsockname()[1], loop, **options)

    async def play() -> None:
        await stage.engine.serve()
        await stage.server.serve(sockets=[listening])
        await stage.engine.leave()

    thread = threading.Thread(target=lambda: loop.run_until_complete(play()), name="stage")
    thread.start()
    try:
        yield stage
    finally:
        stage.end()
        thread.join(20)
        loop.close()
        listening.close()
        stage.panel.store.close()
        assert not thread.is_alive(), "the panel did not end"
