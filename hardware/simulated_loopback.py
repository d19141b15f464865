"""A simulated field playing to itself: a loudspeaker's path and a jumper that know their own delay."""

from __future__ import annotations

from random import Random

from hardware.base import Edge
from hardware.clock import Clock, Inbox, SimulatedClock
from hardware.loopback import JumperLoop, SpeakerLoop
from hardware.simulated_devices import SimulatedGate, SimulatedSpeaker, SimulatedTrigger
from hardware.simulated_truth import Chance, TrueEar, TruePath, any_latency, true_stamp
from hardware.spec import GateSpec, SpeakerSpec, TriggerSpec

EACH_SD_NS = 300_000.0


def simulated_speaker_loop(station: str, spec: SpeakerSpec, rng: Random) -> SpeakerLoop:
    """In virtual time. The latency that will be found is drawn from ``rng``, and nobody is told; what ``spec`` knows of
    it, the loudspeaker makes up for."""
    clock = SimulatedClock()
    chance = Chance(rng)
    path = TruePath(chance, any_latency(chance), EACH_SD_NS)
    speaker = SimulatedSpeaker(station, spec, clock=clock, heard=lambda _, t_ns: path.carry(t_ns - spec.latency_ns))
    return SpeakerLoop(speaker, TrueEar(path), clock=clock)


class JoinedGate(SimulatedGate):
    """A lamp whose pin is joined to a trigger's: the kernel stamps the edge a little later."""

    def __init__(self, station: str, trigger: SimulatedTrigger, *, clock: Clock, chance: Chance) -> None:
        super().__init__(station, GateSpec(()), clock=clock, seen=self._rise)
        self._trigger = trigger
        self._chance = chance

    def _rise(self, _: str, t_ns: int) -> None:
        self._trigger.step(True, true_stamp(self._chance, t_ns))

    def dark(self) -> None:
        super().dark()
        self._trigger.step(False, self._clock.now_ns())


def simulated_jumper_loop(gate: str, trigger: str, rng: Random, *, clock: Clock) -> JumperLoop:
    """On either clock."""
    inbox = Inbox()

    def post(edge: Edge) -> None:
        inbox.put(edge)

    end = SimulatedTrigger(trigger, "pad", TriggerSpec(None), post=post)
    return JumperLoop(JoinedGate(gate, end, clock=clock, chance=Chance(rng)), trigger, inbox, clock=clock)
