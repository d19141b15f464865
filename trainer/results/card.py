"""The end card of a session: three gains of the team, one praise for each child. Nobody is compared with anybody."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from trainer.facts import Athlete
from trainer.results.gains import Followed, Gain, Kind, follow, gains, praise
from trainer.results.reps import Rep, count

BETTER: tuple[Kind, ...] = ("clean", "own", "best", "cover", "turn", "even", "right")


TeamKind = Kind | Literal["calm"]


@dataclass(frozen=True, slots=True)
class TeamGain:
    """``of_children``: so many children, ``of`` those who can be compared, got better at it. Else so many reps of the
    team's, ``of`` so many where that says something; ``calm``: in all of them nobody left too early."""

    kind: TeamKind
    now: int
    of: int | None
    of_children: bool


@dataclass(frozen=True, slots=True)
class Card:
    """``praise``: everybody who did a rep, in the order of their first."""

    session: str
    team: tuple[TeamGain, ...]
    praise: tuple[tuple[Athlete, Gain], ...]


def card(reps: Sequence[Rep], session: str, followed: Followed | None = None) -> Card:
    """Of a session. ``reps``: everybody's up to and with it, in the order of their sessions."""
    followed = follow(reps) if followed is None else followed
    by_athlete: defaultdict[str, list[Rep]] = defaultdict(list)
    for rep in reps:
        by_athlete[rep.athlete.id].append(rep)
    here = list(dict.fromkeys(rep.athlete.id for rep in reps if rep.session == session))
    found = {id_: gains(by_athlete[id_], session, followed) for id_ in here}
    praised = [(by_athlete[id_][-1].athlete, praise(found[id_])) for id_ in here]
    return Card(
        session,
        team([rep for rep in reps if rep.session == session], found),
        tuple((athlete, gain) for athlete, gain in praised if gain is not None),
    )


def team(today: Sequence[Rep], found: Mapping[str, Sequence[Gain]]) -> tuple[TeamGain, ...]:
    """Three: what most children got better at, then what all did together."""
    children: list[TeamGain] = []
    for kind in BETTER:
        told = {id_ for id_, mine in found.items() if any(g.kind == kind and g.status != "alone" for g in mine)}
        better = {id_ for id_, mine in found.items() if any(g.kind == kind and g.status == "better" for g in mine)}
        if better:
            children.append(TeamGain(kind, len(better), len(told), of_children=True))
    counts = count(today)
    together = [
        TeamGain("clean", counts.clean, counts.marked, of_children=False),
        TeamGain("right", counts.right, counts.done, of_children=False),
        TeamGain("calm", 0 if counts.early else counts.done, None, of_children=False),
        TeamGain("done", counts.done, None, of_children=False),
    ]
    children.sort(key=lambda gain: -gain.now)
    return tuple([*children, *(gain for gain in together if gain.now)][:3])
