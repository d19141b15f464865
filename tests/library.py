"""The library's drills, read once for all tests."""

from __future__ import annotations

from sequences.load import DrillFile
from trainer.files import list_drills

FILES: dict[str, DrillFile] = {file.name: file for file in list_drills()[0]}

EVERY = [(name, level) for name, file in sorted(FILES.items()) for level in (None, *file.levels)]
"""Each drill with the levels it has, and with none."""
IDS = [f"{name}-{level or 'default'}" for name, level in EVERY]
