"""What comes in and goes out about the coach's own drills."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, Field

from api.models import DrillDetail, Upload

MINIMAL = """title = "Off the pad"
[roles]
start = { needs = ["pad", "gate"] }
[[rep]]
ready = "start"
[[rep]]
cue = { target = "start", light = "white" }
[[rep]]
expect = [{ leave = "start", within = "2 s" }]
"""


class DrillUpload(Upload):
    """A drill file (TOML)."""

    model_config = Upload.model_config | {"json_schema_extra": {"examples": [{"text": MINIMAL}]}}

    def content(self) -> bytes:
        """What the file holds; half a character of JSON becomes bytes that no UTF-8 text has."""
        data = self.data()
        return self.text.encode("utf-8", "surrogatepass") if data is None else data


class NewDrill(DrillUpload):
    """A drill file to keep."""

    over: Annotated[str | None, Field(max_length=64, description="sha of the version that it replaces")] = None


class DrillChecked(BaseModel):
    """A drill that may be kept, and how it fares on this field. ``minds``: what to mind where its own roles stand."""

    drill: DrillDetail
    minds: list[str]


class Removed(BaseModel):
    """It is gone."""

    name: str
