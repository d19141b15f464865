"""Little tests by signals for the tests of the engine: 20 m ways of so many seconds, and what edges make of them."""

from __future__ import annotations

from collections.abc import Iterable

from builders import S, drill

from hardware.base import Component, Edge
from sequences.formats import EVERYBODY
from sequences.model import Drill, Rest, Role, Say
from sequences.shuttles import HOUR_NS, Shuttles, Stage
from trainer.engine.lane import Task
from trainer.engine.stepping import LEAD_NS
from trainer.engine.verdict import Evidence, Sensing, judge
from trainer.facts import Verdict

BEGAN = 100 * S
START = BEGAN + LEAD_NS  # the first signal, where nothing comes before
WAY = 10 * S
ROLES = (Role("zero", ("beam",), optional=True), Role("twenty", ("beam",), optional=True))
BODY = Component("body", "normal", 5e6)
SENSORS = {(name, "beam"): Sensing(0, (), BODY, BODY) for name in ("near-1", "far-1")}


def stage(level: int, shuttles: int, *, way_ns: int = WAY) -> Stage:
    """Ways of 20 m at the speed that takes so long."""
    return Stage(level, 20 * HOUR_NS // way_ns, shuttles)


def beep(*stages: Stage, near: str | None = "near-1", far: str | None = "far-1", misses: int = 2) -> Shuttles:
    """Two misses in a row end it; two levels of three shuttles, a way ten seconds."""
    return Shuttles(stages or (stage(1, 3), stage(2, 3)), 20_000, 1, 0, misses, True, near, far)


def yoyo(near: str | None = "near-1", far: str | None = "far-1") -> Shuttles:
    """Two misses end it; two levels of two shuttles there and back, a way ten seconds, ten of rest."""
    return Shuttles((stage(5, 2), stage(9, 2)), 20_000, 2, 10 * S, 2, False, near, far)


def of_drill(test: Shuttles, **more: object) -> Drill:
    """A drill of this test: a word, five seconds, the signals."""
    steps = (Say("To the line", None), Rest(5 * S), test)
    return drill(*steps, **({"sets": 1, "reps": 1, "roles": ROLES, "format": "paced", "lanes": EVERYBODY} | more))


def broken(station: str, *at_ns: int) -> list[Edge]:
    """The beam broken at these instants after the first signal, for a tenth of a second each."""
    return [Edge(station, "beam", on, START + t + (0 if on else S // 10)) for t in at_ns for on in (True, False)]


def told(name: str, t_ns: int, *, on: bool = True) -> Edge:
    """The coach's tap so long after the first signal: "missed", "stopped"."""
    return Edge(f"{name} 1", "told", on, START + t_ns)


def judged(test: Shuttles, *edges: Edge | Iterable[Edge], until_ns: int = 10_000 * S) -> Verdict:
    """What comes of these edges."""
    flat = [e for edge in edges for e in ([edge] if isinstance(edge, Edge) else edge)]
    facts = Evidence(BEGAN, frozenset(), tuple(flat), (), (), BEGAN + until_ns)
    return judge(Task((test,)), facts, SENSORS)
