"""Every bench by its name. A bench is a module with ``run(options) -> Result``; it is imported when it is run."""

from __future__ import annotations

import subprocess
from importlib import import_module

from trainer.bench.result import Options, Result
from trainer.errors import Refused

BENCHES = {
    "wait": "how late waits end, idle and while the panel is under load",
    "sound": "when sounds truly begin, and whether they make lights late",
    "coverage": "how many times lie within the ± that is stated for them",
    "edges": "stamps of edges on a GPIO character device",
    "virtual": "whole reps a second in virtual time",
    "verdict": "from decidable to the number on the phone",
    "start": "serve to first page, and memory",
    "export": "time and memory a row of results takes",
}


def run_bench(name: str, options: Options) -> Result:
    """One bench. Raises Refused with a sentence when there is none of that name, or one of its processes breaks."""
    if name not in BENCHES:
        raise Refused(f"no bench {name!r}; benches: {', '.join(BENCHES)}")
    try:
        found: Result = import_module(f"trainer.bench.{name}").run(options)
    except (EOFError, OSError, subprocess.SubprocessError) as exc:
        raise Refused(f"bench {name}: {exc}") from exc
    return found
