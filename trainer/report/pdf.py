"""A report as PDF, printed by the Chromium that is there. Without one there is no PDF, and a sentence that says so."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from trainer.errors import FileError

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
PATIENCE_S = 120  # a Pi that does much else is slow


def find_browser(names: Sequence[str] = BROWSERS) -> str:
    """The program that prints. FileError when there is none."""
    found = next((path for name in names if (path := shutil.which(name))), None)
    if found is None:
        raise FileError("--pdf: there is no Chromium here to print with; install chromium, or print the HTML file")
    return found


def print_pdf(html: str, browser: str) -> bytes:
    """The report on A4. FileError when the browser does not make it."""
    with TemporaryDirectory() as folder:
        page, pdf = Path(folder) / "report.html", Path(folder) / "report.pdf"
        page.write_text(html, encoding="utf-8")
        command = [
            browser,
            "--headless",
            "--disable-gpu",
            "--no-pdf-header-footer",
            f"--user-data-dir={folder}/profile",
        ]
        command += ["--no-sandbox"] if os.geteuid() == 0 else []
        command += [f"--print-to-pdf={pdf}", page.as_uri()]
        try:
            done = subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE_S)
        except subprocess.TimeoutExpired as exc:
            raise FileError(f"--pdf: {browser} did not print within {PATIENCE_S} s") from exc
        if not pdf.exists():
            said = done.stderr.decode(errors="replace").strip().splitlines()
            raise FileError(f"--pdf: {browser} did not print: {said[-1] if said else f'exit code {done.returncode}'}")
        return pdf.read_bytes()
