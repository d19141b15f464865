"""Keeps C libraries from chattering on standard error while a sound device is looked for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def no_chatter() -> Iterator[None]:
    """ALSA's library writes ten lines to standard error when there is no sound device; one sentence says it too."""
    kept = os.dup(2)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, 2)
        yield
    finally:
        os.dup2(kept, 2)
        os.close(kept)
        os.close(nowhere)
