"""A drill on a ground: where it sends people, and which laws of the ground it breaks there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from hardware.spec import FieldSpec
from sequences.model import Drill
from trainer.engine.bind import Bound, bind_drill
from trainer.errors import GroundError
from trainer.ground.abreast import abreast_faults
from trainer.ground.clear import CLEAR_M, clear_faults, run_outs
from trainer.ground.course import Course, courses
from trainer.ground.faults import Fault
from trainer.ground.plane import Point, along, gap
from trainer.ground.published import deviations
from trainer.ground.seen import seen_faults
from trainer.ground.site import Site, drill_site, field_site

OPENINGS_M = (2.4, 3.0, 4.0, 5.0, 6.0)  # between the posts of a beam, where no field says
ABREAST = ("versus", "leapfrog", "relay")  # formats in which lanes are run side by side at full speed
SPEAKER = {"a speaker": ("speaker",)}  # somewhere: a drill's own site has no loudspeaker of its own


@dataclass(frozen=True, slots=True)
class Ground:
    """A drill on a site. ``lifted``: stations whose pad is taken away; ``faults``: the grave ones first; ``notes``: to
    be said on every result."""

    bound: Bound
    site: Site
    courses: tuple[Course, ...]
    lifted: frozenset[str]
    faults: tuple[Fault, ...]
    notes: tuple[str, ...] = ()

    @property
    def refused(self) -> tuple[str, ...]:
        """Why the drill is not to be run here."""
        return tuple(f.text for f in self.faults if f.grave and self.site.kind != "simulated")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the coach should mind."""
        return tuple(f.text for f in self.faults if not (f.grave and self.site.kind != "simulated"))


def on_field(drill: Drill, spec: FieldSpec, bind: Mapping[str, str]) -> Ground:
    """The drill on a field. BindError when a role cannot be played there."""
    bound = bind_drill(drill, {s.name: s.carries for s in spec.stations}, bind)
    site = field_site(spec)
    bounds = [(n, lane) for n, lane in enumerate(bound.lanes, start=1) if lane.stations] or [(1, bound)]
    lanes = [courses(drill, lane.steps, site, n) for n, lane in bounds]
    ways = tuple(way for lane in lanes for way in lane)
    notes = deviations(ways, on_its_own(drill).courses * len(lanes)) if drill.published else ()
    return _ground(bound, site, ways, notes, abreast_faults(lanes) if drill.format in ABREAST else [])


def on_its_own(drill: Drill) -> Ground:
    """The drill where its roles' own places are, whatever field it will be played on; of several lanes the first."""
    bound = bind_drill(replace(drill, lanes=1, format="queue"), {r.name: r.needs for r in drill.roles} | SPEAKER, {})
    ways = courses(drill, bound.steps, drill_site(drill, {}))
    return _ground(bound, drill_site(drill, _posts(drill, ways)), ways, ())


def playable(drill: Drill, spec: FieldSpec, bind: Mapping[str, str]) -> Ground:
    """The drill on a field where it may be run. BindError when it cannot be played, GroundError when it is not safe."""
    ground = on_field(drill, spec, bind)
    if ground.refused:
        raise GroundError(f"{drill.name} is not safe on the field {spec.name}: {'; '.join(ground.refused)}")
    return ground


def _ground(
    bound: Bound, site: Site, ways: Sequence[Course], notes: tuple[str, ...], more: Sequence[Fault] = ()
) -> Ground:
    playing = frozenset(station for _, station in bound.stations)
    lifted = frozenset({s for role, s in bound.stations if role in bound.drill.lifted}.union(bound.drill.lifted))
    faults = [*clear_faults(ways, site, lifted, playing), *more, *seen_faults(ways, site)]
    return Ground(bound, site, tuple(ways), lifted, tuple(sorted(faults, key=lambda f: not f.grave)), notes)


def _posts(drill: Drill, ways: Sequence[Course]) -> dict[str, tuple[Point, ...]]:
    """Where the posts of each beam would stand: across the way to it, as near to each other as all ways let them."""
    legs = [leg for course in ways for leg in course.legs]
    through = {leg.of: leg.direction for leg in reversed(legs)} | {leg.to: leg.direction for leg in reversed(legs)}
    taken = [(leg.start, leg.end) for course in ways for leg in course.ways] + [
        (r.leg.end, r.end) for c in ways for r in run_outs(c)
    ]
    posts = {}
    for role in drill.roles:
        if role.at is not None and role.name in through:
            way = through[role.name]
            across = (-way[1], way[0])
            pairs = [tuple(along(role.at, across, side * metres / 2) for side in (1, -1)) for metres in OPENINGS_M]
            fits = (pair for pair in pairs if all(gap((post,), way) >= CLEAR_M for post in pair for way in taken))
            posts[role.name] = next(fits, pairs[-1])
    return posts
