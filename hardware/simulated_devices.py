"""Simulated lamps, loudspeakers, pads and beams. Nothing to wire.

What is declared of them is true of them: a lamp shows at the very stamp it reports, a sound lies somewhere within the
doubt around its stamp, an edge is stamped with the instant it was planned for.
"""

from __future__ import annotations

from collections.abc import Callable

from hardware.base import DARK, Colour, Component, Edge, Onset, Sensor, Sound
from hardware.clock import Clock
from hardware.spec import Declared, GateSpec, SpeakerSpec, TriggerSpec

SOUND_DOUBT_NS = 500_000  # half-width; the virtual athlete hears anywhere within it
DELIVERY_NS = 1_000_000  # an edge waits for the engine's next look at the field
STAMP = (Component("stamp", "uniform", 1.0),)  # exact: the planned instant, to the nanosecond

Perceive = Callable[[str, int], None]  # station, true instant


class SimulatedGate:
    """A lamp that virtual athletes see. ``seen`` is called when it lights."""

    lead_ns = 0

    def __init__(self, station: str, spec: GateSpec, *, clock: Clock, seen: Perceive) -> None:
        self.station = station
        self._clock = clock
        self._seen = seen
        self._doubt = (Component("lamp", "uniform", float(spec.rise_ns)),)
        self._next: Colour | None = None
        self._colour = DARK

    @property
    def colour(self) -> Colour:
        return self._colour

    def prepare(self, colour: Colour, due_ns: int) -> None:  # noqa: ARG002 - the contract's; this lamp needs no lead
        self._next = colour

    def fire(self) -> Onset | None:
        if self._next is None:
            return None
        self._colour, self._next = self._next, None
        t_ns = self._clock.now_ns()
        if self._colour != DARK:
            self._seen(self.station, t_ns)
        return Onset(self.station, "light", t_ns, self._doubt, "simulated lamp")

    def dark(self) -> None:
        self._next = None
        self._colour = DARK

    def close(self) -> None:
        self.dark()


class SimulatedSpeaker:
    """A loudspeaker that virtual athletes hear. ``heard`` is called when it sounds, ``paced`` when it is
    told ahead of a signal."""

    lead_ns = 0
    driver = "simulated"
    notes: tuple[str, ...] = ()

    def __init__(
        self,
        station: str,
        spec: SpeakerSpec,
        *,
        clock: Clock,
        heard: Perceive,
        paced: Callable[[int], None] = lambda _: None,
    ) -> None:
        self.station = station
        self._paced = paced
        self.early_ns = spec.latency_ns
        self._clock = clock
        self._heard = heard
        self._doubt = (Component("loudspeaker", "uniform", float(SOUND_DOUBT_NS)), *spec.latency_doubt)
        self._next: Sound | None = None

    def says(self, words: str, language: str) -> bool:  # noqa: ARG002 - virtual athletes understand everything
        return True

    def load(self, sounds: tuple[Sound, ...]) -> None:
        """Nothing to render."""

    def prepare(self, sound: Sound, due_ns: int) -> None:  # noqa: ARG002 - the contract's; this speaker needs no lead
        self._next = sound

    def fire(self) -> Onset | None:
        if self._next is None:
            return None
        self._next = None
        return Onset(self.station, "sound", self._sound(), self._doubt, "simulated loudspeaker")

    def cancel(self) -> None:
        self._next = None

    def play(self, sound: Sound, at_ns: int | None = None) -> None:  # noqa: ARG002 - all sounds are alike to them
        """What is told ahead is a pace, and no sign to virtual athletes, but to those who run by signals."""
        if at_ns is None:
            self._sound()
        else:
            self._paced(at_ns)

    def _sound(self) -> int:
        t_ns = self._clock.now_ns() + self.early_ns
        self._heard(self.station, t_ns)
        return t_ns

    def silence(self) -> None:
        self._next = None

    def close(self) -> None:
        self.silence()


def declare(spec: TriggerSpec) -> Declared:
    """What a simulated pad or beam says of its edges."""
    body = Component("body", "normal", float(spec.body_ns))
    return Declared(spec.lockout_ns, STAMP, body, spec.first_body("body, first break"))


class SimulatedTrigger:
    """A pad or a beam: active while a virtual athlete or a finger on the page is on it.

    ``fault`` is one of "", "stuck", "stuck beam" (once active it stays so), "dead" (never says anything), "missed
    release" (the level falls, the edge is lost). ``bounces``: how often, within how many ms, when a worn pad bounces
    more than it should. ``body_on``, ``body_ns``: what the athlete did last, and when; ``plan_on``, ``plan_ns``: the
    last of what he is going to do.
    """

    delivery_ns = DELIVERY_NS
    doubt: tuple[Component, ...] = STAMP

    def __init__(self, station: str, sensor: Sensor, spec: TriggerSpec, *, post: Callable[[Edge], None]) -> None:
        self.station = station
        self.sensor = sensor
        says = declare(spec)
        self.lockout_ns, self.doubt, self.body, self.first_body = (
            says.lockout_ns,
            says.doubt,
            says.body,
            says.first_body,
        )
        self.fault = ""
        self.bounces: tuple[int, float] | None = None
        self.body_on = self.plan_on = False
        self.body_ns = self.plan_ns = 0
        self._finger_on = False
        self.is_active = False
        self._post: Callable[[Edge], None] | None = post

    def step(self, active: bool, t_ns: int) -> None:
        """The athlete gets onto it or off it."""
        self.body_on, self.body_ns = active, t_ns
        self._settle(active or self._finger_on, t_ns)

    def finger(self, active: bool, t_ns: int) -> None:
        """A finger on the page does."""
        self._finger_on = active
        self._settle(active or self.body_on, t_ns)

    def _settle(self, level: bool, t_ns: int) -> None:
        if level is self.is_active or self._post is None:
            return
        fault = self.fault
        if fault and (fault == "dead" or (fault in ("stuck", "stuck beam") and not level)):
            return
        self.is_active = level
        if level or fault != "missed release":
            self._post(Edge(self.station, self.sensor, level, t_ns))

    def close(self) -> None:
        self._post = None
