"""Bounce: the first edge counts, then comes a lock-out, then the level is read again so that no release is lost.

Judged by the edges' own stamps, never by when they arrive, and no stamp is ever moved (gpiozero's ``bounce_time``
stamps an edge when the bouncing has ended, and swallows a short tap).
"""

from __future__ import annotations

from dataclasses import replace

from hardware.base import Edge

GRACE_NS = 25_000_000  # the longest a GPIO edge is on its way


class LockOut:
    """Raw edges of one trigger in, edges that count out; they alternate.

    ``active`` is the state last published, None before the first edge. ``due_ns``: when ``settle`` is to be called
    next, None when there is nothing to settle; call it too before an edge is fed that is stamped later than that.

    An edge that counts at once is never within the lock-out of the one before it. One published by ``settle`` may
    be: a tap of 12 ms under a lock-out of 40 ms is pressed at 0 and, known at 40, released at 12.

    A level that no edge explains is believed only after ``grace_ns`` without one: the edge's own stamp is truer.
    """

    __slots__ = ("_doubted", "_raw", "_until_ns", "active", "due_ns", "grace_ns", "lockout_ns")

    def __init__(self, lockout_ns: int, *, grace_ns: int = GRACE_NS) -> None:
        self.lockout_ns = lockout_ns
        self.grace_ns = grace_ns
        self.active: bool | None = None
        self.due_ns: int | None = None
        self._until_ns: int | None = None  # edges stamped before this are bounce
        self._raw: Edge | None = None  # the last one, whether it counted or not
        self._doubted = False  # the level was read once and no edge explained it

    def feed(self, edge: Edge) -> Edge | None:
        """The edge itself when it counts; None when it is bounce or repeats the state."""
        locked = self._until_ns is not None and edge.t_ns < self._until_ns
        if not locked and edge.active != self.active:
            return self._publish(edge)
        self._raw = edge
        return None

    def take(self, edge: Edge) -> list[Edge]:
        """The edges that count because of this raw one: none for a bounce, two when a lock-out now over had hidden
        one."""
        hidden = None
        if self.due_ns is not None and self.due_ns <= edge.t_ns:
            hidden = self.settle(edge.t_ns)
        counts = self.feed(edge)
        if hidden is None:
            return [] if counts is None else [counts]
        return [hidden] if counts is None else [hidden, counts]

    def settle(self, now_ns: int, level: bool | None = None) -> Edge | None:
        """Once due: the change that the lock-out hid, if there was one. ``level`` is what the trigger reads now.

        It has the stamp of the raw edge that made it; when only the level tells of it (the kernel keeps 16 edges a
        line and drops the oldest), it has now's.
        """
        if self.due_ns is None or self._raw is None or now_ns < self.due_ns:
            return None
        state = self._raw.active if level is None else level
        if state == self.active:
            self.due_ns = None
            return None
        if state == self._raw.active:
            return self._publish(self._raw)
        if self.grace_ns and not self._doubted:
            self.due_ns, self._doubted = now_ns + self.grace_ns, True
            return None
        return self._publish(replace(self._raw, active=state, t_ns=now_ns))

    def _publish(self, edge: Edge) -> Edge:
        self.active, self._raw, self._doubted = edge.active, edge, False
        self._until_ns = edge.t_ns + self.lockout_ns
        self.due_ns = self._until_ns if self.lockout_ns else None
        return edge
