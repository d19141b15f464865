"""A unit in sync with its club beside serving: when asked, and by itself while no run is on."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from api.live import Live
from trainer.errors import Refused, StoreError, TrainerError
from trainer.redecide import settle
from trainer.store.file import shown
from trainer.store.open import Store, open_store
from trainer.store.sync.both import Synced, sync
from trainer.store.sync.disagree import disagreements
from trainer.store.sync.drills import Files
from trainer.store.sync.words import counted


@dataclass(frozen=True, slots=True)
class Last:
    """The last time it was tried: when, and what came of it or why it could not be."""

    wall_s: float
    ok: bool
    said: str


class Syncing:
    """``url``: the club's server. ``last``: None before the first time."""

    def __init__(
        self, store: Store, live: Live, url: str, wall_s: Callable[[], float], drills: Files | None = None
    ) -> None:
        self.club = shown(url)
        self.last: Last | None = None
        self._store = store
        self._live = live
        self._url = url
        self._wall_s = wall_s
        self._drills = drills
        self._alone = asyncio.Lock()
        self._noted: tuple[str, ...] = ()
        self._ending = self._held = False

    @asynccontextmanager
    async def away(self) -> AsyncIterator[None]:
        """None is done until the end of the block; one that has begun stops at its next piece."""
        self._held = True
        try:
            async with self._alone:
                yield
        finally:
            self._held = False

    async def now(self) -> Last:
        """Do it, and wait for it. Refused while a run is on; what else goes wrong is in what is returned."""
        if self._live.run_is_on:
            raise Refused("A run is on, and is not to be disturbed. Sync when it has ended.")
        if self._held:
            raise Refused("The database is being worked on. Sync when that is done.")
        async with self._alone:
            wall_s = self._wall_s()
            try:
                done = await asyncio.to_thread(self._sync, wall_s)
                self.last = Last(wall_s, True, "; ".join((*counted(done, self.club), *done.refused)))
                self.note(len(done.disagree))
            except TrainerError as exc:
                self.last = Last(wall_s, False, str(exc))
            return self.last

    async def keep(self, every_s: float) -> None:
        """Again and again until cancelled, but never while a run is on; 0: only when asked. Ended it asks no more."""
        try:
            with suppress(StoreError):
                self.note(len(await asyncio.to_thread(disagreements, self._store)))
            while every_s:
                if not (self._live.run_is_on or self._held):
                    await self.now()
                await asyncio.sleep(every_s)
            await asyncio.Event().wait()
        finally:
            self._ending = True

    def _sync(self, wall_s: float) -> Synced:
        with open_store(self._url, migrate=True) as club:
            return sync(self._store, club, socket.gethostname(), wall_s, self._may_go_on, self._drills, settle)

    def _may_go_on(self) -> bool:
        return not (self._ending or self._held or self._live.run_is_on)

    def note(self, several: int) -> None:
        """Say on the page how many things places disagree on."""
        things = "1 thing was" if several == 1 else f"{several} things were"
        now = (
            (f"{things} changed at two places, neither knowing of the other. Decide under Results, Club.",)
            if several
            else ()
        )
        self._live.instead(self._noted, now)
        self._noted = now
