"""What stands between a process and its machine, compiled and loaded ahead of libc: a test moves it while the process
runs. Two words are shared: the first is what the test says, the second counts how often it mattered."""

from __future__ import annotations

import mmap
import shutil
import struct
import subprocess
from pathlib import Path

import pytest

WORDS = struct.Struct("=2q")


class Preloaded:
    """``name``.c beside this file, for processes that are started in ``environment``. Kept in the folder ``home``."""

    def __init__(self, name: str, home: Path) -> None:
        if shutil.which("cc") is None:
            pytest.skip("no C compiler here (make test installs one where it may)")
        library, file = home / f"{name}.so", home / name
        source = Path(__file__).with_name(f"{name}.c")
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-o", library, source], check=True)
        file.write_bytes(bytes(WORDS.size))
        with file.open("r+b") as opened:
            self._words = mmap.mmap(opened.fileno(), WORDS.size)
        self.environment = {"LD_PRELOAD": str(library), name.upper(): str(file)}

    def say(self, word: int) -> None:
        self._words[:8] = struct.pack("=q", word)

    @property
    def count(self) -> int:
        return int(WORDS.unpack(self._words)[1])
