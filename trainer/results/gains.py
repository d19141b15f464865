"""What got better: clean reps, the time to cover, evenness or the turn, against an athlete's own earlier sessions.

A time is better only when the change is more than noise; a few ms are not called a gain. Evenness is better when the
ratio of the two coefficients of variation is no chance in 80 of 100 cases: the logarithm of each has a standard error
of about 1 / sqrt(2 (n - 1)) (that of a standard deviation; Ahn and Fessler, University of Michigan, 2003).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from statistics import NormalDist
from typing import Literal

from trainer.results.beat import beaten
from trainer.results.evenness import evenness
from trainer.results.noise import LIKELY, Word
from trainer.results.progress import EARLIER, Line, lines
from trainer.results.reps import Counts, Rep, count
from trainer.results.summary import alike, cover_ns, measured_ns, taken

Key = tuple[str, int | None]  # a drill and its level
Kind = Literal["clean", "own", "cover", "turn", "even", "best", "right", "still", "done"]
Status = Literal["better", "same", "less", "alone", "unknown"]
"""``alone``: nothing before to hold it against; ``unknown``: the noise is not known yet."""

TURN = "turn"  # the name of the split
LEAST_EVEN = 6  # reps, for evenness to be compared
PRAISE: tuple[Kind, ...] = ("best", "own", "cover", "turn", "clean", "even", "still", "right", "done")
"""In this order something is looked for that a child is praised for."""


@dataclass(frozen=True, slots=True)
class Gain:
    """``now`` and ``before`` in s (cover, turn, best), per cent (even), or reps (of so many: ``of``). ``word``: how
    sure a change of a time is."""

    kind: Kind
    status: Status
    drill: Key
    now: float
    before: float | None = None
    of: int | None = None
    word: Word | None = None


@dataclass(frozen=True, slots=True)
class Followed:
    """All athletes' lines through the same reps: of what is measured, of the whole way, of the turn."""

    measured: tuple[Line, ...]
    cover: tuple[Line, ...]
    turn: tuple[Line, ...]


def turn_ns(rep: Rep) -> int | None:
    return next((split.ns for split in rep.verdict.splits if split.name == TURN), None)


def follow(reps: Sequence[Rep]) -> Followed:
    """Through reps in the order of their sessions, everybody's: the noise is pooled over all."""
    return Followed(lines(reps, measured_ns), lines(reps, cover_ns), lines(reps, turn_ns))


def gains(reps: Sequence[Rep], session: str, followed: Followed) -> tuple[Gain, ...]:
    """One athlete's, of this session, for each drill and level in it. ``reps``: his up to this session, in its
    order."""
    groups: defaultdict[tuple[str, int | None, bool], list[Rep]] = defaultdict(list)
    for rep in reps:
        groups[rep.terms.drill, rep.terms.level, rep.terms.simulated].append(rep)
    return tuple(gain for group in groups.values() for gain in _of_drill(group, session, followed))


def _of_drill(reps: Sequence[Rep], session: str, followed: Followed) -> Iterable[Gain]:
    today = [rep for rep in reps if rep.session == session]
    earlier = _earlier(reps, session)
    now, before = count(today), count(earlier)
    if not now.done:
        return
    drill = (today[0].terms.drill, today[0].terms.level)
    if now.marked:
        yield _share("clean", drill, now.clean, now.marked, before.clean_share)
    own = beaten(reps, session)
    if today[0].against_own and own.of:
        yield Gain("own", "better" if own.is_gain else "same", drill, own.wins, of=own.of)
    yield from (_time("cover", line) for line in _mine(followed.cover, today, session))
    turns = [_time("turn", line) for line in _mine(followed.turn, today, session)]
    yield from turns
    even = None if turns else _even(drill, today, earlier)
    if even is not None:
        yield even
    for line in _mine(followed.measured, today, session):
        if line.best is not None and line.best.is_new:
            yield Gain("best", "better", drill, line.best.ns / 1e9)
    yield from _counted(drill, now, before)


def _counted(drill: Key, now: Counts, before: Counts) -> Iterable[Gain]:
    held = now.right - now.hits
    if held:
        yield Gain("still", "better" if not now.false_alarms else "same", drill, held, of=held + now.false_alarms)
    yield _share("right", drill, now.right, now.done, before.accuracy)
    yield Gain("done", "alone", drill, now.done)


def _earlier(reps: Sequence[Rep], session: str) -> list[Rep]:
    """Of the last sessions before this one."""
    before = takewhile(lambda other: other != session, dict.fromkeys(rep.session for rep in reps))
    sessions = list(before)[-EARLIER:]
    return [rep for rep in reps if rep.session in sessions]


def _share(kind: Kind, drill: Key, now: int, of: int, before: float | None) -> Gain:
    """So many of these, against what the earlier share would have made of them; by half a rep is the same."""
    if before is None:
        return Gain(kind, "alone", drill, now, of=of)
    expected = before * of
    status: Status = "same" if abs(now - expected) < 0.5 else "better" if now > expected else "less"
    return Gain(kind, status, drill, now, expected, of)


def _mine(found: Iterable[Line], today: Sequence[Rep], session: str) -> Iterable[Line]:
    """The athlete's lines that this session has a point on, of the drill and level of these reps; the fullest one
    first."""
    first = today[0]
    mine = [
        line
        for line in found
        if line.athlete.id == first.athlete.id
        and line.points
        and line.points[-1].session == session
        and (line.terms.drill, line.terms.level) == (first.terms.drill, first.terms.level)
        and line.terms.simulated == first.terms.simulated
    ]
    return sorted(mine, key=lambda line: -line.points[-1].hits)[:1]


def _time(kind: Kind, line: Line) -> Gain:
    newest, change = line.points[-1], line.change
    now, drill = newest.median / 1e3, (line.terms.drill, line.terms.level)
    if newest.first or change is None:
        return Gain(kind, "alone", drill, now)
    before = now - change.ms / 1e3
    if change.word is None:
        return Gain(kind, "unknown", drill, now, before)
    status: Status = "same" if change.word == "within noise" else "better" if change.ms < 0 else "less"
    return Gain(kind, status, drill, now, before, word=change.word)


def _even(drill: Key, today: Sequence[Rep], earlier: Sequence[Rep]) -> Gain | None:
    """Of the time to cover, over the hits on the terms that most of today's have."""
    hits = alike(today)
    before = [rep for rep in earlier if hits and (rep.terms, rep.surface) == (hits[0].terms, hits[0].surface)]
    mine, other = taken(hits, cover_ns), taken((rep for rep in before if rep.is_hit), cover_ns)
    now = evenness(mine)
    then = evenness(other) if len(other) >= LEAST_EVEN else None
    if now is None or len(mine) < LEAST_EVEN:
        return None
    if not then or not now:
        return Gain("even", "alone", drill, now)
    apart = math.log(now / then)
    error = math.sqrt(1 / (2 * (len(mine) - 1)) + 1 / (2 * (len(other) - 1)))
    sure = abs(apart) > NormalDist().inv_cdf((1 + LIKELY) / 2) * error
    return Gain("even", ("better" if apart < 0 else "less") if sure else "same", drill, now, then)


# --- what is said of them -----------------------------------------------------------------------------------


def three(found: Sequence[Gain]) -> tuple[Gain, ...]:
    """What a page names: clean reps, the time to cover (or how often the own middle was beaten), the turn or evenness,
    of the drill of which most can be compared, and most was done."""
    done = {gain.drill: gain.now for gain in found if gain.kind == "done"}
    compared = {drill: sum(gain.drill == drill and gain.before is not None for gain in found) for drill in done}
    main = max(done, key=lambda drill: (compared[drill], done[drill]), default=None)
    mine = {gain.kind: gain for gain in reversed(found) if gain.drill == main}
    time, last = mine.get("own", mine.get("cover")), mine.get("turn", mine.get("even"))
    return tuple(gain for gain in (mine.get("clean", mine.get("right")), time, last) if gain is not None)


def praise(found: Iterable[Gain]) -> Gain | None:
    """The one thing that a child is praised for: the first of ``PRAISE`` that got better, else what was well done."""
    by_kind: defaultdict[Kind, list[Gain]] = defaultdict(list)
    for gain in found:
        by_kind[gain.kind].append(gain)
    tests: tuple[Callable[[Gain], bool], ...] = (lambda gain: gain.status == "better", _well_done)
    for test in tests:
        for kind in PRAISE:
            for gain in by_kind[kind]:
                if test(gain):
                    return gain
    return None


def _well_done(gain: Gain) -> bool:
    """Without a comparison: something was done, and most of it rightly."""
    if gain.kind == "done":
        return gain.now > 0
    return gain.kind in ("clean", "right", "still") and gain.of is not None and gain.now * 2 >= gain.of
