"""The machine that this runs on, and how much memory a process takes."""

from __future__ import annotations

import os
import platform
import sys
from pathlib import Path
from typing import Any

PROC = Path("/proc")


def machine() -> dict[str, Any]:
    """Processor, cores, kernel, Python, and how busy the machine was (load over one minute) when this was asked."""
    return {
        "model": model((PROC / "cpuinfo").read_text()),
        "cores": len(os.sched_getaffinity(0)),
        "kernel": platform.release(),
        "python": sys.version.split()[0],
        "load": round(os.getloadavg()[0], 2),
    }


def machine_words() -> str:
    """The same without the load, in words."""
    here = machine()
    return f"{here['model']}, {here['cores']} cores, Linux {here['kernel']}, Python {here['python']}"


def model(cpuinfo: str) -> str:
    """The machine's name in /proc/cpuinfo: a Pi's model, else its processor's; "unknown" where it says neither."""
    facts = dict(line.split(":", 1) for line in cpuinfo.splitlines() if ":" in line)
    named = {key.strip(): value.strip() for key, value in facts.items()}
    return named.get("Model") or named.get("model name") or "unknown"


def pss_kb(pid: int) -> int | None:
    """Memory of a process, what it shares divided among the sharers (kB). None where the kernel does not tell."""
    try:
        lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()
    except OSError:
        return None
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), None)
