"""What comes in and goes out about single attempts: raw edges, answers, words, verdicts."""

from __future__ import annotations

from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, Field, StringConstraints, model_validator

from api.models import In, Key

Why = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$")]


class PickDoc(In):
    """Answer number ``answer`` was this edge, as ``getAttempt`` gives both."""

    answer: Annotated[int, Field(ge=0, le=99)]
    station: Key
    sensor: Literal["pad", "beam"]
    t_ns: int


class NewWord(In):
    """A word on an attempt. ``value``: for void "void", for reassign an athlete's id, for form "clean" or "not yet";
    null takes back what was said. For edge a ``pick`` instead."""

    model_config = In.model_config | {
        "json_schema_extra": {
            "examples": [
                {"kind": "void", "value": "void", "why": "tripped over a ball"},
                {"kind": "edge", "pick": {"answer": 2, "station": "left", "sensor": "beam", "t_ns": 81234567890}},
            ]
        }
    }

    kind: Literal["void", "reassign", "form", "edge"]
    value: Key | None = None
    detail: Literal["feet", "hips", "eyes", "arms", ""] = ""
    why: Why = ""
    pick: PickDoc | None = None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if (self.pick is not None) != (self.kind == "edge"):
            raise ValueError("a pick belongs to kind edge, and kind edge needs one")
        allowed = {"void": ("void",), "form": ("clean", "not yet"), "edge": ()}.get(self.kind)
        if self.value is not None and allowed is not None and self.value not in allowed:
            raise ValueError(f"value of kind {self.kind}: allowed are null{''.join(f', {a}' for a in allowed)}")
        return self


class Rescore(In):
    """``session`` null means every session; ``rule`` null puts back what judged each attempt first."""

    session: Key | None
    rule: Annotated[str | None, Field(max_length=200, examples=["standard, first break"])]


class VoidRun(In):
    """``void`` false takes it back."""

    void: bool


class Struck(BaseModel):
    """How many attempts counted and do not any more, or the other way round."""

    changed: int


class Said(BaseModel):
    """The word that was kept."""

    id: str


class EdgeDoc(BaseModel):
    """A raw edge. ``ms``: from zero."""

    station: str
    sensor: str
    active: bool
    t_ns: int
    ms: float | None


class AnswerDoc(EdgeDoc):
    """An edge that answers, with the number to pick another for it. ``picked``: the coach chose it."""

    answer: int
    name: str
    picked: bool


class WordDoc(BaseModel):
    """What the coach said, when and why."""

    id: str
    kind: str
    value: str | None
    detail: str
    who: str
    why: str
    wall_s: Annotated[float, Field(description="seconds since 1970")]


class VerdictDoc(BaseModel):
    """One judgement, by a rule and its version."""

    outcome: str
    rule: str
    version: int
    measured_ms: float | None
    total_ms: float | None


class PartDoc(BaseModel):
    """One part of a doubt. ``size_ms``: of a normal part its standard deviation, of a uniform one its half-width."""

    name: Annotated[str, Field(examples=["kernel stamp"])]
    shape: Literal["normal", "uniform"]
    size_ms: float
    per: Annotated[Literal["rep", "session"], Field(description="drawn anew each rep, or the same all session")]


class OnsetDoc(BaseModel):
    """When one device truly presented its part of a cue, and how well that is known: at 95 %, and of what parts."""

    station: str
    kind: Literal["light", "sound"]
    t_ns: int
    ms: float | None
    uncertainty_ms: float
    doubt: list[PartDoc]
    how: str


class AttemptDoc(BaseModel):
    """All that is known of an attempt. ``zero_ns``: the cue's onset, else the own start, else when it began."""

    result: dict[str, Any]
    zero_ns: int
    onsets: list[OnsetDoc]
    doubt_clock: Annotated[list[PartDoc], Field(description="of the measured time: clocks and devices")]
    doubt_body: Annotated[list[PartDoc], Field(description="of the measured time: where a body opens or breaks it")]
    edges: list[EdgeDoc]
    answers: list[AnswerDoc]
    words: Annotated[list[WordDoc], Field(description="oldest first; of each kind the newest counts")]
    verdicts: Annotated[list[VerdictDoc], Field(description="oldest first; the newest counts")]


class RuleList(BaseModel):
    """Which break counts, by what an answer is for."""

    standard: str
    uses: dict[str, list[str]]


class Rescored(BaseModel):
    """How many attempts were judged anew."""

    judged: int
