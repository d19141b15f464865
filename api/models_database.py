"""What comes out over HTTP of the database as a whole: taken in, copied, put back, how it stands."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field


class TakenInDoc(BaseModel):
    """What came, or would come, of results taken in: how many of each kind are new, how many were here already, and the
    lines that were left out."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "new": {"athlete": 2, "session": 1, "run": 1, "attempt": 23},
                    "known": {"drill": 1, "field": 1},
                    "bad": ["this file line 17: attempt.go: expected true or false"],
                    "bad_lines": 1,
                }
            ]
        }
    )

    new: Annotated[dict[str, int], Field(description="by kind: athlete, drill, field, plan, session, run, attempt")]
    known: dict[str, int]
    bad: Annotated[list[str], Field(description="a sentence for each of the first 20")]
    bad_lines: Annotated[int, Field(description="how many there are")]


class ContentsDoc(BaseModel):
    """What a database holds. ``first_wall_s``, ``last_wall_s``: when its first and last session was opened."""

    sessions: int
    runs: int
    attempts: int
    athletes: int
    first_wall_s: float | None
    last_wall_s: float | None


SINCE: dict[str, Any] = {"athletes": 14, "first_wall_s": 1772355600.0}
HERE: dict[str, Any] = {"sessions": 12, "runs": 31, "attempts": 640, **SINCE, "last_wall_s": 1785664500.0}
BACKUP: dict[str, Any] = {"sessions": 10, "runs": 26, "attempts": 540, **SINCE, "last_wall_s": 1785059700.0}


class RestorePreview(BaseModel):
    """A backup that may be put back, and what it would replace."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"backup": BACKUP, "here": HERE}]})

    backup: ContentsDoc
    here: ContentsDoc


class RestoredDoc(BaseModel):
    """What is here now, and where what was here is kept: put that back, and you are where you were."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"here": BACKUP, "replaced": "trainer.db.replaced-20260802T101500Z", "deletions_known": True}]
        }
    )

    here: ContentsDoc
    replaced: Annotated[str, Field(description="a file beside the database")]
    deletions_known: Annotated[
        bool, Field(description="false: what was here cannot say who was deleted since; that has to be done again")
    ]


class AsideDoc(BaseModel):
    """A database, or part of one, that was set aside. It is kept until somebody moves it away, and it holds names."""

    file: str
    why: Annotated[
        Literal["damaged", "replaced", "lost"],
        Field(
            description="found damaged at a start; replaced by a backup; writes before a power cut that are unreadable"
        ),
    ]
    size: Annotated[int, Field(description="bytes")]


class DatabaseDoc(BaseModel):
    """The database as it is."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "file": "/var/lib/cue-trainer/trainer.db",
                    "size": 4_210_688,
                    "schema_at": "0005",
                    "state": "whole",
                    "said": [],
                    "holds": HERE,
                    "aside": [{"file": "trainer.db.replaced-20260802T101500Z", "why": "replaced", "size": 3_981_312}],
                }
            ]
        }
    )

    file: Annotated[str | None, Field(description="null: on a club's server")]
    size: Annotated[int | None, Field(description="bytes of the file")]
    schema_at: str
    state: Annotated[
        Literal["whole", "being looked at", "damaged"], Field(description="as the check at the start found its pages")
    ]
    said: Annotated[list[str], Field(description="what the start had to say of it")]
    holds: ContentsDoc
    aside: list[AsideDoc]
