"""What comes in and goes out over HTTP of athletes who are one."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict

from api.models import AthleteDoc, In
from trainer.facts import AgeBand

ANN: JsonDict = {"id": "6f1c9a52-0d0e-4c55-9d3c-0b8c9d0b7f10", "name": "Ann", "band": "10-11"}
ANNE: JsonDict = {"id": "b3a8d9e4-5a43-4a57-8f0e-6a0a4d1f2c77", "name": "Anne", "band": "10-11"}


class NewMerge(In):
    """These two are one child: from now on `other` counts as `keep`. `one` false: they are two, and a merge is taken
    back."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"keep": ANN["id"], "other": ANNE["id"], "one": True}]}
    )

    keep: Annotated[str, Field(description="the athlete who stays on the list")]
    other: Annotated[str, Field(description="the athlete whose results count as theirs")]
    one: bool = True


class OneDoc(AthleteDoc):
    """An athlete, as told from others of the name."""

    band: AgeBand


class MergeDoc(BaseModel):
    """`other` counts as `keep`. `who`, `wall_s`: who said so, and when."""

    keep: OneDoc
    other: OneDoc
    who: str
    wall_s: float


class PairDoc(BaseModel):
    """Perhaps one child, typed in at two places."""

    keep: OneDoc
    other: OneDoc


class MergeList(BaseModel):
    """Who is one, and who may be: of one name and age band, first known at two places. For the coach's eyes."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "merges": [{"keep": ANN, "other": ANNE, "who": "coach", "wall_s": 1785664500.0}],
                    "likely": [],
                }
            ]
        }
    )

    merges: list[MergeDoc]
    likely: list[PairDoc]
