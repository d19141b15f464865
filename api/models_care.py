"""What comes in and goes out about the care for who runs."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from api.models import AthleteDoc, Command, Done, Key

Then = Literal["rest", "easier", "end", "pause"]


class Answer(Command):
    """The coach's word on what is asked about an athlete; ``athlete`` null: on the break that is due."""

    athlete: Key | None
    follow: Annotated[bool, Field(description="do what is proposed; false: wave it through")]


class Tired(Command):
    """The coach says that somebody is tired."""

    athlete: Key


class Sit(Command):
    """Somebody sits out from now on, no reason asked or kept; ``out`` false: is back."""

    athlete: Key
    out: bool


class LevelAdvice(BaseModel):
    """Which level comes next for an athlete: ``clean`` of the ``marked`` last reps at ``level`` speak for it."""

    athlete: AthleteDoc
    level: int
    next: int
    clean: int
    marked: int


class LevelAdvices(BaseModel):
    """By name, those whose reps at the drill were marked within 90 days."""

    athletes: list[LevelAdvice]


class Followed(Done):
    """Taken. ``then``: what is done now; null: it was waved through."""

    then: Then | None
