"""``name=value`` words of a command line."""

from __future__ import annotations

from collections.abc import Iterable

from sequences.errors import SettingError
from sequences.shape import show


def pairs(option: str, texts: Iterable[str]) -> dict[str, str]:
    """Name -> value of an option that may be given several times. SettingError when one is no ``name=value``."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not (name and equals and value):
            raise SettingError(f"{option}: {show(text)} is not name=value")
        if name in found:
            raise SettingError(f"{option}: {name} is given twice")
        found[name] = value
    return found
