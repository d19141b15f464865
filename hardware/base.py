"""What every device of a field is: the facts it reports and the contract it keeps.

Outputs (gates, speakers) are told before the instant and say afterwards when it truly was. Triggers (pads,
beams) post every raw edge with its source's stamp to one inbox. A fake keeps the same contract one layer
down; tests/contracts.py holds the checks.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Protocol

Sensor = Literal["pad", "beam", "told"]
Colour = tuple[float, float, float]  # red, green, blue, each 0.0 to 1.0
DARK: Colour = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Component:
    """One independent part of a doubt, in nanoseconds: ``normal`` with its standard deviation, ``uniform`` with its
    half-width. ``per``: drawn anew each rep, or the same all session; of the latter the name says whose it is, for two
    results of a session that bear the same name bear the same error."""

    name: str
    shape: Literal["normal", "uniform"]
    size_ns: float
    per: Literal["rep", "session"] = "rep"

    @property
    def sd_ns(self) -> float:
        """Standard deviation; of a uniform part its half-width over the root of 3."""
        return self.size_ns / (math.sqrt(3) if self.shape == "uniform" else 1)


@dataclass(frozen=True, slots=True)
class Edge:
    """A trigger changed: ``active`` is pad pressed or beam broken. ``t_ns`` is the source's stamp.

    ``told`` is no device's: the coach's word, or the trainer's own fact (all lanes are ready), by its name in the place
    of a station."""

    station: str
    sensor: Sensor
    active: bool
    t_ns: int


@dataclass(frozen=True, slots=True)
class Onset:
    """A cue truly appeared at ``t_ns``. ``doubt`` says how well that is known, ``how`` by what means (for people)."""

    station: str
    kind: Literal["light", "sound"]
    t_ns: int
    doubt: tuple[Component, ...]
    how: str


@dataclass(frozen=True, slots=True)
class Tone:
    """A sine of ``hz`` for ``ms``, at ``gain`` (0 to 1) of full scale; hz 0 is silence."""

    hz: float
    ms: float
    gain: float = 0.5


@dataclass(frozen=True, slots=True)
class Sound:
    """Tones one after the other, or spoken ``words`` of a ``language``, rendered ahead; a name for people.
    ``gain`` makes all of it softer."""

    name: str
    tones: tuple[Tone, ...] = ()
    words: str = ""
    language: str = ""
    gain: float = 1.0


class Gate(Protocol):
    """A post with a light.

    ``lead_ns``: how long before an instant it must be told. ``prepare`` tells it; ``fire`` is called at that instant by
    the engine's thread and returns the onset (None when the device reports it later, to the inbox). ``dark`` is
    immediate and idempotent; ``close`` is dark, idempotent, and safe half-built.
    """

    station: str
    lead_ns: int

    @property
    def colour(self) -> Colour: ...
    def prepare(self, colour: Colour, due_ns: int) -> None: ...
    def fire(self) -> Onset | None: ...
    def dark(self) -> None: ...
    def close(self) -> None: ...


class Speaker(Protocol):
    """A loudspeaker.

    ``driver``: what plays on its device, empty when nothing does. ``lead_ns``: how long before an instant it must be
    told. ``says``: can these words of this language be spoken here? ``load`` renders ahead. A cue is told by
    ``prepare``; at its instant less ``early_ns`` the engine calls ``fire``, which returns the onset at the speaker
    (None when it is not heard in time, or nobody can tell when); ``cancel`` takes back what was prepared and not fired.
    ``play`` is for sounds that nobody measures: as soon as can be, or at an instant told so long ahead. ``silence``
    ends all of it. ``notes`` says in words what plays here and what falls short.
    """

    station: str
    driver: str
    lead_ns: int
    early_ns: int

    @property
    def notes(self) -> tuple[str, ...]: ...
    def says(self, words: str, language: str) -> bool: ...
    def load(self, sounds: tuple[Sound, ...]) -> None: ...
    def prepare(self, sound: Sound, due_ns: int) -> None: ...
    def fire(self) -> Onset | None: ...
    def cancel(self) -> None: ...
    def play(self, sound: Sound, at_ns: int | None = None) -> None: ...
    def silence(self) -> None: ...
    def close(self) -> None: ...


class Trigger(Protocol):
    """A floor pad or a light beam. Posts every raw edge to the inbox it was made with.

    ``lockout_ns``: after an edge that counts, later ones within it are bounce. ``delivery_ns``: the longest an edge
    takes from its stamp to the inbox. ``doubt``: of the stamp. ``body``: of where a body opens a pad or breaks a beam;
    ``first_body``: the same of a beam's first break, which may be an arm's or a knee's.
    ``is_active`` reads the level now.
    """

    station: str
    sensor: Sensor
    lockout_ns: int
    delivery_ns: int
    doubt: tuple[Component, ...]
    body: Component
    first_body: Component

    @property
    def is_active(self) -> bool: ...
    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Station:
    """A named place on the field (metres) and the devices that hang there."""

    name: str
    at: tuple[float, float]
    gate: Gate | None = None
    speaker: Speaker | None = None
    pad: Trigger | None = None
    beam: Trigger | None = None

    @property
    def carries(self) -> tuple[str, ...]:
        return tuple(k for k in ("gate", "pad", "beam", "speaker") if getattr(self, k) is not None)


class Field(Protocol):
    """The devices of a field, opened.

    ``brief`` tells a simulated field what the next athlete is about to do; a real one ignores it. The words, one
    string each, in the order of the rep: ``as N`` (athlete number N, from 1), ``in N`` (beside others, in lane N; in
    1, if not said), ``on ST`` (get onto the pad or into the
    beam of ST and stay), ``say`` (a sound that is no cue comes here), ``own`` (start when you like), ``cue go`` /
    ``cue stay`` / ``cue none`` / ``cue call`` (from here on, answer what you see or hear; on none nothing will come, on
    call the coach has yet to say what: a new brief follows), ``see ST TO`` (when somebody else passes ST, go to
    TO; ``see ST``: go on), ``leave ST``, ``pass ST``, ``arrive ST``, ``hold ST MS``, ``or ST`` (a gate one could
    mistake for the target of the cue before), ``called`` (that target is called from the front: no lamp
    hangs there), ``then ST`` (a second sign after that cue sends him to ST instead), ``any N`` (the next N in whatever
    order), ``one N`` (one of the next N), ``pace ST MS`` (quick feet on ST, a step each
    so many milliseconds, until the cue), ``by X Y`` (go round a cone there, or to a line and back; metres),
    ``faces front`` / ``back`` / ``left`` / ``right`` / ``way`` (where he looks from here on; to the front if not said),
    ``aim MS`` (a time to hit, from the answer before to the next; ``aim MS zero`` from the cue),
    ``between ST ST MS`` (come to a stop between two beams and stand there so long),
    ``shuttles NEAR FAR TAP N MM WAYS`` (beside others he runs by the signals
    that are told ahead, between the beams of two stations, - where there is none and the coach taps TAP; N ways of MM
    millimetres are a shuttle, WAYS are far:MS, near:MS and rest:MS by each signal).
    ``next_ns`` is the instant of the next simulated edge, ``pump`` posts those whose instant has come; on a real
    field None and a no-op: its edges come by themselves. ``revive``, between reps, tries again what has gone (a sound
    device that was pulled out) and may take a tenth of a second. ``notes`` says what falls short now; ``edges`` by what
    edges are stamped.
    """

    name: str
    simulated: bool
    edges: str
    stations: Mapping[str, Station]

    @property
    def notes(self) -> tuple[str, ...]: ...
    def brief(self, words: tuple[str, ...]) -> None: ...
    def next_ns(self) -> int | None: ...
    def pump(self, now_ns: int) -> None: ...
    def revive(self) -> None: ...
    def dark(self) -> None: ...
    def close(self) -> None: ...
