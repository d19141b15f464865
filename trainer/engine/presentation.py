"""Gives a cue: which lamps and sounds, told ahead, fired at their instants, and when it truly appeared.

Everything is planned so that it reaches the athlete at the due instant: a sound is sent earlier by its path's latency
and its travel through the air.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from operator import itemgetter

from hardware.base import DARK, Colour, Component, Gate, Onset, Sound, Speaker, Station
from hardware.tones import SOUNDS
from sequences.model import Alternative
from trainer.engine.sounds import Sounds
from trainer.facts import ShownCue

RGB: dict[str, Colour] = {
    "white": (1.0, 1.0, 1.0),
    "red": (1.0, 0.0, 0.0),
    "amber": (1.0, 0.6, 0.0),
    "green": (0.0, 1.0, 0.0),
    "blue": (0.0, 0.0, 1.0),
}
LATE_NS = 2_000_000  # later than this after its due instant a cue is not measured
TEMPERATURE_DOUBT_C = 15.0
STILL_M = 0.3  # on a pad of 0.8 x 0.6 m
MOVING_M = 1.5  # 150 to 450 ms after a beam, at up to 3 m/s


def sound_speed(temperature_c: float) -> float:
    """Speed of sound in dry air, m/s: 331.3 x sqrt(1 + T / 273.15) (ideal gas; Bohn 1988, J Audio Eng Soc 36:223)."""
    return 331.3 * math.sqrt(1 + temperature_c / 273.15)


@lru_cache(maxsize=1024)  # a drill's cues come from few places
def travel(metres: float, temperature_c: float, *, off_m: float = STILL_M) -> tuple[int, tuple[Component, ...]]:
    """Nanoseconds a sound takes over so many metres, and how well that is known: T is good to 15 degrees, the same all
    session; the athlete stands within ``off_m`` of where he is thought to be, each time anew."""
    ns = metres / sound_speed(temperature_c) * 1e9
    cold = metres / sound_speed(temperature_c - TEMPERATURE_DOUBT_C) * 1e9
    air = Component("temperature of the air", "uniform", cold - ns, "session")
    return round(ns), (air, Component("place of the athlete", "uniform", off_m / sound_speed(temperature_c) * 1e9))


@dataclass(slots=True)
class Ordered:
    """What one device was told to give, for one attempt or for several: given once, and for all of them the same."""

    what: str | Sound
    asked_ns: int
    leaves_ns: int
    fire: Callable[[], Onset | None]
    cancel: Callable[[], None]
    wanted: int = 1
    is_given: bool = False
    onset: Onset | None = None

    def give(self) -> Onset | None:
        """At its instant."""
        if not self.is_given:
            self.is_given, self.onset = True, self.fire()
        return self.onset

    def take_back(self) -> None:
        """One attempt less waits for it."""
        self.wanted -= 1
        if self.wanted == 0 and not self.is_given:
            self.is_given = True
            self.cancel()


@dataclass(slots=True)
class Showing:
    """One cue being given: what to fire when, and the onsets so far (as they reach the athlete)."""

    alternative: Alternative
    due_ns: int  # when it is to reach this athlete
    heard: Sound | None = None  # where it sounds
    asked_ns: int = 0  # for when it was ordered; a sound that several hear is ordered for the first of them
    fires: list[tuple[int, Callable[[], Onset | None]]] = field(default_factory=list)
    orders: list[Ordered] = field(default_factory=list)
    onsets: list[Onset] = field(default_factory=list)
    _best: Onset | None = None
    _best_of: int = 0  # onsets

    def best(self) -> Onset | None:
        """The cue's onset: the earliest; where two differ by less than their doubt, the better known."""
        if self._best_of != len(self.onsets):
            self._best, self._best_of = best_of(self.onsets), len(self.onsets)
        return self._best

    @property
    def skew_ns(self) -> int | None:
        times = [o.t_ns for o in self.onsets]
        return max(times) - min(times) if len(times) > 1 else None

    @property
    def late(self) -> bool:
        best = self.best()
        return best is not None and best.t_ns - self.due_ns > LATE_NS


def best_of(onsets: Sequence[Onset]) -> Onset:
    """The cue's onset among those of its devices (at least one): see ``Showing.best``."""
    if len(onsets) == 1:
        return onsets[0]
    sized = [(sum([c.size_ns for c in o.doubt]), o) for o in onsets]
    first_size, first = min(sized, key=_instant)
    near = [s for s in sized if s[1].t_ns - first.t_ns <= max(s[0], first_size)]
    return min(near, key=itemgetter(0))[1]


def _instant(sized: tuple[float, Onset]) -> int:
    return sized[1].t_ns


def shown_cue(alternative: Alternative, showing: Showing | None) -> ShownCue:
    """What is kept of a cue; without a showing it was never planned."""
    best = showing.best() if showing else None
    return ShownCue(
        alternative=alternative.name,
        target=alternative.target,
        show=alternative.show,
        light=alternative.light,
        sound=showing.heard.name if showing and showing.heard else alternative.sound,
        go=alternative.go,
        due_ns=showing.due_ns if showing else None,
        onset_ns=best.t_ns if best else None,
        skew_ns=showing.skew_ns if showing else None,
    )


class Stage:
    """The lamps and speakers of a field, as the engine uses them. ``lit``: station -> colour's name."""

    def __init__(self, stations: Mapping[str, Station], temperature_c: float) -> None:
        self._gates: dict[str, Gate] = {s.name: s.gate for s in stations.values() if s.gate is not None}
        self._speakers: dict[str, Speaker] = {s.name: s.speaker for s in stations.values() if s.speaker is not None}
        self._at = {s.name: s.at for s in stations.values()}
        self._temperature_c = temperature_c
        self._ordered: dict[str, Ordered] = {}  # what each device was told last
        self.lit: dict[str, str] = {}
        self.sounds = Sounds(self._speakers.values())

    def lead_ns(self) -> int:
        """The longest any device must be told ahead."""
        gates = [g.lead_ns for g in self._gates.values()]
        return max((*gates, *(s.lead_ns for s in self._speakers.values())), default=0)

    def prepare(
        self, alternative: Alternative, due_ns: int, athlete_at: tuple[float, float], *, off_m: float = STILL_M
    ) -> Showing:
        """Tells every device concerned; the fires are to be called at their instants, earliest first. The athlete is
        within ``off_m`` of that place. What another attempt has ordered already for this instant is shared with it."""
        showing = Showing(alternative, due_ns, self.sounds.of_cue(alternative), due_ns)
        if showing.heard is not None:
            self._prepare_sound(showing, showing.heard, athlete_at, off_m)
        for name in alternative.show:
            self._prepare_light(showing, self._gates[name], alternative.light or "white")
        showing.fires.sort(key=lambda f: f[0])
        return showing

    def _prepare_light(self, showing: Showing, gate: Gate, colour: str) -> None:
        order = self._share(showing, gate.station, colour, showing.asked_ns)
        if order is None:
            gate.prepare(RGB[colour], showing.asked_ns)
            order = self._order(showing, gate.station, colour, showing.asked_ns, gate.fire, lambda: None)

        def fire() -> Onset | None:
            onset = order.give()
            self.lit[gate.station] = colour
            return onset

        showing.fires.append((showing.asked_ns, fire))

    def _prepare_sound(self, showing: Showing, sound: Sound, athlete_at: tuple[float, float], off_m: float) -> None:
        speaker = self.speaker(showing.alternative.speaker)
        if speaker is None:
            return
        air_ns, doubt = travel(math.dist(self._at[speaker.station], athlete_at), self._temperature_c, off_m=off_m)
        order = self._share(showing, speaker.station, sound, showing.asked_ns)
        if order is None:
            leaves_ns = showing.asked_ns - air_ns
            speaker.prepare(sound, leaves_ns)
            order = self._order(showing, speaker.station, sound, leaves_ns, speaker.fire, speaker.cancel)
        elif not showing.alternative.show:
            showing.due_ns = order.leaves_ns + air_ns

        def fire() -> Onset | None:
            onset = order.give()
            if onset is None:
                return None
            return Onset(onset.station, "sound", onset.t_ns + air_ns, (*onset.doubt, *doubt), onset.how)

        showing.fires.append((order.leaves_ns - speaker.early_ns, fire))

    def _share(self, showing: Showing, station: str, what: str | Sound, asked_ns: int) -> Ordered | None:
        """What another attempt has ordered here for the same instant and is still to come."""
        order = self._ordered.get(station)
        if order is None or order.is_given or (order.what, order.asked_ns) != (what, asked_ns):
            return None
        order.wanted += 1
        showing.orders.append(order)
        return order

    def _order(
        self,
        showing: Showing,
        station: str,
        what: str | Sound,
        leaves_ns: int,
        fire: Callable[[], Onset | None],
        cancel: Callable[[], None],
    ) -> Ordered:
        order = self._ordered[station] = Ordered(what, showing.asked_ns, leaves_ns, fire, cancel)
        showing.orders.append(order)
        return order

    def speaker(self, station: str | None = None) -> Speaker | None:
        """That station's speaker, else the first there is."""
        if station in self._speakers:
            return self._speakers[station]
        return next(iter(self._speakers.values()), None)

    def say(self, sound: Sound, at_ns: int | None = None) -> str | None:
        """It sounds now, or at an instant told ahead, from the first speaker; its station, None where nothing does."""
        speaker = self.speaker()
        if speaker is None:
            return None
        speaker.play(sound, at_ns)
        return speaker.station

    def told_ahead_ns(self) -> int:
        """How long before its instant what is said is to be told."""
        speaker = self.speaker()
        return speaker.lead_ns + speaker.early_ns if speaker is not None else 0

    def test(self, station: str, now_ns: int) -> None:
        """Lamp white and a beep at one station, for the coach to see and hear."""
        if station in self._gates:
            self._gates[station].prepare(RGB["white"], now_ns)
            self._gates[station].fire()
            self.lit[station] = "white"
        if station in self._speakers:
            self._speakers[station].play(SOUNDS["beep"])

    def cancel(self, showing: Showing | None) -> None:
        """A cue that has not come is not wanted any more by this attempt: its sound is taken back, unless another waits
        for it; other sounds go on."""
        if showing is not None:
            for order in showing.orders:
                order.take_back()
            showing.orders.clear()

    def lamps_off(self, but: Collection[str] = ()) -> None:
        """All lamps dark, but those that another shows or that are to be lit at once; sounds go on."""
        for name in [n for n in self.lit if n not in but]:
            self._gates[name].dark()
            del self.lit[name]

    def dark(self) -> None:
        """All lamps dark and all sounds off, whether known to be on or not."""
        for gate in self._gates.values():
            gate.dark()
        for speaker in self._speakers.values():
            speaker.silence()
        self.lit.clear()

    @property
    def any_lit(self) -> bool:
        return any(g.colour != DARK for g in self._gates.values())
