"""A process that plays: ``python -m trainer.bench.player METHOD``.

It says ``ready``, then takes turns: a line in, ``[count, first]``, a line out with what came of it. It leaves at the
end of its input. Only the standard library and the method's own are imported: it runs in the peers' environment too.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

from hardware.base import Sound, Tone
from hardware.clock import Inbox, RealClock
from trainer.bench.null_sink import DEVICE, RATE
from trainer.bench.schedule import SPREAD_NS, phase_ns

CLICK = Sound("click", (Tone(2000.0, 3.0, 0.8),))
PERIOD_NS = 200_000_000  # of sounds, so that each stands alone in the recording
STREAM_NS = 2_500_000_000
LIGHT_NS = 150_000_000
LEAD_NS = 300_000_000
SETTLE_S = 20.0  # PulseAudio has found its rate by then

Turn = Callable[[int, int], Any]
INBOX = Inbox()


def instants(count: int, first: int, period_ns: int = PERIOD_NS) -> Iterator[int]:
    """So many from soon on, a period apart, at phases that are never the same (0 to 0.4 of the period)."""
    start_ns = time.monotonic_ns() + LEAD_NS
    spread = period_ns * 2 // 5 // SPREAD_NS
    return (start_ns + k * period_ns + spread * phase_ns(first + k) for k in range(count))


def placed() -> Turn:
    """The trainer's speaker, told ahead: the instants of those that it says were heard."""
    speaker = _speaker()
    clock = RealClock()

    def turn(count: int, first: int) -> list[int]:
        heard = []
        for due_ns in instants(count, first):
            speaker.prepare(CLICK, due_ns)
            clock.wait_until(due_ns, INBOX)
            if speaker.fire() is not None:
                heard.append(due_ns)
        return heard

    return turn


def mixer() -> Turn:
    """pygame's mixer with the smallest buffer it takes, told to play at the instant."""
    from hardware.mixer import Mixer  # noqa: PLC0415
    from hardware.tones import render  # noqa: PLC0415

    player = Mixer(None, 1)
    channel, sound = player.channel(0), player.sound(render(CLICK, RATE))
    return _called(lambda: channel.play(sound))


def play() -> Turn:
    """``sounddevice.play``, called at the instant."""
    import numpy  # noqa: PLC0415
    import sounddevice  # noqa: PLC0415

    from hardware.tones import render  # noqa: PLC0415

    silence = bytes(2 * RATE)  # each call makes a stream; what it begins with is not always recorded
    wave = numpy.frombuffer(silence + render(CLICK, RATE) + silence, dtype="int16")
    return _called(lambda: sounddevice.play(wave, RATE, device=DEVICE, latency="low"), STREAM_NS)


def _called(begin: Callable[[], Any], period_ns: int = PERIOD_NS) -> Turn:
    clock = RealClock()

    def turn(count: int, first: int) -> list[int]:
        due = []
        for due_ns in instants(count, first, period_ns):
            clock.wait_until(due_ns, INBOX)
            begin()
            due.append(due_ns)
        return due

    return turn


def light() -> Turn:
    """How late the engine's wait for a lamp ends, (without, with) a sound at the same instant, turn about."""
    return _lit(_speaker())


def light_in_thread() -> Turn:
    """The same with PortAudio's thread in this process."""
    return _lit(_speaker(InThread))


def _lit(speaker: Any) -> Turn:
    from trainer.engine.realtime import enter_real_time  # noqa: PLC0415

    enter_real_time()
    clock = RealClock()

    def turn(count: int, first: int) -> tuple[list[int], list[int]]:
        late: tuple[list[int], list[int]] = ([], [])
        for k, due_ns in enumerate(instants(count, first, LIGHT_NS)):
            if k % 2:
                speaker.prepare(CLICK, due_ns)
            clock.wait_until(due_ns, INBOX)
            late[k % 2].append(time.monotonic_ns() - due_ns)
            speaker.fire()
        return late

    return turn


def _speaker(*start: Any) -> Any:
    from hardware.portaudio import PortAudio, PortAudioSpeaker  # noqa: PLC0415
    from hardware.spec import SpeakerSpec  # noqa: PLC0415

    speaker = PortAudioSpeaker("bench", SpeakerSpec(DEVICE, 0, True, 1.0), PortAudio(*start).output(DEVICE))
    speaker.load((CLICK,))
    return speaker


class InThread:
    """A stream whose callback runs in a thread of this process: what the trainer does not do."""

    def __init__(self, device: str | None) -> None:
        from hardware.clock import read_together  # noqa: PLC0415
        from hardware.stream_host import StreamHost, load_library  # noqa: PLC0415

        self._host = StreamHost(load_library(), device, clock=RealClock(), read_clocks=read_together)
        self.send = self._host.take
        self.close = self._host.close

    def wait(self, _: float) -> Any:
        return self._host.opened

    def receive(self) -> list[Any]:
        news = []
        while not self._host.news.empty():
            news.append(self._host.news.get())
        return news


METHODS: dict[str, Callable[[], Turn]] = {
    "cue-trainer": placed,
    "pygame.mixer": mixer,
    "sounddevice.play": play,
    "light": light,
    "light_in_thread": light_in_thread,
}
PEERS = ("sounddevice.play",)


def main() -> int:
    try:
        turn = METHODS[sys.argv[1]]()
    except (ImportError, OSError) as exc:
        sys.stdout.write(f"{exc}\n")
        return 2
    time.sleep(SETTLE_S)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    for line in sys.stdin:
        sys.stdout.write(json.dumps(turn(*json.loads(line))) + "\n")
        sys.stdout.flush()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
