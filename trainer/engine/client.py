"""A client of the engine's Unix socket: hello, commands with their replies, the state kept whole, and events.

The engine may leave at any moment: then everything here raises EngineGone; whoever holds the client connects
again.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, Literal

from trainer.engine.messages import LINE_LIMIT, PROTOCOL, decode, encode
from trainer.errors import EngineGone, Refused

GONE = "The engine does not answer. It is started again in a moment."
PATIENCE_S = 10.0  # longest wait for a reply; the engine answers a command within one turn of its loop


@dataclass(frozen=True, slots=True)
class Event:
    """What the engine said by itself. ``doc``: the whole state, the keys that changed, or a verdict's row."""

    kind: Literal["snapshot", "change", "verdict"]
    doc: dict[str, Any]


class EngineClient:
    """A connection to the engine. Made by ``connect``, which has said hello and read the first snapshot.

    ``hello`` is the engine's own (protocol, schema, pid, field); ``state`` the whole state document,
    a new dict after every change, so whoever keeps one keeps it unchanged.
    """

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.hello: dict[str, Any] = {}
        self.state: dict[str, Any] = {}
        self._reader = reader
        self._writer = writer
        self._ids = count(1)
        self._replies: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._events: asyncio.Queue[Event | None] = asyncio.Queue()  # None: the engine has gone
        self._gone = False
        self._task: asyncio.Task[None] | None = None

    @classmethod
    async def connect(cls, path: Path) -> EngineClient:
        """Connect to the socket at ``path``. EngineGone: nobody answers; Refused: another protocol."""
        try:
            reader, writer = await asyncio.open_unix_connection(str(path), limit=LINE_LIMIT)
        except OSError as exc:
            raise EngineGone(GONE) from exc
        client = cls(reader, writer)
        try:
            await asyncio.wait_for(client._greet(), PATIENCE_S)
        except (OSError, ValueError, TimeoutError) as exc:
            await client.close()
            raise EngineGone(GONE) from exc
        except Refused:
            await client.close()
            raise
        client._task = asyncio.create_task(client._read())
        return client

    async def command(self, op: str, **fields: Any) -> dict[str, Any]:
        """Send one command, return its reply. Refused has the engine's sentence; EngineGone: it left."""
        if self._gone:
            raise EngineGone(GONE)
        number = next(self._ids)
        reply: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._replies[number] = reply
        try:
            self._writer.write(encode({"id": number, "op": op, **fields}))
            await self._writer.drain()
            answer = await asyncio.wait_for(reply, PATIENCE_S)
        except (OSError, TimeoutError) as exc:
            raise EngineGone(GONE) from exc
        finally:
            self._replies.pop(number, None)
        if error := answer.get("error"):
            raise Refused(error.get("detail", "The engine refused."))
        return answer

    async def events(self) -> AsyncIterator[Event]:
        """Every event since the connection, the first snapshot first. Ends with EngineGone."""
        while (event := await self._events.get()) is not None:
            yield event
        raise EngineGone(GONE)

    async def close(self) -> None:
        """Leave. Idempotent."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        self._leave()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def _greet(self) -> None:
        self._writer.write(encode({"id": 0, "op": "hello", "protocol": PROTOCOL}))
        await self._writer.drain()
        while not (self.hello and self.state):
            self._take(await self._message())

    async def _message(self) -> dict[str, Any]:
        line = await self._reader.readline()
        if not line:
            raise EngineGone(GONE)
        return decode(line)

    async def _read(self) -> None:
        try:
            with suppress(OSError, ValueError):  # whoever waits below learns that the engine has gone
                while True:
                    self._take(await self._message())
        finally:
            self._leave()

    def _take(self, message: dict[str, Any]) -> None:
        """Nothing becomes of a reply to hello, or to a command nobody waits for any more."""
        match message:
            case {"hello": dict(hello)}:
                self.hello = _checked(hello)
            case {"snapshot": dict(state)}:
                self.state = state
                self._events.put_nowait(Event("snapshot", state))
            case {"change": dict(change)}:
                self.state = {**self.state, **change}
                self._events.put_nowait(Event("change", change))
            case {"verdict": dict(row)}:
                self._events.put_nowait(Event("verdict", row))
            case {"re": 0, "error": {"detail": str(sentence)}}:
                raise Refused(sentence)
            case {"re": int(number)} if number in self._replies and not self._replies[number].done():
                self._replies[number].set_result(message)

    def _leave(self) -> None:
        if self._gone:
            return
        self._gone = True
        self._writer.close()
        self._events.put_nowait(None)
        for reply in self._replies.values():
            if not reply.done():
                reply.set_exception(EngineGone(GONE))


def _checked(hello: dict[str, Any]) -> dict[str, Any]:
    if hello.get("protocol") != PROTOCOL:
        theirs = hello.get("protocol")
        raise Refused(f"The engine speaks protocol {theirs}, this program speaks {PROTOCOL}: restart both.")
    return hello
