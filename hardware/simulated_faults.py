"""Faults that can be asked of a simulated field, by name: what a test or a lesson breaks on purpose."""

from __future__ import annotations

from dataclasses import dataclass

from hardware.errors import FieldError

FAULTS = {
    "bounce": "every pad is worn: a press bounces six times within 35 ms",
    "stuck pad ST": "once pressed, the pad of ST stays pressed",
    "stuck beam ST": "once broken, the beam of ST stays broken",
    "chatter ST": "a loose wire: touched for the first time, ST changes 10 000 times a second for half a second",
    "dead beam ST": "the beam of ST never says anything",
    "late edges ST MS": "edges of ST arrive MS after their stamp",
    "missed release ST": "ST never says that it was released; its level still falls",
}
WORN = (6, 35.0)  # bounces, within so many ms
LOOSE = (5_000, 100_000)  # changes, so many ns apart


@dataclass(frozen=True, slots=True)
class Fault:
    """``kind`` is the name without its arguments; ``station`` is empty where none is asked for."""

    kind: str
    station: str = ""
    ns: int = 0


def read_fault(text: str) -> Fault:
    """Raises FieldError with the faults there are."""
    match text.split():
        case ["bounce"]:
            return Fault("bounce")
        case ["stuck", "pad", station]:
            return Fault("stuck", station)
        case ["stuck", "beam", station]:
            return Fault("stuck beam", station)
        case ["chatter", station]:
            return Fault("chatter", station)
        case ["dead", "beam", station]:
            return Fault("dead", station)
        case ["missed", "release", station]:
            return Fault("missed release", station)
        case ["late", "edges", station, ms] if ms.isdecimal():
            return Fault("late", station, int(ms) * 1_000_000)
    raise FieldError("fault", f"there is no fault {text!r}; allowed are {', '.join(FAULTS)}")
