"""Raw edges in, edges that count out: one lock-out a trigger, and the levels as they stand.

Only the engine's thread calls in here.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping

from hardware.base import Edge, Station, Trigger
from hardware.lockout import LockOut
from trainer.engine.lane import Key
from trainer.engine.rep import follow
from trainer.engine.verdict import Sensing

RECENT = 64  # raw edges remembered for the attempt that begins in the middle of a bounce
RECENT_NS = 1_000_000_000  # and for how long: bounce reaches no further


class Triggers:
    """The pads and beams of a field."""

    def __init__(self, stations: Mapping[str, Station]) -> None:
        self.devices: dict[Key, Trigger] = {
            (s.name, t.sensor): t for s in stations.values() for t in (s.pad, s.beam) if t is not None
        }
        self.sensing: dict[Key, Sensing] = {
            key: Sensing(t.lockout_ns, t.doubt, t.body, t.first_body) for key, t in self.devices.items()
        }
        self.delivery_ns = max((t.delivery_ns for t in self.devices.values()), default=0)
        self.active = {key for key, t in self.devices.items() if t.is_active}  # as counted
        self.locks = {key: self._lock(key) for key in self.devices}
        self._recent: deque[Edge] = deque(maxlen=RECENT)

    def recent(self, since_ns: int) -> list[Edge]:
        """Raw edges stamped since then, as far as they are remembered."""
        return [e for e in self._recent if e.t_ns >= since_ns]

    def feed(self, key: Key, edge: Edge) -> list[Edge]:
        """The edges that count because of this raw one of that trigger."""
        recent = self._recent
        recent.append(edge)
        while recent[0].t_ns < edge.t_ns - RECENT_NS:
            recent.popleft()
        lock = self.locks.get(key)
        return self._counted(lock.take(edge)) if lock is not None else []

    def settle(self, key: Key, now_ns: int) -> list[Edge]:
        """When the lock-out is over: what changed in it and stayed. The level is read again, lest a release be lost."""
        hidden = self.locks[key].settle(now_ns, self.devices[key].is_active)
        return self._counted([hidden]) if hidden else []

    def renew(self, key: Key) -> None:
        """A trigger that was shut off is heard again: what was before counts no more."""
        self.locks[key] = self._lock(key)

    def reread(self, now_ns: int) -> list[Edge]:
        """The edges of which nobody told: levels that have changed since, where no lock-out is on."""
        read = {key for key, device in self.devices.items() if device.is_active}
        out: list[Edge] = []
        if changed := read ^ self.active:
            for key, device in self.devices.items():
                if key in changed and self.locks[key].due_ns is None:
                    out += self.feed(key, Edge(device.station, device.sensor, key in read, now_ns))
        return out

    def _lock(self, key: Key) -> LockOut:
        device = self.devices[key]
        return LockOut(device.lockout_ns, grace_ns=device.delivery_ns)

    def _counted(self, edges: list[Edge]) -> list[Edge]:
        for edge in edges:
            follow(self.active, edge)
        return edges
