"""What breaks a law of the ground, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Fault:
    """``grave``: somebody could be hurt, so the drill is refused here; else it is a warning. ``key``: what it is about,
    said once however many ways it concerns; ``measure``: metres or degrees, the smaller the worse."""

    law: Literal["seen", "clear"]
    grave: bool
    key: str
    measure: float
    text: str
