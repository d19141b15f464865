"""What the engine asks of the system: each step is in force or noted, and a run goes on without any of them."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

ASK = """
import gc, json, os, sys, threading
from dataclasses import asdict
from trainer.engine.realtime import enter_real_time
if sys.argv[1] == "nobody":
    import resource
    for limit in (resource.RLIMIT_RTPRIO, resource.RLIMIT_MEMLOCK):
        resource.setrlimit(limit, (0, 0))
    if os.getuid() == 0:
        os.setuid(65534)
found = asdict(enter_real_time())
inherited = []
later = threading.Thread(target=lambda: inherited.append(os.sched_getscheduler(0)))
later.start(), later.join()
print(json.dumps({**found, "policy": os.sched_getscheduler(0), "later": inherited[0], "gc": gc.isenabled(),
                  "frozen": gc.get_freeze_count(), "switch_s": sys.getswitchinterval()}))
"""
ALWAYS = ["the interpreter changes threads every 0.5 ms", "garbage is collected between reps only"]


def ask(who: str) -> dict[str, object]:
    done = subprocess.run([sys.executable, "-c", ASK, who], capture_output=True, text=True, check=True)
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_who_may_nothing_is_told_so_and_the_rest_is_in_force():
    found = ask("nobody")
    assert found["held"][-2:] == ALWAYS
    priority, memory = found["notes"]
    assert priority == "no real-time priority (Operation not permitted): cues may be some milliseconds late under load"
    assert memory.startswith("memory is not locked (")
    assert (found["policy"], found["gc"]) == (os.SCHED_OTHER, False)
    assert found["frozen"] > 1000
    assert found["switch_s"] == pytest.approx(0.0005)


@pytest.mark.skipif(os.getuid() != 0, reason="real-time priority takes root")
def test_who_may_gets_priority_which_no_later_thread_inherits():
    found = ask("root")
    said = "; ".join([*found["held"], *found["notes"]])
    for step in ("real-time priority", "memory is ", "core "):
        assert step in said
    if "real-time priority 50 (SCHED_FIFO)" in found["held"]:
        assert found["policy"] == os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
    assert found["later"] == os.SCHED_OTHER
