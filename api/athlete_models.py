"""What comes in and goes out over HTTP of athletes and of the files that hold their names."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from api.models import AthleteDoc, In, Name
from trainer.facts import AgeBand

Short = Annotated[str, StringConstraints(strip_whitespace=True, max_length=40, pattern=r"^[^\x00-\x1f\x7f]*$")]
Note = Annotated[str, StringConstraints(strip_whitespace=True, max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]*$")]


class Agreed(In):
    """A parent agreed that the name may leave this unit. ``wall_s``: when, in seconds since 1970; now if not given."""

    wall_s: float | None = None
    by: Annotated[Short, Field(min_length=1, description="who said so", examples=["mother"])]


class NewAthlete(In):
    """Somebody new. A nickname or a bib is enough."""

    name: Annotated[Name, Field(examples=["Ann"])]
    band: Annotated[AgeBand, Field(description="age in years, or empty", examples=["12-13"])] = ""
    agreed: Agreed | None = None
    note: Annotated[Note, Field(description="for the coach only; no health, no family")] = ""


class AthleteChange(In):
    """What is to be changed. A key that is not there leaves things as they are."""

    name: Annotated[Name, Field(examples=["Ann"])] = ""
    band: AgeBand = ""
    agreed: Agreed | None = None
    note: Note = ""


class AthleteRow(AthleteDoc):
    """An athlete in the list. ``goes_wall_s``: when the name goes if nothing is run with them; null: it is not due."""

    band: AgeBand
    agreed: Annotated[Agreed | None, Field(description="that a parent agreed; null: nobody did")]
    goes_wall_s: float | None


class AthleteDetail(AthleteRow):
    """All that is kept of an athlete. ``note`` is the coach's: it is shown to no athlete."""

    note: str
    sessions: int
    attempts: int


class AthleteList(BaseModel):
    """Everybody, by name."""

    athletes: list[AthleteRow]


class Copies(BaseModel):
    """Files on this unit that still hold, or may hold, somebody who was deleted."""

    copies: list[str]


class Deleted(Copies):
    """Who was deleted, by the id."""

    deleted: str


class Forgotten(Copies):
    """Who was deleted, by their ids."""

    deleted: list[str]


class Retention(BaseModel):
    """Whose names have been kept for long enough."""

    keep_names_months: Annotated[int, Field(description="after the last session; 0: until somebody deletes them")]
    overdue: list[AthleteRow]


class Purged(BaseModel):
    """What became of the copies. ``left`` cannot be read: they have to be deleted by hand."""

    cleaned: list[str]
    deleted: list[str]
    left: list[str]
