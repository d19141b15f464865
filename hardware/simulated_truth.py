"""Devices that know what truly happened and keep it to themselves: what the trainer's ± is tried against.

The trainer's own lamps and loudspeakers run on pins, a mixer and a sound stream made here, one layer down, which draw
their delays. Each device's truth has a centre that is constant in a session (a path's latency, its drift since it was
calibrated) and a spread that is drawn each time. ``worse`` stretches every deviation: at 1 the devices are as good as
is claimed, at 2 everything is twice as far off as the trainer is told.

Figures: a pin write takes 5 to 60 us, the light comes somewhere within it; the kernel serves an edge's interrupt up to
50 us late; a mixer starts a sound with its next buffer; a converter's time is true to 80 us (docs/timing.md).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random

from gpiozero.pins.mock import MockFactory, MockPin

from hardware.base import Sound
from hardware.clock import SimulatedClock
from hardware.gate import LedGate
from hardware.mixer import BUFFER_NS
from hardware.placing import Placed, Ticket
from hardware.portaudio import CONVERTER_SD_NS, FRAME_NS
from hardware.spec import GateSpec

WRITE_NS = (5_000, 60_000)  # from the clock's reading before a pin's write to the one after
CALL_NS = (20_000, 200_000)  # the same of a call of the mixer
SERVED_NS = 50_000  # an interrupt is served at most so late
HEARD_SD_NS = 30_000.0  # an ear's own error from click to click: a sample and a half
LAMP_PIN = 17


class TruthClock(SimulatedClock):
    """Virtual time that also passes while something is done."""

    def busy(self, ns: float) -> None:
        self._now_ns += round(ns)


@dataclass(frozen=True, slots=True)
class Chance:
    """Where deviations come from. ``worse``: how much larger than claimed they are."""

    rng: Random
    worse: float = 1.0

    def normal(self, sd_ns: float) -> float:
        return self.rng.gauss(0.0, sd_ns * self.worse)

    def within(self, half_ns: float) -> float:
        return self.rng.uniform(-half_ns, half_ns) * self.worse

    def split(self, shortest_ns: float, longest_ns: float) -> tuple[float, float]:
        """A duration, and how much of it goes by before what matters; ``worse`` moves that away from the middle."""
        whole = self.rng.uniform(shortest_ns, longest_ns)
        return whole, whole / 2 + self.within(whole / 2)


class TruePin(MockPin):  # type: ignore[misc]
    """A pin whose write takes time, and that knows when in it the level changed."""

    def _set_state(self, value: float) -> None:
        factory = self.factory
        whole, before = factory.chance.split(*WRITE_NS)
        factory.changed_ns = factory.clock.now_ns() + before
        super()._set_state(value)
        factory.clock.busy(whole)


class TruePins(MockFactory):  # type: ignore[misc]
    """gpiozero's mock pins in virtual time. ``changed_ns``: when a level last changed."""

    def __init__(self, clock: TruthClock, chance: Chance) -> None:
        super().__init__(pin_class=TruePin)
        self.clock = clock
        self.chance = chance
        self.changed_ns = 0.0


class TrueLamp:
    """The trainer's lamp on such pins. ``shown_ns``: when it truly lit."""

    def __init__(self, clock: TruthClock, chance: Chance) -> None:
        self._pins = TruePins(clock, chance)
        self._rise_ns = GateSpec(()).rise_ns
        self._chance = chance
        self.gate = LedGate("lamp", LAMP_PIN, clock=clock, rise_ns=self._rise_ns, pin_factory=self._pins)

    @property
    def shown_ns(self) -> float:
        return self._pins.changed_ns + self._chance.within(self._rise_ns)

    def close(self) -> None:
        self.gate.close()
        self._pins.close()


@dataclass(slots=True)
class TruePath:
    """A sound path from the driver to the air: its latency, known to nobody, and its spread. ``sounded_ns``: when the
    last sound truly began in the air."""

    chance: Chance
    latency_ns: float
    each_sd_ns: float
    sounded_ns: float = 0.0

    def drift(self, sd_ns: float) -> None:
        """What has become of it since it was calibrated."""
        self.latency_ns += self.chance.normal(sd_ns)

    def carry(self, at_ns: float) -> None:
        self.sounded_ns = at_ns + self.latency_ns + self.chance.normal(self.each_sd_ns)


@dataclass(slots=True)
class TrueMixer:
    """pygame's mixer, one layer down: it takes up what it is given with its next buffer."""

    clock: TruthClock
    path: TruePath

    def channel(self, _: int) -> TrueMixer:
        return self

    def sound(self, samples: bytes) -> bytes:
        return samples

    def play(self, _: bytes) -> None:
        chance = self.path.chance
        whole, before = chance.split(*CALL_NS)
        self.path.carry(self.clock.now_ns() + before + BUFFER_NS / 2 + chance.within(BUFFER_NS / 2))
        self.clock.busy(whole)

    def get_busy(self) -> bool:
        return False

    def stop(self) -> None:
        """It ends at once."""


@dataclass(slots=True)
class TrueOutput:
    """A sound stream, one layer down: what is ordered begins with the nearest frame, as well as the converter knows."""

    path: TruePath
    ahead_ns: int = 30_000_000
    name: str = "a simulated converter"
    is_gone: bool = False
    underruns: int = 0
    steps: int = 0
    _orders: dict[Ticket, int] = field(default_factory=dict)

    def load(self, _: Sound) -> None:
        """Nothing to render."""

    def order(self, voice: str, _: Sound, at_ns: int | None) -> Ticket:
        ticket = Ticket(voice, len(self._orders))
        self._orders[ticket] = at_ns or 0
        return ticket

    def outcome(self, ticket: Ticket) -> Placed:
        at_ns, chance = self._orders.pop(ticket), self.path.chance
        self.path.carry(at_ns + chance.within(FRAME_NS / 2) + chance.normal(CONVERTER_SD_NS))
        return Placed(ticket, at_ns)

    def cut(self, ticket: Ticket) -> None:
        self._orders.pop(ticket, None)

    def hush(self, _: str) -> None:
        self._orders.clear()


@dataclass(slots=True)
class TrueEar:
    """A microphone before such a path. ``own_ns``: its delay, the same from click to click."""

    path: TruePath
    own_ns: float = 0.0
    _heard: list[int | None] = field(default_factory=list)

    def listen(self, from_ns: int, until_ns: int) -> None:
        at_ns = self.path.sounded_ns + self.own_ns + self.path.chance.normal(HEARD_SD_NS)
        self._heard.append(round(at_ns) if from_ns <= at_ns <= until_ns else None)

    def close(self) -> None:
        """Nothing is held."""

    def heard(self, _: Sound) -> list[int | None]:
        heard, self._heard = self._heard, []
        return heard


def true_stamp(chance: Chance, t_ns: float) -> int:
    """The kernel's stamp of an edge: its interrupt is served a little later."""
    return round(t_ns + SERVED_NS / 2 + chance.within(SERVED_NS / 2))


def any_latency(chance: Chance) -> float:
    """Of a path nobody knows: a sound card's, an amplifier's, a DAC's filter."""
    return chance.rng.uniform(2e6, 45e6)
