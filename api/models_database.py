"""What comes out over HTTP of the database as a whole: taken in, copied, put back, how it stands."""

from __future__ import annotations

from typing import Annotated

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
