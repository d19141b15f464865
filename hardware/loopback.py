"""A device playing to itself: a loudspeaker to an ear, a lamp's pin by a jumper to a trigger's.

``times(count)`` gives so many cues as the engine gives them, and returns of each how much later than the onset that the
device reported it truly came (ns), or None when nothing came back.
"""

from __future__ import annotations

from typing import Protocol

from hardware.base import Edge, Gate, Onset, Sound, Speaker, Tone
from hardware.clock import Clock, Inbox

CLICK = Sound("click", (Tone(700.0, 14.0, 0.9), Tone(2300.0, 14.0, 0.9), Tone(1300.0, 14.0, 0.9)))
WHITE = (1.0, 1.0, 1.0)
SETTLE_NS = 16_000_000_000  # a sound server takes so long to find its clocks: up to 1 ms off till then
PAUSE_NS = 250_000_000  # from one click to the next: rooms echo
BLINK_NS = 30_000_000  # a lamp's pin stays high so long: a jumper does not bounce, and delivery is over
BEFORE_NS, AFTER_NS = 20_000_000, 500_000_000  # around the reported onset a click may be heard
WAIT_NS = 200_000_000  # an edge is awaited so long: it is stamped in microseconds, but a busy machine delivers late
GOLDEN = 0x9E3779B97F4A7C15  # 2**64 / phi (Weyl 1916): phases spread evenly against any buffer's period
PHASE_NS = 10_000_000


class Ear(Protocol):
    """What hears a loudspeaker: a microphone, or a wire back into the machine. It is closed before it is asked, for
    thinking would disturb its listening."""

    def listen(self, from_ns: int, until_ns: int) -> None:
        """Between these two instants a sound may be heard; waits until they are over."""

    def close(self) -> None: ...

    def heard(self, sound: Sound) -> list[int | None]:
        """Of each time it listened, the instant the sound began to be heard; None when it was not."""


def _phase_ns(number: int) -> int:
    return (number * GOLDEN % 2**64) * PHASE_NS >> 64


class SpeakerLoop:
    """A loudspeaker heard by an ear ``air_ns`` away. ``early_ns`` and reported onsets are the loudspeaker's own."""

    def __init__(self, speaker: Speaker, ear: Ear, *, clock: Clock, air_ns: int = 0) -> None:
        self._speaker = speaker
        self._ear = ear
        self._clock = clock
        self._air_ns = air_ns
        speaker.load((CLICK,))

    def times(self, count: int) -> list[int | None]:
        self._clock.wait_until(self._clock.now_ns() + SETTLE_NS, Inbox())
        said = [onset.t_ns for onset in map(self._click, range(count)) if onset is not None]
        self._ear.close()
        heard = self._ear.heard(CLICK)
        return [None if ns is None else ns - self._air_ns - t_ns for ns, t_ns in zip(heard, said, strict=True)]

    def _click(self, number: int) -> Onset | None:
        lead_ns = self._speaker.lead_ns + self._speaker.early_ns
        due_ns = self._clock.now_ns() + lead_ns + PAUSE_NS + _phase_ns(number)
        self._speaker.prepare(CLICK, due_ns)
        self._clock.wait_until(due_ns - self._speaker.early_ns, Inbox())
        onset = self._speaker.fire()
        if onset is not None:
            self._ear.listen(onset.t_ns - BEFORE_NS, onset.t_ns + AFTER_NS)
        return onset


class JumperLoop:
    """A lamp whose pin is joined to a trigger's by a jumper: each blink is an edge at ``station``.

    ``inbox`` is the one that the trigger posts to; nothing else may be wanted from it meanwhile.
    """

    def __init__(self, gate: Gate, station: str, inbox: Inbox, *, clock: Clock) -> None:
        self._gate = gate
        self._station = station
        self._inbox = inbox
        self._clock = clock

    def times(self, count: int) -> list[int | None]:
        return [self._blink(number) for number in range(count)]

    def _blink(self, number: int) -> int | None:
        self._gate.prepare(WHITE, self._clock.now_ns())
        self._rest(_phase_ns(number))
        onset = self._gate.fire()
        t_ns = self._edge(self._clock.now_ns() + WAIT_NS)
        self._rest(BLINK_NS)
        self._gate.dark()
        self._rest(BLINK_NS)
        return None if onset is None or t_ns is None else t_ns - onset.t_ns

    def _edge(self, until_ns: int) -> int | None:
        """The stamp of the first edge there."""
        while True:
            item = self._clock.wait_until(until_ns, self._inbox)
            if item is None:
                return None
            if isinstance(item, Edge) and item.station == self._station:
                return item.t_ns

    def _rest(self, ns: int) -> None:
        """Time passes; edges that come meanwhile, the lamp's going dark, are nobody's answer."""
        until_ns = self._clock.now_ns() + ns
        while self._clock.wait_until(until_ns, self._inbox) is not None:
            continue
