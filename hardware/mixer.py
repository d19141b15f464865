"""Sound by pygame's mixer: what plays where PortAudio does not open. It starts a sound with its next buffer."""

from __future__ import annotations

import os
from typing import Any, Self

from hardware.base import Component, Onset, Sound
from hardware.clock import Clock
from hardware.errors import DeviceMissing
from hardware.quiet import no_chatter
from hardware.sound_path import sound_path
from hardware.spec import SpeakerSpec
from hardware.speech import can_say
from hardware.tones import render

RATE = 48_000
BUFFER = 256  # frames; SDL goes no lower
BUFFER_NS = BUFFER * 1_000_000_000 // RATE


class Mixer:
    """The process's one pygame mixer, opened on one device, with a channel for each speaker.

    Raises DeviceMissing when the device cannot be opened. ``close`` is idempotent.
    """

    def __init__(self, device: str | None, channels: int) -> None:
        # SDL swallows SIGTERM otherwise; both are read when pygame is first imported.
        os.environ.setdefault("SDL_NO_SIGNAL_HANDLERS", "1")
        os.environ.setdefault("PYGAME_HIDE_SUPPORT_PROMPT", "1")
        import pygame.mixer  # noqa: PLC0415 (0.3 s, and only a field with a speaker needs it)

        self.device = device
        self._pygame: Any = pygame
        try:
            with no_chatter():
                pygame.mixer.init(RATE, -16, 1, BUFFER, devicename=device, allowedchanges=0)
        except pygame.error as exc:
            raise DeviceMissing(f"no sound device {device or 'here'}: {exc}") from exc
        pygame.mixer.set_num_channels(channels)

    def channel(self, number: int) -> Any:
        return self._pygame.mixer.Channel(number)

    def sound(self, samples: bytes) -> Any:
        return self._pygame.mixer.Sound(buffer=samples)

    def close(self) -> None:
        self._pygame.mixer.quit()


class MixerSpeaker:
    """A loudspeaker on the Pi's sound device, by pygame's mixer.

    Plug a powered speaker into a USB sound card or a DAC HAT. The mixer starts a sound with its next buffer, so the
    onset is known to half a buffer (2.7 ms) at best; ``latency`` in the field file says how long the rest takes.
    """

    lead_ns = 0
    driver = "mixer"

    def __init__(self, station: str, spec: SpeakerSpec, mixer: Mixer, number: int, *, why: str, clock: Clock) -> None:
        self.station = station
        buffer = Component("next buffer", "uniform", BUFFER_NS / 2)
        path = sound_path(station, spec, driver=self.driver, own=(buffer,))
        self.early_ns = BUFFER_NS // 2 + path.latency_ns
        half = f"{BUFFER_NS / 2e6:.1f} ms"
        self.notes: tuple[str, ...] = (
            f"{station}: sound by pygame's mixer, onsets known to {half} either way ({why})",
            *path.notes,
        )
        self._gain = spec.gain
        self._clock = clock
        self._mixer = mixer
        self._channel: Any = mixer.channel(number)
        self._sounds: dict[Sound, Any] = {}
        self._prepared: Any = None
        self._doubt: tuple[Component, ...] = (buffer, *path.doubt)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()

    @property
    def sounding(self) -> bool:
        return self._channel is not None and bool(self._channel.get_busy())

    def says(self, words: str, language: str) -> bool:
        return can_say(words, language)

    def load(self, sounds: tuple[Sound, ...]) -> None:
        for sound in sounds:
            if sound not in self._sounds:
                self._sounds[sound] = self._mixer.sound(render(sound, RATE, self._gain))

    def prepare(self, sound: Sound, due_ns: int) -> None:  # noqa: ARG002 (the mixer needs no telling ahead)
        self.load((sound,))
        self._prepared = self._sounds[sound]

    def fire(self) -> Onset | None:
        """Start the sound now; it is heard about ``early_ns`` later."""
        sound, self._prepared = self._prepared, None
        if sound is None or self._channel is None:
            return None
        before_ns = self._clock.now_ns()
        self._channel.play(sound)
        after_ns = self._clock.now_ns()
        called = Component("mixer call", "uniform", (after_ns - before_ns) / 2)
        t_ns = (before_ns + after_ns) // 2 + self.early_ns
        return Onset(self.station, "sound", t_ns, (*self._doubt, called), "pygame mixer, next buffer")

    def cancel(self) -> None:
        self._prepared = None

    def play(self, sound: Sound, at_ns: int | None = None) -> None:  # noqa: ARG002 (its early_ns before, it is called)
        self.load((sound,))
        if self._channel is not None:
            self._channel.play(self._sounds[sound])

    def silence(self) -> None:
        self._prepared = None
        if self._channel is not None:
            self._channel.stop()

    def close(self) -> None:
        self.silence()
        self._channel = None
        self._sounds.clear()
