"""A microphone, or a wire from a loudspeaker's socket into a sound input: says when a sound began to be heard.

It keeps numbers, never sound: what it records is looked through for the trainer's own click and thrown away.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median
from typing import Any

from hardware.base import Sound
from hardware.clock import Clock, Inbox, Together, read_together
from hardware.errors import DeviceMissing
from hardware.hearing import find
from hardware.quiet import no_chatter
from hardware.stream_clock import StreamClock
from hardware.stream_host import load_library
from hardware.tones import render

RATE = 48_000
BLOCK = 256
LATENCY_S = 0.05  # through a sound server input times were found steadiest so: within 0.1 ms
START_NS = 2_000_000_000  # an input that hands over nothing for so long is no use
LATE_NS = 1_000_000_000  # what was heard is handed over at most so much later


@dataclass(frozen=True, slots=True)
class Heard:
    """A block of samples; the first was at the converter at ``first_ns``, as PortAudio says of this block alone.
    ``lost``: some before it were lost."""

    first_ns: int
    samples: array[int]
    lost: bool


class Recorder:
    """What PortAudio's own thread runs for each block: one channel of it, stamped, into the queue."""

    def __init__(self, channels: int, read_clocks: Callable[[], Together]) -> None:
        self.blocks = Inbox()
        self._channels = channels
        self._read_clocks = read_clocks
        self._clock = StreamClock()

    def __call__(self, data: Any, _: int, times: Any, status: Any) -> None:
        """PortAudio's callback: here is a block."""
        self._clock.read(round(times.currentTime * 1e9), self._read_clocks())
        first_ns = self._clock.monotonic_ns(round(times.inputBufferAdcTime * 1e9))
        samples = array("h", bytes(data))
        self.blocks.put(Heard(first_ns, samples[:: self._channels], bool(status) and status.input_overflow))


class Microphone:
    """The input of that device (None: the default one), recording as long as it is open.

    Raises DeviceMissing, which says what stands against it, when there is none or it hands over nothing.
    """

    def __init__(
        self,
        device: str | None,
        *,
        clock: Clock,
        load: Callable[[], Any] = load_library,
        read_clocks: Callable[[], Together] = read_together,
    ) -> None:
        self._clock = clock
        self._stream: Any = None
        self._spans: list[list[Heard]] = []
        library = load()
        try:
            with no_chatter():
                found = library.query_devices(device, "input")
                self._recorder = Recorder(min(2, found["max_input_channels"]), read_clocks)
                self._stream = library.RawInputStream(
                    samplerate=RATE,
                    blocksize=BLOCK,
                    device=device,
                    channels=min(2, found["max_input_channels"]),
                    dtype="int16",
                    latency=LATENCY_S,
                    callback=self._recorder,
                )
                self._stream.start()
        except (library.PortAudioError, ValueError) as exc:
            self.close()
            raise DeviceMissing(f"no microphone {device or 'here'}: {str(exc).splitlines()[0]}") from exc
        self.name = str(found["name"])
        if clock.wait_until(clock.now_ns() + START_NS, self._recorder.blocks) is None:
            self.close()
            raise DeviceMissing(f"the microphone {self.name} hands over nothing")

    def listen(self, from_ns: int, until_ns: int) -> None:
        blocks: list[Heard] = []
        while not blocks or blocks[-1].first_ns < until_ns:
            block = self._clock.wait_until(until_ns + LATE_NS, self._recorder.blocks)
            if block is None:
                break
            if block.first_ns >= from_ns:
                blocks.append(block)
        self._spans.append(blocks)

    def heard(self, sound: Sound) -> list[int | None]:
        """What was recorded is thrown away."""
        wanted = array("h")
        wanted.frombytes(render(sound, RATE))
        spans, self._spans = self._spans, []
        return [_began(wanted, span) for span in spans]

    def close(self) -> None:
        """Idempotent."""
        stream, self._stream = self._stream, None
        if stream is not None:
            with no_chatter():
                stream.close(ignore_errors=True)


def _began(wanted: array[int], span: list[Heard]) -> int | None:
    """When the sound began in these blocks. They follow each other at the rate: all of them tell when the first was."""
    if not span or any(block.lost for block in span[1:]):
        return None
    samples = array("h")
    starts = []
    for block in span:
        starts.append(block.first_ns - len(samples) * 1_000_000_000 // RATE)
        samples += block.samples
    place = find(wanted, samples, RATE)
    return None if place is None else round(median(starts) + place * 1e9 / RATE)
