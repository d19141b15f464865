"""Opens the loudspeakers of a field: on PortAudio, else on pygame's mixer, else silent, and each says which."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hardware.base import Onset, Sound, Speaker
from hardware.clock import Clock
from hardware.errors import DeviceMissing
from hardware.mixer import Mixer, MixerSpeaker
from hardware.portaudio import PortAudio, PortAudioSpeaker, Start
from hardware.sound_process import SoundProcess
from hardware.sound_server import default_sink
from hardware.spec import SpeakerSpec

BLUETOOTH = ("bluez", "bluetooth")
BLUETOOTH_WHY = (
    "Bluetooth is late by 34 to 300 ms, unsteadily; use a wired speaker, or write bluetooth = true into the field file"
)
SERVER = (None, "pulse", "pipewire")  # devices that lead to a sound server, which plays on a device of its own


class SilentSpeaker:
    """Stands where a loudspeaker should: takes everything, sounds nothing, and its notes say why."""

    lead_ns = 0
    early_ns = 0
    driver = ""

    def __init__(self, station: str, why: str) -> None:
        self.station = station
        self.notes: tuple[str, ...] = (f"{station}: silent, {why}",)

    def says(self, words: str, language: str) -> bool:  # noqa: ARG002 (the contract's)
        """Words sound here as well as tones do."""
        return True

    def load(self, sounds: tuple[Sound, ...]) -> None:
        """Nothing to render."""

    def prepare(self, sound: Sound, due_ns: int) -> None:
        """Nothing to choose."""

    def fire(self) -> Onset | None:
        return None

    def cancel(self) -> None:
        """Nothing was chosen."""

    def play(self, sound: Sound, at_ns: int | None = None) -> None:
        """It is silent."""

    def silence(self) -> None:
        """It is silent."""

    def close(self) -> None:
        """Nothing is held."""


class Loudspeakers:
    """A speaker for each station, and what they play on, to be closed as one.

    Never fails: a station whose device is missing, or Bluetooth and not wanted so, gets a SilentSpeaker that says why.
    The mixer plays on one device only, the first it is asked for. ``start`` and ``sink`` are ``SoundProcess`` and
    ``default_sink``; tests give others.
    """

    def __init__(
        self,
        specs: Mapping[str, SpeakerSpec],
        *,
        clock: Clock,
        start: Start = SoundProcess,
        sink: Callable[[], str | None] = default_sink,
    ) -> None:
        self._clock = clock
        self._channels = len(specs)
        self._portaudio = PortAudio(start)
        self._mixer: Mixer | None = None
        served = sink() if any(_device(spec) in SERVER for spec in specs.values()) else None
        self.stations: dict[str, Speaker] = {}
        for station, spec in specs.items():
            if not spec.bluetooth and is_bluetooth(served if _device(spec) in SERVER else spec.device):
                self.stations[station] = SilentSpeaker(station, BLUETOOTH_WHY)
            else:
                self.stations[station] = self._open(station, spec)

    def _open(self, station: str, spec: SpeakerSpec) -> Speaker:
        try:
            return PortAudioSpeaker(station, spec, self._portaudio.output(_device(spec)))
        except DeviceMissing as exc:
            why = str(exc)
        try:
            mixer = self._mixed(_device(spec))
        except DeviceMissing as exc:
            return SilentSpeaker(station, f"{why}; {exc}")
        return MixerSpeaker(station, spec, mixer, len(self.stations), why=why, clock=self._clock)

    def _mixed(self, device: str | None) -> Mixer:
        if self._mixer is None:
            self._mixer = Mixer(device, self._channels)
        if self._mixer.device != device:
            raise DeviceMissing("the mixer plays on one sound device only")
        return self._mixer

    def revive(self) -> None:
        """Between reps: a sound device that has gone is tried again."""
        self._portaudio.revive()

    def close(self) -> None:
        for speaker in self.stations.values():
            speaker.close()
        self._portaudio.close()
        if self._mixer is not None:
            self._mixer.close()


def is_bluetooth(device: str | None) -> bool:
    """By the device's name: BlueZ devices carry it."""
    return any(word in (device or "").lower() for word in BLUETOOTH)


def _device(spec: SpeakerSpec) -> str | None:
    return None if spec.device in (None, "default") else spec.device
