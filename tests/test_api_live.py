"""The tie to the engine and what the phones hear, in one event loop with the stand-in engine."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

from fake_engine import FakeEngine
from test_trainer_engine_client import PLAN, RUN

from api.live import Live, Said
from trainer.engine.client import EngineClient
from trainer.errors import EngineGone

Scene = Callable[[FakeEngine, Live], Awaitable[None]]


def play(state_dir: Path, scene: Scene, heartbeat_s: float = 60.0) -> None:
    """A scene between an engine and a panel that is tied to it."""

    async def run() -> None:
        engine = FakeEngine(state_dir / "engine.sock")

        async def connect() -> EngineClient:
            return await EngineClient.connect(engine.path)

        await engine.serve()
        live = Live(connect, again_s=0.001, heartbeat_s=heartbeat_s)
        tie = asyncio.create_task(live.run())
        try:
            await asyncio.wait_for(scene(engine, live), 10)
        finally:
            tie.cancel()
            await asyncio.gather(tie, return_exceptions=True)
            await engine.leave()

    asyncio.run(run())


async def until(phone: AsyncIterator[Said], **wanted: Any) -> list[Said]:
    """What the phone hears, up to the event whose data has these values."""
    heard = []
    async for said in phone:
        heard.append(said)
        if all(said.data.get(key) == value for key, value in wanted.items()):
            return heard
    raise AssertionError(f"the stream ended before {wanted}: {heard}")


def test_a_snapshot_comes_first_on_every_connect(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        await until(live.watch(), link="live")
        engine.change(said="now")
        await until(live.watch(), said="now")
        for _ in range(3):
            first = await anext(live.watch())
            assert (first.event, first.data["said"], first.id) == ("snapshot", "now", engine.state.version)

    play(state_dir, scene)


def test_changes_and_verdicts_reach_a_phone_and_add_up_to_the_state(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        phone = live.watch()
        heard = await until(phone, link="live")
        await live.command("start", plan=PLAN, run=RUN)
        engine.decide()
        heard += await until(phone, phase="time")
        engine.finish()
        heard += await until(phone, phase="done")
        merged: dict[str, Any] = {}
        for said in heard:
            merged |= said.data if said.event in ("snapshot", "change") else {}
        assert merged == live.state
        assert [said.data["outcome"] for said in heard if said.event == "verdict"] == ["hit"]
        versions = [said.id for said in heard if said.id is not None]
        assert versions == sorted(versions)

    play(state_dir, scene)


def test_a_phone_that_does_not_listen_is_told_the_truth_in_one_piece(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        phone = live.watch()
        await until(phone, link="live")
        for number in range(500):
            engine.change(said=str(number))
        await until(live.watch(), said="499")  # another phone has heard all of it: so it has come
        next_heard = await anext(phone)
        assert (next_heard.event, next_heard.data["said"]) == ("change", "499")

    play(state_dir, scene)


def test_a_quiet_stretch_is_filled_by_beats(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        phone = live.watch()
        await until(phone, link="live")
        beats = [await anext(phone) for _ in range(3)]
        assert {said.event for said in beats} == {"beat"}
        assert beats[0].id is None

    play(state_dir, scene, heartbeat_s=0.001)


def test_without_the_engine_the_last_state_stays_and_says_so(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        phone = live.watch()
        await until(phone, link="live")
        engine.change(said="before")
        await until(phone, said="before")
        await engine.leave()
        await until(phone, link="engine gone")
        assert live.state["said"] == "before"
        try:
            await live.command("pause")
        except EngineGone:
            pass
        else:
            raise AssertionError("a command was taken without an engine")
        engine.state.said = "after"
        await engine.serve()
        heard = await until(phone, link="live")
        assert (heard[-1].event, heard[-1].data["said"]) == ("snapshot", "after")

    play(state_dir, scene)


def test_a_command_is_stale_when_what_it_speaks_of_has_changed_and_not_because_a_lamp_has(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        phone = live.watch()
        await until(phone, link="live")
        await live.command("start", plan=PLAN, run=RUN)
        await until(phone, phase="ready")
        seen = live.state["version"]
        engine.wait()
        engine.cue()
        await until(phone, phase="go")
        assert not live.is_stale(seen, "run", "turn", "last")
        engine.decide()
        await until(phone, phase="time")
        assert live.is_stale(seen, "last")
        assert not live.is_stale(seen, "run", "turn")
        engine.ready()
        await until(phone, phase="ready")
        assert live.is_stale(seen, "turn")
        assert not live.is_stale(seen, "run")
        assert live.is_stale(live.state["version"] + 1)  # of an engine that is no more

    play(state_dir, scene)


def test_closing_ends_every_stream_at_once(state_dir: Path):
    async def scene(engine: FakeEngine, live: Live) -> None:
        async def listen() -> str:
            return [said.event async for said in live.watch()][-1]

        phones = [asyncio.create_task(listen()) for _ in range(3)]
        await until(live.watch(), link="live")
        live.close()
        assert len(await asyncio.gather(*phones)) == 3

    play(state_dir, scene)
