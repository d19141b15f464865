"""The engine's client, over a real Unix socket."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from fake_engine import FakeEngine

from trainer.engine.client import EngineClient
from trainer.engine.messages import LINE_LIMIT
from trainer.errors import EngineGone, Refused

ATHLETES = [{"id": "a", "name": "Ann"}, {"id": "b", "name": "Ben"}]
RUN = {"id": "R", "session": "S", "athletes": ATHLETES}
PLAN = {
    "seed": 7,
    "reps": [{}] * 4,
    "drill": {"name": "d", "title": "D", "words": [], "level": 1, "sets": 1, "reps": 2},
}


def talk(state_dir: Path, scene: Callable[[FakeEngine, EngineClient], Awaitable[None]]) -> None:
    """Play a scene between an engine and one connected client."""

    async def play() -> None:
        engine = FakeEngine(state_dir / "engine.sock")
        await engine.serve()
        client = await EngineClient.connect(engine.path)
        try:
            await asyncio.wait_for(scene(engine, client), 10)
        finally:
            await client.close()
            await engine.leave()

    asyncio.run(play())


def test_connect_has_the_hello_and_the_whole_state(state_dir: Path) -> None:
    async def scene(engine: FakeEngine, client: EngineClient) -> None:
        assert client.hello["field"] == {"name": "simulated", "simulated": True}
        assert client.state["phase"] == "idle"
        assert set(client.state["stations"]) == set(engine.state.stations)

    talk(state_dir, scene)


def test_changes_are_merged_and_come_as_events_in_order(state_dir: Path) -> None:
    async def scene(engine: FakeEngine, client: EngineClient) -> None:
        before = client.state
        await client.command("start", plan=PLAN, run=RUN)
        engine.decide()
        kinds = []
        async for event in client.events():
            kinds.append((event.kind, event.doc.get("phase") or event.doc.get("outcome")))
            if event.doc.get("phase") == "time":
                break
        assert kinds == [
            ("snapshot", "idle"),
            ("change", None),
            ("change", "ready"),
            ("verdict", "hit"),
            ("change", "time"),
        ]
        assert client.state["last"]["reaction_ms"] == 412.0
        assert client.state["run"]["done"] == 1
        assert client.state["stations"] == before["stations"]
        assert before["phase"] == "idle"  # a state once handed out stays as it was

    talk(state_dir, scene)


def test_a_refused_command_carries_the_engines_sentence(state_dir: Path) -> None:
    async def scene(engine: FakeEngine, client: EngineClient) -> None:
        engine.refuse["start"] = "A run is on: stop it first."
        with pytest.raises(Refused, match="A run is on: stop it first"):
            await client.command("start", plan=PLAN, run=RUN)
        assert (await client.command("stop"))["ok"] is True

    talk(state_dir, scene)


def test_replies_find_their_commands_whatever_the_order(state_dir: Path) -> None:
    async def scene(engine: FakeEngine, client: EngineClient) -> None:
        engine.mute.add("pause")
        engine.refuse["skip"] = "Nobody is on."
        pause = asyncio.create_task(client.command("pause"))
        with pytest.raises(Refused, match="Nobody is on"):
            await client.command("skip")
        assert not pause.done()
        number = next(c["id"] for c in engine.commands if c["op"] == "pause")
        engine.raw(b'{"re":%d,"ok":true,"mark":"pause"}\n' % number)
        assert (await pause)["mark"] == "pause"

    talk(state_dir, scene)


@pytest.mark.parametrize("parting", ["left", "spoke nonsense"])
def test_when_the_engine_goes_everybody_who_waits_is_told(state_dir: Path, parting: str) -> None:
    async def scene(engine: FakeEngine, client: EngineClient) -> None:
        engine.mute.add("pause")
        waiting = asyncio.create_task(client.command("pause"))
        await client.command("stop")  # so that pause has arrived
        if parting == "left":
            await engine.leave()
        else:
            engine.raw(b"\xff\xfe{nonsense\n")
        with pytest.raises(EngineGone):
            await waiting
        with pytest.raises(EngineGone):
            async for _ in client.events():
                pass
        with pytest.raises(EngineGone):
            await client.command("stop")
        if parting != "left":
            engine.drop()
        else:
            await engine.serve()  # so that the scene can end as the others do

    talk(state_dir, scene)


def test_nobody_at_the_socket_is_engine_gone(state_dir: Path) -> None:
    with pytest.raises(EngineGone):
        asyncio.run(EngineClient.connect(state_dir / "none.sock"))


def test_another_protocol_is_refused_with_both_numbers(state_dir: Path) -> None:
    async def play() -> None:
        engine = FakeEngine(state_dir / "engine.sock", protocol=99)
        await engine.serve()
        try:
            with pytest.raises(Refused, match="protocol 99, this program speaks 1"):
                await EngineClient.connect(engine.path)
        finally:
            await engine.leave()

    asyncio.run(play())


def test_a_long_line_goes_through(state_dir: Path) -> None:
    """A plan of 40 athletes is far beyond asyncio's own limit of 64 kB a line."""

    async def scene(engine: FakeEngine, client: EngineClient) -> None:
        words = "x" * (LINE_LIMIT // 8)
        engine.change(said=words)
        async for event in client.events():
            if "said" in event.doc and event.kind == "change":
                break
        assert client.state["said"] == words

    talk(state_dir, scene)
