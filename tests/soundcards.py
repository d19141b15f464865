"""A sound card for tests, one layer below the speaker: stands in for the module sounddevice.

Its stream asks for blocks as virtual time goes by, says when they reach the converter on the clock it was told to, and
keeps what it was given. ``Card.start`` is a line to such a stream without a process between.
"""

from __future__ import annotations

from array import array
from types import SimpleNamespace
from typing import Any

from hardware.clock import Inbox, SimulatedClock, Together
from hardware.errors import DeviceMissing
from hardware.stream_feed import News, Order, Refused
from hardware.stream_host import StreamHost

RATE = 48_000
BOOT_NS = 1_795_000_000_000_000_000


class PortAudioError(Exception):
    pass


class Card:
    """``devices``: name -> host API. ``base``: which clock the stream's times are on; ``wall_ns``: CLOCK_REALTIME minus
    CLOCK_MONOTONIC; ``wander_ns``: so far are its times off the truth; ``mute``: it tells none; ``busy``: somebody else
    holds it. ``pull()`` takes the device out, ``stall()`` leaves it there but asks for no more blocks, ``dry()`` lets
    it run out of samples for so long.
    """

    PortAudioError = PortAudioError

    def __init__(self, clock: CardClock, *, devices: dict[str, str] | None = None, base: str = "realtime") -> None:
        self.clock = clock
        self.devices = {"default": "ALSA"} if devices is None else devices
        self.base = base
        self.wall_ns = BOOT_NS
        self.mute = self.busy = False
        self.wander_ns = 0
        self.channels = 2
        self.streams: list[Stream] = []
        self.lines = 0
        clock.card = self

    def query_devices(self, device: str | None, kind: str) -> dict[str, Any]:
        name = device or "default"
        if name not in self.devices:
            raise ValueError(f"No {kind} device matching {name!r}\nlist of devices")
        return {"name": name, "hostapi": list(self.devices).index(name), "max_output_channels": self.channels}

    def query_hostapis(self, index: int) -> dict[str, Any]:
        return {"name": list(self.devices.values())[index]}

    def RawOutputStream(self, **options: Any) -> Stream:
        if self.busy:
            raise PortAudioError("Device unavailable")
        self.streams.append(Stream(self, **options))
        return self.streams[-1]

    def read_clocks(self) -> Together:
        now_ns = self.clock.now_ns()
        return Together(now_ns, now_ns + self.wall_ns, 100)

    def start(self, device: str | None) -> CardLine:
        """What SoundProcess is to real cards."""
        return CardLine(self, device)

    def pull(self) -> None:
        self.devices = {}
        self.streams[-1].end()

    def stall(self) -> None:
        self.streams[-1].active = False

    def dry(self, gap_ns: int) -> None:
        self.streams[-1].dry(gap_ns)


class Stream:
    """One stream of a card. ``frames``: (true instant, sample) of every sample that is not silence."""

    def __init__(self, card: Card, **options: Any) -> None:
        self.card, self.options = card, options
        self.latency: float = options["latency"]
        self.block: int = options["blocksize"]
        self.channels: int = options["channels"]
        self.active = False
        self.ended = False
        self.frames: list[tuple[int, int]] = []
        self._start_ns = 0
        self._count = 0
        self._status = SimpleNamespace(output_underflow=False)

    def start(self) -> None:
        self.active = True
        self._start_ns = self.card.clock.now_ns()
        while self.next_ns <= self.card.clock.now_ns():  # it fills its buffer first
            self.tick()

    @property
    def dac_ns(self) -> int:
        """When the next block reaches the converter."""
        return self._start_ns + self._count * 1_000_000_000 // RATE

    @property
    def next_ns(self) -> int:
        """When the next block is asked for."""
        return self.dac_ns - round(self.latency * 1e9)

    def tick(self) -> None:
        card, dac_ns = self.card, self.dac_ns
        zero_ns = {"realtime": card.wall_ns, "monotonic": 0, "own": 5_000_000_000 - self._start_ns}[card.base]
        dac_s = 0.0 if card.mute else (dac_ns + zero_ns + card.wander_ns) / 1e9
        times = SimpleNamespace(outputBufferDacTime=dac_s, currentTime=(card.clock.now_ns() + zero_ns) / 1e9)
        out = bytearray(2 * self.channels * self.block)
        self.options["callback"](memoryview(out), self.block, times, self._status)
        self._status = SimpleNamespace(output_underflow=False)
        if any(out):
            self._hear(array("h", bytes(out)), dac_ns)
        self._count += self.block

    def _hear(self, samples: array[int], dac_ns: int) -> None:
        first = samples[:: self.channels]
        assert all(samples[n :: self.channels] == first for n in range(self.channels)), "the same on every channel"
        self.frames += [(dac_ns + n * 1_000_000_000 // RATE, sample) for n, sample in enumerate(first) if sample]

    def dry(self, gap_ns: int) -> None:
        self._start_ns += gap_ns
        self._status = SimpleNamespace(output_underflow=True)

    def end(self) -> None:
        if not self.ended:
            self.active, self.ended = False, True
            self.options["finished_callback"]()

    def close(self, ignore_errors: bool = True) -> None:
        self.end()


class CardLine:
    """The line to a stream on a card, with no process between."""

    def __init__(self, card: Card, device: str | None) -> None:
        card.lines += 1
        self._host: StreamHost | None = None
        try:
            self._host = StreamHost(card, device, clock=card.clock, read_clocks=card.read_clocks)
            self._first: News = self._host.opened
        except DeviceMissing as exc:
            self._first = Refused(str(exc))
        self._news: list[News] = [self._first]

    def send(self, order: Order) -> None:
        if self._host is not None:
            self._host.take(order)

    def receive(self) -> list[News]:
        news, self._news = self._news, []
        while self._host is not None and not self._host.news.empty():
            news.append(self._host.news.get())
        return news

    def wait(self, patience_s: float) -> News | None:
        return self._news.pop(0)

    def close(self) -> None:
        if self._host is not None:
            self._host.close()


class CardClock(SimulatedClock):
    """Virtual time in which a card's streams go on."""

    card: Card | None = None

    def wait_until(self, due_ns: int | None, inbox: Inbox) -> Any | None:
        while inbox.empty() and due_ns is not None and self.card is not None:
            coming = [s for s in self.card.streams if s.active and s.next_ns <= due_ns]
            if not coming:
                break
            stream = min(coming, key=lambda s: s.next_ns)
            self._now_ns = max(self._now_ns, stream.next_ns)
            stream.tick()
        return super().wait_until(due_ns, inbox)
