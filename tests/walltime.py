"""A wall clock that a test can set: who is started in its environment sees CLOCK_REALTIME moved, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from preloaded import Preloaded


class WallTime:
    """Kept in the folder ``home``."""

    def __init__(self, home: Path) -> None:
        self._clock = Preloaded("walltime", home)
        self.environment = self._clock.environment

    def set(self, hours: int) -> None:
        """So many hours before or after the true time, from now on."""
        self._clock.say(hours * 3600)

    @property
    def asked(self) -> int:
        """How often anybody has asked for it."""
        return self._clock.count


@pytest.fixture
def wall_time(tmp_path: Path) -> WallTime:
    """Skips with one line where nothing can be compiled."""
    return WallTime(tmp_path)
