"""What is written below a map: cues, ways, where everything stands, what to mind."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from hardware.spec import FieldSpec
from sequences.model import Cue, Switch
from trainer.ground.check import Ground
from trainer.ground.course import Course
from trainer.ground.paces import metres, where
from trainer.ground.site import Place, Site

GAITS = {"run": "", "back": "backwards ", "shuffle": "sideways "}
KEY = (
    "blue, solid: running; dashed: backwards; dotted: sideways; grey band: the metre to be clear either side",
    "orange band: run-out; yellow disc: lamp; red: a beam between its posts; box: pad, dashed when it is to be lifted",
    "yellow fan: seen without turning the head; thick yellow: where the cue may find the athlete moving",
)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading and its lines."""

    title: str
    lines: tuple[str, ...]
    warns: bool = False


def drill_blocks(on: Ground, spec: FieldSpec | None) -> list[Block]:
    """What is to be said of a drill on a site."""
    found = [
        Block("Not safe here", on.refused, warns=True),
        Block("Mind", (*on.warnings, *on.notes), warns=True),
        Block("Ways", tuple(dict.fromkeys(_way(course) for course in on.courses if course.legs))),
        Block("Cues", tuple(dict.fromkeys(_cues(on)))),
        Block("Lift the pad off the path", tuple(sorted(on.lifted))),
        Block("Left out on this field", on.bound.lost),
        Block("Where things stand, from the spot", tuple(stands(on.site, spec, {s for _, s in on.bound.stations}))),
        Block("Key (a pace is 0.75 m)", KEY),
    ]
    return [block for block in found if block.lines]


def _way(course: Course) -> str:
    parts = [f"{GAITS[leg.gait]}{metres(leg.length)} to {leg.to}" for leg in course.legs]
    return (f"{course.name}: " if course.name else "") + f"from {course.legs[0].of} " + "; ".join(parts)


def _cues(on: Ground) -> Iterator[str]:
    for step in on.bound.steps:
        for a in step.alternatives if isinstance(step, Cue | Switch) else ():
            seen = [f"{a.light} at {' and '.join(a.show)}"] if a.light else []
            heard = [f'the word "{a.word}"'] if a.word else [f"sound {a.sound}"] if a.sound else []
            goes = f"go to {' or '.join(a.target)}" if a.go else "stay"
            yield f"{'then ' if isinstance(step, Switch) else ''}{' with '.join(seen + heard)}: {goes}"


def stands(site: Site, spec: FieldSpec | None, used: Iterable[str]) -> Iterator[str]:
    """One line a station in use: what it is, and how one walks to it."""
    names = set(used)
    for place in site.places.values():
        if place.name in names:
            yield f"{place.name}: {', '.join(place.carries)}, {where(place.at)}{_posts(place)}{_heights(place, spec)}"


def _posts(place: Place) -> str:
    text = ""
    if place.posts:
        text = f"; posts {' and '.join(f'({x:.2f}, {y:.2f})' for x, y in place.posts)}"
    if place.lamp is not None and place.lamp != place.at:
        text += f"; lamp at ({place.lamp[0]:.2f}, {place.lamp[1]:.2f})"
    return text


def _heights(place: Place, spec: FieldSpec | None) -> str:
    station = spec.station(place.name) if spec is not None else None
    if station is None:
        return ""
    lamp = station.gate.height_m if station.gate else None
    beam = station.beam.height_m if station.beam else None
    return "".join(f"; {what} {high:g} m high" for what, high in (("lamp", lamp), ("beam", beam)) if high is not None)
