"""Break rules by use: which of the breaks of a pass is its time.

A body opens a pad once, and breaks a beam several times: an arm, the trunk, a trailing leg. What counts depends on what
the answer is for (``USES``; the first rule of each use is the standard). Where a use has several rules one is chosen by
name; ``Rules`` holds the choice. Its name says what differs from the standard, and stands with every verdict beside its
version. An attempt judged again by other rules gets a further verdict (trainer/rescore.py). Beside the breaks a rule
may say how soon after the onset a body can answer, in place of what the drill says.

The longest break is wrong for walking, stopping and wheelchairs: there the first is the better one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from hardware.base import Edge
from trainer.engine.answering import DOUBLE_NS
from trainer.engine.lane import Mark
from trainer.facts import SCORING, SCORING_VERSION

USES: dict[str, tuple[str, ...]] = {
    "leave pad": ("first opening",),
    "leave beam": ("last clearing", "first clearing"),
    "arming": ("first break",),
    "pass beam": ("longest break", "first break", "last break", "middle of the longest break"),
    "arrive pad": ("first press",),
}


MS = 1_000_000
LEAST = re.compile(r"(reaction|start|transition) from (\d{1,3}) ms")


@dataclass(frozen=True, slots=True)
class Rules:
    """The choice where there is one. ``least_ns``: the soonest that a body can answer, by measure, in whole
    milliseconds, where it is not to be the drill's. ValueError for a rule that there is not."""

    leave_beam: str = "last clearing"
    pass_beam: str = "longest break"
    least_ns: tuple[tuple[str, int], ...] = ()
    version: int = SCORING_VERSION

    def __post_init__(self) -> None:
        for use, rule in (("leave beam", self.leave_beam), ("pass beam", self.pass_beam)):
            if rule not in USES[use]:
                raise ValueError(f"{use}: there is no rule {rule!r}; allowed are {', '.join(USES[use])}")

    @property
    def name(self) -> str:
        chosen = (("leave beam", self.leave_beam), ("pass beam", self.pass_beam))
        least = (f"{measure} from {ns // MS} ms" for measure, ns in self.least_ns)
        return ", ".join((SCORING, *(rule for use, rule in chosen if rule != USES[use][0]), *least))

    def by(self, mark: Mark) -> str:
        """The name of the rule that times this answer."""
        if mark.sensor == "pad":
            return "first opening" if mark.kind == "leave" else "first press"
        if mark.kind == "leave":
            return self.leave_beam
        return "first break" if mark.arms else self.pass_beam

    def timed(self, mark: Mark, edges: Sequence[Edge], following_ns: int | None) -> int:
        """When the answer was. ``edges``: all that count, in the order of their stamps; ``following_ns``: the next
        answer."""
        rule = _LATER.get(self.by(mark)) if mark.kind != "hold" else None
        if rule is None:
            return mark.t_ns
        station, sensor, t_ns = mark.station, mark.sensor, mark.t_ns
        here = [e for e in edges if e.t_ns >= t_ns and e.station == station and e.sensor == sensor]
        return rule(t_ns, here, following_ns)


STANDARD = Rules()
ALLOWED = (
    f"allowed are {SCORING} and, after commas, {', '.join((*USES['leave beam'], *USES['pass beam']))}, "
    'and how soon a body can answer, such as "reaction from 100 ms"'
)


def rules_named(name: str) -> Rules:
    """The rules of that name, as it stands with a verdict. ValueError with what is allowed."""
    first, *others = name.split(", ")
    if first != SCORING:
        raise ValueError(f"there is no rule {first!r}; {ALLOWED}")
    chosen = {use: USES[use][0] for use in ("leave beam", "pass beam")}
    least: dict[str, int] = {}
    for said in others:
        use = next((use for use in chosen if said in USES[use]), None)
        limit = LEAST.fullmatch(said)
        if use is not None:
            chosen[use] = said
        elif limit:
            least[limit[1]] = int(limit[2]) * MS
        else:
            raise ValueError(f"there is no rule {said!r}; {ALLOWED}")
    return Rules(chosen["leave beam"], chosen["pass beam"], tuple(sorted(least.items())))


# --- the rules that need more than the edge that answered ---------------------------------------------------


def _last_clearing(first_ns: int, here: Sequence[Edge], following_ns: int | None) -> int:
    """A standing body sways: the last clearing before the run, each within 350 ms of the one before."""
    clear_ns = first_ns
    for edge in here:
        before = following_ns is None or edge.t_ns < following_ns
        if not edge.active and edge.t_ns - clear_ns <= DOUBLE_NS and before:
            clear_ns = edge.t_ns
    return clear_ns


def _breaks(first_ns: int, here: Sequence[Edge]) -> list[tuple[int, int]]:
    """Beginning and end of each break of this pass; one that has not ended is taken to last 350 ms."""
    found: list[tuple[int, int]] = []
    for n, edge in enumerate(here):
        if edge.active and edge.t_ns - first_ns <= DOUBLE_NS:
            found.append((edge.t_ns, here[n + 1].t_ns if n + 1 < len(here) else edge.t_ns + DOUBLE_NS))
    return found


def _longest(first_ns: int, here: Sequence[Edge]) -> tuple[int, int]:
    """Of equally long ones the first."""
    return max(_breaks(first_ns, here), key=lambda b: b[1] - b[0])


def _longest_break(first_ns: int, here: Sequence[Edge], _: int | None) -> int:
    return _longest(first_ns, here)[0]


def _middle_of_longest(first_ns: int, here: Sequence[Edge], _: int | None) -> int:
    return sum(_longest(first_ns, here)) // 2


def _last_break(first_ns: int, here: Sequence[Edge], _: int | None) -> int:
    return _breaks(first_ns, here)[-1][0]


_LATER: dict[str, Callable[[int, Sequence[Edge], int | None], int]] = {
    "last clearing": _last_clearing,
    "longest break": _longest_break,
    "last break": _last_break,
    "middle of the longest break": _middle_of_longest,
}
