"""What the engine's process asks of the system so that cues are on time; each step degrades with a note.

Only the thread that decides gets real-time priority; with SCHED_RESET_ON_FORK no thread or child made later inherits
it. Garbage is collected between reps, never in one.
"""

from __future__ import annotations

import ctypes
import gc
import os
import sys
from dataclasses import dataclass

PRIORITY = 50  # SCHED_FIFO: above everything ordinary, below the kernel's own threads
SWITCH_S = 0.0005  # how long another thread of this process may keep the interpreter
MCL_CURRENT_AND_FUTURE = 3


@dataclass(frozen=True, slots=True)
class RealTime:
    """``held``: what the system has given, in words; ``notes``: a sentence for each step that it has not."""

    held: tuple[str, ...]
    notes: tuple[str, ...]


def enter_real_time() -> RealTime:
    """Takes every step it may."""
    found = [step() for step in (_priority, _lock_memory, _affinity)]
    sys.setswitchinterval(SWITCH_S)
    gc.collect()
    gc.freeze()
    gc.disable()
    held = [said for given, said in found if given]
    held.append(f"the interpreter changes threads every {SWITCH_S * 1e3:g} ms")
    held.append("garbage is collected between reps only")
    return RealTime(tuple(held), tuple(said for given, said in found if not given))


def tidy() -> None:
    """Between reps: what the last rep left behind."""
    gc.collect()


Step = tuple[bool, str]  # was it given? in words; given and no words: nothing was asked for


def _priority() -> Step:
    try:
        policy = os.SCHED_FIFO | os.SCHED_RESET_ON_FORK
        os.sched_setscheduler(0, policy, os.sched_param(PRIORITY))
    except OSError as exc:
        return False, f"no real-time priority ({exc.strerror}): cues may be some milliseconds late under load"
    return True, f"real-time priority {PRIORITY} (SCHED_FIFO)"


def _lock_memory() -> Step:
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.mlockall(MCL_CURRENT_AND_FUTURE) != 0:
        return False, f"memory is not locked ({os.strerror(ctypes.get_errno())}): a cue may wait for the disk"
    return True, "memory is locked"


def _affinity() -> Step:
    """On three cores or more the engine keeps the last one to itself and its own threads."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) < 3:
        return True, f"no core to itself: there are {len(cores)}, it takes three"
    try:
        os.sched_setaffinity(0, {cores[-1]})
    except OSError as exc:
        return False, f"no core of its own ({exc.strerror})"
    return True, f"core {cores[-1]} of {len(cores)} for itself"
