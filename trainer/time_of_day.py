"""The time of day, which stands in headers and schedules nothing: the unit's own, or a phone's where it cannot know.

A unit at a field has no clock that runs while it is off, and no network to ask. Its kernel says whether anything keeps
its clock right (``adjtimex``: TIME_ERROR when nothing does); if not, what a phone has offered counts, carried on by
CLOCK_BOOTTIME, which nobody sets and which goes on through a suspend.
"""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import Literal

from hardware.clock import boot_s, wall_s

Source = Literal["system", "phone"]

TIME_ERROR = 5
TIMEX_BYTES = 256  # struct timex is 208 bytes on 64-bit Linux; modes, its first word, is 0: nothing is set
SAME_S = 60.0
"""Two phones that say so nearly the same (seconds) do not take turns: the first one's word stands."""


def is_kept_right() -> bool:
    """Whether the kernel knows of something that keeps CLOCK_REALTIME right."""
    return ctypes.CDLL(None).adjtimex(ctypes.create_string_buffer(TIMEX_BYTES)) not in (TIME_ERROR, -1)


class TimeOfDay:
    """Seconds since 1970 when called. ``own``, ``since``: the unit's clock and the one that carries a phone's on, in
    seconds; ``is_right``: whether the unit's own is kept right."""

    def __init__(
        self,
        own: Callable[[], float] = wall_s,
        since: Callable[[], float] = boot_s,
        is_right: Callable[[], bool] = is_kept_right,
    ) -> None:
        self._own, self._since, self._is_right = own, since, is_right
        self._phone_less_since_s: float | None = None

    @property
    def source(self) -> Source:
        """Whose time it is now."""
        return "system" if self._phone_less_since_s is None or self._is_right() else "phone"

    def offer(self, phone_s: float) -> None:
        """A phone says what time it is (seconds since 1970)."""
        offered = phone_s - self._since()
        if self._phone_less_since_s is None or abs(offered - self._phone_less_since_s) > SAME_S:
            self._phone_less_since_s = offered

    def __call__(self) -> float:
        if self._phone_less_since_s is None or self._is_right():
            return self._own()
        return self._since() + self._phone_less_since_s
