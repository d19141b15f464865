"""What every Clock, Gate, Trigger and Speaker must do, real, simulated or on mock pins.

A check takes a device inside a small rig: the device, the clock it was made with, and a way to play the world
one layer down (push the pad, look at the lamp). Each leaves its device closed.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from hardware.base import DARK, Component, Edge, Gate, Onset, Sound, Speaker, Tone, Trigger
from hardware.clock import Clock, Inbox

WHITE = (1.0, 1.0, 1.0)
BLIP = Sound("blip", (Tone(440.0, 20.0),))
BLOP = Sound("blop", (Tone(220.0, 20.0),))
WORD = Sound("voice go", words="go", language="en", gain=0.5)
MS = 1_000_000
SAMPLE_NS = 1_000_000_000 // 48_000


@dataclass(frozen=True)
class GateRig:
    """``lit`` looks at the lamp itself (the pin, the simulated eye), not at what the gate says of it."""

    gate: Gate
    clock: Clock
    lit: Callable[[], bool]


@dataclass(frozen=True)
class TriggerRig:
    """``drive(True)`` presses the pad or breaks the beam; ``patience_ns``: how long an edge may take."""

    trigger: Trigger
    clock: Clock
    inbox: Inbox
    drive: Callable[[bool], None]
    patience_ns: int = 0


@dataclass(frozen=True)
class SpeakerRig:
    """``silent``: this speaker is meant to have no sound, so ``fire`` returns None."""

    speaker: Speaker
    clock: Clock
    silent: bool = False


def check_clock(clock: Clock) -> None:
    inbox = Inbox()
    start = clock.now_ns()
    assert isinstance(start, int)
    assert clock.now_ns() >= start, "a clock never goes back"
    assert clock.wait_until(start - MS, inbox) is None, "an instant that has passed is due at once"

    due = clock.now_ns() + 3 * MS
    assert clock.wait_until(due, inbox) is None
    assert clock.now_ns() >= due, "it never wakes before due"

    inbox.put("first")
    inbox.put("second")
    far = clock.now_ns() + 3_600_000 * MS
    assert clock.wait_until(far, inbox) == "first", "an item comes before an instant"
    assert clock.wait_until(None, inbox) == "second", "without an instant it waits for an item"
    assert clock.now_ns() < far
    inbox.put("late")
    assert clock.wait_until(start, inbox) == "late", "an item is handed over even when due has passed"


def check_gate(rig: GateRig) -> None:
    gate = rig.gate
    assert gate.station
    assert gate.lead_ns >= 0
    assert not rig.lit(), "a new gate is dark"
    assert gate.colour == DARK
    assert gate.fire() is None, "nothing was prepared"
    assert not rig.lit()

    gate.prepare(WHITE, rig.clock.now_ns())
    assert not rig.lit(), "prepare does not light"
    before = rig.clock.now_ns()
    onset = gate.fire()
    after = rig.clock.now_ns()
    assert rig.lit()
    assert gate.colour == WHITE
    _check_onset(onset, gate.station, "light", before, after)

    gate.dark()
    gate.dark()
    assert not rig.lit()
    assert gate.colour == DARK

    gate.prepare(WHITE, rig.clock.now_ns())
    gate.dark()
    assert gate.fire() is None, "dark forgets what was prepared"
    assert not rig.lit()

    gate.prepare(WHITE, rig.clock.now_ns())
    gate.fire()
    gate.close()
    gate.close()
    assert not rig.lit(), "a closed gate is dark"


def check_trigger(rig: TriggerRig) -> None:
    """The rig's pad starts released, its beam clear."""
    trigger = rig.trigger
    assert trigger.station
    assert trigger.sensor in ("pad", "beam")
    assert trigger.lockout_ns >= 0
    assert trigger.delivery_ns >= 0
    check_doubt(trigger.doubt)
    check_doubt((trigger.body,))
    assert not trigger.is_active
    assert _next_edge(rig) is None, "a trigger that nobody touches says nothing"

    last_ns = rig.clock.now_ns()
    for active in (True, False, True, False):
        before = rig.clock.now_ns()
        rig.drive(active)
        after = rig.clock.now_ns()
        edge = _next_edge(rig)
        assert edge is not None, "every change is posted"
        assert (edge.station, edge.sensor, edge.active) == (trigger.station, trigger.sensor, active)
        assert isinstance(edge.t_ns, int)
        assert before <= edge.t_ns <= after, "the stamp is the source's, not the reader's"
        assert edge.t_ns >= last_ns
        last_ns = edge.t_ns
        assert trigger.is_active is active
        rig.drive(active)
        assert _next_edge(rig) is None, "no change, no edge"

    trigger.close()
    trigger.close()
    rig.drive(True)
    assert _next_edge(rig) is None, "a closed trigger says nothing"


def check_speaker(rig: SpeakerRig) -> None:
    speaker = rig.speaker
    assert speaker.station
    assert speaker.lead_ns >= 0
    assert speaker.early_ns >= 0
    assert isinstance(speaker.notes, tuple)
    assert speaker.notes or not rig.silent, "a silent speaker says so"
    assert speaker.fire() is None, "nothing was prepared"

    assert speaker.says("go", "en"), "what is recorded can be said everywhere"
    speaker.load((BLIP, BLOP))
    speaker.load((BLIP, WORD))
    for sound in (BLIP, BLOP, WORD):
        _check_sound(rig, sound)
    speaker.play(BLIP)
    assert speaker.fire() is None, "what nobody measures was not prepared"

    for forget in (speaker.cancel, speaker.silence):
        forget()
        speaker.prepare(BLIP, rig.clock.now_ns() + speaker.lead_ns)
        forget()
        forget()
        assert speaker.fire() is None, "it forgets what was prepared"
    _check_sound(rig, BLIP)
    speaker.close()
    speaker.close()


def _check_sound(rig: SpeakerRig, sound: Sound) -> None:
    """Told ahead, fired at its instant: the onset is not before it (but for half a sample) and not after the call."""
    speaker = rig.speaker
    due_ns = rig.clock.now_ns() + speaker.lead_ns + speaker.early_ns + MS
    speaker.prepare(sound, due_ns)
    rig.clock.wait_until(due_ns - speaker.early_ns, Inbox())
    onset = speaker.fire()
    after_ns = rig.clock.now_ns()
    if rig.silent:
        assert onset is None, "a silent speaker has no onset"
    else:
        _check_onset(onset, speaker.station, "sound", due_ns - SAMPLE_NS, after_ns + speaker.early_ns + SAMPLE_NS)
    assert speaker.fire() is None, "once"


def check_doubt(doubt: tuple[Component, ...]) -> None:
    assert doubt, "every stamp is known only so well"
    for component in doubt:
        assert component.name
        assert component.shape in ("normal", "uniform")
        assert component.size_ns >= 0


def _check_onset(onset: Onset | None, station: str, kind: str, first_ns: int, last_ns: int) -> None:
    """An onset may also be reported later, to the inbox: then fire returns None. Here it must be at once."""
    assert onset is not None
    assert (onset.station, onset.kind) == (station, kind)
    assert isinstance(onset.t_ns, int)
    assert first_ns <= onset.t_ns <= last_ns, "an onset lies between the readings that bracket it"
    assert onset.how
    check_doubt(onset.doubt)


def _next_edge(rig: TriggerRig) -> Edge | None:
    item = rig.clock.wait_until(rig.clock.now_ns() + rig.patience_ns, rig.inbox)
    assert item is None or isinstance(item, Edge)
    return item
