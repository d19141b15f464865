"""Reads what a report or a card needs from the store: a session's reps, and all that were run before at the same
drills."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain

from trainer.exports.names import Names
from trainer.facts import Athlete
from trainer.report.athlete import athlete_report
from trainer.report.parts import Said
from trainer.report.session import session_report
from trainer.reps import read_reps
from trainer.results.card import Card, card
from trainer.results.gains import follow
from trainer.results.progress import Line, lines
from trainer.results.reps import Rep
from trainer.results.summary import Take, measured_ns
from trainer.store.merges import whom
from trainer.store.open import Store
from trainer.store.pages import NOBODY
from trainer.store.read import SessionInfo, headings, session_info
from trainer.store.results import Filter
from trainer.store.roster import known_people, person
from trainer.words import words

SPRINTS = "repeated sprint"  # the tag of drills whose sets are series of sprints


def session_card(store: Store, session: str) -> Card:
    """The end card. UnknownRow when there is no such session."""
    return card(before(store, session_info(store, session)), session)


def session_page(store: Store, session: str, names: Names, language: str = "en") -> str:
    """The report of a session as one HTML file. ``names`` says who is called by name. UnknownRow when there is no such
    session."""
    info = session_info(store, session)
    known = before(store, info)
    reps = [rep for rep in known if rep.session == session]
    rigs = [run.header.standing.rig for run in info.runs]
    said = _said(store, names, language)
    return session_report(info.header, reps, card(known, session), said, sprints(store), rigs)


def athlete_page(store: Store, athlete: str, names: Names, language: str = "en") -> str:
    """The report of an athlete as one HTML file. ``names`` as there. UnknownRow when nobody has that id."""
    who = person(store, athlete)
    everybody = _of_drills(store, _drills_of(store, who.id), None)
    mine = [rep for rep in everybody if rep.athlete.id == who.id]
    return athlete_report(Athlete(who.id, who.name), mine, follow(everybody), _said(store, names, language))


def lines_of(store: Store, athlete: str, take: Take = measured_ns) -> tuple[Line, ...]:
    """One athlete's lines of this time, everybody's noise in them. UnknownRow when nobody has that id."""
    drills, who = _drills_of(store, athlete), whom(store, athlete)
    return tuple(line for line in lines(_of_drills(store, drills, None), take) if line.athlete.id == who)


def _drills_of(store: Store, athlete: str) -> Iterable[str]:
    return dict.fromkeys(rep.terms.drill for rep in read_reps(store, Filter(athlete=athlete)))


def before(store: Store, info: SessionInfo) -> list[Rep]:
    """Everybody's reps at the drills of this session, to its end, in the order of their sessions."""
    last_s = max((run.header.opened_wall_s for run in info.runs), default=info.header.opened_wall_s)
    until = (info.header.opened_wall_s, info.header.id)
    drills = dict.fromkeys(run.drill for run in info.runs)
    return [rep for rep in _of_drills(store, drills, last_s + 1) if (rep.wall_s, rep.session) <= until]


def _of_drills(store: Store, drills: Iterable[str], until_s: float | None) -> list[Rep]:
    found = (read_reps(store, Filter(drill=drill, until_s=until_s)) for drill in drills)
    return sorted(chain.from_iterable(found), key=lambda rep: (rep.wall_s, rep.session))


def sprints(store: Store) -> frozenset[str]:
    """Names of the drills whose sets are series of sprints."""
    return frozenset(name for name, heading in headings(store).items() if SPRINTS in heading.tags)


def _said(store: Store, names: Names, language: str) -> Said:
    known = known_people(store)

    def called(athlete: Athlete) -> str:
        return names(athlete.id, known.get(athlete.id, NOBODY))

    titles = {name: heading.title for name, heading in headings(store, language).items()}
    return Said(words(language), titles, called)
