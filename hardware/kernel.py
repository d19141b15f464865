"""lgpio's pins as gpiozero wraps them, with the kernel's stamp handed on whole. Import it by ``hardware.pins`` only."""

from __future__ import annotations

from typing import Any

import lgpio
from gpiozero.exc import GPIOPinInUse, PinInvalidPin
from gpiozero.pins.lgpio import LGPIOFactory, LGPIOPin

from hardware.clock import Inbox, RealClock
from hardware.errors import DeviceMissing

LEVELS = (0, 1)  # lgpio also reports level 2, a watchdog's time-out
BUSY = lgpio.error_text(lgpio.GPIO_BUSY)
TRIES, AGAIN_NS = 20, 10_000_000


class KernelPin(LGPIOPin):  # type: ignore[misc]
    """A pin whose ``when_changed`` gets the kernel's stamp as it came: an int, nanoseconds on CLOCK_MONOTONIC.

    LGPIOPin divides it by 10**9; a float of seconds no longer holds single nanoseconds after 97 days of uptime.

    A line that was let go may be busy for a moment: lgpio gives its own thread 2 ms to stop polling it, and closes it
    then in any case, but the kernel keeps it until the poll returns (lgGpio.c, xSetAsFree; lgPthAlerts.c). On a loaded
    machine that is later, so a busy line is tried again for 0.2 s before somebody else is said to hold it.
    """

    def __init__(self, factory: Any, info: Any) -> None:
        clock = RealClock()
        for left in reversed(range(TRIES)):
            try:
                super().__init__(factory, info)
            except lgpio.error as exc:
                if exc.value != BUSY:
                    raise PinInvalidPin(f"{info.name}: {exc.value}") from exc
                if not left:
                    raise GPIOPinInUse(f"{info.name}: {exc.value}") from exc
                clock.wait_until(clock.now_ns() + AGAIN_NS, Inbox())
            else:
                return

    def close(self) -> None:
        """Let go. LGPIOPin claims the line once more, as an input; where that finds it busy, it has been let go."""
        try:
            super().close()
        except lgpio.error as exc:
            if exc.value != BUSY:
                raise

    def _call_when_changed(self, chip: int, gpio: int, level: int, ticks: int) -> None:  # noqa: ARG002
        """On lgpio's one thread for all pins, which an exception ends without a word: no edge would come any more.

        PiPin's own lets go of the pin when its owner has gone, and that raises once the chip is closed.
        """
        owner = self.when_changed
        if owner is not None and level in LEVELS:
            owner(ticks, level)


def open_chip() -> Any:
    """An LGPIOFactory with such pins. Raises DeviceMissing when the chip cannot be opened."""
    try:
        factory = LGPIOFactory()
    except lgpio.error as exc:
        raise DeviceMissing(
            f"the GPIO chip cannot be opened ({exc.value}); is there a /dev/gpiochip0, "
            "and is this user in the group gpio?"
        ) from exc
    factory.pin_class = KernelPin
    return factory
