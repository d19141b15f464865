"""What comes out over HTTP of a unit and its club."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class LastSync(BaseModel):
    """The last time it was tried. ``said``: what came of it, or why it could not be."""

    wall_s: float
    ok: bool
    said: str


class DisagreementDoc(BaseModel):
    """What was changed at two places, neither knowing of the other: a field of an athlete, decided by writing it again
    (`PATCH /athletes/{id}`), or a drill, of which each place keeps its own until it is saved anew."""

    of: Annotated[str, Field(description="the athlete's id, or the drill's name")]
    name: Annotated[str, Field(description="what the athlete or drill is called here")]
    field: Literal["name", "band", "agreed", "drill"]
    values: Annotated[
        list[str], Field(description="what was written, in words, the one that counts meanwhile last; or the texts")
    ]


class SyncDoc(BaseModel):
    """How this place stands with its club."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "club": "postgresql://coach@server.home/club",
                    "waiting": {"attempt": 12, "run": 1},
                    "last": {"wall_s": 1785664500.0, "ok": True, "said": "1 athlete(s), 24 attempt(s) to …"},
                    "not_taken": [],
                    "disagree": [{"of": "9f6b…", "name": "Ann", "field": "band", "values": ["8-9", "10-11"]}],
                }
            ]
        }
    )

    club: Annotated[str | None, Field(description="its address without a password; null: none is set")]
    waiting: Annotated[dict[str, int], Field(description="how many of each kind the club has yet to get")]
    last: Annotated[LastSync | None, Field(description="null: not tried since this panel started")]
    not_taken: Annotated[list[str], Field(description="what the club said against what it did not take")]
    disagree: list[DisagreementDoc]
