"""Golden files: text that must not change by accident. `make golden` rewrites them: read the diff first.

A test that calls `check` has "golden" in its name, so that `make golden` finds it.
"""

import os
from pathlib import Path

FOLDER = Path(__file__).with_name("golden")


def check(name: str, text: str) -> None:
    """Compare `text` with tests/golden/<name>; GOLDEN=renew in the environment writes it there instead."""
    file = FOLDER / name
    if os.environ.get("GOLDEN") == "renew":
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")
        return
    assert file.exists(), f"there is no tests/golden/{name}: make it with `make golden`"
    with file.open(encoding="utf-8", newline="") as stream:
        assert text == stream.read(), f"tests/golden/{name} differs: if the change is meant, run `make golden`"
