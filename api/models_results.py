"""What goes out of figures, ranks, weeks and cards. The figures themselves are the types of trainer.results."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from trainer.results.leaderboard import Board
from trainer.results.progress import Line
from trainer.results.summary import Summary


class SummaryList(BaseModel):
    """One for each athlete, drill and level. Times in milliseconds."""

    summaries: list[Summary]


class BoardList(BaseModel):
    """A board for each set of terms and surface: nothing else is ranked together."""

    boards: list[Board]


class LineList(BaseModel):
    """A line for each set of terms and surface. Times in milliseconds."""

    lines: list[Line]


class TeamDoc(BaseModel):
    """A gain of the team, in words."""

    kind: Annotated[str, Field(examples=["clean"])]
    text: Annotated[str, Field(examples=["5 of 6 had more clean reps than before."])]


class PraiseDoc(BaseModel):
    """What one child did well, in words."""

    athlete_id: str
    athlete: str
    kind: Annotated[str, Field(examples=["cover"])]
    text: Annotated[str, Field(examples=["Covered the way in 2.41 s, faster than before!"])]


class CardDoc(BaseModel):
    """At most three gains of the team; one praise for each child that did a rep."""

    session: str
    team: list[TeamDoc]
    praise: list[PraiseDoc]
