"""What PortAudio's own thread runs for each block of a stream, and the orders and the news of it.

Everything of a Feed belongs to that thread but the two queues: orders come in, news goes out.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from queue import SimpleQueue
from typing import Any

from hardware.base import Sound
from hardware.clock import Together
from hardware.placing import Late, Placed, Placer, Ticket
from hardware.stream_clock import NEW, SERVER_NEW, Base, FrameLine, StreamClock


@dataclass(frozen=True, slots=True)
class Load:
    """Order: render this sound now, so that it is at hand."""

    sound: Sound


@dataclass(frozen=True, slots=True)
class Begin:
    """Order: this sound is to begin at ``at_ns`` by the converter; None is as soon as can be."""

    ticket: Ticket
    sound: Sound
    at_ns: int | None


@dataclass(frozen=True, slots=True)
class Cut:
    """Order: this one is not wanted any more."""

    ticket: Ticket


@dataclass(frozen=True, slots=True)
class Hush:
    """Order: nothing of this voice is wanted any more."""

    voice: str


@dataclass(frozen=True, slots=True)
class Ask:
    """Order: say Alive with the next block."""


@dataclass(frozen=True, slots=True)
class Opened:
    """News: the stream runs, on this device, filled so far ahead; its times are on this clock."""

    name: str
    ahead_ns: int
    base: Base


@dataclass(frozen=True, slots=True)
class Refused:
    """News: the device cannot be played on; a sentence."""

    why: str


@dataclass(frozen=True, slots=True)
class Running:
    """News: the first block that tells converter times; they are on this clock."""

    base: Base


@dataclass(frozen=True, slots=True)
class Unsure:
    """News: what the blocks say of their time wanders too far to rely on, also for what was placed just before."""


@dataclass(frozen=True, slots=True)
class Underrun:
    """News: the device had nothing left to play; what was placed before cannot be relied on."""


@dataclass(frozen=True, slots=True)
class Stepped:
    """News: the clock of the stream's times was set while it ran."""


@dataclass(frozen=True, slots=True)
class Alive:
    """News: what Ask asked for."""


@dataclass(frozen=True, slots=True)
class Ended:
    """News: the stream has stopped, wanted or not."""


Order = Load | Begin | Cut | Hush | Ask
News = Opened | Refused | Running | Placed | Late | Unsure | Underrun | Stepped | Alive | Ended
Do = Callable[[Placer], None]


class Feed:
    """Fills a stream's blocks, of ``channels`` samples of signed 16 bit a frame."""

    def __init__(self, rate: int, channels: int, read_clocks: Callable[[], Together]) -> None:
        self.orders: SimpleQueue[Do] = SimpleQueue()
        self.news: SimpleQueue[News] = SimpleQueue()
        self._channels = channels
        self._read_clocks = read_clocks
        self._placer = Placer(rate)
        self._clock = StreamClock()
        self._line = FrameLine(rate)
        self._frames = 0
        self._steps = 0
        self._running = False
        self._sure = False

    def __call__(self, out: Any, frames: int, times: Any, status: Any) -> None:
        """PortAudio's callback: the next block, please."""
        first_ns = self._first_ns(times, bool(status) and status.output_underflow)
        while not self.orders.empty():
            self.orders.get()(self._placer)
        outcomes: list[Placed | Late] = []
        if self._placer.is_idle or not self._running:
            out[:] = bytes(len(out))
        else:
            block, outcomes = self._placer.fill(first_ns, frames)
            out[:] = self._spread(block)
        self._tell(outcomes)
        self._frames += frames

    def _tell(self, outcomes: list[Placed | Late]) -> None:
        """What came of the orders, and whether it can be relied on."""
        for outcome in outcomes:
            self.news.put(outcome)
        was_sure, self._sure = self._sure, self._line.is_settled
        if not self._sure and (was_sure or outcomes):
            self.news.put(Unsure())

    def ended(self) -> None:
        """PortAudio's callback when the stream has stopped."""
        self.news.put(Ended())

    def _first_ns(self, times: Any, underrun: bool) -> int:
        """When this block's first frame reaches the converter."""
        dac_ns = round(times.outputBufferDacTime * 1e9)
        if underrun:
            self._line.forget()
            self.news.put(Underrun())
        if dac_ns <= 0:
            return 0
        self._clock.read(round(times.currentTime * 1e9), self._read_clocks())
        if self._clock.steps != self._steps:
            self._steps = self._clock.steps
            self.news.put(Stepped())
        first_ns = self._line.block(self._frames, self._clock.monotonic_ns(dac_ns))
        if not self._running and self._clock.base is not None:
            self._running = True
            self._line.new = NEW if self._clock.base == "monotonic" else SERVER_NEW
            self.news.put(Running(self._clock.base))
        return first_ns

    def _spread(self, block: array[int]) -> bytes:
        """The same on every channel."""
        if self._channels == 1:
            return block.tobytes()
        whole = array("h", bytes(2 * len(block) * self._channels))
        for channel in range(self._channels):
            whole[channel :: self._channels] = block
        return whole.tobytes()
