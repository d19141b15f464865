"""The Chromium of the browser tests."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import expect

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP cue 127.0.0.1, MAP * ~NOTFOUND"),
]
expect.set_options(timeout=30_000)  # ms; for every browser test: that a machine is busy is no fault


def browsing(group: str) -> list[pytest.MarkDecorator]:
    """The marks of tests that share a Chromium: they run after each other in one process."""
    missing = pytest.mark.skipif(not CHROMIUM.exists(), reason="no Chromium at /usr/bin/chromium")
    return [pytest.mark.browser, missing, pytest.mark.xdist_group(f"browser, {group}")]
