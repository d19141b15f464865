"""The tables of what lies below a result: its splits, and the raw edges that were seen."""

from __future__ import annotations

from collections.abc import Callable

from trainer.engine.rows import ms
from trainer.exports.columns import Column, Items, Kind, Values, table_below
from trainer.exports.reps import FILLED
from trainer.store.pages import Page

Own = tuple[Column, Callable[[Page, Items], Values]]

SHARED = (
    *("session", "run", "seq", "lane", "opened", "drill", "level", "set", "rep", "attempt", "athlete", "athlete_id"),
    *(
        "outcome",
        "measure",
        "onset_ns",
        "uncertainty_ms",
        "simulated",
        "seed",
        "drill_sha",
        "scoring",
        "scoring_version",
    ),
)
"""What a result's splits and edges say of it."""

_above = [filled for filled in FILLED if filled.column.name in SHARED]
_number: Own = Column("n", "whole", "", "number within the attempt, from 1, in the order of time"), lambda _, own: own.n


def _own(name: str, kind: Kind, unit: str, meaning: str, get: Callable[..., object]) -> Own:
    return Column(name, kind, unit, meaning), lambda _, own: [get(item) for item in own.items]


def _after_onset(page: Page, own: Items) -> Values:
    onsets = page["onset_ns"]
    return [
        None if onsets[rep] is None else ms(edge.t_ns - onsets[rep])
        for rep, edge in zip(own.rep, own.items, strict=True)
    ]


SPLITS = table_below(
    "splits",
    "one split: from one arrival to the next",
    _above,
    lambda page: page.splits,
    (
        _number,
        _own("split", "text", "", "name of the split", lambda split: split["name"]),
        _own("station", "text", "", "station that ended it", lambda split: split["station"]),
        _own("split_ms", "number", "ms", "from the arrival before; the first: from the start", lambda s: ms(s["ns"])),
        _own("aim_ms", "number", "ms", "the time to hit, where there was one", lambda s: ms(s.get("aim_ns"))),
        _own("off_ms", "number", "ms", "off the time to hit, early is negative", lambda s: ms(s.get("off_ns"))),
        _own("on_aim", "truth", "", "true: off by no more than is given", lambda s: s.get("on_aim")),
    ),
)

EDGES = table_below(
    "edges",
    "one raw change of a pad or beam, from ready to two seconds after the verdict, used or not",
    _above,
    lambda page: page.edges,
    (
        _number,
        _own("station", "text", "", "where", lambda edge: edge.station),
        _own(
            "sensor",
            "text",
            "",
            "pad, beam; told: a fact of the trainer's own, named in station",
            lambda edge: edge.sensor,
        ),
        _own("active", "truth", "", "true: pad pressed, beam broken; false: open, clear", lambda edge: edge.active),
        _own("t_ns", "whole", "ns", "when, by its source's stamp, on the clock of this boot", lambda edge: edge.t_ns),
        (Column("after_onset_ms", "number", "ms", "since the cue appeared; negative before it"), _after_onset),
    ),
    edges=True,
)
