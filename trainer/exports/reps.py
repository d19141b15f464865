"""The table of results, one row an attempt. Its values are those of the row shown live (``trainer.engine.rows``)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import lru_cache

from hardware.base import Component
from trainer.engine.rows import all_ms, ms, us
from trainer.exports import together
from trainer.exports.columns import Column, Filled, Kind, Table, Values
from trainer.results.uncertainty import half_width_ns
from trainer.store.pages import Page

SPLITS = 8
"""Splits that have columns of their own; the table of splits holds all of them."""

KNOWN = 4096  # texts of JSON that are remembered: a session's devices say the same of every rep

Fill = Callable[[Page], Values]


def _as_kept(name: str) -> Fill:
    return lambda page: page[name]


def _ms(name: str) -> Fill:
    return lambda page: all_ms(page[name])


def _of_run(name: str) -> Fill:
    def fill(page: Page) -> Values:
        values = {id_: getattr(run, name) for id_, run in page.runs.items()}
        return [values[id_] for id_ in page["run"]]

    return fill


def _told(name: str) -> Fill:
    """What may not have been said."""

    def fill(page: Page) -> Values:
        values = {id_: getattr(run, name) or None for id_, run in page.runs.items()}
        return [values[id_] for id_ in page["run"]]

    return fill


def _opened(page: Page) -> Values:
    values = {id_: utc(run.opened_wall_s) for id_, run in page.runs.items()}
    return [values[id_] for id_ in page["run"]]


def utc(wall_s: float) -> str:
    """An instant of the wall clock (seconds since 1970) to the second, as ISO 8601 writes it."""
    return datetime.fromtimestamp(wall_s, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _doubt(name: str) -> Fill:
    """The half-width of these components, where the time has an uncertainty at all."""
    return lambda page: [
        None if whole is None else _half_width_ms(text)
        for whole, text in zip(page["uncertainty_ns"], page[name], strict=True)
    ]


@lru_cache(KNOWN)
def _half_width_ms(text: str) -> float | None:
    return ms(half_width_ns(Component(**doc) for doc in json.loads(text)))


def _joined(name: str, by: str) -> Fill:
    """A list of texts as one; None where there is none."""

    @lru_cache(KNOWN)
    def join(text: str | None) -> str | None:
        return by.join(json.loads(text)) or None if text else None

    return lambda page: list(map(join, page[name]))


def _reached(part: str) -> Fill:
    return lambda page: together.reached(page, part)


_targets = _joined("target", " + ")


@lru_cache(KNOWN)
def _all_notes(noticed: str, of_run: tuple[str, ...]) -> str | None:
    return "; ".join([*json.loads(noticed), *of_run]) or None


def _notes(page: Page) -> Values:
    """What was noticed of the attempt, then what holds for the whole run."""
    of_run = {id_: tuple(run.notes) for id_, run in page.runs.items()}
    return [_all_notes(noticed, of_run[run]) for noticed, run in zip(page["notes"], page["run"], strict=True)]


def _cue(page: Page) -> Values:
    """Where to go; on a catch nowhere."""
    return [None if catch else target for catch, target in zip(page["catch"], _targets(page), strict=True)]


def _split(index: int, what: str) -> Fill:
    def fill(page: Page) -> Values:
        if index >= len(page.nth_splits):
            return [None] * len(page.rows)
        return [None if split is None else split.get(what) for split in page.nth_splits[index]]

    return fill


def _split_ms(index: int, what: str) -> Fill:
    times = _split(index, what)
    return lambda page: all_ms(times(page))


def _splits() -> Iterator[Filled]:
    yield _column("splits", "whole", "", "how many splits there were", lambda page: list(map(len, page.splits)))
    for index in range(SPLITS):
        name = f"split_{index + 1}"
        yield _column(name, "text", "", f"name of split {index + 1}", _split(index, "name"))
        yield _column(f"{name}_station", "text", "", "station that ended it", _split(index, "station"))
        yield _column(
            f"{name}_ms",
            "number",
            "ms",
            "from the arrival before (the first: from the start)",
            _split_ms(index, "ns"),
        )
        yield _column(
            f"{name}_off_ms",
            "number",
            "ms",
            "off the time to hit, early is negative",
            _split_ms(index, "off_ns"),
        )


def _column(name: str, kind: Kind, unit: str, meaning: str, fill: Fill | None = None) -> Filled:
    return Filled(Column(name, kind, unit, meaning), fill or _as_kept(name))


def _text(name: str, meaning: str, fill: Fill | None = None, unit: str = "") -> Filled:
    return _column(name, "text", unit, meaning, fill)


def _whole(name: str, meaning: str, fill: Fill | None = None, unit: str = "") -> Filled:
    return _column(name, "whole", unit, meaning, fill)


def _truth(name: str, meaning: str, fill: Fill | None = None) -> Filled:
    return _column(name, "truth", "", meaning, fill)


def _time(name: str, meaning: str) -> Filled:
    """Milliseconds, kept as nanoseconds."""
    return _column(name, "number", "ms", meaning, _ms(name.replace("_ms", "_ns")))


FILLED = (
    _text("opened", "when the run was opened, by the trainer's wall clock", _opened, "UTC"),
    _text("drill", "name of the drill", _of_run("drill")),
    _whole("level", "level of the drill", _of_run("level")),
    _whole("set", "set, from 1", _as_kept("set_no")),
    _whole("rep", "rep within the set, from 1", _as_kept("rep_no")),
    _whole("attempt", "attempt at this rep, from 1", _as_kept("attempt_no")),
    _whole("lane", "lane, from 1"),
    _text("athlete", "nickname or bib", lambda page: [page.names[id_] for id_ in page["athlete"]]),
    _text("outcome", "hit, wrong gate, false start, ...; void when the coach struck it out"),
    _text("judged", "the outcome as the trainer judged it"),
    _text("form", "the coach's mark: clean, or not yet"),
    _text("form_what", "what of the form: feet, hips, eyes, arms"),
    _text("measure", "which time the cue was answered with: reaction, start or transition"),
    _time("reaction_ms", "cue to start pad open; includes the push-off"),
    _time("start_ms", "cue to start beam clear"),
    _time("transition_ms", "cue to the arming beam broken again, for a cue that found the athlete moving"),
    _time("movement_ms", "answer to target"),
    _time("total_ms", "cue, or own start, to the last target"),
    _whole("place", "of those side by side, in a relay of the team: from 1, shared within 0.05 s", together.place),
    _column("team_ms", "number", "ms", "of a relay's team: first cue to last arrival", together.team_ms),
    _whole("reached_level", "of a test by signals: level of the last line reached in time", _reached("level")),
    _whole("reached_shuttle", "and which shuttle of that level", _reached("shuttle")),
    _whole("reached_m", "metres run up to there", _reached("metres"), unit="m"),
    _column(
        "vo2max", "number", "ml/kg/min", "what beep-test (with the age band) or yoyo-ir1 is taken to say of it",
        together.vo2max,
    ),
    _text("vo2max_by", "by which equation, from where, and what that is worth", together.vo2max_by),
    _time("uncertainty_ms", "half-width of the 95 % interval of the measured time"),
    _column(
        "uncertainty_clock_ms", "number", "ms", "the same, of clocks and devices alone", _doubt("doubt_clock")
    ),
    _column(
        "uncertainty_body_ms", "number", "ms", "the same, of where a body opens a pad or breaks a beam alone",
        _doubt("doubt_body"),
    ),
    _text("cue", "stations to go to, joined by +; empty on a catch", _cue),
    _text("show", "stations whose lamps were lit", _joined("show", " + ")),
    _text("light", "colour of the lamps"),
    _text("sound", "sound of the cue"),
    _truth("catch", "true: no cue was to come"),
    _truth("go", "true: go; false: stay; empty on a catch"),
    _text("answered", "station of the first arrival"),
    _time("foreperiod_ms", "the wait before the cue"),
    _column(
        "lateness_us", "number", "µs", "cue presented later than it was due",
        lambda page: list(map(us, page["lateness_ns"])),
    ),
    _time("skew_ms", "between the first and the last lamp or sound of the last cue, where there were several"),
    *_splits(),
    _text("notes", "what was noticed", _notes),
    _text("field", "name of the field", _of_run("field")),
    _text("surface", "what was run on: grass, hall floor, ...; empty: not said", _told("surface")),
    _text("footwear", "what was worn: trainers, studs, ...; empty: not said", _told("footwear")),
    _text("condition", "dry, wet, hot or icy; empty: not said", _told("condition")),
    _truth("simulated", "true: virtual athletes, or a field without hardware", _of_run("simulated")),
    _text("session", "id of the session", _of_run("session")),
    _text("run", "id of the run"),
    _whole("seq", "number of the attempt in the run"),
    _text("athlete_id", "id of the athlete", _as_kept("athlete")),
    _whole("due_ns", "when the cue was due, on the clock of this boot", unit="ns"),
    _whole("onset_ns", "when it truly appeared, on the same clock", unit="ns"),
    _whole("seed", "seed of the plan: with it the run can be drawn again", _of_run("seed")),
    _text("drill_sha", "sha256 of the drill", _of_run("drill_sha")),
    _text("plan_sha", "sha256 of the plan", _of_run("plan_sha")),
    _text("scoring", "rule that judged it"),
    _whole("scoring_version", "version of that rule", _as_kept("version")),
)  # fmt: skip

REPS = Table(
    "reps",
    "one attempt: what was asked, what came of it",
    tuple(filled.column for filled in FILLED),
    lambda page: [filled.fill(page) for filled in FILLED],
)
