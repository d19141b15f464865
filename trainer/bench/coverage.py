"""Is the ± true? Of many measured times, how many lie within the 95 % interval that the trainer states for them.

Sessions are simulated with devices that keep the truth to themselves (hardware.simulated_truth). What is constant in a
session is drawn once for it: a sound path's latency, what the microphone's own delay adds to its calibration, how far
the path has drifted since, the temperature of the air. The rest is drawn each rep. The trainer learns a loudspeaker's
latency as on a field, by playing 40 clicks to itself, so that what it learns is off by what 40 clicks leave open.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from typing import cast

from hardware.base import Component, Onset
from hardware.loopback import CLICK, WHITE, SpeakerLoop
from hardware.mixer import Mixer, MixerSpeaker
from hardware.portaudio import Output, PortAudioSpeaker
from hardware.simulated_truth import (
    Chance,
    TrueEar,
    TrueLamp,
    TrueMixer,
    TrueOutput,
    TruePath,
    TruthClock,
    any_latency,
    true_stamp,
)
from hardware.spec import FieldSpec, SpeakerSpec, StationSpec
from hardware.trigger import PinTrigger
from sequences.chance import stream
from trainer.bench.figures import exceedance
from trainer.bench.result import Curve, Options, Plot, Result, Row
from trainer.calibration.book import DRIFT_NS, Book, calibrated
from trainer.calibration.measure import CAPTURE_NS, Heading, by_ear
from trainer.engine.presentation import STILL_M, TEMPERATURE_DOUBT_C, sound_speed, travel
from trainer.results.uncertainty import half_width_ns

SESSIONS, REPS, SEED = 1_000, 100, 1
BAND = (0.94, 0.97)
PARTS = ("whole", "clock", "body")
METRES = 8.0
TEMPERATURE_C = 20.0
EACH_SD_NS = 300_000.0  # of a loudspeaker's path from sound to sound, beyond its driver's
PAD_NS, DUAL_NS, LONGEST_NS, FIRST_NS = 5e6, 8e6, 15e6, 25e6  # body, as a field file has it by default

Cue = Callable[[], tuple[Onset, float]]  # what the trainer says, and when it truly was
Opened = tuple[Cue, Callable[[], None]]  # and how it is closed


@dataclass(frozen=True, slots=True)
class Kind:
    """A way to give the cue and a way to feel the answer."""

    name: str
    cue: Callable[[Chance], Opened]
    body_ns: float


@dataclass(slots=True)
class Tally:
    """Of each time measured: how far it was off, as a part of the ± stated for it. ``clock`` and ``body`` alone."""

    whole: list[float] = field(default_factory=list)
    clock: list[float] = field(default_factory=list)
    body: list[float] = field(default_factory=list)


def coverage(parts: list[float]) -> float:
    """The share that was off by no more than was stated."""
    return sum(part <= 1 for part in parts) / len(parts)


def simulate(kind: Kind, *, sessions: int, reps: int, seed: int = SEED, worse: float = 1.0) -> Tally:
    """``worse``: every true deviation is so many times what the trainer is told."""
    tally = Tally()
    for session in range(sessions):
        chance = Chance(stream(seed, kind.name, session), worse)
        cue, close = kind.cue(chance)
        body = Component("body", "normal", kind.body_ns)
        for _ in range(reps):
            _measure(chance, cue, body, tally)
        close()
    return tally


def _measure(chance: Chance, cue: Cue, body: Component, tally: Tally) -> None:
    onset, true_ns = cue()
    swayed_ns = chance.normal(body.size_ns)  # where exactly the body opens the pad or breaks the beam
    reaction_ns = chance.rng.uniform(2e8, 5e8)
    stamp_ns = true_stamp(chance, true_ns + reaction_ns + swayed_ns)
    off_ns = (stamp_ns - onset.t_ns) - reaction_ns
    clocks = (*onset.doubt, *PinTrigger.doubt)
    tally.whole.append(abs(off_ns) / half_width_ns((*clocks, body)))
    tally.clock.append(abs(off_ns - swayed_ns) / half_width_ns(clocks))
    tally.body.append(abs(swayed_ns) / half_width_ns((body,)))


def _lamp(chance: Chance) -> Opened:
    clock = TruthClock()
    lamp = TrueLamp(clock, chance)

    def cue() -> tuple[Onset, float]:
        lamp.gate.dark()
        lamp.gate.prepare(WHITE, clock.now_ns())
        onset = lamp.gate.fire()
        assert onset is not None
        return onset, lamp.shown_ns

    return cue, lamp.close


Speaker = MixerSpeaker | PortAudioSpeaker
Opener = Callable[[SpeakerSpec, TruthClock, TruePath], Speaker]


def _mixer(spec: SpeakerSpec, clock: TruthClock, path: TruePath) -> Speaker:
    return MixerSpeaker("call", spec, cast(Mixer, TrueMixer(clock, path)), 0, why="simulated", clock=clock)


def _placed(spec: SpeakerSpec, _: TruthClock, path: TruePath) -> Speaker:
    return PortAudioSpeaker("call", spec, cast(Output, TrueOutput(path)))


def _sound(opened: Opener) -> Callable[[Chance], Opened]:
    def open_(chance: Chance) -> Opened:
        clock = TruthClock()
        path = TruePath(chance, any_latency(chance), EACH_SD_NS)
        spec = _calibrated(opened, clock, path)
        path.drift(DRIFT_NS)
        speaker = opened(spec, clock, path)
        air_ns, air_doubt = travel(METRES, TEMPERATURE_C)
        true_air_ns = METRES / sound_speed(TEMPERATURE_C + chance.within(TEMPERATURE_DOUBT_C)) * 1e9

        def cue() -> tuple[Onset, float]:
            onset = _fire(speaker, clock)
            doubt = (*onset.doubt, *air_doubt)
            heard = Onset(onset.station, "sound", onset.t_ns + air_ns, doubt, onset.how)
            nearer_ns = chance.within(STILL_M) / sound_speed(TEMPERATURE_C) * 1e9
            return heard, path.sounded_ns + true_air_ns - nearer_ns

        return cue, speaker.close

    return open_


def _fire(speaker: Speaker, clock: TruthClock) -> Onset:
    due_ns = clock.now_ns() + speaker.lead_ns + speaker.early_ns + 10_000_000
    speaker.prepare(CLICK, due_ns)
    clock.busy(due_ns - speaker.early_ns - clock.now_ns())
    onset = speaker.fire()
    assert onset is not None
    return onset


def _calibrated(opened: Opener, clock: TruthClock, path: TruePath) -> SpeakerSpec:
    """The loudspeaker's spec after ``cue-trainer calibrate`` has been at it."""
    bare = SpeakerSpec()
    field = FieldSpec("truth", "", True, (StationSpec("call", (0.0, 0.0), speaker=bare),), "")
    ear = TrueEar(path, path.chance.within(CAPTURE_NS))
    with closing(opened(bare, clock, path)) as speaker:
        loop = SpeakerLoop(speaker, ear, clock=clock)
        found = by_ear(Heading("truth", 0.0, ""), field, "call", loop, driver=speaker.driver, within_ns=CAPTURE_NS)
    spec = calibrated(field, Book(calibrations=(found,)))[0].stations[0].speaker
    assert spec is not None
    return spec


KINDS = (
    Kind("lamp, pad", _lamp, PAD_NS),
    Kind("lamp, dual beam", _lamp, DUAL_NS),
    Kind("lamp, beam by longest", _lamp, LONGEST_NS),
    Kind("lamp, beam by first", _lamp, FIRST_NS),
    Kind("mixer loudspeaker, pad", _sound(_mixer), PAD_NS),
    Kind("placed loudspeaker, pad", _sound(_placed), PAD_NS),
)


def run(options: Options) -> Result:
    """Every kind; the time it takes grows with the scale."""
    sessions = options.count(SESSIONS, 10)
    found: dict[str, Tally] = {}
    for kind in KINDS:
        options.say(f"{sessions} sessions of {REPS} reps: {kind.name}")
        found[kind.name] = simulate(kind, sessions=sessions, reps=REPS)
    data = {name: {part: coverage(getattr(tally, part)) for part in PARTS} for name, tally in found.items()}
    return Result(tuple(_row(name, shares) for name, shares in data.items()), data, (), (_plot(found),))


def _row(name: str, shares: dict[str, float]) -> Row:
    """The share covered, and beside it that of the clock's part alone (bounds that are never reached cover all)."""
    whole = shares["whole"]
    peers = tuple((f"{part} alone", 100 * shares[part]) for part in PARTS[1:])
    goal = f"{100 * BAND[0]:g} to {100 * BAND[1]:g} %"
    return Row(f"the ± holds: {name}", "%", 100 * whole, peers, goal=goal, met=BAND[0] <= whole <= BAND[1])


def _plot(found: dict[str, Tally]) -> Plot:
    """At 1 the curves should have fallen to 0.05. A log axis has no zero: less than a hundredth stands there."""
    curves = tuple(Curve(n, tuple(exceedance([max(0.01, part) for part in t.whole]))) for n, t in found.items())
    title = "How far times were off, as a part of their ±"
    return Plot("coverage", title, "true error / stated ± (1)", "share of times off by this much or more", curves)
