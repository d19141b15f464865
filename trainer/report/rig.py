"""What the times of a report were taken with, so that whoever reads it can judge how far to trust them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trainer.facts import Rig, RigSpeaker
from trainer.report.html import Html, el, many
from trainer.words import Words


def taken_with(rigs: Iterable[Rig | None], say: Words) -> Html:
    """A list for each rig of these runs that is known, in their order; nothing where none is."""
    known = [rig for rig in dict.fromkeys(rigs) if rig is not None]
    if not known:
        return Html("")
    return many(el("h2", say("rig")), *(el("dl", *_facts(rig, say), class_="note") for rig in known))


def _facts(rig: Rig, say: Words) -> Iterator[Html]:
    said = {
        "machine": [rig.machine],
        "clock": [rig.clock],
        "edges": [rig.edges],
        "real-time": rig.real_time,
        "loudspeakers": [_loudspeaker(one, say) for one in rig.loudspeakers],
        "notes": rig.notes,
    }
    for name, words in said.items():
        if words:
            yield many(el("dt", say(f"rig.{name}")), *(el("dd", text) for text in words))


def _loudspeaker(one: RigSpeaker, say: Words) -> str:
    if not one.driver:
        return say("rig.silent", station=one.station)
    early, within = say.number(one.latency_ns / 1e6, 1), say.number(one.within_ns / 1e6, 1)
    return say("rig.speaker", station=one.station, driver=one.driver, device=one.device, early=early, within=within)
