"""What comes in and goes out of lists of athletes."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel

from api.models import Upload
from trainer.facts import AgeBand


class NewRoster(Upload):
    """A list of athletes: as text, or a CSV, text or XLSX file."""

    model_config = Upload.model_config | {"json_schema_extra": {"examples": [{"text": "name;age\nAnn;12\nBen;13"}]}}


class RosterImport(NewRoster):
    """``skip_bad``: leave bad lines out, take in the others."""

    skip_bad: bool = False


class EntryDoc(BaseModel):
    """A line of the list, and what is wrong with it when it is bad."""

    line: int
    name: str
    band: AgeBand
    note: str
    state: Literal["new", "known", "bad"]
    why: str


class RosterDoc(BaseModel):
    """What a list comes to. ``said``: in what form it was found; ``left_out``: columns that are not kept."""

    said: str
    left_out: list[str]
    entries: list[EntryDoc]


class RosterTaken(BaseModel):
    """How many were added, how many were here already, and the lines that were left out."""

    added: int
    known: int
    bad: list[str]
