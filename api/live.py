"""The panel's tie to the engine, and the seats of the phones that watch.

One task keeps the connection: it reads the engine's events, keeps the last state whole, and hands every
change to
every seat. A seat holds at most one merged change and the verdicts not yet sent, so a slow phone costs
no memory and
is never behind the truth. When the engine goes, the last state stays, marked ``"link": "engine gone"``.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, Literal

from trainer.engine.client import GONE, EngineClient, Event
from trainer.engine.messages import State, state_doc
from trainer.errors import EngineGone, Refused, TrainerError

NO_FIELD = "This is the club's panel: it has no field. Run drills at a unit."
log = logging.getLogger(__name__)

HEARTBEAT_S = 3.0
AGAIN_S = 1.0  # between two tries to reach the engine
VERDICTS_KEPT = 200  # of one seat that does not read: the phone reads them all again from the store when it can

Connect = Callable[[], Awaitable[EngineClient]]
Part = Literal["run", "turn", "last", "calls"]
ON = ("ready", "wait", "go", "time", "rest", "paused")
"""Phases in which a run is on, and nothing else is begun."""


@dataclass(frozen=True, slots=True)
class Said:
    """One event for a phone: its name, its document, and the state's version as its id (None: no id)."""

    event: Literal["snapshot", "change", "verdict", "beat"]
    data: dict[str, Any]
    id: int | None


@dataclass(slots=True, eq=False)
class Seat:
    """One phone that watches: what it has not been told yet."""

    awake: asyncio.Event = field(default_factory=asyncio.Event)
    snapshot: dict[str, Any] | None = None
    change: dict[str, Any] = field(default_factory=dict)
    verdicts: list[dict[str, Any]] = field(default_factory=list)

    def take(self) -> list[Said]:
        """Everything pending, in the order a phone must hear it, and forget it."""
        said = [Said("verdict", row, None) for row in self.verdicts]
        if self.snapshot is not None:
            said.insert(0, Said("snapshot", self.snapshot, self.snapshot["version"]))
        elif self.change:
            said.append(Said("change", self.change, self.change["version"]))
        self.snapshot, self.change, self.verdicts = None, {}, []
        self.awake.clear()
        return said


class Live:
    """The state as the phones see it. ``state`` is a whole document; ``closing`` ends every stream.

    ``connect`` reaches the engine (starting one when none answers) and raises TrainerError when it cannot; None: this
    panel has no field and no engine, and its link is "no field". ``notes``
    are the panel's own, shown before the engine's.
    """

    def __init__(
        self,
        connect: Connect | None,
        *,
        notes: Iterable[str] = (),
        again_s: float = AGAIN_S,
        heartbeat_s: float = HEARTBEAT_S,
    ) -> None:
        link = "no field" if connect is None else "engine gone"
        self.state: dict[str, Any] = {**state_doc(State()), "link": link, "notes": [*notes]}
        self._own = [*notes]
        self.hello: dict[str, Any] = {}
        self._connect = connect
        self._again_s = again_s
        self._heartbeat_s = heartbeat_s
        self._client: EngineClient | None = None
        self._seats: set[Seat] = set()
        self._marks: dict[str, int] = {"run": 0, "turn": 0, "last": 0, "calls": 0}
        self._closing = False
        self._may_connect = asyncio.Event()
        self._may_connect.set()
        self.trouble = ""  # why the engine could not be reached last

    async def run(self) -> None:
        """Keep the connection until cancelled."""
        while self._connect is not None:
            await self._may_connect.wait()
            try:
                client = await self._connect()
            except TrainerError as exc:
                self._lost(str(exc))
                await asyncio.sleep(self._again_s)
            else:
                await self._follow(client)

    @asynccontextmanager
    async def apart(self) -> AsyncIterator[None]:
        """No engine is reached for, or started, until the end of the block."""
        self._may_connect.clear()
        try:
            yield
        finally:
            self._may_connect.set()

    async def dismiss(self) -> None:
        """Ask the engine to leave, if there is one. Refused while a run is on; it may take a moment to be gone."""
        if self._client is not None:
            with suppress(EngineGone):  # it was faster than its answer
                await self._client.command("leave")

    async def tied(self) -> None:
        """Waits until there is an engine, and its state is known."""
        async for _ in self.watch():
            if self._client is not None and self.state["link"] == "live":
                return

    async def command(self, op: str, **fields: Any) -> dict[str, Any]:
        """Hand a command to the engine. Refused, or EngineGone."""
        self.refuse_without_field()
        if self._client is None:
            raise EngineGone(self.trouble or GONE)
        return await self._client.command(op, **fields)

    def refuse_without_field(self) -> None:
        """Refused on the club's panel, where nothing can be run."""
        if self._connect is None:
            raise Refused(NO_FIELD)

    def is_stale(self, version: int, *parts: Part) -> bool:
        """Whether one of these parts of the state has changed since the phone saw ``version``.

        Lamps and beams change all the time and do not count: a command is stale only when what it speaks
        of is not
        what the coach was looking at. A version from the future belongs to an engine that is no more.
        """
        return version > self.state["version"] or any(version < self._marks[part] for part in parts)

    async def watch(self) -> AsyncIterator[Said]:
        """What one phone hears: the whole state, then changes, a beat in every quiet stretch; ends on
        ``close``."""
        seat = Seat(snapshot=self.state)
        seat.awake.set()
        self._seats.add(seat)
        try:
            while not self._closing:
                with suppress(TimeoutError):
                    await asyncio.wait_for(seat.awake.wait(), self._heartbeat_s)
                for said in seat.take() or [Said("beat", {"version": self.state["version"]}, None)]:
                    yield said
        finally:
            self._seats.discard(seat)

    @property
    def run_is_on(self) -> bool:
        """Whether somebody runs, or is about to."""
        return self.state["run"] is not None and self.state["phase"] in ON

    @property
    def engine_notes(self) -> tuple[str, ...]:
        """The engine's, without the panel's own, which may name somebody."""
        return tuple(self.state["notes"][len(self._own) :])

    def note(self, *notes: str) -> None:
        """Show further notes of the panel's own."""
        theirs = self.engine_notes
        self._own += notes
        self._merge({"version": self.state["version"], "notes": theirs})

    def instead(self, before: tuple[str, ...], now: tuple[str, ...]) -> None:
        """Show other notes of the panel's own in the place of these."""
        if before != now:
            theirs = self.engine_notes
            self._own = [note for note in self._own if note not in before] + [*now]
            self._merge({"version": self.state["version"], "notes": theirs})

    def close(self) -> None:
        """End every stream now, so that the server can go."""
        self._closing = True
        for seat in self._seats:
            seat.awake.set()

    async def _follow(self, client: EngineClient) -> None:
        self._client, self.hello, self.trouble = client, client.hello, ""
        try:
            async for event in client.events():
                self._hear(event)
        except EngineGone as exc:
            self._lost(str(exc))
        finally:
            self._client = None
            await client.close()

    def _hear(self, event: Event) -> None:
        if event.kind == "verdict":
            for seat in self._seats:
                seat.verdicts = [*seat.verdicts, event.doc][-VERDICTS_KEPT:]
                seat.awake.set()
        elif event.kind == "snapshot":
            self._replace({**self._noted(event.doc), "link": "live"})
        else:
            self._merge(event.doc)

    def _lost(self, why: str) -> None:
        if not self.trouble and self._may_connect.is_set():
            log.warning("%s", why)
        self.trouble = why
        if self.state["link"] != "engine gone":
            self._merge({"version": self.state["version"], "link": "engine gone"})

    def _noted(self, doc: dict[str, Any]) -> dict[str, Any]:
        """The engine's document, with the panel's notes before the engine's."""
        return {**doc, "notes": [*self._own, *doc["notes"]]} if "notes" in doc else doc

    def _replace(self, state: dict[str, Any]) -> None:
        version = state["version"]
        self._marks = dict.fromkeys(self._marks, version)
        self.state = state
        for seat in self._seats:
            seat.snapshot, seat.change = state, {}
            seat.awake.set()

    def _merge(self, change: dict[str, Any]) -> None:
        change = self._noted(change)
        before, self.state = self.state, {**self.state, **change}
        for part in self._marks:
            if _identity(part, before) != _identity(part, self.state):
                self._marks[part] = self.state["version"]
        for seat in self._seats:
            if seat.snapshot is not None:
                seat.snapshot = self.state
            else:
                seat.change = {**seat.change, **change}
            seat.awake.set()


def _identity(part: str, state: dict[str, Any]) -> object:
    """What makes a run, a turn, a last verdict, a choice of calls another one."""
    doc = state[part] or {}
    match part:
        case "calls":
            return tuple(state[part])
        case "run":
            return doc.get("id")
        case "turn":
            return (doc.get("set"), doc.get("rep"), doc.get("athlete_id"))
        case _:
            return (doc.get("run"), doc.get("seq"))
