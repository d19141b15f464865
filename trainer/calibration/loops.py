"""Opens what of a field plays to itself: one loudspeaker and an ear, or one lamp and the trigger it is joined to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace

from hardware.clock import Clock, Inbox, RealClock
from hardware.field import open_field
from hardware.loopback import JumperLoop, SpeakerLoop
from hardware.microphone import Microphone
from hardware.simulated_loopback import simulated_jumper_loop, simulated_speaker_loop
from hardware.speaker import Loudspeakers
from hardware.spec import FieldSpec, StationSpec
from sequences.chance import stream
from trainer.calibration.measure import CAPTURE_NS
from trainer.engine.presentation import travel
from trainer.errors import BindError, Refused


@dataclass(frozen=True, slots=True)
class OpenLoop:
    """A loudspeaker heard: the driver it plays on, and the half-width of what is not known of the ear's own delay."""

    loop: SpeakerLoop
    driver: str
    within_ns: float


def speaker_station(spec: FieldSpec, name: str | None) -> StationSpec:
    """The station of that name, or the only one with a loudspeaker. BindError when that does not name one."""
    able = [s.name for s in spec.stations if s.speaker is not None]
    wanted = name or (able[0] if len(able) == 1 else None)
    found = next((s for s in spec.stations if s.name == wanted and s.speaker is not None), None)
    if found is None:
        which = f"station {name!r} of field {spec.name} has no loudspeaker" if name else "say which loudspeaker"
        raise BindError(f"{which}; stations with one: {', '.join(able) or 'none'}")
    return found


@contextmanager
def open_speaker_loop(spec: FieldSpec, station: str, *, microphone: str | None, metres: float) -> Iterator[OpenLoop]:
    """On a simulated field, the simulated loop-back. On a bare field the whole latency is heard, on a calibrated one
    what is left of it. Raises DeviceMissing where there is no microphone, and Refused where the loudspeaker is silent,
    with its reason. ``metres``: from it to the microphone; a wire has none."""
    if spec.simulated:
        found = speaker_station(spec, station).speaker
        assert found is not None
        loop = simulated_speaker_loop(station, found, stream(0, spec.sha, station))
        yield OpenLoop(loop, "simulated", 0.0)
        return
    clock = RealClock()
    wanted = {s.name: s.speaker for s in spec.stations if s.speaker is not None and s.name == station}
    with closing(Loudspeakers(wanted, clock=clock)) as opened:
        speaker = opened.stations[station]
        if not speaker.driver:
            raise Refused(f"nothing to be heard: {'; '.join(speaker.notes)}")
        with closing(Microphone(microphone, clock=clock)) as ear:
            loop = SpeakerLoop(speaker, ear, clock=clock, air_ns=travel(metres, spec.temperature_c)[0])
            yield OpenLoop(loop, speaker.driver, CAPTURE_NS)


@contextmanager
def open_jumper_loop(spec: FieldSpec, gate: str, trigger: str, *, clock: Clock) -> Iterator[JumperLoop]:
    """A lamp and a trigger, and nothing else of the field. BindError when there are none of those names; DeviceBusy and
    DeviceMissing from the pins."""
    lit, felt = joined(spec, gate, trigger)
    if spec.simulated:
        yield simulated_jumper_loop(gate, trigger, stream(0, spec.sha, gate, trigger), clock=clock)
        return
    one, two = replace(lit, speaker=None, pad=None, beam=None), replace(felt, speaker=None, gate=None)
    stations = (one, two) if gate != trigger else (replace(lit, speaker=None),)
    inbox = Inbox()
    with closing(open_field(replace(spec, stations=stations), inbox=inbox, clock=clock)) as field:
        device = field.stations[gate].gate
        assert device is not None
        yield JumperLoop(device, trigger, inbox, clock=clock)


def joined(spec: FieldSpec, gate: str, trigger: str) -> tuple[StationSpec, StationSpec]:
    """The two stations of a jumper. BindError when one has no lamp, or the other no trigger."""
    return _station(spec, gate, "lamp", ("gate",)), _station(spec, trigger, "pad or beam", ("pad", "beam"))


def _station(spec: FieldSpec, name: str, what: str, kinds: tuple[str, ...]) -> StationSpec:
    found = spec.station(name)
    if found is None or not set(kinds) & set(found.carries):
        able = ", ".join(s.name for s in spec.stations if set(kinds) & set(s.carries))
        raise BindError(f"station {name!r} of field {spec.name} has no {what}; stations with one: {able or 'none'}")
    return found


def jumper_of(text: str) -> tuple[str, str]:
    """``LAMP=TRIGGER`` as two stations. BindError when it is not that."""
    gate, equals, trigger = (part.strip() for part in text.partition("="))
    if not (gate and equals and trigger):
        raise BindError(f"--jumper {text!r}: write the lamp's station, =, the trigger's: left=start")
    return gate, trigger
