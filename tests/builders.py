"""Drills built by hand, for tests that need one without a file."""

from __future__ import annotations

from typing import Any, Literal

from sequences.model import (
    Alternative,
    Answer,
    Cue,
    Drill,
    Expect,
    OwnStart,
    Ready,
    Role,
    Say,
    Still,
    Wait,
    WaitLaw,
)

S = 1_000_000_000
MS = 1_000_000

STANDING = WaitLaw("exponential", 1 * S, 4 * S, tau_ns=1 * S)
MOVING = WaitLaw("list", 150 * MS, 450 * MS, values_ns=(150 * MS, 300 * MS, 450 * MS))
FIXED = WaitLaw("fixed", 1500 * MS, 1500 * MS)
UNIFORM = WaitLaw("uniform", 500 * MS, 2 * S)


def alternative(name: str, *, go: bool = True, weight: float = 1.0, **more: Any) -> Alternative:
    """A lamp on the target of the same name."""
    fields: dict[str, Any] = {"target": (name,), "show": (name,), "light": "white", "sound": None}
    return Alternative(name, go=go, weight=weight, **(fields | more))


def cue(*alternatives: Alternative, order: Literal["law", "listed"] = "law") -> Cue:
    still = Still("hold", "start", "pad", 2 * S) if any(not a.go for a in alternatives) else None
    return Cue(alternatives, order, "reaction", still, None)


def leave_start() -> Answer:
    return Answer("leave", ("start",), "pad", 1500 * MS, "reaction")


def arrive_cued() -> Answer:
    return Answer("arrive", (), "beam", 4 * S, "gate")


def drill(*steps: Any, **more: Any) -> Drill:
    """A drill of these steps; 2 sets of 8, no catch trials, level unknown, unless said otherwise."""
    fields: dict[str, Any] = {
        "name": "built",
        "title": "Built by hand",
        "about": "For a test.",
        "words": (),
        "tags": (),
        "sha": "0" * 64,
        "level": None,
        "settings": (("reps", 8), ("sets", 2)),
        "roles": (Role("start", ("pad",), (0.0, 0.0)), Role("left", ("gate", "beam")), Role("right", ("gate", "beam"))),
        "lifted": (),
        "steps": steps,
        "sets": 2,
        "reps": 8,
        "rest_ns": 60 * S,
        "catch": 0.0,
        "stay": 0.0,
        "longest_run": 4,
        "run_out_ns": 3 * S,
    }
    return Drill(**(fields | more))


def choice_drill(*names: str, law: WaitLaw | None = STANDING, stays: tuple[str, ...] = (), **more: Any) -> Drill:
    """Stand on the pad, wait, go to the gate that lights: left or right unless other names are given."""
    order = more.pop("order", "law")
    weights = more.pop("weights", {})
    goes = [alternative(name, weight=weights.get(name, 1.0)) for name in names or ("left", "right")]
    held = [alternative(name, go=False) for name in stays]
    wait = () if law is None else (Wait(law, "repeat", "start", "pad", "leave"),)
    return drill(
        Ready("start", "pad", 1 * S, 30 * S),
        *wait,
        cue(*goes, *held, order=order),
        Expect((leave_start(), arrive_cued())),
        **more,
    )


def own_start_drill(*sides: str, **more: Any) -> Drill:
    """The side is told, the athlete starts when ready: right, left unless other sides are given."""
    return drill(
        Say("{cue}", "beep"),
        Ready("start", "pad", 1 * S, 30 * S),
        OwnStart("leave", "start", "pad", 30 * S, ("right",), sides or ("right", "left")),
        Expect((Answer("pass", ("right",), "beam", 4 * S, "out"),)),
        **more,
    )
