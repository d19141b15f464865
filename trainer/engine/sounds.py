"""What a run sounds like: tones by name, words as they can be spoken here, all of it rendered before it begins."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from hardware.base import Sound, Speaker
from hardware.tones import SOUNDS
from sequences.model import Alternative, Pace, Say, Step
from sequences.texts import said_lines

INSTEAD = "voice-go"
"""The tone of a cue that is a word, where nothing can speak it and no other tone is named."""


class Sounds:
    """The sounds of a field's loudspeakers. A spoken one is called ``voice`` and its words."""

    def __init__(self, speakers: Iterable[Speaker]) -> None:
        self._speakers = tuple(speakers)
        self._made: dict[tuple[str | None, str, str, float], Sound | None] = {}
        self._load(tuple(SOUNDS.values()))

    def sound(self, tone: str | None, words: str = "", language: str = "", gain: float = 1.0) -> Sound | None:
        """The words of a language, or where they cannot be spoken (or there are none) the tone; None without both."""
        key = (tone, words, language, gain)
        if key not in self._made:
            self._made[key] = self._make(tone, words, language, gain)
        return self._made[key]

    def of_cue(self, alternative: Alternative) -> Sound | None:
        """What a cue sounds like; None where it is seen only."""
        if alternative.word is None:
            return self.sound(alternative.sound)
        return self.sound(alternative.sound or INSTEAD, alternative.word, alternative.language)

    def of_signal(self, pace: Pace, number: int) -> Sound | None:
        """What a signal of a pace sounds like."""
        tone = pace.sounds[number % len(pace.sounds)]
        word = pace.words[number % len(pace.words)] if pace.words else ""
        return self.sound(tone, word, pace.language, pace.gain)

    def load(self, steps: Sequence[Step]) -> tuple[str, ...]:
        """Renders all that these steps may sound ahead. In words, what cannot be spoken here."""
        lines = tuple(said_lines(steps))
        found = [self._of(part, words) for part, words in lines]
        self._load(tuple(dict.fromkeys(sound for sound in found if sound is not None)))
        spoken = dict.fromkeys((words, part.language) for part, words in lines)
        mute = [words for words, language in spoken if self._speakers and not self._can_say(words, language)]
        return tuple(f'"{words}" cannot be spoken here: no recording of it, and no espeak-ng' for words in mute)

    def _of(self, part: Say | Alternative | Pace, words: str) -> Sound | None:
        if isinstance(part, Pace):
            return self.of_signal(part, part.words.index(words))
        return self.sound(part.sound, words, part.language, part.gain) if isinstance(part, Say) else self.of_cue(part)

    def _load(self, sounds: tuple[Sound, ...]) -> None:
        for speaker in self._speakers:
            speaker.load(sounds)

    def _make(self, tone: str | None, words: str, language: str, gain: float) -> Sound | None:
        if words and self._can_say(words, language):
            return Sound(f"voice {words}", words=words, language=language, gain=gain)
        return None if tone is None else replace(SOUNDS[tone], gain=gain)

    def _can_say(self, words: str, language: str) -> bool:
        return any(speaker.says(words, language) for speaker in self._speakers)
