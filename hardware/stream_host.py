"""A sound device's stream and what is ordered of it. In the sound process; it imports what sounds are rendered with."""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Any

from hardware.base import Sound
from hardware.clock import Clock, Together
from hardware.errors import DeviceMissing
from hardware.placing import Placer, Ticket
from hardware.quiet import no_chatter
from hardware.stream_feed import Alive, Ask, Begin, Cut, Feed, Hush, Load, Opened, Order, Running
from hardware.tones import render

RATE = 48_000
BLOCK = 256  # frames
BLOCK_NS = BLOCK * 1_000_000_000 // RATE
AHEAD_S = 0.05  # the device is kept filled so far ahead: at 0.03 s a loaded machine ran dry
START_NS = 1_000_000_000  # a stream that says nothing for so long after its start is no use


def load_library() -> Any:
    """The module sounddevice. Raises DeviceMissing where PortAudio is not installed."""
    try:
        with no_chatter():
            import sounddevice  # noqa: PLC0415 (looks for sound devices when it is imported)
    except OSError as exc:
        raise DeviceMissing("PortAudio is not installed (package libportaudio2)") from exc
    return sounddevice


class StreamHost:
    """One sound device with a stream that always runs: that of ``device``, or the default one.

    ``library`` is the module sounddevice. ``opened`` says what it is; news of it comes in ``news``. Raises
    DeviceMissing, which says what stands against it.
    """

    def __init__(
        self,
        library: Any,
        device: str | None,
        *,
        clock: Clock,
        read_clocks: Callable[[], Together],
    ) -> None:
        self._samples: dict[Sound, array[int]] = {}
        self._stream: Any = None
        errors = (library.PortAudioError, ValueError)
        try:
            found = library.query_devices(device, "output")
        except errors as exc:
            why = f"{device}: {_first_line(exc)}" if device else "here"
            raise DeviceMissing(f"PortAudio finds no sound device {why}") from exc
        name = f"{found['name']} ({library.query_hostapis(found['hostapi'])['name']})"
        channels = min(2, found["max_output_channels"])
        self._feed = Feed(RATE, channels, read_clocks)
        self.news = self._feed.news
        try:
            ahead_s = self._open(library, device, channels)
        except errors as exc:
            self.close()
            raise DeviceMissing(f"PortAudio cannot open {name}: {_first_line(exc)}") from exc
        first = clock.wait_until(clock.now_ns() + START_NS, self.news)
        if not isinstance(first, Running):
            self.close()
            raise DeviceMissing(f"{name} does not say when its samples are heard")
        self.opened = Opened(name, round(ahead_s * 1e9), first.base)

    def _open(self, library: Any, device: str | None, channels: int) -> float:
        """Returns how far ahead it is kept filled, in seconds."""
        with no_chatter():
            self._stream = library.RawOutputStream(
                samplerate=RATE,
                blocksize=BLOCK,
                device=device,
                channels=channels,
                dtype="int16",
                latency=AHEAD_S,
                callback=self._feed,
                finished_callback=self._feed.ended,
            )
            self._stream.start()
            ahead_s: float = self._stream.latency
        return ahead_s

    def take(self, order: Order) -> None:
        """Hands it to the stream's next block."""
        match order:
            case Load(sound):
                self._rendered(sound)
            case Begin(ticket, sound, at_ns):
                self._feed.orders.put(_begin(ticket, self._rendered(sound), at_ns))
            case Cut(ticket):
                self._feed.orders.put(lambda placer: placer.cut(ticket))
            case Hush(voice):
                self._feed.orders.put(lambda placer: placer.hush(voice))
            case Ask():
                self._feed.orders.put(lambda _: self.news.put(Alive()))

    def _rendered(self, sound: Sound) -> array[int]:
        if sound not in self._samples:
            samples = array("h")
            samples.frombytes(render(sound, RATE))
            self._samples[sound] = samples
        return self._samples[sound]

    def close(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close(ignore_errors=True)


def _begin(ticket: Ticket, samples: array[int], at_ns: int | None) -> Callable[[Placer], None]:
    return lambda placer: placer.order(ticket, samples, at_ns)


def _first_line(exc: Exception) -> str:
    return str(exc).partition("\n")[0]
