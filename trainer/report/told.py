"""Gains as sentences for a child, a parent, a coach; and what a child is praised for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from trainer.results.card import TeamGain
from trainer.results.gains import Gain
from trainer.words import Words

Audience = Literal["child", "parent", "coach"]
TIMES = ("cover", "turn", "best")


def told(gain: Gain, audience: Audience, say: Words) -> str:
    """One sentence about one of the three things a page names."""
    if audience == "child":
        status = "better" if gain.status == "better" else "plain"
    elif audience == "parent":
        status = "plain" if gain.status == "alone" else gain.status
    else:
        status = "alone" if gain.before is None else "unknown" if gain.status == "unknown" else "against"
    key = f"gain.coach.{status}" if audience == "coach" else f"gain.{gain.kind}.{audience}.{status}"
    return say(key, **_places(gain, say))


def praised(gain: Gain, say: Words) -> str:
    """The one praise on a card or in a report."""
    status = "better" if gain.status == "better" else "plain"
    return say(f"praise.{gain.kind}.{status}", **_places(gain, say))


def told_team(gain: TeamGain, say: Words) -> str:
    """One of the team's three."""
    who = "children" if gain.of_children else "reps"
    return say(f"team.{who}.{gain.kind}", now=gain.now, of=gain.of if gain.of is not None else gain.now)


def _places(gain: Gain, say: Words) -> dict[str, object]:
    digits = 2 if gain.kind in TIMES else 0
    unit = "s" if gain.kind in TIMES else "%" if gain.kind == "even" else ""
    before = "" if gain.before is None else say.number(gain.before, digits)
    word = say(f"word.{gain.word}") if gain.word else say(f"word.{gain.status}")
    return {
        "now": say.number(gain.now, digits),
        "figure": say("tile.of", n=say.number(gain.now), of=gain.of) if gain.of else say.number(gain.now, digits),
        "before": before,
        "of": gain.of,
        "word": word,
        "what": say(f"what.{gain.kind}"),
        "unit": f" {unit}" if unit else "",
    }


def listed(found: Sequence[Gain], audience: Audience, say: Words) -> list[tuple[str, bool]]:
    """Sentences, and whether each is of something that got better."""
    return [(told(gain, audience, say), gain.status == "better") for gain in found]
