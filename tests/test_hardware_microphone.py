"""The microphone: a sound input in virtual time, one layer down, hears what a test plays to it."""

from __future__ import annotations

from array import array
from types import SimpleNamespace
from typing import Any

import pytest

from hardware.base import Onset, Sound
from hardware.clock import Inbox, SimulatedClock, Together
from hardware.errors import DeviceMissing
from hardware.loopback import CLICK, SETTLE_NS, SpeakerLoop
from hardware.microphone import BLOCK, RATE, Microphone
from hardware.tones import render

MS = 1_000_000
BOOT_NS = 1_795_000_000_000_000_000
DELIVERY_NS = 7 * MS  # a block is handed over so long after its first sample


class Clock(SimulatedClock):
    """Virtual time in which the input's blocks come while somebody waits."""

    stream: Input | None = None

    def wait_until(self, due_ns: int | None, inbox: Inbox) -> Any | None:
        while inbox.empty() and due_ns is not None and self.stream is not None and self.stream.next_ns <= due_ns:
            self._now_ns = max(self._now_ns, self.stream.next_ns)
            self.stream.tick()
        return super().wait_until(due_ns, inbox)


class Input:
    """Stands in for the module sounddevice and for its one stream. ``played``: (instant, samples) in the air."""

    PortAudioError = OSError

    def __init__(self, clock: Clock, *, channels: int = 1, refuse: str = "", mute: bool = False) -> None:
        self.clock, self.channels, self.refuse, self.mute = clock, channels, refuse, mute
        self.played: list[tuple[int, array[int]]] = []
        self.lost_ns = 0
        self.closed = 0
        self._count, self._start_ns = 0, clock.now_ns()

    def query_devices(self, device: str | None, kind: str) -> dict[str, Any]:
        assert kind == "input"
        if self.refuse == "query":
            raise ValueError("No input device matching None\nlist of devices")
        return {"name": device or "webcam", "max_input_channels": self.channels}

    def RawInputStream(self, **options: Any) -> Input:
        if self.refuse == "open":
            raise OSError("Device unavailable [PaErrorCode -9985]")
        assert (options["samplerate"], options["blocksize"], options["dtype"]) == (RATE, BLOCK, "int16")
        self.options = options
        return self

    def start(self) -> None:
        if not self.mute:
            self.clock.stream = self

    @property
    def first_ns(self) -> int:
        return self._start_ns + self._count * BLOCK * 1_000_000_000 // RATE

    @property
    def next_ns(self) -> int:
        return self.first_ns + DELIVERY_NS

    def tick(self) -> None:
        first_ns, self._count = self.first_ns, self._count + 1
        block = [0] * BLOCK
        for at_ns, samples in self.played:
            place = round((first_ns - at_ns) * RATE / 1e9)
            for n in range(max(0, -place), min(BLOCK, len(samples) - place)):
                block[n] += samples[place + n]
        data = array("h", [sample for sample in block for _ in range(self.options["channels"])])
        times = SimpleNamespace(
            inputBufferAdcTime=(first_ns + BOOT_NS) / 1e9, currentTime=(self.clock.now_ns() + BOOT_NS) / 1e9
        )
        lost, self.lost_ns = bool(self.lost_ns and first_ns >= self.lost_ns), self.lost_ns
        self.options["callback"](data.tobytes(), BLOCK, times, SimpleNamespace(input_overflow=lost))

    def close(self, ignore_errors: bool) -> None:
        self.clock.stream = None
        self.closed += 1


class Horn:
    """A loudspeaker ``late_ns`` later than it says."""

    station, driver, lead_ns, early_ns, notes = "horn", "test", 0, 2 * MS, ()

    def __init__(self, clock: Clock, room: Input, late_ns: int, *, loud: bool = True) -> None:
        self.clock, self.room, self.late_ns, self.loud = clock, room, late_ns, loud

    def load(self, sounds: tuple[Sound, ...]) -> None:
        self.samples = array("h")
        self.samples.frombytes(render(sounds[0], RATE, 0.3))

    def prepare(self, sound: Sound, due_ns: int) -> None:
        self.due_ns = due_ns

    def fire(self) -> Onset | None:
        assert self.clock.now_ns() == self.due_ns - self.early_ns
        if self.loud:
            self.room.played.append((self.due_ns + self.late_ns, self.samples))
        return Onset("horn", "sound", self.due_ns, (), "test")


def opened(clock: Clock, room: Input, device: str | None = None) -> Microphone:
    def read_clocks() -> Together:
        return Together(clock.now_ns(), clock.now_ns() + BOOT_NS, 100)

    return Microphone(device, clock=clock, load=lambda: room, read_clocks=read_clocks)


@pytest.mark.parametrize(("late_ns", "channels"), [(0, 1), (37 * MS, 2), (-2 * MS, 1)])
def test_it_hears_how_late_a_loudspeaker_is(late_ns: int, channels: int):
    clock = Clock()
    room = Input(clock, channels=channels)
    ear = opened(clock, room)
    loop = SpeakerLoop(Horn(clock, room, late_ns), ear, clock=clock, air_ns=290_000)
    times = loop.times(4)
    assert [ns is not None and abs(ns + 290_000 - late_ns) <= 1e9 / RATE for ns in times] == [True] * 4
    assert room.closed == 1


def test_a_sound_server_is_given_time_to_find_its_clocks():
    clock = Clock()
    room = Input(clock)
    SpeakerLoop(Horn(clock, room, 0), opened(clock, room), clock=clock).times(1)
    assert room.played[0][0] > SETTLE_NS


def test_what_was_not_heard_is_none():
    clock = Clock()
    room = Input(clock)
    assert SpeakerLoop(Horn(clock, room, 0, loud=False), opened(clock, room), clock=clock).times(2) == [None, None]


def test_where_samples_were_lost_nothing_is_believed():
    clock = Clock()
    room = Input(clock)
    ear = opened(clock, room)
    room.lost_ns = clock.now_ns()
    assert SpeakerLoop(Horn(clock, room, 0), ear, clock=clock).times(1) == [None]


def test_an_input_that_falls_silent_is_not_waited_for():
    clock = Clock()
    room = Input(clock)
    ear = opened(clock, room)
    clock.stream = None
    ear.listen(clock.now_ns(), clock.now_ns() + 100 * MS)
    assert ear.heard(CLICK) == [None]
    assert clock.now_ns() < 5_000 * MS


def test_what_was_heard_is_thrown_away():
    clock = Clock()
    room = Input(clock)
    ear = opened(clock, room)
    ear.listen(clock.now_ns(), clock.now_ns() + 100 * MS)
    assert ear.heard(CLICK) == [None]
    assert ear.heard(CLICK) == []


@pytest.mark.parametrize(
    ("refuse", "sentence"),
    [("query", "^no microphone here: No input device matching None$"), ("open", "^no microphone here: Device unav")],
)
def test_what_stands_against_it_is_said(refuse: str, sentence: str):
    clock = Clock()
    with pytest.raises(DeviceMissing, match=sentence):
        opened(clock, Input(clock, refuse=refuse))


def test_an_input_that_hands_over_nothing_is_no_use():
    clock = Clock()
    room = Input(clock, mute=True)
    with pytest.raises(DeviceMissing, match=r"^the microphone usb hands over nothing$"):
        opened(clock, room, "usb")
    assert room.closed == 1
