"""What comes out over HTTP of a unit and its club."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from api.models import In, Key


class LastSync(BaseModel):
    """The last time it was tried. ``said``: what came of it, or why it could not be."""

    wall_s: float
    ok: bool
    said: str


class ChoiceDoc(BaseModel):
    """What one place wrote. ``counts``: it is what counts here meanwhile; of a drill: it is the file that is here."""

    id: Annotated[str, Field(description="for `POST /conflicts`, as long as it stands")]
    said: Annotated[str, Field(description="in words, or a drill's text; empty: nothing, or the drill was removed")]
    counts: bool


class DisagreementDoc(BaseModel):
    """What was changed at two places, neither knowing of the other: a field of an athlete, or a drill, of which each
    place keeps its own. Decided by `POST /conflicts`, or by writing it again."""

    of: Annotated[str, Field(description="the athlete's id, or the drill's name")]
    name: Annotated[str, Field(description="what the athlete or drill is called here")]
    field: Literal["name", "band", "agreed", "drill"]
    values: Annotated[
        list[str], Field(description="what was written, in words, the one that counts meanwhile last; or the texts")
    ]
    choices: list[ChoiceDoc]


CONFLICT: dict[str, Any] = {
    **{"of": "9f6b…", "name": "Ann", "field": "band", "values": ["8-9", "10-11"]},
    "choices": [{"id": "a1c2:4", "said": "8-9", "counts": False}, {"id": "77fe:4", "said": "10-11", "counts": True}],
}


class ConflictList(BaseModel):
    """Where places disagree, by name."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"conflicts": [CONFLICT]}]})

    conflicts: list[DisagreementDoc]


class Decision(In):
    """Which of what places wrote counts from now on, everywhere."""

    model_config = In.model_config | {
        "json_schema_extra": {"examples": [{"of": "9f6b…", "field": "band", "keep": "a1c2:4"}]}
    }

    of: Key
    field: Literal["name", "band", "agreed", "drill"]
    keep: Annotated[str, Field(max_length=100, description="the choice's id")]


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
                    "disagree": [CONFLICT],
                }
            ]
        }
    )

    club: Annotated[str | None, Field(description="its address without a password; null: none is set")]
    waiting: Annotated[dict[str, int], Field(description="how many of each kind the club has yet to get")]
    last: Annotated[LastSync | None, Field(description="null: not tried since this panel started")]
    not_taken: Annotated[list[str], Field(description="what the club said against what it did not take")]
    disagree: list[DisagreementDoc]
