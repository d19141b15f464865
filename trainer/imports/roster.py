"""A list of athletes: who is new, who is here already, and which line cannot be taken in, and why.

A list has a name a line; or columns, told by a heading. Known are name (nickname, bib), age (in years) or age band, and
note; nothing else is kept, least of all a birth date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from trainer.errors import FileError
from trainer.facts import AgeBand, Person
from trainer.imports.cells import Cells, Row

Column = Literal["name", "band", "note"]

HEADINGS: dict[Column, frozenset[str]] = {
    "name": frozenset({"name", "nickname", "bib", "athlete", "player", "spitzname", "spieler", "trikot", "athlet"}),
    "band": frozenset({"age", "age band", "band", "age group", "alter", "altersgruppe"}),
    "note": frozenset({"note", "notes", "notiz", "bemerkung"}),
}
BANDS: tuple[AgeBand, ...] = get_args(AgeBand)
NAME = re.compile(r"[^\x00-\x1f\x7f]{1,40}")
NOTE = 500  # characters
AGE = re.compile(r"(\d{1,2})(?:[.,]\d+)?")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list. ``why``: what is wrong with it."""

    line: int
    name: str
    band: AgeBand = ""
    note: str = ""
    state: Literal["new", "known", "bad"] = "new"
    why: str = ""


@dataclass(frozen=True, slots=True)
class Roster:
    """What a list comes to. ``said``: in what form it was found; ``left_out``: columns that are not kept."""

    entries: tuple[Entry, ...]
    said: str
    left_out: tuple[str, ...]

    def of(self, state: str) -> list[Entry]:
        return [entry for entry in self.entries if entry.state == state]

    def people(self, ids: Callable[[], str], wall_s: float, *, skip_bad: bool) -> tuple[Person, ...]:
        """The new ones. FileError, with the first bad line, unless those are to be left out."""
        bad = self.of("bad")
        if bad and not skip_bad:
            raise FileError(f"line {bad[0].line}: {bad[0].why}")
        return tuple(Person(ids(), e.name, e.band, note=e.note, since_wall_s=wall_s) for e in self.of("new"))


def is_name(text: str) -> bool:
    """Whether an athlete can be called so."""
    return NAME.fullmatch(text.strip()) is not None


def read_roster(cells: Cells, known: Iterable[Person]) -> Roster:
    """Each line held against the others and against who is here. FileError when nobody can tell where the names are."""
    if not cells.rows:
        raise FileError("there is nobody in this list")
    heading, rows = _heading(cells.rows)
    head = cells.rows[0].cells if len(rows) < len(cells.rows) else ()
    left_out = tuple(text for place, text in enumerate(head) if text and place not in heading.values())
    here = {person.name.casefold() for person in known}
    seen: dict[str, int] = {}
    entries = tuple(_held(_entry(row, heading), here, seen) for row in rows)
    return Roster(entries, cells.said, left_out)


def _heading(rows: Sequence[Row]) -> tuple[dict[Column, int], Sequence[Row]]:
    """Where each known column is, and the rows below."""
    first = [" ".join(cell.casefold().replace("_", " ").replace("-", " ").split()) for cell in rows[0].cells]
    found: dict[Column, int] = {}
    for column, words in HEADINGS.items():
        place = next((place for place, cell in enumerate(first) if cell in words), None)
        if place is not None:
            found[column] = place
    if "name" in found:
        return found, rows[1:]
    if found or (len(first) > 1 and len(rows) > 1):
        raise FileError("several columns, and none of them is headed name: begin with a line such as name;age;note")
    return {"name": 0}, [Row(rows[0].line, (cell,)) for cell in rows[0].cells if cell] if len(first) > 1 else rows


def _entry(row: Row, heading: dict[Column, int]) -> Entry:
    def cell(column: Column) -> str:
        place = heading.get(column, len(row.cells))
        return row.cells[place] if place < len(row.cells) else ""

    name, said, note = " ".join(cell("name").split()), cell("band"), cell("note")
    band = age_band(said)
    why = row.why or _wrong(name, said, band, note)
    return Entry(row.line, name, band or "", note, "bad" if why else "new", why)


def _wrong(name: str, said: str, band: AgeBand | None, note: str) -> str:
    if not name:
        return "there is no name"
    if not is_name(name):
        return f"the name {name[:50]!r} has more than 40 characters, or some that cannot be shown"
    if band is None:
        return f"{name}: {said[:40]!r} is no age in years, and none of {', '.join(BANDS[1:])}"
    if len(note) > NOTE:
        return f"{name}: the note has more than {NOTE} characters"
    return ""


def _held(entry: Entry, here: set[str], seen: dict[str, int]) -> Entry:
    """Two of one name cannot be told apart on the field; one who is here already is not added again."""
    key = entry.name.casefold()
    if entry.state == "bad":
        return entry
    if key in seen:
        why = f"{entry.name} is in line {seen[key]} already: add a letter or a number"
        return replace(entry, state="bad", why=why)
    seen[key] = entry.line
    return replace(entry, state="known") if key in here else entry


def age_band(said: str) -> AgeBand | None:
    """The band of an age in years, or the one that is named; None when it is neither."""
    words = " ".join(said.casefold().replace("–", "-").split())
    if words in BANDS:
        return BANDS[BANDS.index(words)]
    years = AGE.fullmatch(words)
    if years is None:
        return None
    age = int(years[1])
    if age < 8:
        return "under 8"
    return "18 and over" if age >= 18 else BANDS[age // 2 - 2]
