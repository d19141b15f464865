"""Plays to itself and learns: one loudspeaker heard by an ear, or one lamp joined to a trigger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.metadata import version

from hardware.loopback import JumperLoop, SpeakerLoop
from hardware.spec import FieldSpec
from trainer.calibration.book import device_name
from trainer.calibration.learn import Learnt, learn
from trainer.facts import Calibration, Method

COUNT = 40
CAPTURE_NS = 500_000.0  # half-width: how well a sound card's input knows its own delay


@dataclass(frozen=True, slots=True)
class Heading:
    """What a calibration says of itself beside the figures."""

    field: str
    wall_s: float
    software: str

    @classmethod
    def of(cls, field: FieldSpec, wall_s: float) -> Heading:
        return cls(field.name, wall_s, f"cue-trainer {version('cue-trainer')}")


def bare(spec: FieldSpec) -> FieldSpec:
    """The field as if no loudspeaker's latency were known: what is measured then is the whole latency."""
    stations = tuple(
        replace(s, speaker=replace(s.speaker, latency_ns=0, latency_known=False, latency_doubt=(), latency_driver=""))
        if s.speaker is not None
        else s
        for s in spec.stations
    )
    return replace(spec, stations=stations)


def by_ear(
    head: Heading,
    spec: FieldSpec,
    station: str,
    loop: SpeakerLoop,
    *,
    driver: str,
    within_ns: float,
    count: int = COUNT,
) -> Calibration:
    """Of a loudspeaker opened on the bare field. ``within_ns``: half-width of what is not known of the ear's own delay;
    0 says that there is no ear but the simulation. Refused when too few sounds came back."""
    method: Method = "microphone" if within_ns else "simulated loop-back"
    learnt = learn(loop.times(count), count)
    return _calibration(head, station, _device(spec, station), driver, method, learnt, within_ns)


def by_jumper(head: Heading, gate: str, trigger: str, loop: JumperLoop, *, count: int = COUNT) -> Calibration:
    """Of a lamp's pin joined to a trigger's."""
    return _calibration(head, gate, f"jumper to {trigger}", "gpio", "jumper", learn(loop.times(count), count), 0.0)


def by_hand(head: Heading, spec: FieldSpec, station: str, latency_ns: int, within_ns: int) -> Calibration:
    """Measured elsewhere, and known to lie within so much."""
    nothing = Learnt(latency_ns, 0.0, 0.0, 0)
    return _calibration(head, station, _device(spec, station), "", "by hand", nothing, within_ns)


def _device(spec: FieldSpec, station: str) -> str:
    found = spec.station(station)
    assert found is not None
    assert found.speaker is not None
    return device_name(found.speaker)


def _calibration(
    head: Heading, station: str, device: str, driver: str, method: Method, learnt: Learnt, within_ns: float
) -> Calibration:
    return Calibration(
        field=head.field,
        station=station,
        device=device,
        driver=driver,
        method=method,
        latency_ns=round(learnt.mean_ns),
        mean_sd_ns=learnt.mean_sd_ns,
        each_sd_ns=learnt.each_sd_ns,
        within_ns=float(within_ns),
        n=learnt.n,
        wall_s=head.wall_s,
        software=head.software,
    )
