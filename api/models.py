"""What comes in and goes out over HTTP. An unknown key on the way in is an error."""

from __future__ import annotations

from base64 import b64decode
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40, pattern=r"^[^\x00-\x1f\x7f]+$")
]
Key = Annotated[str, StringConstraints(min_length=1, max_length=64)]
SettingValue = str | int | float | bool | list[str] | dict[str, str | list[str]]


Said = Annotated[
    str | None,
    Field(max_length=20, description="as the field's `may_be` lists them; empty: not known; null: as before"),
]


class In(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="forbid")


class Upload(In):
    """A file: ``text`` that was pasted, or a ``file`` in base64."""

    text: Annotated[str, Field(max_length=200_000)] = ""
    file: Annotated[str | None, Field(description="its bytes in base64")] = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if bool(self.text) == (self.file is not None):
            raise ValueError("give text or file, one of them")
        self.data()
        return self

    def data(self) -> bytes | None:
        """The file's bytes; None of a text."""
        try:
            return None if self.file is None else b64decode(self.file, validate=True)
        except ValueError as exc:
            raise ValueError("file is not in base64") from exc


class StartRun(In):
    """Play a drill. ``athletes``: ids, next first. ``settings``: name to value, as in a drill file."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"drill": "backpedal-break", "level": 1, "settings": {"reps": 6, "rest": "90 s"}, "athletes": ["9f6b…"]}
            ]
        }
    )

    drill: Key
    level: Annotated[int | None, Field(ge=1, le=9)] = None
    settings: Annotated[dict[Key, SettingValue], Field(max_length=40)] = {}
    athletes: Annotated[list[Key], Field(min_length=1, max_length=40)]
    bind: Annotated[dict[Key, Key], Field(max_length=40, description="role: station")] = {}
    language: Annotated[str | None, Field(pattern="^[a-z]{2}$", description="in which the drill speaks")] = None
    same_order: bool = False
    rotate: Literal["rep", "set"] = "rep"
    waved: Annotated[
        list[Literal["load", "warm-up", "first test", "ice", "weather"]],
        Field(max_length=5, description="concerns of the care for who runs that the coach waves through"),
    ] = []
    surface: Said = None
    footwear: Said = None
    condition: Said = None


class Nothing(In):
    """No fields."""


class Command(In):
    """A command about what the coach saw: ``version`` is that of the state on screen."""

    version: Annotated[int, Field(ge=0, examples=[412])]


class VoidAttempt(Command):
    """Strike out attempt ``seq`` (0: the last); ``again`` runs it once more at the end of its set."""

    seq: Annotated[int, Field(ge=0)] = 0
    again: bool = False


class LineWord(Command):
    """The coach's word in a test by signals: ``missed`` the last line, or ``stopped``; ``on`` false: not so."""

    athlete: Annotated[str, Field(min_length=1, max_length=64)]
    what: Literal["missed", "stopped"]
    on: bool = True


class Reassign(Command):
    """Attempt ``seq`` (0: the last) was another athlete's."""

    seq: Annotated[int, Field(ge=0)] = 0
    athlete: Key


class FormMark(Command):
    """The coach's mark on attempt ``seq`` (0: the last)."""

    seq: Annotated[int, Field(ge=0)] = 0
    mark: Literal["clean", "not yet"]
    what: Literal["feet", "hips", "eyes", "arms", ""] = ""


class Call(Command):
    """The coach's tap: the cue of that name, now. ``travel_ms``: how long the tap took to come here, as far as the
    phone knows; it is kept apart and never part of a time."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"version": 412, "call": "left", "travel_ms": 14}]})

    call: Key
    travel_ms: Annotated[int, Field(ge=0, le=10_000)] = 0


class Press(Command):
    """A finger on a pad or in a beam of the simulated field."""

    station: Key
    sensor: Literal["pad", "beam"]
    active: bool


class StationTest(Command):
    """One second of lamp and sound at a station."""

    station: Key


class ProblemDoc(BaseModel):
    """An error (RFC 9457). ``type`` is stable; ``detail`` is one sentence for people."""

    type: Annotated[str, Field(examples=["/problems/refused"])]
    title: str
    status: int
    detail: str
    state: Annotated[dict[str, Any] | None, Field(description="on /problems/stale: the state now")] = None
    errors: Annotated[list[dict[str, str]] | None, Field(description="on /problems/invalid: each fault")] = None
    wave: Annotated[list[str] | None, Field(description="on /problems/care: what may be waved through")] = None
    reasons: Annotated[list[str] | None, Field(description="on /problems/care: a sentence for each concern")] = None


class AthleteDoc(BaseModel):
    """Who runs."""

    id: str
    name: str


class Translation(BaseModel):
    """A drill's words in another language."""

    title: str
    about: str
    words: list[str]
    lines: Annotated[dict[str, str], Field(description="line of the file: the same line in this language")]


class DrillCard(BaseModel):
    """A drill as a list shows it. ``lacks``: what this field cannot do of it; ``refused``: why it cannot
    be played."""

    name: str
    own: Annotated[bool, Field(description="one of the coach's, not of the library")]
    sha: Annotated[str, Field(description="its version: the sha256 of what its file says")]
    title: str
    about: str
    words: list[str]
    language: Annotated[str, Field(description="of all of these; text has the others")]
    tags: list[str]
    text: dict[str, Translation]
    lacks: list[str]
    refused: str | None


class DrillList(BaseModel):
    """Every drill; ``broken``: a sentence for each file that cannot be read."""

    drills: list[DrillCard]
    broken: list[str]


class SettingForm(BaseModel):
    """One setting as a form's field. Durations are seconds here, and sent back as "90 s"; laws are tables."""

    name: str
    kind: Literal["whole number", "number", "switch", "duration", "wait", "choice", "choices"]
    about: str
    default: Any
    min: float | None
    max: float | None
    step: float | None
    options: list[str]


class LevelForm(BaseModel):
    """A level and the settings it overrides, in the units of the form."""

    level: int
    settings: dict[str, Any]


class RoleDoc(BaseModel):
    """A part a station plays. ``station``: who plays it on this field, in the first lane, None: nobody can;
    ``stations``: in all lanes; ``levels``: that need it."""

    name: str
    needs: list[str]
    at: tuple[float, float] | None
    optional: bool
    loses: str
    station: str | None
    stations: list[str]
    levels: list[int]


class DrillDetail(DrillCard):
    """A drill and everything that can be set. ``rep_s``: about how long a rep of one athlete takes, changing over
    included."""

    settings: list[SettingForm]
    levels: list[LevelForm]
    roles: list[RoleDoc]
    rep_s: float


class StationDoc(BaseModel):
    """A place on the field, in metres; ``ends`` are the posts of its beam."""

    name: str
    title: str
    at: tuple[float, float]
    carries: list[str]
    ends: tuple[tuple[float, float], tuple[float, float]] | None


class UnderfootDoc(BaseModel):
    """What is run on and in; empty: not said. Times of two of them are never compared."""

    surface: str
    footwear: str
    condition: str


class FieldDoc(BaseModel):
    """The field this trainer plays on."""

    name: str
    title: str
    simulated: bool
    stations: list[StationDoc]
    notes: list[str]
    underfoot: UnderfootDoc
    may_be: Annotated[dict[str, list[str]], Field(description="what may be said of surface, footwear, condition")]


class RunDoc(BaseModel):
    """One drill played by one plan."""

    id: str
    drill: str
    drill_sha: Annotated[str, Field(description="the version of the drill that was played")]
    title: str
    level: int | None
    seed: int
    opened_wall_s: float
    athletes: list[AthleteDoc]
    bind: dict[str, str]
    attempts: int


class SessionDoc(BaseModel):
    """One outing and its runs, first run first."""

    id: str
    opened_wall_s: Annotated[float, Field(description="seconds since 1970")]
    wall_source: Annotated[
        str, Field(description="whose time that is: `system`, or `phone` where the unit could not know")
    ]
    field: str
    simulated: bool
    underfoot: UnderfootDoc
    note: str
    runs: list[RunDoc]


class SessionList(BaseModel):
    """A page of sessions, newest first. ``next``: the cursor of the page after it, None on the last."""

    sessions: list[SessionDoc]
    next: str | None


class ResultList(BaseModel):
    """Results as they count now, corrections laid over, in the order they were run."""

    results: list[dict[str, Any]]


class Started(BaseModel):
    """The run that was handed to the engine."""

    run: str
    session: str
    seed: int
    reps: Annotated[int, Field(description="reps planned, all athletes together")]
    minds: Annotated[list[str], Field(description="what to mind for those who run, a sentence each")]


class Done(BaseModel):
    """Taken. ``version``: of the state when it was."""

    version: int
