"""What the trainer says to people, from a catalogue a language: trainer/text/en.json, de.json."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files

LANGUAGES = ("en", "de")


@dataclass(frozen=True, slots=True)
class Words:
    """The catalogue of one language. ``words("key", name="Ann")`` fills in the {places} of a text."""

    language: str
    texts: Mapping[str, str]

    def __call__(self, key: str, **places: object) -> str:
        return self.texts[key].format(**places)

    def number(self, value: float, digits: int = 0) -> str:
        """With the language's decimal sign, and a true minus."""
        text = f"{value:.{digits}f}".replace("-", "−")
        return text.replace(".", self.texts["decimal"])

    def signed(self, value: float, digits: int = 0) -> str:
        """With its sign; of what rounds to nothing there is none."""
        text = self.number(value, digits)
        return f"+{text}" if value > 0 and any(c in "123456789" for c in text) else text

    def seconds(self, ns: float, digits: int = 2) -> str:
        """Nanoseconds as seconds, with the unit."""
        return f"{self.number(ns / 1e9, digits)} s"

    def day(self, wall_s: float) -> str:
        """The day that it was where the trainer stands, in figures."""
        return datetime.fromtimestamp(wall_s, UTC).astimezone().strftime(self.texts["day"])


@cache
def words(language: str) -> Words:
    """KeyError for a language that there is not."""
    if language not in LANGUAGES:
        raise KeyError(language)
    text = files("trainer").joinpath("text", f"{language}.json").read_text(encoding="utf-8")
    return Words(language, json.loads(text))
