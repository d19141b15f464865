"""The Pi's pins, with the kernel's own edge stamps.

gpiozero picks a pin factory by itself and falls back, with only a warning, to ones that stamp edges in Python or on
another clock. Here the one factory that hands on the kernel's CLOCK_MONOTONIC stamps is built by name, or nothing.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import chdir, contextmanager
from traceback import clear_frames
from typing import Any

from gpiozero.exc import GPIOPinInUse, GPIOZeroError, PinUnknownPi

from hardware.errors import DeviceBusy, DeviceMissing, NotTimed

STAMPED = "LGPIOFactory"
PinFactory = Any  # gpiozero.pins.Factory: gpiozero has no type hints


def kernel_pins() -> PinFactory:
    """gpiozero's pin factory over lgpio, its pins stamping in whole nanoseconds.

    At its import lgpio makes a FIFO in the current folder, or changes into the folder named by LG_WD: both happen
    in a folder that is gone afterwards. Raises DeviceMissing when this is no Pi, or lgpio is not (rightly) installed.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="cue-trainer-") as folder, chdir(folder):
            from hardware import kernel  # noqa: PLC0415
    except (ImportError, AttributeError, OSError) as exc:
        raise DeviceMissing(
            f"lgpio cannot be used here ({exc}); on a Raspberry Pi: sudo apt install python3-lgpio"
        ) from exc
    try:
        return kernel.open_chip()
    except PinUnknownPi as exc:
        raise DeviceMissing("this machine has no GPIO pins: it is not a Raspberry Pi") from exc


def check_stamps(factory: PinFactory, *, allow_unstamped: bool) -> str | None:
    """None when this factory's edges have the kernel's stamps; else a note, or NotTimed unless it is allowed."""
    name = type(factory).__name__
    if name == STAMPED:
        return None
    note = f"edges are stamped by {name}, not by the kernel"
    if not allow_unstamped:
        raise NotTimed(f"{note}: reactions cannot be measured so")
    return note


def stamp_ns(ticks: float) -> int:
    """Nanoseconds on CLOCK_MONOTONIC of what a pin reports: whole nanoseconds, or (mock pins) seconds."""
    return ticks if isinstance(ticks, int) else round(ticks * 1e9)


@contextmanager
def claiming(place: str) -> Iterator[None]:
    """What gpiozero says when a pin cannot be had, as a sentence that names the place: ``GPIO 17 (gate of left)``.

    A device that could not be made has its pin reserved as long as it lives, and the frames of what it raised keep it
    alive: they are emptied, so that the pin can be asked for again.
    """
    try:
        yield
    except GPIOPinInUse as exc:
        clear_frames(exc.__traceback__)
        raise DeviceBusy(f"{place} is held by somebody else; end the other program that uses it") from exc
    except GPIOZeroError as exc:
        clear_frames(exc.__traceback__)
        raise DeviceMissing(f"{place} cannot be used: {exc}") from exc
