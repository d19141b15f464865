"""A field's set-up card: where everything stands, who waits where, and what no program can check."""

from __future__ import annotations

from collections.abc import Iterator

from hardware.spec import FieldSpec, StationSpec
from trainer.ground.notes import Block
from trainer.ground.paces import where
from trainer.ground.plane import Point
from trainer.ground.site import Place, field_site

SAFETY = (
    "Walk every path before the first rep: nothing within 1 m of it, 5 m free after forward lines, 4 m behind.",
    "No wall behind anybody; a wall beside is at least half a metre off. Lanes lie at least 5 m apart.",
    "The others wait in the queue, never beside or behind a path; nobody crosses while somebody runs.",
    "Lead cables away from the paths or tape them down. Pads lie flat and dry, and are lifted where the drill says so.",
    "Beams are infra-red LEDs or reflectors, no laser modules: they hang at eye height. At most 85 dB at the ear.",
    "Outdoors 5 or 12 V from a power bank. No mains on the field.",
    "Hot? Wet? Ice? Ask at the start and note it. A break every 20 minutes, water for everybody.",
    "Warm up first. No maximal test in anybody's first session; level 1 of a backpedal at walking pace.",
    "Show what STOP is: a second of low tone, all lamps off. Whoever wants to stop stops, without a reason.",
)
HEIGHTS = "Beams 0.70 m high for backpedal and shuffle; in sprints 0.85 m at 12 to 13 years, 0.95 m at 14 to 16."
HERE = "The spot is (0, 0), the front is +y, right is +x, in metres; a pace is 0.75 m."


def card_blocks(spec: FieldSpec) -> list[Block]:
    """The card, heading by heading. What plays on the field is left to ``field check``: it changes with the drills."""
    found = [
        Block("Where everything stands, from the spot", (HERE, *_stations(spec))),
        Block("Lines and cones", tuple(_marks(spec))),
        Block("Around it", tuple(_around(spec))),
        Block("Before the first rep", (*([HEIGHTS] if _has_beam(spec) else []), *SAFETY)),
    ]
    return [block for block in found if block.lines]


def card_text(spec: FieldSpec) -> str:
    """The card as plain text, which is Markdown too."""
    parts = [f"# {spec.title}"]
    for block in card_blocks(spec):
        parts += ["", f"## {block.title}", "", *(f"- {line}" for line in block.lines)]
    return "\n".join(parts) + "\n"


def _stations(spec: FieldSpec) -> Iterator[str]:
    for place in field_site(spec).places.values():
        station = spec.station(place.name)
        assert station is not None
        title = f" ({station.title})" if station.title else ""
        yield f"{place.name}{title}: {', '.join(_parts(station, place))}"


def _parts(station: StationSpec, place: Place) -> Iterator[str]:
    if station.pad is not None:
        yield f"{'hand pad' if station.pad.hand else 'pad'} {where(place.at)}"
    if station.beam is not None:
        high = f" {station.beam.height_m:g} m high" if station.beam.height_m is not None else ""
        ends = ", the other ".join(where(post) for post in place.posts)
        yield f"beam{high}, one post {ends}" if ends else f"beam{high} {where(place.at)}"
    if station.gate is not None and place.lamp is not None:
        high = f" {station.gate.height_m:g} m high" if station.gate.height_m is not None else ""
        yield f"lamp{high} {where(place.lamp)}"
    if station.speaker is not None:
        yield "loudspeaker" if station.gate is not None else f"loudspeaker {where(place.at)}"


def _xy(at: Point) -> str:
    return f"({at[0]:g}, {at[1]:g})"


def _marks(spec: FieldSpec) -> Iterator[str]:
    for mark in spec.ground.marks:
        name = f"{mark.name} ({mark.title})" if mark.title else mark.name
        if mark.ends is None:
            yield f"{name}: cone {where(mark.at)}"
        else:
            yield f"{name}: line from {_xy(mark.ends[0])} to {_xy(mark.ends[1])}"


def _around(spec: FieldSpec) -> Iterator[str]:
    ground = spec.ground
    for box, words in ((ground.free, "free ground"), (ground.queue, "queue")):
        if box is not None:
            (x0, y0), (x1, y1) = box
            yield f"{words}: x {x0:g} to {x1:g}, y {y0:g} to {y1:g} ({x1 - x0:g} m x {y1 - y0:g} m)"
    if ground.coach is not None:
        yield f"coach: {where(ground.coach)}"
    for kind, strips in (("wall", ground.walls), ("cable", ground.cables)):
        for strip in strips:
            yield f"{kind} {strip.name}: " + " to ".join(map(_xy, strip.along))


def _has_beam(spec: FieldSpec) -> bool:
    return any(station.beam is not None for station in spec.stations)
