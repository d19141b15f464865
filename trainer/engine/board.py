"""The state a phone shows: changed by the engine's thread, told to whoever listens when nothing is due soon."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any

from trainer.engine.messages import State, state_doc

Tell = Callable[[dict[str, Any]], None]


class Board:
    """Holds the state, remembers which of its keys changed, and tells them in one message.

    ``changes`` False tells verdicts only: virtual time, where nobody watches.
    """

    def __init__(self, tell: Tell, *, changes: bool = True) -> None:
        self.state = State()
        self.is_dirty = False  # is there something to tell?
        self.watched = changes
        self._tell = tell
        self._changed: set[str] = set()
        self._rows: list[dict[str, Any]] = []

    def set(self, **values: Any) -> None:
        """New values for top-level keys of the state."""
        for key, value in values.items():
            setattr(self.state, key, value)
        if self.watched:
            self._changed.update(values)
            self.is_dirty = True

    def touch(self, key: str) -> None:
        """A value was changed in place."""
        if self.watched:
            self._changed.add(key)
            self.is_dirty = True

    def verdict(self, row: dict[str, Any]) -> None:
        """A verdict to be told, before the change that shows it."""
        self._rows.append(row)
        self.is_dirty = True

    def flush(self) -> None:
        """Tells what changed since the last time."""
        rows, self._rows, self.is_dirty = self._rows, [], False
        for row in rows:
            self._tell({"verdict": row})
        if self._changed:
            self.state.version += 1
            change = {key: _plain(getattr(self.state, key)) for key in sorted(self._changed)}
            self._changed.clear()
            self._tell({"change": {**change, "version": self.state.version}})

    def snapshot(self) -> dict[str, Any]:
        """The whole state, as it stands."""
        self.flush()
        return state_doc(self.state)


def _plain(value: Any) -> Any:
    """A copy that later changes in place do not reach; what lies deeper is never changed in place."""
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, tuple):
        return tuple([_plain(v) for v in value])
    return value
