"""The engine's Unix socket: a thread with an event loop that carries lines between clients and the inbox.

Nothing is decided here. Commands go to the inbox; what the engine tells goes to every client that has its snapshot.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from contextlib import closing, suppress
from functools import partial
from itertools import count
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from hardware.clock import Inbox
from trainer.engine.commands import Command
from trainer.engine.messages import LINE_LIMIT, decode, encode

BACKLOG_BYTES = 8 * 1024 * 1024  # a client that has not read so much is let go


class Gone:
    """From the server to the inbox: this client has left; ``left`` are still here."""

    __slots__ = ("client", "left")

    def __init__(self, client: int, left: int) -> None:
        self.client, self.left = client, left


class Came:
    """From the server to the inbox: a client is here."""

    __slots__ = ()


class Server:
    """Listens on ``path`` (mode 0600) until closed."""

    def __init__(self, path: Path, inbox: Inbox) -> None:
        self._path = path
        self._inbox = inbox
        self._clients: dict[int, asyncio.StreamWriter] = {}
        self._watching: set[int] = set()
        self._numbers = count(1)
        self._loop = asyncio.new_event_loop()
        self._stop = asyncio.Event()
        started: SimpleQueue[OSError | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._run, args=(started,), name="socket", daemon=True)
        self._thread.start()
        trouble = started.get()
        if trouble is not None:
            raise trouble

    def tell(self, doc: dict[str, Any]) -> None:
        """To every client that has its snapshot. From any thread."""
        self._call(self._broadcast, doc)

    def close(self) -> None:
        """Lets the clients go and ends the thread. Idempotent."""
        self._call(self._stop.set)
        self._thread.join(2.0)
        self._path.unlink(missing_ok=True)

    def _call(self, function: Callable[..., None], *args: Any) -> None:
        with suppress(RuntimeError):  # the loop is closed: nobody listens any more
            self._loop.call_soon_threadsafe(function, *args)

    def _run(self, started: SimpleQueue[OSError | None]) -> None:
        with closing(self._loop):
            self._loop.run_until_complete(self._serve(started))

    async def _serve(self, started: SimpleQueue[OSError | None]) -> None:
        try:
            self._path.unlink(missing_ok=True)
            server = await asyncio.start_unix_server(self._client, str(self._path), limit=LINE_LIMIT)
            self._path.chmod(0o600)
        except OSError as exc:
            started.put(exc)
            return
        started.put(None)
        await self._stop.wait()
        server.close()
        for writer in self._clients.values():
            writer.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _client(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        number = next(self._numbers)
        self._clients[number] = writer
        self._inbox.put(Came())
        try:
            while line := await reader.readline():
                self._line(number, line)
        except (OSError, ValueError):
            pass  # cut off, or a line without end: it may come again
        finally:
            self._forget(number)
            writer.close()
            self._inbox.put(Gone(number, len(self._clients)))

    def _line(self, number: int, line: bytes) -> None:
        try:
            message = decode(line)
        except ValueError as exc:
            self._send(number, {"re": None, "error": {"type": "bad-input", "detail": str(exc)}})
            return
        self._inbox.put(Command(message, number, partial(self._reply, number)))

    def _reply(self, number: int, doc: dict[str, Any]) -> None:
        """From the engine's thread."""
        self._call(self._send, number, doc)

    def _send(self, number: int, doc: dict[str, Any]) -> None:
        writer = self._clients.get(number)
        if writer is None:
            return
        if "snapshot" in doc:
            self._watching.add(number)
        self._write(number, writer, encode(doc))

    def _broadcast(self, doc: dict[str, Any]) -> None:
        line = encode(doc)
        for number in tuple(self._watching):
            self._write(number, self._clients[number], line)

    def _write(self, number: int, writer: asyncio.StreamWriter, line: bytes) -> None:
        """To a client, unless it has long not read: it is cut off, for to close it would be to wait for it."""
        if writer.transport.get_write_buffer_size() > BACKLOG_BYTES:
            self._forget(number)
            writer.transport.abort()
        elif not writer.transport.is_closing():
            writer.write(line)

    def _forget(self, number: int) -> None:
        self._clients.pop(number, None)
        self._watching.discard(number)
