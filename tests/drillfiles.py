"""One small drill, as text, as tables that a test may change, and as a file."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from sequences.load import DrillFile, drill_file
from sequences.model import Drill

S = TypeVar("S")

MS = 1_000_000

TEXT = """
title = "Left or right"
[roles]
start = { needs = ["pad"], at = [0.0, 0.0] }
left  = { needs = ["gate", "beam"] }
right = { needs = ["gate", "beam"] }
ten   = { needs = ["beam"], optional = true, loses = "the 10 m split" }
[settings]
reps  = { default = 6, min = 1, max = 30 }
wait  = { default = { kind = "exponential", min = "1 s", tau = "1 s", max = "4 s" } }
catch = { default = 0.0, min = 0.0, max = 0.5 }
ways  = { default = ["left", "right"], one_of = ["left", "right"] }
split = { default = true }
colour = { default = "white", one_of = ["white", "red"] }
hold  = { default = "1 s", min = "500 ms", max = "3 s" }
[levels]
1 = { wait = { kind = "fixed", at = "1.5 s" } }
2 = { catch = 0.2, split = false }
[[rep]]
ready = "start"
hold  = "$hold"
[[rep]]
wait  = "$wait"
[[rep]]
cue   = { one_of = "$ways", light = "$colour", sound = "go", still = { hold = "start", for = "2 s" } }
[[rep]]
expect = [ { leave = "start", within = "1.5 s" }, { arrive = "cued", within = "4 s" } ]
[[rep]]
when = { split = true }
expect = [ { pass = "ten", within = "4 s" } ]
"""

Edit = Callable[[dict[str, Any]], object]


def tables(edit: Edit | None = None) -> dict[str, Any]:
    doc = tomllib.loads(TEXT)
    if edit is not None:
        edit(doc)
    return doc


def left_right(edit: Edit | None = None) -> DrillFile:
    return drill_file("left-right", tables(edit))


def example(title: str) -> DrillFile:
    """The example of docs/drills.md with this title."""
    page = (Path(__file__).parent.parent / "docs" / "drills.md").read_text(encoding="utf-8")
    docs = map(tomllib.loads, re.findall(r"^```toml\n(.*?)^```", page, re.DOTALL | re.MULTILINE))
    return drill_file("example", next(doc for doc in docs if doc["title"] == title))


def step(drill: Drill, kind: type[S]) -> S:
    return next(s for s in drill.steps if isinstance(s, kind))


def rep(i: int, **keys: object) -> Edit:
    return lambda d: d["rep"][i - 1].update(keys)


def cue(**keys: object) -> Edit:
    return lambda d: d["rep"][2]["cue"].update(keys)


def insert(i: int, **keys: object) -> Edit:
    return lambda d: d["rep"].insert(i - 1, keys)


def drop(i: int) -> Edit:
    return lambda d: d["rep"].pop(i - 1)


def setting(name: str, **keys: object) -> Edit:
    return lambda d: d["settings"].__setitem__(name, keys)


def role(name: str, **keys: object) -> Edit:
    return lambda d: d["roles"].__setitem__(name, keys)


def variants(**more: object) -> Edit:
    def edit(doc: dict[str, Any]) -> None:
        doc["settings"]["stay"] = {"default": 0.3}
        del doc["settings"]["colour"], doc["settings"]["ways"]
        doc["rep"][2]["cue"] = {
            "still": {"hold": "start", "for": "2 s"},
            "variants": {
                "both": {"target": ["left", "right"], "light": "white"},
                "tone": {"target": "left", "sound": "beep"},
                "keep": {"go": False, "show": "right", "light": "red"},
            },
            **more,
        }

    return edit
