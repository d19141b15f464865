"""Sound to the sample: loudspeakers on PortAudio, one running stream a sound device, in a process of its own.

Sounds are ordered ahead and begin with the frame that reaches the converter at their instant: no call is made when a
cue is due. Plays through ALSA, and through PulseAudio or PipeWire where ALSA's default leads there.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Self

from hardware.base import Component, Onset, Sound
from hardware.errors import DeviceMissing
from hardware.placing import Late, Placed, Ticket
from hardware.sound_path import sound_path
from hardware.sound_process import Line, SoundProcess
from hardware.spec import SpeakerSpec
from hardware.speech import can_say
from hardware.stream_feed import (
    Alive,
    Ask,
    Begin,
    Cut,
    Ended,
    Hush,
    Load,
    News,
    Opened,
    Order,
    Refused,
    Stepped,
    Underrun,
    Unsure,
)
from hardware.stream_host import BLOCK_NS, RATE

FRAME_NS = 1_000_000_000 / RATE
PATIENCE_S = 5.0  # a sound process that has not said anything by then is not waited for
CONVERTER_SD_NS = 80_000.0  # recorded from a sound server's monitor: 0.05 to 0.08 ms (docs/timing.md)

Start = Callable[[str | None], Line]
Outcome = Placed | Late


class Output:
    """One sound device with a stream that always runs.

    ``underruns``, ``steps``: how often the device ran dry, and how often its clock was set, since it was opened.
    Raises DeviceMissing, which says what stands against it.
    """

    def __init__(self, device: str | None, start: Start) -> None:
        self.name = device or "the default device"
        self.ahead_ns = 0
        self.underruns = 0
        self.steps = 0
        self._device = device
        self._start = start
        self._gone = True
        self._asked = False  # for a sign of life, at the last revive
        self._count = 0
        self._awaited: dict[Ticket, Outcome | None] = {}
        self._loaded: list[Sound] = []
        self._line: Line | None = start(device)
        first = self._line.wait(PATIENCE_S)
        if not isinstance(first, Opened):
            self.close()
            raise DeviceMissing(first.why if isinstance(first, Refused) else f"{self.name}: PortAudio does not answer")
        self._take(first)

    @property
    def is_gone(self) -> bool:
        """It fell silent; ``revive`` tries it again."""
        self._collect()
        return self._gone

    def load(self, sound: Sound) -> None:
        """Have it rendered ahead."""
        if sound not in self._loaded:
            self._loaded.append(sound)
            self._send(Load(sound))

    def order(self, voice: str, sound: Sound, at_ns: int | None, *, measured: bool = True) -> Ticket:
        """Begin at ``at_ns`` by the converter, or as soon as can be. What came of it is kept only if ``measured``."""
        self._collect()
        self._count += 1
        ticket = Ticket(voice, self._count)
        if measured:
            self._awaited[ticket] = None
        self._send(Begin(ticket, sound, at_ns))
        return ticket

    def cut(self, ticket: Ticket) -> None:
        """Take it back; what has begun is faded out as soon as can be."""
        self._awaited.pop(ticket, None)
        self._send(Cut(ticket))

    def hush(self, voice: str) -> None:
        """The same with everything of that voice."""
        self._awaited = {ticket: what for ticket, what in self._awaited.items() if ticket.voice != voice}
        self._send(Hush(voice))

    def outcome(self, ticket: Ticket) -> Outcome | None:
        """What came of an order; None when nothing is known that could be relied on."""
        self._collect()
        return self._awaited.pop(ticket, None)

    def revive(self) -> None:
        """Between reps: a stream that has ended, or given no sign since the last time, is begun anew. Does not wait for
        it: what comes of it is known later."""
        self._collect()
        if self._line is not None and not self._asked:
            self._asked = True
            self._send(Ask())
            return
        self.close()
        self._line = self._start(self._device)

    def _send(self, order: Order) -> None:
        if self._line is not None and not self._gone:
            self._line.send(order)

    def _collect(self) -> None:
        for news in self._line.receive() if self._line is not None else ():
            self._take(news)

    def _take(self, news: News) -> None:
        match news:
            case Opened(name, ahead_ns):
                self.name, self.ahead_ns = name, ahead_ns
                self._gone = self._asked = False
                for sound in self._loaded:
                    self._send(Load(sound))
            case Placed(ticket) | Late(ticket) as outcome:
                if ticket in self._awaited:
                    self._awaited[ticket] = outcome
            case Underrun():
                self.underruns += 1
                self._awaited = dict.fromkeys(self._awaited)
            case Unsure():
                self._awaited = dict.fromkeys(self._awaited)
            case Stepped():
                self.steps += 1
            case Alive():
                self._asked = False
            case Ended() | Refused():
                self._gone = self._asked = True
                self._awaited = dict.fromkeys(self._awaited)

    def close(self) -> None:
        self._gone, self._asked = True, False
        self._awaited.clear()
        line, self._line = self._line, None
        if line is not None:
            line.close()


class PortAudio:
    """An output for each sound device asked for; close it after its speakers. ``start`` begins a stream, in a process
    of its own unless another is given."""

    def __init__(self, start: Start = SoundProcess) -> None:
        self._start = start
        self._outputs: dict[str | None, Output] = {}

    def output(self, device: str | None) -> Output:
        """The output of that device (None: the default one), opened. Raises DeviceMissing."""
        if device not in self._outputs:
            self._outputs[device] = Output(device, self._start)
        return self._outputs[device]

    def revive(self) -> None:
        """Between reps: an output that is gone is tried again."""
        for output in self._outputs.values():
            output.revive()

    def close(self) -> None:
        for output in self._outputs.values():
            output.close()


class PortAudioSpeaker:
    """A loudspeaker whose sounds begin at their instant, to the sample.

    Plug a powered speaker into a USB sound card, a DAC HAT or the headphone socket. ``latency`` in the field file is
    what comes after the converter's time: the amplifier, a DAC's filter, HDMI.
    """

    driver = "PortAudio"

    def __init__(self, station: str, spec: SpeakerSpec, output: Output) -> None:
        self.station = station
        own = (Component("sample", "uniform", FRAME_NS / 2), Component("converter time", "normal", CONVERTER_SD_NS))
        path = sound_path(station, spec, driver=self.driver, own=own)
        self.early_ns = path.latency_ns
        self.lead_ns = output.ahead_ns + 3 * BLOCK_NS
        self._output = output
        self._gain = spec.gain
        self._path = path
        self._doubt: tuple[Component, ...] = (*own, *path.doubt)
        self._prepared: Ticket | None = None
        self._missed = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def notes(self) -> tuple[str, ...]:
        output, station = self._output, self.station
        if output.is_gone:
            return (f"{station}: silent, {output.name} has gone; it is tried again between reps",)
        milliseconds = f"{output.ahead_ns / 1e6:.0f} ms ahead, latency {self.early_ns / 1e6:g} ms"
        notes = [f"{station}: sound by PortAudio on {output.name}, {RATE // 1000} kHz, {milliseconds}"]
        notes += self._path.notes
        if output.underruns:
            notes.append(f"{station}: the sound device ran dry {output.underruns} times")
        if output.steps:
            notes.append(
                f"{station}: the clock of the sound server was set {output.steps} times; sounds stayed in time"
            )
        if self._missed:
            notes.append(f"{station}: {self._missed} sounds came late or at an unsure time and were not counted")
        return tuple(notes)

    def says(self, words: str, language: str) -> bool:
        return can_say(words, language)

    def load(self, sounds: tuple[Sound, ...]) -> None:
        for sound in sounds:
            self._output.load(self._loud(sound))

    def prepare(self, sound: Sound, due_ns: int) -> None:
        """Order it for ``due_ns`` at the loudspeaker, in place of what was prepared before."""
        self.cancel()
        self._prepared = self._output.order(self.station, self._loud(sound), due_ns - self.early_ns)

    def fire(self) -> Onset | None:
        """Its instant is here: when it truly begins, or None when it does not, or not so that it can be told."""
        ticket, self._prepared = self._prepared, None
        if ticket is None:
            return None
        outcome = self._output.outcome(ticket)
        if not isinstance(outcome, Placed):
            self._missed += 1
            self._output.cut(ticket)
            return None
        how = "PortAudio, placed by the converter's time"
        return Onset(self.station, "sound", outcome.at_ns + self.early_ns, self._doubt, how)

    def cancel(self) -> None:
        ticket, self._prepared = self._prepared, None
        if ticket is not None:
            self._output.cut(ticket)

    def play(self, sound: Sound, at_ns: int | None = None) -> None:
        due_ns = None if at_ns is None else at_ns - self.early_ns
        self._output.order(self.station, self._loud(sound), due_ns, measured=False)

    def silence(self) -> None:
        self._prepared = None
        self._output.hush(self.station)

    def close(self) -> None:
        self.silence()

    def _loud(self, sound: Sound) -> Sound:
        """As loud as this speaker is set."""
        return replace(sound, gain=sound.gain * self._gain)
